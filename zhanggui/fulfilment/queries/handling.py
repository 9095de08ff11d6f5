"""How fast orders are handled against their targets: per step and per person (ORD-12)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.queries.pace import packer_paces
from zhanggui.kernel.clock import day_bounds, now, shop_zone
from zhanggui.kernel.rulebook.read import rule_values
from zhanggui.shops.queries import shop_by_id, working_times

VERIFY_HOURS, CLOSE_DAYS = "clock.verify.hours", "handling.close_days"
# Orders paid longer ago than this and verified now came with an old file; they say nothing about today's work.
_OLDEST = timedelta(days=14)
_VERIFIED = """
SELECT o.paid_at, r.verified_at, r.verified_how, r.verified_by
FROM orders_order o JOIN orders_checkresult r ON r.order_id = o.id
WHERE o.shop_id = %(shop)s AND o.paid_at > %(oldest)s AND r.verified_at >= %(since)s AND r.verified_at < %(until)s
  AND r.verified_at >= o.paid_at
"""
_UNVERIFIED = """
SELECT o.paid_at FROM orders_order o WHERE o.shop_id = %(shop)s AND o.state = 'paid' AND o.step = 'to_check'
  AND o.paid_at IS NOT NULL
"""
_SHIPPED = """
SELECT count(*), count(*) FILTER (WHERE o.ship_by_at IS NULL OR p.shipped_at <= o.ship_by_at),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM p.shipped_at - o.paid_at))
FROM fulfilment_parcel p JOIN orders_order o ON o.id = p.order_id
WHERE p.shop_id = %(shop)s AND p.state = 'shipped' AND p.shipped_at >= %(since)s AND p.shipped_at < %(until)s
"""
_TO_SHIP = """
SELECT count(*), count(*) FILTER (WHERE ship_by_at <= %(until)s) FROM orders_order
WHERE shop_id = %(shop)s AND state = 'paid' AND step <> 'to_check'
"""
_DELIVERED = """
SELECT count(*), count(*) FILTER (WHERE expected_on IS NULL
           OR (delivered_at AT TIME ZONE s.timezone)::date <= expected_on),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM greatest(p.delivered_at, p.shipped_at) - p.shipped_at))
FROM fulfilment_parcel p JOIN shops_shop s ON s.id = p.shop_id
WHERE p.shop_id = %(shop)s AND p.shipped_at > %(oldest)s AND p.delivered_at >= %(since)s AND p.delivered_at < %(until)s
"""
_UNDER_WAY = """
SELECT count(*), count(*) FILTER (WHERE expected_on < (%(until)s::timestamptz AT TIME ZONE s.timezone)::date)
FROM fulfilment_parcel p JOIN shops_shop s ON s.id = p.shop_id
WHERE p.shop_id = %(shop)s AND p.state = 'shipped' AND p.delivered_at IS NULL AND p.shipped_at > %(oldest)s
"""
_CLOSED = """
SELECT count(*), count(*) FILTER (WHERE o.completed_at <= o.shipped_at + %(days)s * interval '1 day'),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM o.completed_at - o.shipped_at))
FROM orders_order o WHERE o.shop_id = %(shop)s AND o.paid_at > %(far)s AND o.completed_at >= %(since)s
  AND o.completed_at < %(until)s AND o.shipped_at IS NOT NULL
