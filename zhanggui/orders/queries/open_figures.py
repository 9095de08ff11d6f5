"""Open work as figures: what home pages ask of it by shop, channel and step comes from here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from zhanggui.kernel.arrays import id_array
from zhanggui.kernel.figures import FigureRows
from zhanggui.kernel.memory import once_a_page
from zhanggui.orders.values import OrderStep

RISK_WINDOW = timedelta(hours=2)
_OPEN = FigureRows(
    """
SELECT shop_id, channel, step, is_held, sum(orders)::bigint AS orders FROM orders_openworkchange
WHERE shop_id = ANY(%(shops)s) GROUP BY shop_id, channel, step, is_held HAVING sum(orders) <> 0
"""
)
# `order_open_work` holds the few that press together.
_PRESSING = f"""
SELECT shop_id, channel, count(*) FILTER (WHERE ship_by_at < %(now)s) AS late,
       min(ship_by_at) FILTER (WHERE ship_by_at < %(now)s) AS late_first_at,
       count(*) FILTER (WHERE ship_by_at >= %(now)s) AS soon, min(ship_by_at) FILTER (WHERE ship_by_at >= %(now)s) AS soon_first_at
FROM orders_order WHERE shop_id = ANY(%(shops)s) AND state = 'paid'
AND ship_by_at < %(now)s + interval '{RISK_WINDOW.total_seconds():.0f} seconds' GROUP BY shop_id, channel
"""
_PRESSING_NOW = FigureRows(_PRESSING)
_BEFORE_CLOSE = frozenset({OrderStep.TO_CHECK, OrderStep.CHECKED})


@dataclass(frozen=True, slots=True)
class OpenFigures:
    """How many paid orders of one shop and channel stand at one step, held or not."""

    shop_id: int
    channel: str
    step: str
    is_held: bool
    orders: int


@dataclass(frozen=True, slots=True)
class PressingFigures:
    """Paid orders of one shop and channel that missed their promise, and those that soon will, with the first of each."""

    shop_id: int
    channel: str
    late: int
    late_first_at: datetime | None
    soon: int
    soon_first_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pressed:
    """How many orders press, and the earliest of their promises."""

    orders: int
    first_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShopWork:
    """Open work of a shop and channel."""

    to_check: int = 0
    held: int = 0
    open: int = 0
    overdue: int = 0


@once_a_page
def open_figures(shops: Sequence[int]) -> list[OpenFigures]:
    """All open work of the shops by where it stands. One statement, however many orders there are."""
    return [OpenFigures(**row) for row in _OPEN.of(shops)]


@once_a_page
def pressing_figures(shops: Sequence[int], *, at: datetime | None = None) -> list[PressingFigures]:
    """What is late or due within two hours, by shop and channel. One statement over those orders alone."""
    if at is None:
        return [PressingFigures(**_with_moments(row)) for row in _PRESSING_NOW.of(shops)]
    with connection.cursor() as cursor:
        cursor.execute(_PRESSING, {"shops": id_array(shops), "now": at})
        return [PressingFigures(*row) for row in cursor.fetchall()]


def _with_moments(row: dict[str, Any]) -> dict[str, Any]:
    found = {name: row[name] and datetime.fromisoformat(row[name]) for name in ("late_first_at", "soon_first_at")}
    return {**row, **found}


def pressing_promises(shops: Sequence[int], *, at: datetime | None = None) -> tuple[Pressed, Pressed]:
    """Orders that missed their promise, and those that must leave within two hours (ORD-13)."""
    rows = pressing_figures(shops, at=at) if at else pressing_figures(shops)
    late = [row.late_first_at for row in rows if row.late_first_at]
    soon = [row.soon_first_at for row in rows if row.soon_first_at]
    return (
        Pressed(sum(row.late for row in rows), min(late, default=None)),
        Pressed(sum(row.soon for row in rows), min(soon, default=None)),
    )


def view_figures(shops: Sequence[int], *, at: datetime | None = None) -> dict[str, int]:
    """How many orders stand behind each view of open work."""
    found = dict.fromkeys(("open", "to_check", "held", "ready", "at_risk", "overdue", "unpacked"), 0)
    late, soon = pressing_promises(shops, at=at)
    found["overdue"], found["at_risk"] = late.orders, soon.orders
    for row in open_figures(shops):
        found["open"] += row.orders
        if row.step == OrderStep.TO_CHECK:
            found["held" if row.is_held else "to_check"] += row.orders
        elif row.step == OrderStep.CHECKED and not row.is_held:
            found["ready"] += row.orders
        elif row.step == OrderStep.BATCHED:
            found["unpacked"] += row.orders
    return found


def held_before_close(shops: Sequence[int]) -> dict[int, int]:
    """Held orders that the next close leaves out, by shop, for shops that have any; each once."""
    found: dict[int, int] = {}
    for row in open_figures(shops):
        if row.is_held and row.step in _BEFORE_CLOSE:
            found[row.shop_id] = found.get(row.shop_id, 0) + row.orders
    return found


def work_by_channel(shops: Sequence[int]) -> dict[tuple[int, str], ShopWork]:
    """Open work of each shop and channel, in order."""
    late = {(row.shop_id, row.channel): row.late for row in pressing_figures(shops)}
    found: dict[tuple[int, str], ShopWork] = {}
    for row in sorted(open_figures(shops), key=lambda row: (row.shop_id, row.channel)):
        place = row.shop_id, row.channel
        so_far = found.get(place, ShopWork(overdue=late.get(place, 0)))
        found[place] = replace(
            so_far,
            to_check=so_far.to_check + row.orders * (row.step == OrderStep.TO_CHECK and not row.is_held),
            held=so_far.held + row.orders * row.is_held,
            open=so_far.open + row.orders,
        )
    return found
