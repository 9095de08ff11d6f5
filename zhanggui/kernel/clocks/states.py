"""How a running clock stands: pure arithmetic over the time used and the time given (TSK-11)."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClockState(models.TextChoices):
    """Where a running clock stands."""

    LATE = "late", _("Overdue")
    RISK = "risk", _("At risk")
    ON_TIME = "on_time", _("In time")


def clock_state(used: timedelta, whole: timedelta, percent: int) -> ClockState:
    """Overdue once the whole time is used, at risk from `percent` of it on, on time before."""
    if used >= whole:
        return ClockState.LATE
    return ClockState.RISK if used * 100 >= whole * percent else ClockState.ON_TIME
