"""Holding orders by hand."""

from collections.abc import Sequence

from django.db import transaction

from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import ReasonMissing
from zhanggui.orders.services.check_orders import lock_checking
from zhanggui.orders.services.holding import place_manual_holds, refuse_unless_waiting
from zhanggui.orders.services.moving import locked_by_numbers
from zhanggui.orders.values import HOLD_ORDERS


def hold_orders(*, actor: Actor, shop_id: int, numbers: Sequence[str], reason: str) -> int:
    """Hold paid orders by hand until somebody releases them; returns how many were not yet (ORD-05).

    A checked order goes back to checking and gives back its stock. Errors: no reason, an unknown
    number, an order in a batch or shipped (all named); then nothing is changed.
    """
    require(actor, HOLD_ORDERS, shop_id)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        lock_checking(shop_id)
        orders = locked_by_numbers(shop_id, numbers)
        refuse_unless_waiting(orders)
        return len(place_manual_holds(actor, shop_id, orders, reason.strip()))
