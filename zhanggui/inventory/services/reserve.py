"""Promising stock to orders."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from zhanggui.inventory.services.locking import locked_balances
from zhanggui.inventory.values import Demand
from zhanggui.kernel.arrays import id_array
from zhanggui.kernel.clock import now
from zhanggui.kernel.values import Actor
from zhanggui.shops.queries import warehouses_of

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


_Taken = tuple[int, int, int]
Free = dict[int, defaultdict[int, int]]


def reserve_for_orders(*, actor: Actor, shop_id: int, demands: Sequence[Demand]) -> dict[int, dict[int, int]]:
    """Promise stock to orders in the order given, each whole and from one warehouse, or not at all (INV-01).

    The shop's first warehouse is asked before the others; an order is packed where its goods are
    promised (FUL-01). Returns what the first one lacks, `{order_id: {sku_id: pieces}}`, for the
    orders that got nothing. An order that holds a reservation already is left as it is. The caller
    has checked the right: stock is promised by passing a check. Locks: balances by warehouse and SKU id.
    """
    if not demands:
        return {}
    warehouses = [card.id for card in warehouses_of(shop_id)]
    skus = {sku for demand in demands for sku in demand.pieces}
    with transaction.atomic():
        free: Free = {}
        # Always in the order of ids, so that two checks never wait for each other.
        for warehouse_id in sorted(warehouses):
            rows = locked_balances(shop_id, warehouse_id, skus).items()
            free[warehouse_id] = defaultdict(int, {sku_id: row.on_hand - row.reserved for sku_id, row in rows})
        done = _already_reserved([demand.order_id for demand in demands])
        wanted = (demand for demand in demands if demand.order_id not in done)
        short, taken = _allocate(wanted, {warehouse_id: free[warehouse_id] for warehouse_id in warehouses})
        for warehouse_id, parts in sorted(taken.items()):
            _write(actor, shop_id, warehouse_id, parts)
    return short


def _allocate(demands: Iterable[Demand], free: Free) -> tuple[dict[int, dict[int, int]], dict[int, list[_Taken]]]:
    """Give each order its goods from the first warehouse that has all of them; `free` is in the order of asking."""
    short: dict[int, dict[int, int]] = {}
    taken: defaultdict[int, list[_Taken]] = defaultdict(list)
    for demand in demands:
        chosen = next((warehouse_id for warehouse_id, there in free.items() if _has_all(demand, there)), None)
        if chosen is None:
            short[demand.order_id] = _missing(demand, next(iter(free.values())))
            continue
        there, parts = free[chosen], taken[chosen]
        for sku, pieces in demand.pieces.items():
            there[sku] -= pieces
            parts.append((demand.order_id, sku, pieces))
    return short, dict(taken)


def _has_all(demand: Demand, free: defaultdict[int, int]) -> bool:
    return all(pieces <= free[sku] for sku, pieces in demand.pieces.items())


def _missing(demand: Demand, free: defaultdict[int, int]) -> dict[int, int]:
    return {sku: pieces - free[sku] for sku, pieces in demand.pieces.items() if pieces > free[sku]}


def _already_reserved(order_ids: list[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT order_id FROM inventory_reservation WHERE order_id = ANY(%s::bigint[])",
            [id_array(order_ids)],
        )
        return {row[0] for row in cursor.fetchall()}


def _write(actor: Actor, shop_id: int, warehouse_id: int, taken: list[_Taken]) -> None:
    orders, skus, pieces = (id_array(column) for column in zip(*taken, strict=True))
    place = [shop_id, warehouse_id]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [orders, skus, pieces, *place, *place, now(), actor.name, *place])
