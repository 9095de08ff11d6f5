"""Open work in one reading: what home pages ask of it by shop, channel and step comes from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from zhanggui.kernel.clock import now
from zhanggui.kernel.memory import once_a_page
from zhanggui.orders.values import OrderStep

RISK_WINDOW = timedelta(hours=2)
# One walk over what is paid; the planner would find the few that press by a second walk over the same rows.
_OPEN = """
SELECT shop_id, channel, step, is_held, count(*), min(ship_by_at),
       count(*) FILTER (WHERE ship_by_at < %(now)s),
       count(*) FILTER (WHERE ship_by_at >= %(now)s AND ship_by_at < %(risk)s),
       min(ship_by_at) FILTER (WHERE ship_by_at >= %(now)s)
FROM orders_order WHERE shop_id = ANY(%(shops)s) AND state = 'paid' GROUP BY shop_id, channel, step, is_held
"""
_BEFORE_CLOSE = frozenset({OrderStep.TO_CHECK, OrderStep.CHECKED})


@dataclass(frozen=True, slots=True)
class OpenFigures:
    """Paid orders of one shop, channel and step that have not left: how many, late, and pressing, with first promises."""

    shop_id: int
    channel: str
    step: str
    is_held: bool
    orders: int
    first_at: datetime | None
    late: int
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
def open_figures(shops: Sequence[int], *, at: datetime | None = None) -> list[OpenFigures]:
    """All open work of the shops in groups. One statement over what is paid and has not left."""
    moment = at or now()
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"shops": list(shops), "now": moment, "risk": moment + RISK_WINDOW})
        return [OpenFigures(*row) for row in cursor.fetchall()]


def pressing_promises(shops: Sequence[int], *, at: datetime | None = None) -> tuple[Pressed, Pressed]:
    """Orders that missed their promise, and those that must leave within two hours (ORD-13)."""
    rows = open_figures(shops, at=at) if at else open_figures(shops)
    late = [row.first_at for row in rows if row.late and row.first_at]
    soon = [row.soon_first_at for row in rows if row.soon and row.soon_first_at]
    return (
        Pressed(sum(row.late for row in rows), min(late, default=None)),
        Pressed(sum(row.soon for row in rows), min(soon, default=None)),
    )


def view_figures(shops: Sequence[int], *, at: datetime | None = None) -> dict[str, int]:
    """How many orders stand behind each view of open work."""
    found = dict.fromkeys(("open", "to_check", "held", "ready", "at_risk", "overdue", "unpacked"), 0)
    for row in open_figures(shops, at=at) if at else open_figures(shops):
        found["open"] += row.orders
        found["at_risk"] += row.soon
        found["overdue"] += row.late
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
    found: dict[tuple[int, str], ShopWork] = {}
    for row in sorted(open_figures(shops), key=lambda row: (row.shop_id, row.channel)):
        so_far = found.get((row.shop_id, row.channel), ShopWork())
        is_to_check = row.step == OrderStep.TO_CHECK and not row.is_held
        found[row.shop_id, row.channel] = ShopWork(
            so_far.to_check + row.orders * is_to_check,
            so_far.held + row.orders * row.is_held,
            so_far.open + row.orders,
            so_far.overdue + row.late,
        )
    return found
