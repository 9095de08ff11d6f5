"""Calls to buyers."""

from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import UnknownChoice
from zhanggui.orders.models import CallLog, Order
from zhanggui.orders.services.check_orders import check_ids, lock_checking
from zhanggui.orders.services.moving import locked_by_ids
from zhanggui.orders.values import LOG_CALLS, CallResult, CheckSummary


def log_call(*, actor: Actor, shop_id: int, order_id: int, result: str, note: str = "") -> CheckSummary:
    """Log a try to call the buyer and check the order again (ORD-10).

    One logged try is enough for an order with cash on delivery, whether or not the buyer answered.
    `result` is one of CallResult. The note may name a person, so it stays out of the timeline.
    """
    require(actor, LOG_CALLS, shop_id)
    if result not in CallResult.values:
        raise UnknownChoice("result", result, CallResult.values)
    with transaction.atomic():
        lock_checking(shop_id)
        order = locked_by_ids(shop_id, [order_id])[0]
        at = now()
        CallLog.objects.create(
            shop_id=shop_id,
            order_id=order_id,
            called_at=at,
            result=result,
            note=note.strip(),
            actor_id=actor.user_id,
            actor_name=actor.name,
        )
        Order.objects.filter(pk=order_id).update(updated_at=at)
        subject = Subject("order", order_id, order.number)
        record(actor, "order.called", shop_id=shop_id, subject=subject, data={"result": result})
        return check_ids(actor, shop_id, [order_id])
