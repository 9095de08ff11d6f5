"""Verifying: a person has compared colour, size and address once more (ORD-05)."""

from collections.abc import Sequence

from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import OrdersUnverified
from zhanggui.orders.services.check_orders import check_ids, lock_checking
from zhanggui.orders.services.checking.verified import note_verified
from zhanggui.orders.services.moving import LockedOrder, locked_by_ids, locked_by_numbers
from zhanggui.orders.values import CHECK_ORDERS, CheckSummary, OrderState, OrderStep

_EVENTS = """
SELECT o.shop_id, 'order', o.id, '{"verified": ["colour", "size", "address"]}'::jsonb
FROM orders_order o WHERE o.id = ANY(%s)
"""


def verify_orders(*, actor: Actor, shop_id: int, numbers: Sequence[str]) -> CheckSummary:
    """Take colour, size and address of paid orders as right, and check them again (ORD-05).

    What no rule stops passes and may enter the batch. A later change of goods, receiver or address
    asks for it again. Errors: an unknown number, an order that does not wait for checking; then
    nothing is changed.
    """
    require(actor, CHECK_ORDERS, shop_id)
    with transaction.atomic():
        lock_checking(shop_id)
        return _verify(actor, shop_id, locked_by_numbers(shop_id, numbers))


def verify_by_ids(*, actor: Actor, shop_id: int, order_ids: Sequence[int]) -> CheckSummary:
    """The same for orders by id, for bulk work."""
    require(actor, CHECK_ORDERS, shop_id)
    with transaction.atomic():
        lock_checking(shop_id)
        return _verify(actor, shop_id, locked_by_ids(shop_id, order_ids))


def _verify(actor: Actor, shop_id: int, orders: list[LockedOrder]) -> CheckSummary:
    wrong = [order.number for order in orders if order.state != OrderState.PAID or order.step != OrderStep.TO_CHECK]
    if wrong:
        raise OrdersUnverified(wrong)
    ids = [order.id for order in orders]
    note_verified(actor, ids, now())
    record_set(actor, "order.verified", select=_EVENTS, params=[ids])
    return check_ids(actor, shop_id, ids)
