"""What must happen by the clock: registered intervals, run by the scheduler process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models

from zhanggui.kernel.clock import now


class ScheduleMark(models.Model):
    """When a scheduled call last ran, so that a restart neither skips nor repeats it."""

    name = models.CharField(max_length=60, primary_key=True)
    ran_at = models.DateTimeField()


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A function and how often it is called."""

    name: str
    every: timedelta
    call: Callable[[], object]


_SCHEDULE: dict[str, Scheduled] = {}


def every(interval: timedelta, name: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Decorator: have the scheduler call the function at this interval."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        _SCHEDULE[name] = Scheduled(name, interval, function)
        return function

    return register


def scheduled_calls() -> dict[str, Scheduled]:
    """All registered calls by name."""
    return dict(_SCHEDULE)


def run_due(at: datetime | None = None) -> list[str]:
    """Run what is due; returns the names. A missed run is caught up once."""
    moment = at or now()
    ran = []
    marks = dict(ScheduleMark.objects.values_list("name", "ran_at"))
    for item in _SCHEDULE.values():
        last = marks.get(item.name)
        if last is not None and moment - last < item.every:
            continue
        item.call()
        ScheduleMark.objects.update_or_create(name=item.name, defaults={"ran_at": moment})
        ran.append(item.name)
    return ran
