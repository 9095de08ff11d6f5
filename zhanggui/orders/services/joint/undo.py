"""Taking a merge or a split back while nothing is printed (ORD-17)."""

from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.tasks.verbs import close_tasks
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import NotTogether, TooLateToUndo
from zhanggui.orders.events import ShippedTogetherChanged
from zhanggui.orders.models import JointMember, OrderPart, OrderSplit
from zhanggui.orders.services.check_orders import lock_checking
from zhanggui.orders.services.joint.split import promise_anew
from zhanggui.orders.services.moving import LockedOrder, locked_by_ids
from zhanggui.orders.values import ARRANGE_ORDERS, POSTAGE_BACK_TASK, OrderState, OrderStep


def undo_together(*, actor: Actor, shop_id: int, order_id: int, reason: str = "") -> list[str]:
    """Let an order leave by itself and whole again: undoes its merge, or its split (ORD-17).

    Works until papers are printed: in a batch that is closed but not printed the parcels are made
    anew. Returns the numbers of the orders concerned. Errors: NotTogether, TooLateToUndo.
    """
    require(actor, ARRANGE_ORDERS, shop_id)
    with transaction.atomic():
        lock_checking(shop_id)
        mine = locked_by_ids(shop_id, [order_id])[0]
        member = JointMember.objects.filter(order_id=order_id, is_active=True).select_related("joint").first()
        split = OrderSplit.objects.select_for_update().filter(order_id=order_id, undone_at=None).first()
        if member is not None:
            return _undo_merge(actor, shop_id, member, reason)
        if split is not None:
            return _undo_split(actor, shop_id, split, mine, reason)
        raise NotTogether(mine.number)


def _undo_merge(actor: Actor, shop_id: int, member: JointMember, reason: str) -> list[str]:
    joint = member.joint
    ids = list(JointMember.objects.filter(joint=joint, is_active=True).values_list("order_id", flat=True))
    orders = locked_by_ids(shop_id, ids)
    _refuse_late(orders)
    joint.undone_at, joint.undone_by, joint.undo_reason = now(), actor.name, reason[:200]
    joint.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    JointMember.objects.filter(joint=joint).update(is_active=False)
    numbers = [order.number for order in orders]
    for order in orders:
        _tell(actor, shop_id, order, "order.merge_undone", {"joint": joint.pk, "orders": numbers}, reason)
        close_tasks(
            POSTAGE_BACK_TASK,
            shop_id=shop_id,
            subject=Subject("order", order.id, order.number),
            actor=actor,
            result=reason,
        )
    _make_parcels_anew(shop_id, orders)
    return numbers


def _undo_split(actor: Actor, shop_id: int, split: OrderSplit, order: LockedOrder, reason: str) -> list[str]:
    parts = OrderPart.objects.filter(split=split)
    _refuse_late([order])
    if parts.exclude(shipped_at=None).exists():
        raise TooLateToUndo([order.number])
    had_waiting = parts.filter(is_later=True).exists()
    split.undone_at, split.undone_by, split.undo_reason = now(), actor.name, reason[:200]
    split.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    _tell(actor, shop_id, order, "order.split_undone", {"split": split.pk}, reason)
    if had_waiting:
        if order.step == OrderStep.BATCHED:
            raise TooLateToUndo([order.number])
        promise_anew(actor, shop_id, order.id)
    _make_parcels_anew(shop_id, [order])
    return [order.number]


def _refuse_late(orders: list[LockedOrder]) -> None:
    late = [order.number for order in orders if order.step == OrderStep.PACKED or order.state != OrderState.PAID]
    if late:
        raise TooLateToUndo(late)


def _make_parcels_anew(shop_id: int, orders: list[LockedOrder]) -> None:
    batched = tuple(order.id for order in orders if order.step == OrderStep.BATCHED)
    if batched:
        announce(ShippedTogetherChanged(shop_id, batched))


def _tell(actor: Actor, shop_id: int, order: LockedOrder, kind: str, data: dict[str, object], reason: str) -> None:
    record(actor, kind, shop_id=shop_id, subject=Subject("order", order.id, order.number), data=data, reason=reason)
