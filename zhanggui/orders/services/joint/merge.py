"""Letting orders of one receiver leave in one parcel (ORD-17)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.money import amount_text
from zhanggui.kernel.permissions import require
from zhanggui.kernel.tasks.verbs import open_task
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import (
    AlreadyTogether,
    NothingToMerge,
    OrderNotFound,
    OtherReceiver,
    TooMuchPostage,
)
from zhanggui.orders.models import JointMember, JointShipment, Order, OrderSplit
from zhanggui.orders.queries.joint import preview_for, preview_json, receivers_of, shipping_facts
from zhanggui.orders.rules.joint import NOTHING, OrderFactsForShipping, Preview, preview_merge
from zhanggui.orders.services.check_orders import lock_checking
from zhanggui.orders.services.holding import refuse_unless_waiting
from zhanggui.orders.services.joint.quoting import quote_for
from zhanggui.orders.services.moving import LockedOrder, locked_by_ids, locked_by_numbers
from zhanggui.orders.values import ARRANGE_ORDERS, POSTAGE_BACK_TASK


def preview_merging(*, actor: Actor, shop_id: int, order_ids: Sequence[int]) -> Preview:
    """What merging these orders would come to; nothing is changed. Errors as for `merge_orders`."""
    require(actor, ARRANGE_ORDERS, shop_id)
    with transaction.atomic():
        facts, _orders = _mergeable(shop_id, order_ids)
        return preview_merge(facts, quote_for(shop_id, facts))


def merge_orders(
    *, actor: Actor, shop_id: int, order_ids: Sequence[int], give_back: Decimal = NOTHING
) -> JointShipment:
    """Let paid orders of one receiver leave in one parcel with the next batch that all are ready for (ORD-17).

    Each order keeps its money, number and rows; the oldest leads. `give_back` is postage that the
    buyer paid more than once and shall get back: it becomes a task with the amount, since only a
    refund moves money. Errors: fewer than two orders, other receivers, an order in a batch, joined
    or split already, more postage than was paid twice.
    """
    require(actor, ARRANGE_ORDERS, shop_id)
    with transaction.atomic():
        lock_checking(shop_id)
        facts, orders = _mergeable(shop_id, order_ids)
        most = postage_paid_twice(facts)
        if not NOTHING <= give_back <= most:
            raise TooMuchPostage(most)
        preview = preview_json(preview_merge(facts, quote_for(shop_id, facts)))
        joint = JointShipment.objects.create(
            shop_id=shop_id,
            lead_id=orders[0].id,
            preview=preview | {"give_back": amount_text(give_back)},
            made_at=now(),
            made_by=actor.name,
        )
        JointMember.objects.bulk_create(
            JointMember(shop_id=shop_id, joint=joint, order_id=order.id) for order in orders
        )
        _tell(actor, shop_id, orders, joint, give_back)
    return joint


def merge_by_numbers(
    *, actor: Actor, shop_id: int, numbers: Sequence[str], give_back: Decimal = NOTHING, is_preview: bool = False
) -> dict[str, Any]:
    """The same by order numbers, answered as API and command line show it; a preview changes nothing."""
    require(actor, ARRANGE_ORDERS, shop_id)
    with transaction.atomic():
        ids = [order.id for order in locked_by_numbers(shop_id, numbers)]
        shown = preview_json(preview_merging(actor=actor, shop_id=shop_id, order_ids=ids))
        if not is_preview:
            merge_orders(actor=actor, shop_id=shop_id, order_ids=ids, give_back=give_back)
    return {"is_done": not is_preview, **preview_for(actor, shop_id, shown)}


def postage_paid_twice(facts: Sequence[OrderFactsForShipping]) -> Decimal:
    """Postage that buyers paid beyond the dearest single one: what a merge may give back at most."""
    paid = [order.freight_amount or NOTHING for order in facts]
    return sum(paid, NOTHING) - max(paid)


def _mergeable(shop_id: int, order_ids: Sequence[int]) -> tuple[list[OrderFactsForShipping], list[LockedOrder]]:
    ids = list(dict.fromkeys(order_ids))
    if len(ids) < 2:
        raise NothingToMerge
    orders = locked_by_ids(shop_id, ids)
    refuse_unless_waiting(orders)
    _refuse_bound(ids)
    receivers = receivers_of(ids)
    first = receivers[ids[0]]
    others = [receiver.number for receiver in receivers.values() if receiver.key != first.key]
    if others:
        raise OtherReceiver(first.number, others)
    rank = dict(Order.objects.filter(pk__in=ids).values_list("pk", "sort_at"))
    orders.sort(key=lambda order: (rank[order.id], order.id))
    facts = shipping_facts(shop_id, [order.id for order in orders])
    if len(facts) != len(ids):
        raise OrderNotFound(order.number for order in orders)
    return facts, orders


def _refuse_bound(ids: Sequence[int]) -> None:
    joined = JointMember.objects.filter(order_id__in=ids, is_active=True).values_list("order__number", flat=True)
    split = OrderSplit.objects.filter(order_id__in=ids, undone_at=None).values_list("order__number", flat=True)
    bound = sorted({*joined, *split})
    if bound:
        raise AlreadyTogether(bound)


def _tell(actor: Actor, shop_id: int, orders: Sequence[LockedOrder], joint: JointShipment, give_back: Decimal) -> None:
    numbers = [order.number for order in orders]
    for order in orders:
        record(
            actor,
            "order.merged",
            shop_id=shop_id,
            subject=Subject("order", order.id, order.number),
            data={"joint": joint.pk, "orders": numbers},
        )
    if give_back:
        lead = orders[0]
        open_task(
            POSTAGE_BACK_TASK,
            shop_id=shop_id,
            subject=Subject("order", lead.id, lead.number),
            position="supervisor",
            data={"amount": amount_text(give_back), "orders": numbers},
        )
