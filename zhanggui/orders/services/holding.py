"""Placing and ending holds by hand, for the services of holding, releasing and pulling."""

from collections.abc import Sequence

from zhanggui.inventory.services import release_for_orders
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import OrdersNotWaiting
from zhanggui.orders.lifecycle import ORDER_STEP
from zhanggui.orders.models import Order, OrderHold
from zhanggui.orders.services.moving import LockedOrder, move_orders
from zhanggui.orders.values import HoldReason, OrderState, OrderStep

_HOLDABLE = frozenset({OrderStep.TO_CHECK.value, OrderStep.CHECKED.value})
_EVENTS = """
SELECT o.shop_id, 'order', o.id, %s::jsonb FROM orders_order o WHERE o.id = ANY(%s)
"""


def refuse_unless_waiting(orders: Sequence[LockedOrder]) -> None:
    """Only paid orders that are not in a batch yet can be held or released."""
    wrong = [order.number for order in orders if order.state != OrderState.PAID or order.step not in _HOLDABLE]
    if wrong:
        raise OrdersNotWaiting(wrong)


def place_manual_holds(actor: Actor, shop_id: int, orders: Sequence[LockedOrder], note: str) -> list[int]:
    """Hold locked orders by hand; checked ones go back and give back their stock.

    Returns the ids that were not held by hand before.
    """
    ids = [order.id for order in orders]
    sent_back = move_orders(actor, ORDER_STEP, "recheck", orders, reason=note)
    release_for_orders(actor=actor, shop_id=shop_id, order_ids=sent_back)
    held = set(
        OrderHold.objects.filter(order_id__in=ids, reason=HoldReason.MANUAL, released_at=None).values_list(
            "order_id", flat=True
        )
    )
    new = [order_id for order_id in ids if order_id not in held]
    sort_at = dict(Order.objects.filter(pk__in=new).values_list("pk", "sort_at"))
    at = now()
    OrderHold.objects.bulk_create(
        OrderHold(
            shop_id=shop_id,
            order_id=order_id,
            reason=HoldReason.MANUAL,
            note=note,
            placed_at=at,
            placed_by=actor.name,
            sort_at=sort_at[order_id],
        )
        for order_id in new
    )
    Order.objects.filter(pk__in=new).update(is_held=True, updated_at=at)
    record_set(actor, "order.held", select=_EVENTS, params=['{"reasons": ["manual"]}', new], reason=note)
    return new
