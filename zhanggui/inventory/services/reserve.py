"""Promising stock to orders."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from zhanggui.inventory.services.locking import locked_balances
from zhanggui.inventory.values import Demand
from zhanggui.kernel.clock import now
from zhanggui.kernel.values import Actor
from zhanggui.shops.queries import default_warehouse

_INSERT = """
WITH wanted AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS w (order_id, sku_id, quantity)
), kept AS (
    INSERT INTO inventory_reservation (shop_id, warehouse_id, sku_id, order_id, quantity)
    SELECT %s, %s, sku_id, order_id, quantity FROM wanted
), told AS (
    INSERT INTO inventory_stockmovement (shop_id, warehouse_id, sku_id, kind, on_hand_change, reserved_change,
        document_kind, document_id, at, actor_name)
    SELECT %s, %s, sku_id, 'reserve', 0, quantity, 'order', order_id, %s, %s FROM wanted
)
UPDATE inventory_stockbalance b SET reserved = b.reserved + t.quantity
FROM (SELECT sku_id, sum(quantity) AS quantity FROM wanted GROUP BY sku_id) t
WHERE b.shop_id = %s AND b.warehouse_id = %s AND b.sku_id = t.sku_id
"""


def reserve_for_orders(*, actor: Actor, shop_id: int, demands: Sequence[Demand]) -> dict[int, dict[int, int]]:
    """Promise stock to orders in the order given, each whole or not at all (INV-01).

    Returns what is missing, `{order_id: {sku_id: pieces}}`, for the orders that got nothing. An
    order that holds a reservation already is left as it is. The caller has checked the right:
    stock is promised by passing a check. Locks: balances by SKU id.
    """
    if not demands:
        return {}
    warehouse_id = default_warehouse(shop_id).id
    with transaction.atomic():
        balances = locked_balances(shop_id, warehouse_id, (sku for demand in demands for sku in demand.pieces))
        free = defaultdict(int, {sku_id: row.on_hand - row.reserved for sku_id, row in balances.items()})
        done = _already_reserved([demand.order_id for demand in demands])
        short, taken = _allocate((demand for demand in demands if demand.order_id not in done), free)
        if taken:
            _write(actor, shop_id, warehouse_id, taken)
    return short


def _allocate(
    demands: Iterable[Demand], free: defaultdict[int, int]
) -> tuple[dict[int, dict[int, int]], list[tuple[int, int, int]]]:
    short: dict[int, dict[int, int]] = {}
    taken: list[tuple[int, int, int]] = []
    for demand in demands:
        missing = {sku: pieces - free[sku] for sku, pieces in demand.pieces.items() if pieces > free[sku]}
        if missing:
            short[demand.order_id] = missing
            continue
        for sku, pieces in demand.pieces.items():
            free[sku] -= pieces
            taken.append((demand.order_id, sku, pieces))
    return short, taken


def _already_reserved(order_ids: list[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT order_id FROM inventory_reservation WHERE order_id = ANY(%s)", [order_ids])
        return {row[0] for row in cursor.fetchall()}


def _write(actor: Actor, shop_id: int, warehouse_id: int, taken: list[tuple[int, int, int]]) -> None:
    orders, skus, pieces = (list(column) for column in zip(*taken, strict=True))
    place = [shop_id, warehouse_id]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [orders, skus, pieces, *place, *place, now(), actor.name, *place])
