"""What other modules ask about addresses and contacts: reading, masking, comparing."""

from zhanggui.customers.rules.address import Address, parse_address
from zhanggui.customers.rules.contact import (
    agrees,
    is_masked_address,
    is_masked_name,
    is_masked_phone,
    mask_address,
    mask_name,
    mask_phone,
    normal_phone,
    phone_tail,
)

__all__ = [
    "Address",
    "agrees",
    "is_masked_address",
    "is_masked_name",
    "is_masked_phone",
    "mask_address",
    "mask_name",
    "mask_phone",
    "normal_phone",
    "parse_address",
    "phone_tail",
]
