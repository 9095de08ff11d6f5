"""Figures over open work: tabs, hold reasons, the desk's meter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from zhanggui.kernel.arrays import id_array
from zhanggui.kernel.clock import now
from zhanggui.kernel.memory import once_a_page
from zhanggui.orders.queries.open_figures import RISK_WINDOW, view_figures

COUNT_CAP = 9_999
# The few open holds lie together; each brings its order by its key.
_HELD = """
SELECT h.reason, count(*), min(o.ship_by_at) FROM (
    SELECT order_id, reason FROM orders_orderhold WHERE shop_id = ANY(%s) AND released_at IS NULL OFFSET 0
) h CROSS JOIN LATERAL (
    SELECT ship_by_at FROM orders_order WHERE id = h.order_id AND state = 'paid' AND is_held OFFSET 0
) o GROUP BY h.reason ORDER BY count(*) DESC, h.reason
"""
_ALL = """
SELECT count(*) FROM (
    SELECT 1 FROM unnest(%(shops)s::bigint[]) AS s (id)
    CROSS JOIN LATERAL (SELECT 1 FROM orders_order WHERE shop_id = s.id LIMIT %(most)s) o LIMIT %(most)s
) x
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """How many orders, and what was paid for them."""

    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """Open work of one shop: what may go into the batch, what waits for checking, what is held."""

    ready: Figure
    to_check: Figure
    held: Figure
    batched: Figure
    packed: Figure
    overdue: int
    at_risk: int


@once_a_page
def view_counts(shops: Sequence[int], *, at: datetime | None = None) -> dict[str, int]:
    """Rows behind each shipped view; more than 9,999 counts as 10,000. Three statements."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"shops": id_array(shops), "most": COUNT_CAP + 1})
        every = int(cursor.fetchone()[0])
    return {"all": every, **open_counts(shops, at=at)}


def open_counts(shops: Sequence[int], *, at: datetime | None = None) -> dict[str, int]:
    """The same of the views of open work alone, for the navigation and home pages. Two statements."""
    return {name: min(count, COUNT_CAP + 1) for name, count in view_figures(shops, at=at).items()}


def hold_counts(shops: Sequence[int]) -> dict[str, int]:
    """Open holds of orders that wait, by reason; most first. An order may wait for several reasons."""
    return {reason: count for reason, (count, _due) in hold_figures(shops).items()}


@once_a_page
def hold_figures(shops: Sequence[int]) -> dict[str, tuple[int, datetime | None]]:
    """Open holds by reason, most first: how many, and the most urgent promise among their orders. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [id_array(shops)])
        return {reason: (count, due) for reason, count, due in cursor.fetchall()}


def desk_figures(shop_id: int, *, at: datetime | None = None) -> DeskFigures:
    """Counts and amounts of a shop's open work, for home pages and the close meter."""
    moment = at or now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT step, is_held, count(*), COALESCE(sum(paid_amount), 0),"
            " count(*) FILTER (WHERE ship_by_at < %s), count(*) FILTER (WHERE ship_by_at >= %s AND ship_by_at < %s)"
            " FROM orders_order WHERE shop_id = %s AND state = 'paid' GROUP BY step, is_held",
            [moment, moment, moment + RISK_WINDOW, shop_id],
        )
        rows = cursor.fetchall()
    return DeskFigures(
        ready=_figure(rows, "checked", is_held=False),
        to_check=_figure(rows, "to_check", is_held=False),
        held=_figure(rows, "to_check", is_held=True),
        batched=_figure(rows, "batched", is_held=None),
        packed=_figure(rows, "packed", is_held=None),
        overdue=sum(row[4] for row in rows),
        at_risk=sum(row[5] for row in rows),
    )


def _figure(rows: list[tuple[str, bool, int, Decimal, int, int]], step: str, *, is_held: bool | None) -> Figure:
    chosen = [row for row in rows if row[0] == step and is_held in {None, row[1]}]
    return Figure(sum(row[2] for row in chosen), sum((row[3] for row in chosen), Decimal(0)))
