"""Orders that may enter a batch, whole, as papers need them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection

from zhanggui.orders.values import ReadyLine, ReadyOrder
from zhanggui.shops.queries import warehouses_of

CHUNK = 2_000
_IDS = """
SELECT o.id FROM orders_order o
WHERE o.shop_id = %(shop)s AND o.state = 'paid' AND o.step = 'checked' AND NOT o.is_held
  AND (o.paid_at IS NULL OR o.paid_at <= %(at)s){where}
ORDER BY o.ship_by_at NULLS LAST, o.paid_at NULLS LAST, o.id LIMIT %(limit)s
"""
# An order is packed where its goods are promised; without a promise, in the shop's first warehouse.
IN_WAREHOUSE = """
  AND coalesce((SELECT r.warehouse_id FROM inventory_reservation r WHERE r.order_id = o.id LIMIT 1), %(first)s)
      = %(warehouse)s"""
# An order that leaves with others waits until all of them that are still open are ready too.
_MISSING_COMPANION = """
    SELECT f.number FROM orders_jointmember m JOIN orders_jointmember k ON k.joint_id = m.joint_id AND k.is_active
    JOIN orders_order f ON f.id = k.order_id
    WHERE m.order_id = o.id AND m.is_active AND f.id <> o.id AND f.state IN ('unpaid', 'paid')
      AND (f.step = 'to_check' OR f.is_held OR f.state = 'unpaid'{elsewhere})
"""
_COMPANIONS_READY = f"""
  AND NOT EXISTS ({_MISSING_COMPANION})"""
# A split order whose parts all left or wait has nothing to pack now.
_HAS_DUE_PART = """
  AND NOT EXISTS (
    SELECT 1 FROM orders_ordersplit s WHERE s.order_id = o.id AND s.undone_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM orders_orderpart p
                      WHERE p.split_id = s.id AND NOT p.is_later AND p.shipped_at IS NULL))"""
_ELSEWHERE = """
        OR coalesce((SELECT r.warehouse_id FROM inventory_reservation r WHERE r.order_id = f.id LIMIT 1), %(first)s)
           <> %(warehouse)s"""
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


def ready_order_ids(shop_id: int, at: datetime, *, warehouse_id: int | None = None, limit: int = 100_000) -> list[int]:
    """Ids of orders that may enter a batch closed at this moment: paid by then, checked, not held.

    In the order of the shipping promise, then payment, then id (FUL-01). With a warehouse only the
    orders that are packed there.
    """
    where, facts = parcel_conditions(shop_id, warehouse_id)
    with connection.cursor() as cursor:
        cursor.execute(_IDS.format(where=where), {"shop": shop_id, "at": at, "limit": limit, **facts})
        return [row[0] for row in cursor.fetchall()]


def parcel_conditions(shop_id: int, warehouse_id: int | None) -> tuple[str, dict[str, int]]:
    """SQL over `o` for orders whose parcel can be made now, in this warehouse or (None) in any.

    Orders that leave together need all of them ready, and their goods in the same warehouse; a split
    order needs a part that may leave (ORD-17).
    """
    known = warehouses_of(shop_id)
    if warehouse_id is None or len(known) == 1:
        return _COMPANIONS_READY.format(elsewhere="") + _HAS_DUE_PART, {}
    where = IN_WAREHOUSE + _COMPANIONS_READY.format(elsewhere=_ELSEWHERE) + _HAS_DUE_PART
    return where, {"first": known[0].id, "warehouse": warehouse_id}


def missing_companion(shop_id: int, warehouse_id: int | None) -> tuple[str, str, dict[str, int]]:
    """SQL over `o`: a subquery of the numbers of companions that are not ready, and where it counts (ORD-17).

    The second text narrows to orders of this warehouse, as `parcel_conditions` does.
    """
    known = warehouses_of(shop_id)
    if warehouse_id is None or len(known) == 1:
        return _MISSING_COMPANION.format(elsewhere=""), "", {}
    facts = {"first": known[0].id, "warehouse": warehouse_id}
    return _MISSING_COMPANION.format(elsewhere=_ELSEWHERE), IN_WAREHOUSE, facts


def ready_orders(
    shop_id: int, at: datetime, *, warehouse_id: int | None = None, limit: int = 100_000
) -> Iterator[ReadyOrder]:
    """The same orders whole, streamed; contact data is in the clear, for labels."""
    return orders_for_papers(shop_id, ready_order_ids(shop_id, at, warehouse_id=warehouse_id, limit=limit))


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
