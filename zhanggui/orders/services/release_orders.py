"""Releasing holds: a person takes the decision, checking decides what is left."""

from collections.abc import Sequence

from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import HoldNotOpen, ReasonMissing
from zhanggui.orders.models import OrderHold
from zhanggui.orders.services.check_orders import check_ids, lock_checking
from zhanggui.orders.services.holding import refuse_unless_waiting
from zhanggui.orders.services.moving import locked_by_ids, locked_by_numbers
from zhanggui.orders.values import HOLD_ORDERS, CheckSummary

_EVENTS = """
SELECT shop_id, 'order', order_id, jsonb_build_object('reasons', jsonb_agg(reason ORDER BY reason))
FROM orders_orderhold WHERE id = ANY(%s) GROUP BY shop_id, order_id
"""


def release_orders(*, actor: Actor, shop_id: int, numbers: Sequence[str], reason: str) -> int:
    """Release all open holds of orders and check them again; returns how many orders changed.

    What a rule finds anew, and goods that are short, hold the order again (ORD-07). Errors: no
    reason, an unknown number, an order that does not wait for checking; then nothing is changed.
    """
    require(actor, HOLD_ORDERS, shop_id)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        lock_checking(shop_id)
        orders = locked_by_numbers(shop_id, numbers)
        refuse_unless_waiting(orders)
        holds = OrderHold.objects.filter(order_id__in=[order.id for order in orders], released_at=None)
        return _release(actor, shop_id, list(holds.values_list("pk", "order_id")), reason.strip())


def release_hold(*, actor: Actor, hold_id: int, reason: str) -> CheckSummary:
    """Release one hold and check its order again (ORD-07). HoldNotOpen when it was released before."""
    hold = OrderHold.objects.filter(pk=hold_id).first()
    if hold is None:
        raise HoldNotOpen(hold_id)
    require(actor, HOLD_ORDERS, hold.shop_id)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        lock_checking(hold.shop_id)
        refuse_unless_waiting(locked_by_ids(hold.shop_id, [hold.order_id]))
        if not end_holds(actor, [hold_id], reason.strip()):
            raise HoldNotOpen(hold_id)
        return check_ids(actor, hold.shop_id, [hold.order_id])


def _release(actor: Actor, shop_id: int, holds: list[tuple[int, int]], reason: str) -> int:
    if not end_holds(actor, [hold_id for hold_id, _order in holds], reason):
        return 0
    order_ids = sorted({order_id for _hold, order_id in holds})
    check_ids(actor, shop_id, order_ids)
    return len(order_ids)


def end_holds(actor: Actor, hold_ids: list[int], reason: str) -> int:
    """End open holds by a person's word and tell the timeline; returns how many. The caller checks again."""
    ended = OrderHold.objects.filter(pk__in=hold_ids, released_at=None).update(
        released_at=now(), released_by=actor.name, release_reason=reason
    )
    if ended:
        record_set(actor, "order.released", select=_EVENTS, params=[hold_ids], reason=reason)
    return ended
