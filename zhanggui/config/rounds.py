"""What the kernel does by the clock; imported by the scheduler once Django is set up."""

import os
from datetime import timedelta

from zhanggui.kernel.deadlines.verbs import pass_deadlines
from zhanggui.kernel.events.seals import seal_events
from zhanggui.kernel.imports.retention import remove_old_files
from zhanggui.kernel.jobs.queue import beat, fail_lost_runs
from zhanggui.kernel.jobs.schedule import every, run_due

every(timedelta(minutes=1), "kernel.seal_events")(seal_events)
every(timedelta(minutes=1), "kernel.fail_lost_runs")(fail_lost_runs)
every(timedelta(hours=24), "kernel.remove_import_files")(remove_old_files)


def tick() -> None:
    """One round: tell that the scheduler lives, do what is due, act on deadlines that have passed."""
    beat("scheduler", pid=os.getpid())
    run_due()
    pass_deadlines()
