"""A person looked at an address and found it good."""

from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import ReasonMissing
from zhanggui.orders.models import Order, OrderContact
from zhanggui.orders.services.check_orders import check_ids, lock_checking
from zhanggui.orders.services.holding import refuse_unless_waiting
from zhanggui.orders.services.moving import locked_by_ids
from zhanggui.orders.values import HOLD_ORDERS, CheckSummary


def confirm_address(*, actor: Actor, shop_id: int, order_id: int, note: str) -> CheckSummary:
    """Take an incomplete or doubtful address as it stands and check the order again (ORD-09).

    `note` says how one knows. Errors: no note, an order that no longer waits.
    """
    require(actor, HOLD_ORDERS, shop_id)
    if not note.strip():
        raise ReasonMissing
    with transaction.atomic():
        lock_checking(shop_id)
        orders = locked_by_ids(shop_id, [order_id])
        refuse_unless_waiting(orders)
        contact = OrderContact.objects.filter(order_id=order_id).first()
        before = contact.address_quality if contact else ""
        OrderContact.objects.filter(order_id=order_id).update(address_quality="complete", address_reason="confirmed")
        Order.objects.filter(pk=order_id).update(updated_at=now())
        record(
            actor,
            "order.address_confirmed",
            shop_id=shop_id,
            subject=Subject("order", order_id, orders[0].number),
            data={"before": before, "after": "complete"},
            reason=note.strip(),
        )
        return check_ids(actor, shop_id, [order_id])
