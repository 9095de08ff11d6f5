"""Orders that may enter a batch, whole, as papers need them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection

from zhanggui.orders.values import ReadyLine, ReadyOrder

CHUNK = 2_000
_IDS = """
SELECT id FROM orders_order
WHERE shop_id = %s AND state = 'paid' AND step = 'checked' AND NOT is_held AND (paid_at IS NULL OR paid_at <= %s)
ORDER BY ship_by_at NULLS LAST, paid_at NULLS LAST, id LIMIT %s
"""
_ORDERS = """
SELECT o.id, o.shop_id, o.number, o.channel, o.placed_at, o.paid_at, o.ship_by_at, o.paid_amount, o.total_amount,
       o.is_cod, o.courier_name, o.ship_method, o.seller_note, COALESCE(c.receiver_name, ''), COALESCE(c.mobile, ''),
       COALESCE(c.phone, ''), COALESCE(c.phone_tail, ''), COALESCE(c.address, ''), COALESCE(c.province, ''),
       COALESCE(c.city, ''), COALESCE(c.district, ''), COALESCE(c.postcode, ''), COALESCE(c.is_masked, false),
       COALESCE(c.buyer_note, '')
FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
WHERE o.shop_id = %s AND o.id = ANY(%s)
"""
_LINES = """
SELECT l.order_id, l.id, l.sku_id, l.product_id, COALESCE(NULLIF(s.code, ''), l.sku_code), COALESCE(s.barcode, ''),
       l.title, l.attributes, l.quantity
FROM orders_orderline l LEFT JOIN catalog_sku s ON s.id = l.sku_id
WHERE l.order_id = ANY(%s) AND l.refund_state <> 'refunded' ORDER BY l.order_id, l.position
"""


def ready_order_ids(shop_id: int, at: datetime, *, limit: int = 100_000) -> list[int]:
    """Ids of orders that may enter a batch closed at this moment: paid by then, checked, not held.

    In the order of the shipping promise, then payment, then id (FUL-01).
    """
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [shop_id, at, limit])
        return [row[0] for row in cursor.fetchall()]


def ready_orders(shop_id: int, at: datetime, *, limit: int = 100_000) -> Iterator[ReadyOrder]:
    """The same orders whole, streamed; contact data is in the clear, for labels."""
    return orders_for_papers(shop_id, ready_order_ids(shop_id, at, limit=limit))


def orders_for_papers(shop_id: int, order_ids: Sequence[int]) -> Iterator[ReadyOrder]:
    """Orders of a shop whole, in the order of the ids given; two statements per 2,000.

    Lines that were refunded are left out: they must not be packed.
    """
    for start in range(0, len(order_ids), CHUNK):
        chunk = list(order_ids[start : start + CHUNK])
        with connection.cursor() as cursor:
            cursor.execute(_ORDERS, [shop_id, chunk])
            rows = {row[0]: row for row in cursor.fetchall()}
            cursor.execute(_LINES, [chunk])
            lines: defaultdict[int, list[ReadyLine]] = defaultdict(list)
            for order_id, *line in cursor.fetchall():
                lines[order_id].append(ReadyLine(*line))
        for order_id in chunk:
            if order_id in rows:
                yield ReadyOrder(*(*rows[order_id], tuple(lines[order_id])))
