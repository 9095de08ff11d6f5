"""Changing who gets the parcel, with the buyer's consent on record."""

from typing import Any

from django.db import transaction

from zhanggui.customers.queries import (
    is_masked_name,
    is_masked_phone,
    normal_phone,
    parse_address,
    phone_tail,
)
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import ConsentMissing, UnknownField
from zhanggui.orders.models import Order, OrderContact
from zhanggui.orders.services.check_orders import check_ids, lock_checking
from zhanggui.orders.services.holding import refuse_unless_waiting
from zhanggui.orders.services.moving import locked_by_ids
from zhanggui.orders.values import HOLD_ORDERS, CheckSummary

CHANGEABLE = ("receiver_name", "mobile", "phone", "address", "postcode")


def change_contact(*, actor: Actor, shop_id: int, order_id: int, consent: str, changes: dict[str, str]) -> CheckSummary:
    """Change receiver, phone or address before the order enters a batch, then check it again (ORD-07).

    `consent` says how the buyer agreed and stands on the timeline; before and after lie in its
    erasable part. Errors: no consent, an unknown field, an order in a batch or shipped.
    """
    require(actor, HOLD_ORDERS, shop_id)
    if not consent.strip():
        raise ConsentMissing
    unknown = [name for name in changes if name not in CHANGEABLE]
    if unknown:
        raise UnknownField(unknown[0], CHANGEABLE)
    with transaction.atomic():
        lock_checking(shop_id)
        found = locked_by_ids(shop_id, [order_id])
        refuse_unless_waiting(found)
        order = Order.objects.get(pk=order_id)
        contact, _made = OrderContact.objects.get_or_create(
            order_id=order_id, defaults={"shop_id": shop_id, "sort_at": order.sort_at}
        )
        new = {name: value.strip() for name, value in changes.items() if getattr(contact, name) != value.strip()}
        if not new:
            return CheckSummary()
        personal = {name: [getattr(contact, name), value] for name, value in new.items()}
        _apply(contact, new)
        Order.objects.filter(pk=order_id).update(updated_at=now())
        record(
            actor,
            "order.contact_changed",
            shop_id=shop_id,
            subject=Subject("order", order_id, order.number),
            data={"fields": sorted(new)},
            personal=personal | {"consent": consent.strip()},
        )
        return check_ids(actor, shop_id, [order_id])


def _apply(contact: OrderContact, new: dict[str, str]) -> None:
    derived: dict[str, Any] = dict(new)
    for name in ("mobile", "phone"):
        if name in new:
            derived[name] = normal_phone(new[name])
    if "address" in new:
        address = parse_address(new["address"])
        derived |= {
            "province": address.province,
            "city": address.city,
            "district": address.district,
            "division_code": address.code,
            "address_quality": address.quality,
            "address_reason": address.reason,
        }
    for name, value in derived.items():
        setattr(contact, name, value)
    contact.phone_tail = phone_tail(contact.mobile) or phone_tail(contact.phone)
    contact.is_masked = (
        is_masked_name(contact.receiver_name)
        or is_masked_phone(contact.mobile)
        or is_masked_phone(contact.phone)
        or contact.address_reason == "masked"
    )
    contact.save()
