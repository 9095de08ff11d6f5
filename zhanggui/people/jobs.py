"""What people need by the clock."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.jobs.queue import job
from zhanggui.kernel.jobs.schedule import every
from zhanggui.people.services.digests import DIGEST_JOB, send_digest, start_digests
from zhanggui.people.services.routine_tasks import run_every_shop
from zhanggui.people.services.watch import watch_accounts, watch_reading

every(timedelta(hours=6), "people.watch_accounts")(watch_accounts)
every(timedelta(minutes=5), "people.watch_reading")(watch_reading)
every(timedelta(minutes=1), "people.run_routines")(run_every_shop)
every(timedelta(minutes=5), "people.start_digests")(start_digests)


@job(DIGEST_JOB, label=_("Send the daily e-mail of notices"))
def mail_digest(user_id: int) -> None:
    """Safe to run again: what was sent is noted and not sent a second time."""
    send_digest(user_id)
