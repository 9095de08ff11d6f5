"""What other orders say about an order: first cash on delivery, possible duplicates, same household."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection

from zhanggui.orders.rules import Receiver, likeness

# More orders than these at one phone or door are a forwarder or an office, and no household.
_CROWD = 20
_NAMED = 5
# A forgotten order of last year must not widen the search to a million others.
_SPAN = timedelta(days=30)
_COUNTED = "('paid', 'shipped', 'completed')"

_FIRST_COD = f"""
SELECT o.id FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
WHERE o.id = ANY(%(ids)s) AND o.is_cod AND NOT EXISTS (
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
_SAME_BUYER = f"""
WITH mine AS (
    SELECT c.order_id, c.shop_id, c.sort_at, c.buyer_nick, c.phone_tail, c.mobile
    FROM orders_ordercontact c WHERE c.order_id = ANY(%(ids)s)
), near AS (
    SELECT m.order_id, x.order_id AS other FROM mine m CROSS JOIN LATERAL (
        SELECT c.order_id FROM orders_ordercontact c
        WHERE c.shop_id = m.shop_id AND c.buyer_nick = m.buyer_nick AND c.order_id <> m.order_id
          AND c.sort_at BETWEEN m.sort_at - %(before)s AND m.sort_at + %(after)s
        ORDER BY c.sort_at DESC LIMIT {_CROWD}
    ) x WHERE m.buyer_nick <> '' AND strpos(m.buyer_nick, '*') = 0
    UNION
    SELECT m.order_id, x.order_id FROM mine m CROSS JOIN LATERAL (
        SELECT c.order_id FROM orders_ordercontact c
        WHERE c.shop_id = m.shop_id AND c.phone_tail = m.phone_tail AND c.mobile = m.mobile AND c.order_id <> m.order_id
          AND c.sort_at BETWEEN m.sort_at - %(before)s AND m.sort_at + %(after)s
        ORDER BY c.sort_at DESC LIMIT {_CROWD}
    ) x WHERE m.phone_tail <> '' AND m.mobile <> '' AND strpos(m.mobile, '*') = 0
)
SELECT n.order_id, n.other, o.number FROM near n JOIN orders_order o ON o.id = n.other AND o.state IN {_COUNTED}
ORDER BY n.order_id, n.other
"""
_GOODS = """
SELECT order_id, string_agg(coalesce(sku_id::text, 'c' || sku_code) || '*' || pieces, ',' ORDER BY sku_id, sku_code)
FROM (
    SELECT order_id, sku_id, CASE WHEN sku_id IS NULL THEN sku_code ELSE '' END AS sku_code, sum(quantity) AS pieces
    FROM orders_orderline WHERE order_id = ANY(%s) GROUP BY 1, 2, 3
) l GROUP BY order_id
"""
# Blocks are phones, and doors by district and numbers: writing differs, the numbers of a door do not.
_SAME_DOOR = f"""
WITH span AS (
    SELECT min(sort_at) AS first, max(sort_at) AS last FROM orders_order
    WHERE id = ANY(%(ids)s) AND sort_at >= (SELECT max(sort_at) FROM orders_order WHERE id = ANY(%(ids)s)) - %(span)s
), pool AS (
    SELECT o.id, o.sort_at, k.block FROM span
    JOIN orders_order o ON o.shop_id = %(shop)s AND o.state IN {_COUNTED}
      AND o.sort_at BETWEEN span.first - %(before)s AND span.last + %(after)s
    JOIN orders_ordercontact c ON c.order_id = o.id
    CROSS JOIN LATERAL (
        SELECT 'p' || c.mobile AS block WHERE c.mobile <> '' AND strpos(c.mobile, '*') = 0
        UNION ALL
        SELECT 'a' || c.district || regexp_replace(c.address, '\\D+', '-', 'g')
        WHERE c.address ~ '\\d' AND strpos(c.address, '*') = 0
    ) k
), blocks AS (
    SELECT id, sort_at, block, count(*) OVER (PARTITION BY block) AS size FROM pool
), pairs AS (
    SELECT DISTINCT a.id, b.id AS other FROM blocks a JOIN blocks b ON b.block = a.block AND b.id <> a.id
    WHERE a.size BETWEEN 2 AND {_CROWD} AND a.id = ANY(%(ids)s)
      AND b.sort_at BETWEEN a.sort_at - %(before)s AND a.sort_at + %(after)s
)
SELECT p.id, p.other, o.number FROM pairs p JOIN orders_order o ON o.id = p.other ORDER BY p.id, p.other
"""
_RECEIVERS = """
SELECT order_id, receiver_name, CASE WHEN mobile = '' THEN phone ELSE mobile END, address
FROM orders_ordercontact WHERE order_id = ANY(%s)
"""


def first_cod_orders(order_ids: Sequence[int]) -> set[int]:
    """Those of the orders that are the first cash on delivery of their buyer account and phone (ORD-09)."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_COD, {"ids": list(order_ids)})
        return {row[0] for row in cursor.fetchall()}


def duplicates(order_ids: Sequence[int], hours: int, *, only_before: bool) -> dict[int, list[str]]:
    """Numbers of other orders of the same buyer or phone for the same goods within hours, by order.

    `only_before` looks back only, as a check of past orders could.
    """
    rows = _near(_SAME_BUYER, {"ids": list(order_ids), **_window(hours, only_before=only_before)})
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_GOODS, [list({order_id for row in rows for order_id in row[:2]})])
        goods: Mapping[int, str] = dict(cursor.fetchall())
    found: defaultdict[int, list[str]] = defaultdict(list)
    for order_id, other, number in rows:
        if order_id in goods and goods[order_id] == goods.get(other):
            found[order_id].append(number)
    return dict(found)


def households(
    shop_id: int, order_ids: Sequence[int], hours: int, *, only_before: bool
) -> dict[int, tuple[int, list[dict[str, Any]]]]:
    """The best likeness of each order's receiver to another's within hours, and which orders, best first."""
    facts = {"ids": list(order_ids), "shop": shop_id, "span": _SPAN, **_window(hours, only_before=only_before)}
    rows = _near(_SAME_DOOR, facts)
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVERS, [list({order_id for row in rows for order_id in row[:2]})])
        receivers = {order_id: Receiver(*texts) for order_id, *texts in cursor.fetchall()}
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for order_id, other, number in rows:
        alike = likeness(receivers[order_id], receivers[other])
        if alike.score:
            found[order_id].append({"number": number, "score": alike.score, "reasons": list(alike.reasons)})
    return {
        order_id: (max(item["score"] for item in items), sorted(items, key=_best_first)[:_NAMED])
        for order_id, items in found.items()
    }


def _best_first(item: Mapping[str, Any]) -> tuple[int, str]:
    return -item["score"], item["number"]


def _window(hours: int, *, only_before: bool) -> dict[str, timedelta]:
    span = timedelta(hours=hours)
    return {"before": span, "after": timedelta() if only_before else span}


def _near(query: str, facts: Mapping[str, Any]) -> list[tuple[int, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(query, facts)
        rows: list[tuple[int, int, str]] = cursor.fetchall()
    return rows
