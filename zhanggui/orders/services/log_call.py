"""Calls and messages to buyers: every try is kept, what the buyer confirms releases, too many tries go to the manager."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.tasks.verbs import close_tasks, open_task
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import UnknownChoice
from zhanggui.orders.models import CallLog, Order, OrderHold
from zhanggui.orders.rules.calls import call_standing, failed_tries
from zhanggui.orders.services.check_orders import check_ids, lock_checking
from zhanggui.orders.services.moving import LockedOrder, locked_by_ids
from zhanggui.orders.services.release_orders import end_holds
from zhanggui.orders.values import (
    LOG_CALLS,
    LOGGED_RESULTS,
    CallMeans,
    CallResult,
    CallStanding,
    CheckSummary,
    HoldReason,
    OrderState,
    OrderStep,
)
from zhanggui.shops.queries import settings_of

UNREACHED_TASK = "buyer_unreached"
_MANAGER = "shop_manager"
# What the buyer can confirm: quantity and address as they stand (ORD-09). An address that is not there cannot be right.
CONFIRMABLE = (HoldReason.UNUSUAL_QUANTITY, HoldReason.ADDRESS_INCOMPLETE, HoldReason.ADDRESS_DOUBTFUL)
_NO_ADDRESS = "empty"
_FOR_MANAGER = (CallStanding.EXHAUSTED, CallStanding.REFUSED)


def log_call(
    *,
    actor: Actor,
    shop_id: int,
    order_id: int,
    result: str,
    note: str = "",
    means: str = CallMeans.PHONE,
) -> CheckSummary:
    """Log a try to reach the buyer and check the order again (ORD-09, ORD-10).

    One logged try is enough for an order with cash on delivery, unless the shop wants every buyer
    reached; after the shop's number of tries in vain, or when the buyer refuses, the manager gets a
    task to ship or to close. A buyer who confirms releases the holds about quantity and address.
    `result` is one of CallResult, `means` one of CallMeans. The note may name a person, so it stays
    out of the timeline.
    """
    require(actor, LOG_CALLS, shop_id)
    known = [str(one) for one in LOGGED_RESULTS]
    if result not in known:
        raise UnknownChoice("result", result, known)
    if means not in CallMeans.values:
        raise UnknownChoice("means", means, CallMeans.values)
    with transaction.atomic():
        lock_checking(shop_id)
        order = locked_by_ids(shop_id, [order_id])[0]
        keep_try(actor, shop_id, order, result=result, note=note, means=means)
        if result == CallResult.REACHED:
            _release_confirmed(actor, order, means)
        _tell_manager(actor, shop_id, order)
        return check_ids(actor, shop_id, [order_id])


def keep_try(actor: Actor, shop_id: int, order: LockedOrder, *, result: str, note: str, means: str) -> None:
    """Write the try down, so that the next check reads it. The caller holds the locks."""
    at = now()
    CallLog.objects.create(
        shop_id=shop_id,
        order_id=order.id,
        called_at=at,
        result=result,
        means=means,
        note=note.strip(),
        actor_id=actor.user_id,
        actor_name=actor.name,
    )
    Order.objects.filter(pk=order.id).update(updated_at=at)
    data = {"result": result} if means == CallMeans.PHONE else {"result": result, "means": means}
    record(actor, "order.called", shop_id=shop_id, subject=Subject("order", order.id, order.number), data=data)


def _release_confirmed(actor: Actor, order: LockedOrder, means: str) -> None:
    """The buyer has said that it is right: what a rule only wanted confirmed is settled."""
    if order.state != OrderState.PAID or order.step != OrderStep.TO_CHECK:
        return
    holds = OrderHold.objects.filter(order_id=order.id, reason__in=CONFIRMABLE, released_at=None)
    ids = [hold.pk for hold in holds if hold.cause.get("address_reason") != _NO_ADDRESS]
    if ids:
        words = _("Buyer confirmed by phone") if means == CallMeans.PHONE else _("Buyer confirmed by message")
        end_holds(actor, ids, words)


def _tell_manager(actor: Actor, shop_id: int, order: LockedOrder) -> None:
    """Open the manager's task when nobody else can go on, close it when the buyer was reached after all."""
    kept = settings_of(shop_id)
    row = Order.objects.only("is_cod", "ship_by_at").get(pk=order.id)
    tries = list(CallLog.objects.filter(order_id=order.id).order_by("pk").values_list("means", "result"))
    standing = call_standing(tries, most_tries=kept["cod_call_tries"], is_strict=kept["is_cod_call_strict"])
    subject = Subject("order", order.id, order.number)
    if not row.is_cod or standing not in _FOR_MANAGER:
        close_tasks(UNREACHED_TASK, shop_id=shop_id, subject=subject, actor=actor, result=standing)
        return
    open_task(
        UNREACHED_TASK,
        shop_id=shop_id,
        subject=subject,
        position=_MANAGER,
        due_at=row.ship_by_at,
        data={"tries": failed_tries(tries), "standing": standing},
    )
    record(actor, "order.call_escalated", shop_id=shop_id, subject=subject, data={"standing": standing})
