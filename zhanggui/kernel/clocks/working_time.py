"""The shop's working time, as the shops module knows it; the kernel may not import upward (TSK-13)."""

from datetime import datetime, timedelta
from typing import Protocol


class WorkingTime(Protocol):
    """Arithmetic over the working calendar of a shop."""

    def after(self, shop_id: int, start: datetime, span: timedelta) -> datetime | None:
        """When `span` of working time has passed since start."""
        ...

    def before(self, shop_id: int, end: datetime, span: timedelta) -> datetime | None:
        """From when on less than `span` of working time passes until end."""
        ...

    def between(self, shop_id: int, start: datetime, end: datetime) -> timedelta:
        """Working time from start to end."""
        ...


_known: list[WorkingTime] = []


def register_working_time(working_time: WorkingTime) -> None:
    """Called once by the shops module."""
    _known[:] = [working_time]


def add_time(shop_id: int, start: datetime, span: timedelta, *, is_working: bool) -> datetime:
    """When a clock of that span that started then is due; calendar time where the shop never works."""
    due = _known[0].after(shop_id, start, span) if is_working and _known else None
    return due or start + span


def take_time(shop_id: int, end: datetime, span: timedelta, *, is_working: bool) -> datetime:
    """What started before this moment has used more than `span` at `end`."""
    found = _known[0].before(shop_id, end, span) if is_working and _known else None
    return found or end - span


def time_between(shop_id: int, start: datetime, end: datetime, *, is_working: bool) -> timedelta:
    """Time used, in the time that the clock counts."""
    return _known[0].between(shop_id, start, end) if is_working and _known else end - start
