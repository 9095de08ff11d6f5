"""Goods arrived for parts that wait: they leave in the order of their promise (ORD-08)."""

from django.db import transaction

from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries.shortage_facts import parts_that_could_leave
from zhanggui.orders.services.check_orders import lock_checking
from zhanggui.orders.services.joint import split
from zhanggui.orders.values import ARRANGE_ORDERS

MOST_AT_ONCE = 200


def let_arrived_go(*, actor: Actor, shop_id: int) -> list[int]:
    """Let the waiting parts go whose goods are here, those with the nearest promise first; returns the orders.

    Goods that do not reach for all go to the earlier promises. At most 200 at once.
    """
    require(actor, ARRANGE_ORDERS, shop_id)
    with transaction.atomic():
        lock_checking(shop_id)
        found = parts_that_could_leave(shop_id)[:MOST_AT_ONCE]
        for order_id in found:
            split.let_parts_go(actor=actor, shop_id=shop_id, order_id=order_id)
    return found
