"""Goods leaving the warehouse, and coming back when that was a mistake."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from zhanggui.inventory.services.locking import lock_balances_of_orders, locked_balances
from zhanggui.inventory.services.release import end_reservations
from zhanggui.kernel.clock import now
from zhanggui.kernel.values import Actor

# What the ledger says has left for these orders. SKUs come first: the ledger is indexed by them.
_GONE = """
SELECT warehouse_id, sku_id, document_id, -sum(on_hand_change) FROM inventory_stockmovement
WHERE shop_id = %s AND kind = 'ship' AND document_kind = 'order' AND document_id = ANY(%s)
GROUP BY warehouse_id, sku_id, document_id HAVING sum(on_hand_change) < 0 ORDER BY sku_id
"""
_BACK = """
WITH back AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
        AS b (warehouse_id, sku_id, order_id, quantity)
), kept AS (
    INSERT INTO inventory_reservation AS r (shop_id, warehouse_id, sku_id, order_id, quantity)
    SELECT %s, warehouse_id, sku_id, order_id, quantity FROM back
    ON CONFLICT (order_id, sku_id, warehouse_id) DO UPDATE SET quantity = r.quantity + EXCLUDED.quantity
), told AS (
    INSERT INTO inventory_stockmovement (shop_id, warehouse_id, sku_id, kind, on_hand_change, reserved_change,
        document_kind, document_id, at, actor_name)
    SELECT %s, warehouse_id, sku_id, 'ship', quantity, quantity, 'order', order_id, %s, %s FROM back
)
UPDATE inventory_stockbalance b SET on_hand = b.on_hand + t.quantity, reserved = b.reserved + t.quantity
FROM (SELECT warehouse_id, sku_id, sum(quantity) AS quantity FROM back GROUP BY 1, 2) t
WHERE b.shop_id = %s AND b.warehouse_id = t.warehouse_id AND b.sku_id = t.sku_id
"""
_SHIP_PIECES = """
WITH wanted AS (
    SELECT r.id, r.warehouse_id, r.sku_id, least(r.quantity, w.pieces) AS pieces
    FROM inventory_reservation r JOIN unnest(%(skus)s::bigint[], %(pieces)s::bigint[]) AS w (sku_id, pieces)
        ON w.sku_id = r.sku_id
    WHERE r.shop_id = %(shop)s AND r.order_id = %(order)s
), gone AS (
    UPDATE inventory_reservation r SET quantity = r.quantity - w.pieces FROM wanted w WHERE r.id = w.id
    RETURNING w.warehouse_id, w.sku_id, w.pieces
), told AS (
    INSERT INTO inventory_stockmovement (shop_id, warehouse_id, sku_id, kind, on_hand_change, reserved_change,
        document_kind, document_id, at, actor_name)
    SELECT %(shop)s, warehouse_id, sku_id, 'ship', -pieces, -pieces, 'order', %(order)s, %(at)s, %(name)s FROM gone
)
UPDATE inventory_stockbalance b SET on_hand = b.on_hand - g.pieces, reserved = b.reserved - g.pieces
FROM gone g WHERE b.shop_id = %(shop)s AND b.warehouse_id = g.warehouse_id AND b.sku_id = g.sku_id
"""


def ship_for_orders(*, actor: Actor, shop_id: int, order_ids: Sequence[int]) -> int:
    """Take the promised goods of shipped orders off the shelf: stock and promises both go down.

    Returns how many orders had goods promised; repeating it changes nothing. The caller has
    checked the right. Locks: balances by SKU id.
    """
    return end_reservations(actor, shop_id, order_ids, kind="ship", on_hand_sign=-1)


def ship_pieces(*, actor: Actor, shop_id: int, order_id: int, pieces: Mapping[int, int]) -> None:
    """Take some of an order's promised goods off the shelf, pieces by SKU; the rest stays promised.

    More than is promised is not taken. The caller has checked the right. Locks: balances by SKU id.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        lock_balances_of_orders(shop_id, [order_id])
        facts: dict[str, Any] = {"shop": shop_id, "order": order_id, "at": now(), "name": actor.name}
        skus = sorted(pieces)
        cursor.execute(_SHIP_PIECES, facts | {"skus": skus, "pieces": [pieces[sku] for sku in skus]})
        cursor.execute(
            "DELETE FROM inventory_reservation WHERE shop_id = %s AND order_id = %s AND quantity = 0",
            [shop_id, order_id],
        )


def unship_for_orders(*, actor: Actor, shop_id: int, order_ids: Sequence[int]) -> int:
    """Put back what the ledger says left for orders, promised to them again; for a mistaken shipping.

    Returns how many orders got goods back; repeating it changes nothing. The caller has checked
    the right. Locks: balances by SKU id.
    """
    with transaction.atomic():
        rows = _gone(shop_id, order_ids)
        _put_back(actor, shop_id, rows)
    return len({row[2] for row in rows})


def unship_pieces(*, actor: Actor, shop_id: int, order_id: int, pieces: Mapping[int, int]) -> None:
    """Put some of an order's goods back, pieces by SKU, promised to it again; never more than the ledger says left.

    The caller has checked the right. Locks: balances by SKU id.
    """
    left = dict(pieces)
    with transaction.atomic():
        rows = []
        for warehouse_id, sku_id, order, gone in _gone(shop_id, [order_id]):
            back = min(gone, left.get(sku_id, 0))
            if back:
                left[sku_id] -= back
                rows.append((warehouse_id, sku_id, order, back))
        _put_back(actor, shop_id, rows)


def _gone(shop_id: int, order_ids: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """What left for the orders, `(warehouse, SKU, order, pieces)`, with the balances locked."""
    with connection.cursor() as cursor:
        cursor.execute(_GONE, [shop_id, list(order_ids)])
        rows = cursor.fetchall()
        for warehouse_id in sorted({row[0] for row in rows}):
            locked_balances(shop_id, warehouse_id, (row[1] for row in rows))
        cursor.execute(_GONE, [shop_id, list(order_ids)])
        return [(warehouse, sku, order, int(pieces)) for warehouse, sku, order, pieces in cursor.fetchall()]


def _put_back(actor: Actor, shop_id: int, rows: Sequence[tuple[int, int, int, int]]) -> None:
    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_BACK, [*columns, shop_id, shop_id, now(), actor.name, shop_id])
