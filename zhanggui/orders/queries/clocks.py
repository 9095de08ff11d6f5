"""The clocks of the order desk: the promise to ship and the time to verify (TSK-11)."""

from typing import Any

from django.db import connection

from zhanggui.kernel.clocks.registry import ClockAsk, ClockTally
from zhanggui.orders.models import Order

_SINCE = "coalesce(paid_at, placed_at, created_at)"
# Open work only, which a partial index holds whatever the number of all orders.
_PROMISED = f"""
SELECT count(*) FILTER (WHERE ship_by_at <= %(at)s),
       count(*) FILTER (WHERE ship_by_at > %(at)s AND {_SINCE} + (ship_by_at - {_SINCE}) * %(share)s <= %(at)s),
       count(*)
FROM orders_order WHERE shop_id = %(shop)s AND state = 'paid' AND ship_by_at IS NOT NULL
"""
_UNVERIFIED = """
SELECT count(*) FILTER (WHERE paid_at <= %(late)s),
       count(*) FILTER (WHERE paid_at > %(late)s AND paid_at <= %(risk)s), count(*)
FROM orders_order
WHERE shop_id = %(shop)s AND state = 'paid' AND step = 'to_check' AND NOT is_held AND paid_at IS NOT NULL
"""


def promised(ask: ClockAsk, limit: int) -> list[Order]:
    """Orders to ship, the nearest promise first."""
    rows = Order.objects.filter(shop_id=ask.shop_id, state="paid").exclude(ship_by_at=None)
    fields = ("shop_id", "number", "paid_at", "placed_at", "created_at", "ship_by_at")
    return list(rows.only(*fields).order_by("ship_by_at", "pk")[:limit])


def promised_tally(ask: ClockAsk) -> ClockTally:
    """How the promises of open orders stand."""
    return _tally(_PROMISED, {"shop": ask.shop_id, "at": ask.at, "share": ask.percent / 100})


def unverified(ask: ClockAsk, limit: int) -> list[Order]:
    """Paid orders that nobody has verified, the longest waiting first."""
    rows = Order.objects.filter(shop_id=ask.shop_id, state="paid", step="to_check", is_held=False)
    found = rows.exclude(paid_at=None).only("shop_id", "number", "paid_at")
    return list(found.order_by("paid_at", "pk")[:limit])


def unverified_tally(ask: ClockAsk) -> ClockTally:
    """How long paid orders have waited to be verified."""
    return _tally(_UNVERIFIED, {"shop": ask.shop_id, "late": ask.late_before, "risk": ask.risk_before})


def _tally(sql: str, params: dict[str, Any]) -> ClockTally:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        late, risk, every = cursor.fetchone() or (0, 0, 0)
    return ClockTally(every - late - risk, risk, late)
