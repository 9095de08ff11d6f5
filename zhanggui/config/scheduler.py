"""The scheduler process: acts on deadlines that pass and calls what is due by the clock."""

import logging
import os
import signal
import threading
from datetime import timedelta

import django
from django.db import DatabaseError, close_old_connections

_log = logging.getLogger("zhanggui.scheduler")
_TICK_SECONDS = 2


def _tick() -> None:
    from zhanggui.kernel.deadlines.verbs import pass_deadlines  # noqa: PLC0415  reason: Django must be set up first
    from zhanggui.kernel.jobs.queue import beat  # noqa: PLC0415  reason: as above
    from zhanggui.kernel.jobs.schedule import run_due  # noqa: PLC0415  reason: as above

    beat("scheduler", pid=os.getpid())
    run_due()
    pass_deadlines()


def main() -> None:
    """Run until SIGTERM. A database that is away is waited for, not died of."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhanggui.config.settings")
    django.setup()
    from zhanggui.kernel.events.seals import seal_events  # noqa: PLC0415  reason: Django must be set up first
    from zhanggui.kernel.imports.retention import remove_old_files  # noqa: PLC0415  reason: as above
    from zhanggui.kernel.jobs.queue import fail_lost_runs  # noqa: PLC0415  reason: as above
    from zhanggui.kernel.jobs.schedule import every  # noqa: PLC0415  reason: as above

    every(timedelta(minutes=1), "kernel.seal_events")(seal_events)
    every(timedelta(minutes=1), "kernel.fail_lost_runs")(fail_lost_runs)
    every(timedelta(hours=24), "kernel.remove_import_files")(remove_old_files)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_arguments: stopped.set())
    signal.signal(signal.SIGINT, lambda *_arguments: stopped.set())
    while not stopped.is_set():
        try:
            _tick()
        except DatabaseError:
            _log.warning("the database did not answer; trying again")
        close_old_connections()
        stopped.wait(_TICK_SECONDS)


if __name__ == "__main__":
    main()
