"""What other orders say about an order: first cash on delivery, possible duplicates, same household."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db import connection

from zhanggui.kernel.arrays import id_array
from zhanggui.orders.rules import Receiver, likeness
from zhanggui.orders.services.checking.around import Pairs

_NAMED = 5
_COUNTED = "('paid', 'shipped', 'completed')"

_FIRST_COD = f"""
SELECT o.id FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
WHERE o.id = ANY(%s::bigint[]) AND o.is_cod AND NOT EXISTS (
    SELECT 1 FROM orders_ordercontact p JOIN orders_order q ON q.id = p.order_id
    WHERE p.shop_id = o.shop_id AND p.buyer_nick = c.buyer_nick AND c.buyer_nick <> '' AND strpos(c.buyer_nick, '*') = 0
      AND p.sort_at < o.sort_at AND p.order_id <> o.id AND q.is_cod AND q.state IN {_COUNTED}
) AND NOT EXISTS (
    SELECT 1 FROM orders_ordercontact p JOIN orders_order q ON q.id = p.order_id
    WHERE p.shop_id = o.shop_id AND p.phone_tail = c.phone_tail AND c.phone_tail <> ''
      AND p.mobile = c.mobile AND c.mobile <> '' AND strpos(c.mobile, '*') = 0
      AND p.sort_at < o.sort_at AND p.order_id <> o.id AND q.is_cod AND q.state IN {_COUNTED}
)
"""
_GOODS = """
SELECT order_id, string_agg(coalesce(sku_id::text, 'c' || sku_code) || '*' || pieces, ',' ORDER BY sku_id, sku_code)
FROM (
    SELECT order_id, sku_id, CASE WHEN sku_id IS NULL THEN sku_code ELSE '' END AS sku_code, sum(quantity) AS pieces
    FROM orders_orderline WHERE order_id = ANY(%s::bigint[]) GROUP BY 1, 2, 3
) l GROUP BY order_id
"""
_RECEIVERS = """
SELECT order_id, receiver_name, CASE WHEN mobile = '' THEN phone ELSE mobile END, address
FROM orders_ordercontact WHERE order_id = ANY(%s::bigint[])
"""


def first_cod_orders(order_ids: Collection[int]) -> set[int]:
    """Those of the orders that are the first cash on delivery of their buyer account and phone (ORD-09)."""
    return {row[0] for row in _rows(_FIRST_COD, order_ids)}


def duplicates(pairs: Pairs) -> dict[int, list[str]]:
    """Numbers of other orders of the same buyer or phone for the same goods, by order."""
    goods: Mapping[int, str] = dict(_rows(_GOODS, _both(pairs)))
    found = {
        order_id: [number for other, number in sorted(others.items()) if goods.get(other) == goods[order_id]]
        for order_id, others in pairs.items()
        if order_id in goods
    }
    return {order_id: numbers for order_id, numbers in found.items() if numbers}


def households(pairs: Pairs) -> dict[int, tuple[int, list[dict[str, Any]]]]:
    """The best likeness of each order's receiver to another's, and which orders, best first."""
    receivers = {order_id: Receiver(*texts) for order_id, *texts in _rows(_RECEIVERS, _both(pairs))}
    found = {}
    for order_id, others in pairs.items():
        items = sorted(_alike(order_id, others, receivers), key=_best_first)
        if items:
            found[order_id] = (items[0]["score"], items[:_NAMED])
    return found


def _alike(order_id: int, others: Mapping[int, str], receivers: Mapping[int, Receiver]) -> Iterator[dict[str, Any]]:
    mine = receivers.get(order_id)
    for other, number in others.items():
        if mine is not None and other in receivers:
            alike = likeness(mine, receivers[other])
            if alike.score:
                yield {"number": number, "score": alike.score, "reasons": list(alike.reasons)}


def _best_first(item: Mapping[str, Any]) -> tuple[int, str]:
    return -item["score"], item["number"]


def _both(pairs: Pairs) -> set[int]:
    return {*pairs, *(other for others in pairs.values() for other in others)}


def _rows(query: str, order_ids: Iterable[int]) -> list[tuple[Any, ...]]:
    ids = id_array(order_ids)
    if ids == "{}":
        return []
    with connection.cursor() as cursor:
        cursor.execute(query, [ids])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
