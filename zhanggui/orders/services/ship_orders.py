"""Orders leaving the shop. Fulfilment calls these and checks the right itself."""

from collections.abc import Sequence

from django.db import connection, transaction

from zhanggui.inventory.services import ship_for_orders, unship_for_orders
from zhanggui.kernel.clock import now
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import OrdersMoved
from zhanggui.orders.lifecycle import ORDER_STATE
from zhanggui.orders.services.moving import locked_by_ids, move_orders
from zhanggui.orders.values import OrderState, ShippedRow

# An order that the marketplace has shipped already keeps its own time and number.
_FACTS = """
UPDATE orders_order o
SET courier_name = CASE WHEN w.courier <> '' AND (o.courier_name = '' OR w.moved) THEN w.courier ELSE o.courier_name END,
    waybill_no = CASE WHEN w.waybill <> '' AND (o.waybill_no = '' OR w.moved) THEN w.waybill ELSE o.waybill_no END,
    shipped_at = CASE WHEN w.moved THEN w.at ELSE COALESCE(o.shipped_at, w.at) END, updated_at = %s
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::boolean[]) AS w (id, courier, waybill, at, moved)
WHERE o.id = w.id
"""


def ship_orders(*, actor: Actor, shop_id: int, rows: Sequence[ShippedRow]) -> list[int]:
    """Mark paid orders as shipped with courier, number and time; their goods leave the stock.

    Returns the ids that moved. Orders shipped or completed before only get what was missing, so
    repeating it changes nothing. Unpaid or closed orders: OrdersMoved, nothing is changed.
    """
    with transaction.atomic():
        by_id = {row.order_id: row for row in rows}
        orders = locked_by_ids(shop_id, list(by_id))
        wrong = [order.number for order in orders if order.state in {OrderState.UNPAID, OrderState.CLOSED}]
        if wrong:
            raise OrdersMoved(wrong)
        moved = move_orders(actor, ORDER_STATE, "ship", orders)
        ids, is_moved = list(by_id), set(moved)
        with connection.cursor() as cursor:
            cursor.execute(
                _FACTS,
                [
                    now(),
                    ids,
                    [by_id[order_id].courier_name[:60] for order_id in ids],
                    [by_id[order_id].waybill_no[:200] for order_id in ids],
                    [by_id[order_id].shipped_at for order_id in ids],
                    [order_id in is_moved for order_id in ids],
                ],
            )
        ship_for_orders(actor=actor, shop_id=shop_id, order_ids=ids)
    return moved


def unship_orders(*, actor: Actor, shop_id: int, order_ids: Sequence[int], reason: str = "") -> list[int]:
    """Take back a shipping that was entered by mistake: courier, number and time go, goods come back.

    Returns the ids that moved. An order that is not shipped any more: OrdersMoved, nothing is changed.
    """
    with transaction.atomic():
        orders = locked_by_ids(shop_id, order_ids)
        wrong = [order.number for order in orders if order.state != OrderState.SHIPPED]
        if wrong:
            raise OrdersMoved(wrong)
        moved = move_orders(
            actor, ORDER_STATE, "unship", orders, reason=reason, courier_name="", waybill_no="", shipped_at=None
        )
        unship_for_orders(actor=actor, shop_id=shop_id, order_ids=moved)
    return moved
