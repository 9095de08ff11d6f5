"""The working calendar: which days and hours count when a deadline is in working time (TSK-13)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chinese_calendar import constants

from zhanggui.kernel.clock import local_moment


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """When a shop works: weekdays from Monday as 1 and 0, daily hours, holidays, single days."""

    zone: ZoneInfo
    weekdays: str = "1111110"
    service_from: time = time(9)
    service_to: time = time(18)
    is_holiday_calendar_used: bool = True
    exceptions: Mapping[date, bool] = field(default_factory=dict)


def is_working(calendar: WorkingCalendar, day: date) -> bool:
    """Whether the shop works on the day: the single day decides, then the public calendar, then the week.

    The public calendar knows the years that its package ships; beyond them the week decides.
    """
    if day in calendar.exceptions:
        return calendar.exceptions[day]
    if calendar.is_holiday_calendar_used:
        if day in constants.holidays:
            return False
        if day in constants.workdays:
            return True
    return calendar.weekdays[day.weekday()] == "1"


def public_holidays(year: int) -> list[tuple[date, str]]:
    """Public holidays of a year with their English names, in order; empty for an unknown year."""
    return sorted((day, name) for day, name in constants.holidays.items() if day.year == year)


def working_between(calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
    """Working time from start to end, both aware; zero when end is not after start."""
    total = timedelta()
    if end <= start:
        return total
    day, last = start.astimezone(calendar.zone).date(), end.astimezone(calendar.zone).date()
    while day <= last:
        if is_working(calendar, day):
            opens, closes = _hours(calendar, day)
            total += max(timedelta(), min(closes, end.astimezone(UTC)) - max(opens, start.astimezone(UTC)))
        day += timedelta(days=1)
    return total


def after_working(calendar: WorkingCalendar, start: datetime, span: timedelta) -> datetime | None:
    """The moment when `span` of working time has passed since start, in UTC; None when the shop never works."""
    day, left = start.astimezone(calendar.zone).date(), span
    for _step in range(_MOST_DAYS):
        if is_working(calendar, day):
            opens, closes = _hours(calendar, day)
            begins = max(opens, start.astimezone(UTC))
            if closes - begins >= left:
                return begins + left
            left -= max(timedelta(), closes - begins)
        day += timedelta(days=1)
    return None


def before_working(calendar: WorkingCalendar, end: datetime, span: timedelta) -> datetime | None:
    """The latest moment from which `span` of working time passes until end, in UTC; None when the shop never works.

    What started before it has used more than `span` at `end`: so clocks are counted by one comparison.
    """
    day, left = end.astimezone(calendar.zone).date(), span
    for _step in range(_MOST_DAYS):
        if is_working(calendar, day):
            opens, closes = _hours(calendar, day)
            ends = min(closes, end.astimezone(UTC))
            if ends - opens >= left:
                return ends - left
            left -= max(timedelta(), ends - opens)
        day -= timedelta(days=1)
    return None


_MOST_DAYS = 3_660


def _hours(calendar: WorkingCalendar, day: date) -> tuple[datetime, datetime]:
    """Opening and closing in UTC, where subtraction is real time even across a clock change."""
    opens = local_moment(day, calendar.service_from, calendar.zone).astimezone(UTC)
    closes = local_moment(day, calendar.service_to, calendar.zone).astimezone(UTC)
    return opens, max(opens, closes)
