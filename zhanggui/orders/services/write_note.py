"""Notes and flags of our own people; a buyer never sees them (ORD-18)."""

from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import FlagOfOthers, UnknownChoice
from zhanggui.orders.models import Order
from zhanggui.orders.queries.flags import flag_policies
from zhanggui.orders.services.check_orders import check_ids, lock_checking
from zhanggui.orders.services.instructions import read_order_notes
from zhanggui.orders.services.moving import locked_by_ids
from zhanggui.orders.values import NOTE_ORDERS, Flag


def write_note(*, actor: Actor, shop_id: int, order_id: int, text: str) -> None:
    """Replace the seller's note of an order; never shown to the buyer (ORD-18).

    Before and after lie in the erasable part of the timeline, for notes often name people. What it asks for
    becomes instructions by the shop's words.
    """
    require(actor, NOTE_ORDERS, shop_id)
    with transaction.atomic():
        found = locked_by_ids(shop_id, [order_id])[0]
        order = Order.objects.get(pk=order_id)
        words = text.strip()
        if order.seller_note == words:
            return
        Order.objects.filter(pk=order_id).update(seller_note=words)
        record(
            actor,
            "order.noted",
            shop_id=shop_id,
            subject=Subject("order", order_id, found.number),
            data={"characters": len(words)},
            personal={"seller_note": [order.seller_note, words]},
        )
        read_order_notes(shop_id, [order_id])


def set_flag(*, actor: Actor, shop_id: int, order_id: int, flag: int, label: str = "") -> None:
    """Set the coloured flag of an order (0 takes it away) and check the order again (ORD-18).

    A colour that the shop keeps to other positions can be neither set nor replaced: FlagOfOthers.
    """
    require(actor, NOTE_ORDERS, shop_id)
    if flag not in Flag.values:
        raise UnknownChoice("flag", str(flag), map(str, Flag.values))
    policy = flag_policies(actor, [shop_id])[shop_id]
    if flag and flag not in policy.settable:
        raise FlagOfOthers
    with transaction.atomic():
        lock_checking(shop_id)
        found = locked_by_ids(shop_id, [order_id])[0]
        order = Order.objects.get(pk=order_id)
        if (order.flag or 0, order.flag_label) == (flag, label):
            return
        if order.flag and order.flag not in policy.settable:
            raise FlagOfOthers
        Order.objects.filter(pk=order_id).update(flag=flag, flag_label=label[:60], updated_at=now())
        record(
            actor,
            "order.flagged",
            shop_id=shop_id,
            subject=Subject("order", order_id, found.number),
            data={"before": order.flag or 0, "after": flag, "label": label[:60]},
        )
        check_ids(actor, shop_id, [order_id])
