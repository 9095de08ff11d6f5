"""Sending checked orders back to checking, while no batch has them."""

from collections.abc import Sequence

from django.db import transaction

from zhanggui.inventory.services import release_for_orders
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import OrdersNotChecked
from zhanggui.orders.lifecycle import ORDER_STEP
from zhanggui.orders.services.check_orders import lock_checking
from zhanggui.orders.services.checking.verified import forget_verified
from zhanggui.orders.services.moving import LockedOrder, locked_by_ids, locked_by_numbers, move_orders
from zhanggui.orders.values import CHECK_ORDERS, OrderState, OrderStep


def send_back_to_check(*, actor: Actor, shop_id: int, numbers: Sequence[str], reason: str = "") -> int:
    """Send checked orders back to checking; their stock is given back (ORD-05).

    Returns how many. Orders that are not checked, or in a batch: OrdersNotChecked names them and
    nothing is changed.
    """
    require(actor, CHECK_ORDERS, shop_id)
    with transaction.atomic():
        lock_checking(shop_id)
        return _send_back(actor, shop_id, locked_by_numbers(shop_id, numbers), reason)


def undo_check(*, actor: Actor, shop_id: int, order_ids: Sequence[int]) -> int:
    """Undo a bulk pass while none of the orders is in a batch; returns how many went back."""
    require(actor, CHECK_ORDERS, shop_id)
    with transaction.atomic():
        lock_checking(shop_id)
        return _send_back(actor, shop_id, locked_by_ids(shop_id, order_ids), "undo")


def _send_back(actor: Actor, shop_id: int, orders: list[LockedOrder], reason: str) -> int:
    wrong = [order.number for order in orders if order.step != OrderStep.CHECKED or order.state != OrderState.PAID]
    if wrong:
        raise OrdersNotChecked(wrong)
    moved = move_orders(actor, ORDER_STEP, "recheck", orders, reason=reason)
    forget_verified(moved)
    release_for_orders(actor=actor, shop_id=shop_id, order_ids=moved)
    return len(moved)
