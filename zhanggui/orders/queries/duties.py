"""How the duties of the order desk stand: how fast orders are verified, what runs late, what is held (ORG-17)."""

from datetime import datetime, timedelta

from django.db import connection

from zhanggui.kernel.clock import now
from zhanggui.orders.queries.counts import open_counts
from zhanggui.shops.queries import count_within_working

_NEWEST = 500
_WEEK = timedelta(days=7)
# The newest paid orders come from the index; who verified them is looked up by key.
_VERIFIED = """
SELECT o.paid_at, r.verified_at FROM (
    SELECT id, paid_at FROM orders_order WHERE shop_id = %s AND paid_at IS NOT NULL AND paid_at >= %s
    ORDER BY shop_id, paid_at DESC, id DESC LIMIT %s
) o JOIN orders_checkresult r ON r.order_id = o.id WHERE r.verified_at IS NOT NULL
"""


def verified_in_time(shop_ids: list[int], hours: int, *, at: datetime | None = None) -> tuple[int, int]:
    """(within so many working hours of payment, all) among the newest orders verified in the last week."""
    moment = at or now()
    kept = total = 0
    for shop_id in shop_ids:
        with connection.cursor() as cursor:
            cursor.execute(_VERIFIED, [shop_id, moment - _WEEK, _NEWEST])
            rows = cursor.fetchall()
        total += len(rows)
        kept += count_within_working(shop_id, rows, timedelta(hours=hours))
    return kept, total


def late_and_held(shop_ids: list[int]) -> tuple[int, int]:
    """How many orders missed their promise, and how many are held."""
    counts = open_counts(shop_ids)
    return counts["overdue"], counts["held"]
