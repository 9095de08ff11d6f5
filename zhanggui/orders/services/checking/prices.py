"""What SKUs usually cost: counted now and then, so that a check only looks it up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max

from zhanggui.kernel.arrays import id_array
from zhanggui.kernel.clock import now
from zhanggui.kernel.pages.access import all_shops
from zhanggui.orders.models import UsualPrice

PRICE_DAYS = 90
# With fewer lines nobody can say what is usual.
FEWEST_LINES = 5
FRESH_FOR = timedelta(hours=24)

_COUNT = """
INSERT INTO orders_usualprice AS t (shop_id, sku_id, price, line_count, counted_at)
SELECT shop_id, sku_id, round((percentile_cont(0.5) WITHIN GROUP (ORDER BY price))::numeric, 2), count(*), %(at)s
FROM orders_orderline WHERE shop_id = %(shop)s AND sku_id IS NOT NULL AND price > 0 AND sort_at >= %(since)s
GROUP BY shop_id, sku_id HAVING count(*) >= %(fewest)s
ON CONFLICT (shop_id, sku_id) DO UPDATE
SET price = EXCLUDED.price, line_count = EXCLUDED.line_count, counted_at = EXCLUDED.counted_at
"""
# A present costs nothing and is no mistake, so lines without a price say nothing here.
_FARTHEST = """
SELECT DISTINCT ON (l.order_id) l.order_id, round(abs(l.price - u.price) * 100 / u.price)::int, l.price, u.price, l.sku_code
FROM orders_orderline l JOIN orders_usualprice u ON u.shop_id = l.shop_id AND u.sku_id = l.sku_id
WHERE l.order_id = ANY(%s::bigint[]) AND l.price > 0 AND u.price > 0 AND l.refund_state <> 'refunded'
ORDER BY l.order_id, 2 DESC, l.position
"""


def count_usual_prices(shop_id: int, at: datetime | None = None) -> int:
    """Count the median price of each SKU over 90 days; returns how many SKUs have one."""
    at = at or now()
    facts: dict[str, Any] = {
        "shop": shop_id,
        "at": at,
        "since": at - timedelta(days=PRICE_DAYS),
        "fewest": FEWEST_LINES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, facts)
        count = int(cursor.rowcount)
    UsualPrice.objects.filter(shop_id=shop_id, counted_at__lt=at).delete()
    return count


def count_all_usual_prices() -> int:
    """The same for every shop, for the schedule; returns how many SKUs have a usual price."""
    return sum(count_usual_prices(shop.id) for shop in all_shops())


def freshen_usual_prices(shop_id: int) -> None:
    """Count them when nobody has within a day."""
    last = UsualPrice.objects.filter(shop_id=shop_id).aggregate(last=Max("counted_at"))["last"]
    if last is None or last < now() - FRESH_FOR:
        count_usual_prices(shop_id)


def price_distances(order_ids: Sequence[int]) -> dict[int, tuple[int, dict[str, Any]]]:
    """How many percent the farthest line of each order is from its SKU's usual price, and which line."""
    if not order_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_FARTHEST, [id_array(order_ids)])
        return {
            order_id: (percent, {"sku": code, "price": _text(price), "usual": _text(usual)})
            for order_id, percent, price, usual, code in cursor.fetchall()
        }


def _text(amount: Decimal) -> str:
    return f"{amount:.2f}"
