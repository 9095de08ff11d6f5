"""Taking back promises of stock."""

from collections.abc import Sequence

from django.db import connection, transaction

from zhanggui.inventory.services.locking import lock_balances_of_orders
from zhanggui.kernel.clock import now
from zhanggui.kernel.values import Actor

_RELEASE = """
WITH gone AS (
    DELETE FROM inventory_reservation WHERE shop_id = %s AND order_id = ANY(%s)
    RETURNING shop_id, warehouse_id, sku_id, order_id, quantity
), told AS (
    INSERT INTO inventory_stockmovement (shop_id, warehouse_id, sku_id, kind, on_hand_change, reserved_change,
        document_kind, document_id, at, actor_name)
    SELECT shop_id, warehouse_id, sku_id, %s, %s * quantity, -quantity, 'order', order_id, %s, %s FROM gone
), moved AS (
    UPDATE inventory_stockbalance b
    SET reserved = b.reserved - t.quantity, on_hand = b.on_hand + %s * t.quantity
    FROM (SELECT shop_id, warehouse_id, sku_id, sum(quantity) AS quantity FROM gone GROUP BY 1, 2, 3) t
    WHERE b.shop_id = t.shop_id AND b.warehouse_id = t.warehouse_id AND b.sku_id = t.sku_id
)
SELECT count(DISTINCT order_id) FROM gone
"""


def end_reservations(actor: Actor, shop_id: int, order_ids: Sequence[int], *, kind: str, on_hand_sign: int) -> int:
    """Delete reservations and move the balances with them; returns how many orders had one."""
    ids = sorted(set(order_ids))
    if not ids:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        lock_balances_of_orders(shop_id, ids)
        cursor.execute(_RELEASE, [shop_id, ids, kind, on_hand_sign, now(), actor.name, on_hand_sign])
        return int(cursor.fetchone()[0])


def release_for_orders(*, actor: Actor, shop_id: int, order_ids: Sequence[int]) -> int:
    """Give back the stock promised to orders; returns how many orders had some.

    An order without a reservation is left alone, so repeating it changes nothing. The caller has
    checked the right. Locks: balances by SKU id.
    """
    return end_reservations(actor, shop_id, order_ids, kind="release", on_hand_sign=0)