"""
_TO_CLOSE = """
SELECT count(*), count(*) FILTER (WHERE shipped_at < %(until)s - %(days)s * interval '1 day') FROM orders_order
WHERE shop_id = %(shop)s AND state = 'shipped' AND paid_at > %(far)s
"""


class HandlingStep(TextChoices):
    """A step of handling an order that has a target."""

    VERIFY = "verify", _("Verify")
    SHIP = "ship", _("Ship")
    DELIVER = "deliver", _("Deliver")
    CLOSE = "close", _("Close")


@dataclass(frozen=True, slots=True)
class StepFigures:
    """One step over a time: done, done within the target, median time, and what waits now, how much of it late.

    `target` is a span, or None where each order carries its own promise. The time of verifying is
    working time, the others calendar time.
    """

    step: str
    target: timedelta | None
    done: int
    in_time: int
    median: timedelta | None
    waiting: int
    late: int


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """What one person did of one step: how many, how many within the target, how many an hour."""

    name: str
    step: str
    done: int
    in_time: int | None
    an_hour: int | None


@dataclass(frozen=True, slots=True)
class Handling:
    """Steps in their order, and people by step, the busiest first."""

    steps: tuple[StepFigures, ...]
    people: tuple[PersonFigures, ...]


def handling(shop_id: int, *, since: datetime, until: datetime | None = None) -> Handling:
    """Figures of a shop's handling of orders over a time, live (ORD-12).

    Targets: verify within working hours after payment (proposed 2, a value of the shop), ship by the
    order's promise, deliver by the day expected, close within days after shipping (proposed 10).
    """
    end = until or now()
    values = rule_values((VERIFY_HOURS, CLOSE_DAYS), shop_id)
    facts = {
        "shop": shop_id,
        "since": since,
        "until": end,
        "oldest": since - _OLDEST,
        "far": since - 5 * _OLDEST,
        "days": values[CLOSE_DAYS],
    }
    verify, verifiers = _verifying(shop_id, facts, timedelta(hours=values[VERIFY_HOURS]))
    steps = (
        verify,
        _figures(HandlingStep.SHIP, None, _SHIPPED, _TO_SHIP, facts),
        _figures(HandlingStep.DELIVER, None, _DELIVERED, _UNDER_WAY, facts),
        _figures(HandlingStep.CLOSE, timedelta(days=values[CLOSE_DAYS]), _CLOSED, _TO_CLOSE, facts),
    )
    packers = [
        PersonFigures(pace.person, "pack", pace.parcels, None, pace.an_hour)
        for pace in packer_paces(shop_id, since=since, until=end)
    ]
    return Handling(steps, (*verifiers, *packers))


def _verifying(shop_id: int, facts: dict[str, Any], target: timedelta) -> tuple[StepFigures, list[PersonFigures]]:
    rows = _rows(_VERIFIED, facts)
    spent = working_times(shop_id, [(paid, verified) for paid, verified, _how, _by in rows])
    waits = working_times(shop_id, [(row[0], facts["until"]) for row in _rows(_UNVERIFIED, facts)])
    by_person: defaultdict[str, list[timedelta]] = defaultdict(list)
    for (_paid, _verified, how, name), span in zip(rows, spent, strict=True):
        if how == "person":
            by_person[name].append(span)
    figures = StepFigures(
        HandlingStep.VERIFY,
        target,
        len(spent),
        _within(spent, target),
        timedelta(seconds=median(span.total_seconds() for span in spent)) if spent else None,
        len(waits),
        len(waits) - _within(waits, target),
    )
    people = [
        PersonFigures(name, HandlingStep.VERIFY, len(spans), _within(spans, target), None)
        for name, spans in sorted(by_person.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    return figures, people


def _within(spans: Sequence[timedelta], target: timedelta) -> int:
    return sum(span <= target for span in spans)


def _figures(
    step: str, target: timedelta | None, done_sql: str, waiting_sql: str, facts: dict[str, Any]
) -> StepFigures:
    ((done, in_time, seconds),) = _rows(done_sql, facts)
    ((waiting, late),) = _rows(waiting_sql, facts)
    return StepFigures(
        step, target, done, in_time, timedelta(seconds=float(seconds)) if seconds is not None else None, waiting, late
    )


def _rows(sql: str, facts: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return list(cursor.fetchall())


def midnight_before(shop_id: int, days: int) -> datetime:
    """The beginning of the shop's day so many days ago; 0 is today."""
    zone = shop_zone(shop_by_id(shop_id).timezone)
    return day_bounds(now().astimezone(zone).date() - timedelta(days=days), zone)[0]


def handling_json(found: Handling) -> dict[str, Any]:
    """`steps[] people[]`; times in whole minutes."""
    return {
        "steps": [
            {
                "step": str(row.step),
                "target_minutes": _minutes(row.target),
                "done": row.done,
                "in_time": row.in_time,
                "median_minutes": _minutes(row.median),
                "waiting": row.waiting,
                "late": row.late,
            }
            for row in found.steps
        ],
        "people": [
            {
                "person": row.name,
                "step": str(row.step),
                "done": row.done,
                "in_time": row.in_time,
                "an_hour": row.an_hour,
            }
            for row in found.people
        ],
    }


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds() / 60)
