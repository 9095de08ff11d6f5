"""Parts of split orders leaving, one after the other, and coming back. Fulfilment calls this and checks the right itself."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from zhanggui.inventory.services import release_for_orders, ship_pieces, unship_pieces
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import OrdersMoved
from zhanggui.orders.lifecycle import ORDER_STATE, ORDER_STEP
from zhanggui.orders.models import Order, OrderPart, OrderPartLine
from zhanggui.orders.services.moving import locked_by_ids, move_orders
from zhanggui.orders.services.ship_orders import ship_orders
from zhanggui.orders.values import OrderState, OrderStep, ShippedRow


def ship_parts(
    *, actor: Actor, shop_id: int, rows: Sequence[tuple[int, ShippedRow]], unfinished: Collection[int]
) -> list[int]:
    """Note parts that left, `(part id, how)`, and ship each order whose last part that was (ORD-17).

    `unfinished` are orders with parcels still here. An order whose other parts wait goes back to
    checking for the rest. Returns the ids that are shipped whole now.
    """
    whole: list[int] = []
    with transaction.atomic():
        by_order: dict[int, list[int]] = {}
        told = {row.order_id: row for _part, row in rows}
        for part_id, row in rows:
            by_order.setdefault(row.order_id, []).append(part_id)
        locked = {order.id: order for order in locked_by_ids(shop_id, list(by_order))}
        for order_id in sorted(by_order):
            row, part_ids = told[order_id], by_order[order_id]
            OrderPart.objects.filter(pk__in=part_ids).update(shipped_at=row.shipped_at)
            rest = OrderPart.objects.filter(split__order_id=order_id, split__undone_at=None, shipped_at=None)
            if order_id not in unfinished and not rest.exists():
                ship_orders(actor=actor, shop_id=shop_id, rows=[row])
                Order.objects.filter(pk=order_id).update(is_part_shipped=False)
                whole.append(order_id)
                continue
            ship_pieces(actor=actor, shop_id=shop_id, order_id=order_id, pieces=_pieces(part_ids))
            Order.objects.filter(pk=order_id).update(
                is_part_shipped=True,
                waybill_no=row.waybill_no[:200],
                courier_name=row.courier_name[:60],
                updated_at=now(),
            )
            record(
                actor,
                "order.part_shipped",
                shop_id=shop_id,
                subject=Subject("order", order_id, locked[order_id].number),
                data={"parts": part_ids, "waybill_no": row.waybill_no},
            )
            if order_id not in unfinished:
                move_orders(actor, ORDER_STEP, "rest", [locked[order_id]])
    return whole


def unship_parts(*, actor: Actor, shop_id: int, parts: Mapping[int, Sequence[int]], numbers: Mapping[int, str]) -> None:
    """Take back that parts left, ids by order: their goods return, promised to the order again (ORD-17).

    `numbers` are the waybill numbers of the parcels that stay away, empty where none does. An order whose
    rest was already waiting for a check stands packed again; the rest is promised anew once the part
    has left. An order that is closed or completed meanwhile: OrdersMoved, nothing is changed.
    """
    with transaction.atomic():
        locked = locked_by_ids(shop_id, list(parts))
        wrong = [order.number for order in locked if order.state not in {OrderState.PAID, OrderState.SHIPPED}]
        if wrong:
            raise OrdersMoved(wrong)
        move_orders(actor, ORDER_STATE, "unship", locked, shipped_at=None)
        waiting = [order for order in locked if order.step in {OrderStep.TO_CHECK, OrderStep.CHECKED}]
        release_for_orders(actor=actor, shop_id=shop_id, order_ids=[order.id for order in waiting])
        move_orders(actor, ORDER_STEP, "come_back", waiting)
        for order in locked:
            part_ids, away = list(parts[order.id]), numbers.get(order.id, "")
            OrderPart.objects.filter(pk__in=part_ids).update(shipped_at=None)
            unship_pieces(actor=actor, shop_id=shop_id, order_id=order.id, pieces=_pieces(part_ids))
            Order.objects.filter(pk=order.id).update(
                is_part_shipped=bool(away),
                waybill_no=away[:200],
                updated_at=now(),
                **({} if away else {"courier_name": ""}),
            )
            record(
                actor,
                "order.part_unshipped",
                shop_id=shop_id,
                subject=Subject("order", order.id, order.number),
                data={"parts": part_ids, "waybill_no": away},
            )


def _pieces(part_ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    lines = OrderPartLine.objects.filter(part_id__in=part_ids)
    for sku_id, quantity in lines.values_list("line__sku_id", "quantity"):
        if sku_id is not None:
            found[sku_id] = found.get(sku_id, 0) + quantity
    return found
