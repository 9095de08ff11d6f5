"""What people need by the clock."""

from datetime import timedelta

from zhanggui.kernel.jobs.schedule import every
from zhanggui.people.services.watch import watch_accounts, watch_reading

every(timedelta(hours=6), "people.watch_accounts")(watch_accounts)
every(timedelta(minutes=5), "people.watch_reading")(watch_reading)
