"""The close to come: what is ready, and what blocks the rest, with the money behind each reason."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from zhanggui.kernel.clock import now
from zhanggui.orders.queries import missing_companion, parcel_conditions

# The rule of what is ready stands in orders.queries.ready_orders; this counts by the same words.
_READY = """
SELECT count(*), coalesce(sum(o.paid_amount), 0) FROM orders_order o
WHERE o.shop_id = %(shop)s AND o.state = 'paid' AND o.step = 'checked' AND NOT o.is_held
  AND (o.paid_at IS NULL OR o.paid_at <= %(at)s){where}
"""
_BLOCKED = """
SELECT h.reason, count(DISTINCT o.id), coalesce(sum(o.paid_amount), 0), min(o.ship_by_at)
FROM orders_orderhold h JOIN orders_order o ON o.id = h.order_id
WHERE o.shop_id = %(shop)s AND o.state = 'paid' AND o.is_held AND o.step IN ('to_check', 'checked')
  AND h.shop_id = %(shop)s AND h.released_at IS NULL
GROUP BY 1 ORDER BY 2 DESC, 1
"""
_UNCHECKED = """
SELECT count(*), coalesce(sum(paid_amount), 0), min(ship_by_at) FROM orders_order
WHERE shop_id = %(shop)s AND state = 'paid' AND step = 'to_check' AND NOT is_held
"""
# Checked and not held itself, but an order that leaves in the same parcel is not ready.
_COMPANION = """
SELECT count(*), coalesce(sum(o.paid_amount), 0), min(o.ship_by_at) FROM orders_order o
WHERE {where}
"""
_COMPANION_ORDERS = """
SELECT o.number, o.paid_amount, o.ship_by_at, ({missing} LIMIT 1) FROM orders_order o
WHERE {where} ORDER BY o.ship_by_at NULLS LAST, o.id LIMIT %(limit)s
"""
_WAITS = """o.id IN (SELECT j.order_id FROM orders_jointmember j WHERE j.shop_id = %(shop)s AND j.is_active)
  AND o.state = 'paid' AND o.step = 'checked' AND NOT o.is_held
  AND (o.paid_at IS NULL OR o.paid_at <= %(at)s) AND EXISTS ({missing}){narrowed}"""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Orders that a reason keeps out of the batch; `ship_by_at` is the most urgent promise among them."""

    reason: str
    orders: int
    amount: Decimal
    ship_by_at: datetime | None


@dataclass(frozen=True, slots=True)
class CloseOutlook:
    """What a close now would take, and what it would leave. An order with two holds counts under both."""

    ready: int
    ready_amount: Decimal
    blocked: tuple[Blocked, ...]


def close_outlook(shop_id: int, at: datetime | None = None, *, warehouse_id: int | None = None) -> CloseOutlook:
    """What is ready for a warehouse's batch, or for all of the shop's, and what blocks the others by reason.

    What is blocked belongs to no warehouse yet: its goods are promised when it is released.
    """
    where, narrowed = parcel_conditions(shop_id, warehouse_id)
    facts: dict[str, Any] = {"shop": shop_id, "at": at or now(), **narrowed}
    with connection.cursor() as cursor:
        cursor.execute(_READY.format(where=where), facts)
        ready, amount = cursor.fetchone()
        cursor.execute(_BLOCKED, facts)
        blocked = [Blocked(*row) for row in cursor.fetchall()]
        cursor.execute(_UNCHECKED, facts)
        unchecked, unchecked_amount, ship_by_at = cursor.fetchone()
    if unchecked:
        blocked.append(Blocked("to_check", unchecked, unchecked_amount, ship_by_at))
    with connection.cursor() as cursor:
        _missing, where, facts = _waiting(shop_id, at, warehouse_id)
        cursor.execute(_COMPANION.format(where=where), facts)
        count, money, ship_by_at = cursor.fetchone()
    if count:
        blocked.append(Blocked("companion", count, money, ship_by_at))
    return CloseOutlook(ready, amount, tuple(blocked))


def waiting_for_companions(
    shop_id: int, at: datetime | None = None, *, warehouse_id: int | None = None, limit: int = 3
) -> list[tuple[str, Decimal | None, datetime | None, str]]:
    """Ready orders that another keeps back: number, money, promise, and the number of the order that is not ready."""
    missing, where, facts = _waiting(shop_id, at, warehouse_id)
    with connection.cursor() as cursor:
        cursor.execute(_COMPANION_ORDERS.format(missing=missing, where=where), facts | {"limit": limit})
        return list(cursor.fetchall())


def _waiting(shop_id: int, at: datetime | None, warehouse_id: int | None) -> tuple[str, str, dict[str, Any]]:
    missing, narrowed, facts = missing_companion(shop_id, warehouse_id)
    where = _WAITS.format(missing=missing, narrowed=narrowed)
    return missing, where, {"shop": shop_id, "at": at or now(), **facts}
