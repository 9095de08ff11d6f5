"""What a choice about short goods must know: lines, shelves, prices, and parts that could leave now (ORD-08)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import connection

from zhanggui.customers.queries import mask_name
from zhanggui.inventory.queries import free_by_warehouse
from zhanggui.orders.models import UsualPrice
from zhanggui.orders.rules.shortage import ShortLine, ShortOrder

_FACTS = """
SELECT o.id, o.number, o.channel, o.ship_by_at, coalesce(c.receiver_name, '')
FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
WHERE o.shop_id = %s AND o.id = ANY(%s) ORDER BY o.ship_by_at NULLS LAST, o.paid_at NULLS LAST, o.id
"""
# Refunded lines, and pieces that left or wait in a later part, need no goods now.
_LINES = """
WITH away AS (
    SELECT q.line_id, sum(q.quantity) AS pieces FROM orders_ordersplit s JOIN orders_orderpart p ON p.split_id = s.id
    JOIN orders_orderpartline q ON q.part_id = p.id
    WHERE s.order_id = ANY(%(ids)s) AND s.undone_at IS NULL AND (p.is_later OR p.shipped_at IS NOT NULL) GROUP BY 1
)
SELECT l.order_id, l.id, l.sku_id, k.code, l.title, coalesce(nullif(l.attributes, ''), k.attributes),
       (l.quantity - coalesce(away.pieces, 0))::int, l.price
FROM orders_orderline l JOIN catalog_sku k ON k.id = l.sku_id LEFT JOIN away ON away.line_id = l.id
WHERE l.order_id = ANY(%(ids)s) AND l.refund_state <> 'refunded' AND l.quantity > coalesce(away.pieces, 0)
ORDER BY l.order_id, l.position
"""
# Orders of which a part waits for goods, as agreed with the buyer.
_PARTS = """
SELECT c.id, c.order_id, l.sku_id, sum(q.quantity)::int
FROM orders_shortagechoice c JOIN orders_ordersplit s ON s.order_id = c.order_id AND s.undone_at IS NULL
JOIN orders_orderpart p ON p.split_id = s.id AND p.is_later AND p.shipped_at IS NULL
JOIN orders_orderpartline q ON q.part_id = p.id JOIN orders_orderline l ON l.id = q.line_id
JOIN orders_order o ON o.id = c.order_id
WHERE c.shop_id = %s AND c.kind = 'part_ship' AND c.state IN ('asked', 'agreed') AND o.state = 'paid'
  AND o.step IN ('to_check', 'checked')
GROUP BY c.id, c.order_id, l.sku_id, o.ship_by_at ORDER BY o.ship_by_at NULLS LAST, c.order_id
"""


def short_facts(shop_id: int, order_ids: Sequence[int]) -> list[ShortOrder]:
    """Orders as a choice must know them, in the order of their promise; two statements whatever the count."""
    ids = list(order_ids)
    lines: defaultdict[int, list[ShortLine]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"ids": ids})
        for order_id, *line in cursor.fetchall():
            lines[order_id].append(ShortLine(*line))
        cursor.execute(_FACTS, [shop_id, ids])
        return [
            ShortOrder(order_id, number, channel, promise, mask_name(name), tuple(lines[order_id]))
            for order_id, number, channel, promise, name in cursor.fetchall()
        ]


def shelves_of(shop_id: int, sku_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """Free pieces by warehouse and SKU, in the order in which warehouses are asked."""
    return free_by_warehouse(shop_id, sku_ids)


def usual_prices(shop_id: int, sku_ids: Iterable[int]) -> dict[int, Decimal]:
    """What SKUs usually cost, where that is known."""
    rows = UsualPrice.objects.filter(shop_id=shop_id, sku_id__in=list(sku_ids))
    return dict(rows.values_list("sku_id", "price"))


def parts_that_could_leave(shop_id: int) -> list[int]:
    """Orders whose waiting part could leave with the goods that are here, in the order of their promise."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, [shop_id])
        rows = cursor.fetchall()
    wanted: dict[int, dict[int, int]] = {}
    for _choice, order_id, sku_id, pieces in rows:
        wanted.setdefault(order_id, {})[sku_id] = pieces
    shelves = shelves_of(shop_id, {sku for pieces in wanted.values() for sku in pieces})
    found = []
    for order_id, pieces in wanted.items():
        shelf = next(
            (free for free in shelves.values() if all(free.get(sku, 0) >= n for sku, n in pieces.items())), None
        )
        if shelf is not None:
            found.append(order_id)
            for sku, count in pieces.items():
                shelf[sku] -= count
    return found
