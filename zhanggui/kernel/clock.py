"""The only place that asks what time it is, and the id of the request being served."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_shift: ContextVar[timedelta] = ContextVar("clock_shift", default=timedelta())
_request_id: ContextVar[str] = ContextVar("request_id", default="")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _shift.get()


@contextmanager
def clock_at(moment: datetime) -> Iterator[Callable[[timedelta], None]]:
    """Let it be that moment inside; the function that is given lets time pass. For the demo's past days alone."""
    token = _shift.set(moment - datetime.now(UTC))
    try:
        yield _let_pass
    finally:
        _shift.reset(token)


def _let_pass(span: timedelta) -> None:
    _shift.set(_shift.get() + span)


def shop_zone(name: str) -> ZoneInfo:
    """The time zone of a shop by its IANA name."""
    return ZoneInfo(name)


@cache
def zone_names() -> frozenset[str]:
    """The names of all time zones; finding them walks a folder of hundreds of files, so that is done once."""
    return frozenset(available_timezones())


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A wall-clock time of a day in a zone."""
    return datetime.combine(day, at, tzinfo=zone)


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start of the day and start of the next, in the zone."""
    return local_moment(day, time(), zone), local_moment(day + timedelta(days=1), time(), zone)


def current_request_id() -> str:
    """The id of the request, command or job being served, or an empty string."""
    return _request_id.get()


def set_request_id(value: str) -> None:
    """Remember the id of the request, command or job for logs and events."""
    _request_id.set(value)
