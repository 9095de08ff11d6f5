"""When work that returns is due: pure arithmetic over days of the shop's working calendar (TSK-02)."""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from zhanggui.kernel.clock import local_moment

WEEKDAYS = 7
MOST_LEAD_DAYS = 31
DAYS_OFF = ("move", "skip", "keep")
_MOST_DAYS_OFF = 31
_MONTHS_OF_QUARTER = 3


@dataclass(frozen=True, slots=True)
class RoutineRule:
    """When a routine is due: `day` counts in the week or month, `month` in the quarter, `days_after` from the event.

    The task appears `lead_days` before. What falls on a day off is moved to the next working day,
    skipped, or kept.
    """

    rhythm: str
    at: time
    day: int = 1
    month: int = 1
    lead_days: int = 0
    day_off: str = "move"
    event: str = ""
    days_after: int = 0


RULE_FIELDS = tuple(field.name for field in fields(RoutineRule))


@dataclass(frozen=True, slots=True)
class Planned:
    """One time that a routine is due: which period it is for, when its task appears, until when."""

    period: str
    appears_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ShopDays:
    """The days of a shop: its zone, and which of them it works."""

    zone: ZoneInfo
    is_working: Callable[[date], bool]


def newest(rule: RoutineRule, days: ShopDays, moment: datetime) -> Planned | None:
    """The latest period whose task should be there at that moment; missed ones before it are not caught up."""
    today = moment.astimezone(days.zone).date()
    found = (plan(rule, days, period, day) for period, day in _nominal(rule, today))
    return max(
        (each for each in found if each is not None and each.appears_at <= moment),
        key=lambda each: each.due_at,
        default=None,
    )


def coming(rule: RoutineRule, days: ShopDays, moment: datetime) -> datetime | None:
    """When the routine is due next; None after an event, which nobody knows beforehand."""
    today = moment.astimezone(days.zone).date()
    found = (plan(rule, days, period, day) for period, day in _nominal(rule, today))
    return min((each.due_at for each in found if each is not None and each.due_at > moment), default=None)


def plan(rule: RoutineRule, days: ShopDays, period: str, nominal: date) -> Planned | None:
    """A nominal day in the working calendar; None when the day off is skipped."""
    day = nominal
    if not days.is_working(nominal):
        if rule.day_off == "skip":
            return None
        day = _next_working(days, nominal) if rule.day_off == "move" else nominal
    appears = local_moment(day - timedelta(days=rule.lead_days), time(), days.zone)
    return Planned(period, appears, local_moment(day, rule.at, days.zone))


def plan_after(rule: RoutineRule, days: ShopDays, event_id: int, happened_at: datetime) -> Planned | None:
    """The one time that a routine is due after an event."""
    happened_on = happened_at.astimezone(days.zone).date()
    return plan(rule, days, f"event-{event_id}", happened_on + timedelta(days=rule.days_after))


def _next_working(days: ShopDays, day: date) -> date:
    ahead = (day + timedelta(days=step) for step in range(1, _MOST_DAYS_OFF + 1))
    return next((each for each in ahead if days.is_working(each)), day)


def _nominal(rule: RoutineRule, today: date) -> Iterator[tuple[str, date]]:
    """Periods around today with their nominal days, far enough to see the last one and the next."""
    if rule.rhythm == "daily":
        for step in range(-_MOST_DAYS_OFF, _MOST_DAYS_OFF + 1):
            day = today + timedelta(days=step)
            yield day.isoformat(), day
    elif rule.rhythm == "weekly":
        monday = today - timedelta(days=today.weekday())
        for step in range(-5, 7):
            day = monday + timedelta(weeks=step, days=rule.day - 1)
            year, week, _weekday = day.isocalendar()
            yield f"{year}-W{week:02}", day
    elif rule.rhythm == "monthly":
        for step in range(-2, 4):
            first = _month(today, step)
            yield f"{first:%Y-%m}", _day_of(first, rule.day)
    elif rule.rhythm == "quarterly":
        start = _month(today, -((today.month - 1) % _MONTHS_OF_QUARTER))
        for step in range(-1, 3):
            quarter = _month(start, step * _MONTHS_OF_QUARTER)
            day = _day_of(_month(quarter, rule.month - 1), rule.day)
            yield f"{quarter.year}-Q{(quarter.month - 1) // _MONTHS_OF_QUARTER + 1}", day


def _month(day: date, step: int) -> date:
    """The first of the month that many months away."""
    place = day.year * 12 + day.month - 1 + step
    return date(place // 12, place % 12 + 1, 1)


def _day_of(first: date, day: int) -> date:
    """That day of the month; in a shorter month its last one."""
    return first.replace(day=min(day, calendar.monthrange(first.year, first.month)[1]))
