"""The manager's word on a buyer whom nobody reached: ship all the same, or close."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.inventory.services import release_for_orders
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.permissions import require
from zhanggui.kernel.tasks.verbs import TaskKind, close_tasks, register_task_kind
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import ReasonMissing
from zhanggui.orders.lifecycle import ORDER_STATE
from zhanggui.orders.models import Order, OrderHold
from zhanggui.orders.services.check_orders import check_ids, lock_checking
from zhanggui.orders.services.log_call import UNREACHED_TASK, keep_try
from zhanggui.orders.services.moving import LockedOrder, locked_by_ids, move_orders
from zhanggui.orders.values import DECIDE_UNREACHED, CallMeans, CallResult, CheckSummary, OrderState, OrderStep

register_task_kind(TaskKind(UNREACHED_TASK, _("Buyer not reached"), _("Ship or close"), "orders:unreached", "phone"))
_WAITING = frozenset({OrderStep.TO_CHECK.value, OrderStep.CHECKED.value})


class NothingToDecide(Conflict):
    """The order is no cash-on-delivery order that still waits with us."""

    def __init__(self, number: str) -> None:
        super().__init__(
            "orders.nothing_to_decide",
            _("%(number)s does not wait for this decision: only cash-on-delivery orders before the batch do."),
            number=number,
        )


def decide_unreached(*, actor: Actor, shop_id: int, order_id: int, ship: bool, reason: str) -> CheckSummary:
    """Ship a cash-on-delivery order whose buyer was not reached, or close it, with a reason (ORD-10).

    Shipping opens the gate whatever the tries came to; other holds stay. Closing ends the order
    with us and gives its stock back; the trade itself is closed in the marketplace. Errors: no
    reason, an order that is not paid, not cash on delivery, or in a batch already.
    """
    require(actor, DECIDE_UNREACHED, shop_id)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        lock_checking(shop_id)
        order = locked_by_ids(shop_id, [order_id])[0]
        is_cod = Order.objects.filter(pk=order_id, is_cod=True).exists()
        if not is_cod or order.state != OrderState.PAID or order.step not in _WAITING:
            raise NothingToDecide(order.number)
        subject = Subject("order", order.id, order.number)
        result = CallResult.SHIP_ANYWAY if ship else OrderState.CLOSED
        close_tasks(UNREACHED_TASK, shop_id=shop_id, subject=subject, actor=actor, result=str(result))
        if ship:
            keep_try(actor, shop_id, order, result=CallResult.SHIP_ANYWAY, note=reason, means=CallMeans.PHONE)
            return check_ids(actor, shop_id, [order_id])
        _close(actor, shop_id, order, reason.strip())
        return CheckSummary()


def _close(actor: Actor, shop_id: int, order: LockedOrder, reason: str) -> None:
    at = now()
    release_for_orders(actor=actor, shop_id=shop_id, order_ids=[order.id])
    OrderHold.objects.filter(order_id=order.id, released_at=None).update(released_at=at, released_by=actor.name)
    move_orders(actor, ORDER_STATE, "close", [order], reason=reason, is_held=False, close_reason=reason[:200])
