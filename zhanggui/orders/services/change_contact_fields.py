"""Contact data and what is reckoned from it."""

from collections.abc import Mapping
from typing import Any

from zhanggui.customers.queries import (
    is_masked_name,
    is_masked_phone,
    normal_phone,
    parse_address,
    phone_tail,
)
from zhanggui.orders.models import OrderContact

CHANGEABLE = ("receiver_name", "mobile", "phone", "address", "postcode")


def apply_contact(contact: OrderContact, new: Mapping[str, str]) -> None:
    """Write new contact data with all that is reckoned from it: area, quality, tail of the phone, masking."""
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
