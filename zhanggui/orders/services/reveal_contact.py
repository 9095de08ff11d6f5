"""Showing contact data in the clear, and telling the timeline who saw it."""

from collections.abc import Sequence

from django.db import transaction

from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import OrderNotFound, UnknownField
from zhanggui.orders.models import OrderContact
from zhanggui.orders.values import REVEAL_CONTACT

REVEALABLE = ("receiver_name", "mobile", "phone", "address", "buyer_nick", "postcode", "invoice_title")


def reveal_contact(*, actor: Actor, shop_id: int, order_id: int, fields: Sequence[str] = REVEALABLE) -> dict[str, str]:
    """Contact fields of an order in the clear; the timeline notes who saw which (SEC-12)."""
    require(actor, REVEAL_CONTACT, shop_id)
    unknown = [name for name in fields if name not in REVEALABLE]
    if unknown:
        raise UnknownField(unknown[0], REVEALABLE)
    with transaction.atomic():
        contact = OrderContact.objects.filter(order_id=order_id, shop_id=shop_id).first()
        if contact is None:
            raise OrderNotFound([str(order_id)])
        record(
            actor,
            "order.contact_revealed",
            shop_id=shop_id,
            subject=Subject("order", order_id),
            data={"fields": list(fields)},
        )
    return {name: getattr(contact, name) for name in fields}
