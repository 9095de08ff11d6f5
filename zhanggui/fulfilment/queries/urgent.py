"""Orders whose shipping promise falls before the next close: they must leave on their own or be late."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

# `order_open_work` (paid orders by promise) answers this without reading other orders.
_URGENT = """
SELECT o.id, o.number, o.paid_amount, o.ship_by_at, o.step, o.is_held, coalesce(l.title, ''), coalesce(l.quantity, 0)
FROM orders_order o
LEFT JOIN LATERAL (SELECT title, quantity FROM orders_orderline WHERE order_id = o.id ORDER BY position LIMIT 1) l
       ON true
WHERE o.shop_id = %(shop)s AND o.state = 'paid' AND o.step IN ('to_check', 'checked')
  AND o.ship_by_at < %(close)s{one}
ORDER BY o.ship_by_at, o.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class UrgentOrder:
    """An order that the next close would be too late for; `is_ready` ones can leave at once."""

    id: int
    number: str
    amount: Decimal | None
    ship_by_at: datetime
    step: str
    is_held: bool
    title: str
    quantity: int

    @property
    def is_ready(self) -> bool:
        """Checked and not held."""
        return self.step == "checked" and not self.is_held


def urgent_orders(shop_id: int, closes_at: datetime, *, limit: int = 20) -> list[UrgentOrder]:
    """Orders in no batch whose promise ends before the close, the most urgent first."""
    return _rows(_URGENT.format(one=""), {"shop": shop_id, "close": closes_at, "limit": limit})


def urgent_order(shop_id: int, order_id: int, closes_at: datetime) -> UrgentOrder | None:
    """The order, if its promise ends before the close and it is in no batch."""
    facts: dict[str, Any] = {"shop": shop_id, "close": closes_at, "limit": 1, "order": order_id}
    return next(iter(_rows(_URGENT.format(one=" AND o.id = %(order)s"), facts)), None)


def _rows(sql: str, facts: dict[str, Any]) -> list[UrgentOrder]:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return [UrgentOrder(*row) for row in cursor.fetchall()]
