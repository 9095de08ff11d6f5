"""How often each kind of order occurs in a composed export."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares between 0 and 1. Changing one share leaves the other values of an order as they are.

    Without `states` an order's age decides: young orders are paid, older ones shipped, old
    ones completed. With `states` (weights of unpaid, paid, shipped, completed, closed) the
    weights decide, and `refunded` and `deposit` are shares of the closed and the unpaid.
    """

    buyer_note: float = 0.10
    seller_note: float = 0.12
    flag: float = 0.06
    cash_on_delivery: float = 0.02
    masked: float = 0.03
    virtual_phone: float = 0.03
    doubtful_address: float = 0.015
    incomplete_address: float = 0.01
    multi_line: float = 0.25
    big_quantity: float = 0.01
    bundle: float = 0.02
    invoice: float = 0.02
    unpaid: float = 0.03
    deposit: float = 0.01
    closed: float = 0.05
    refunded: float = 0.04
    refund_asked: float = 0.02
    part_refunded: float = 0.03
    part_shipped: float = 0.02
    states: Mapping[str, float] | None = None


PLAIN = Mix(
    buyer_note=0,
    seller_note=0,
    flag=0,
    cash_on_delivery=0,
    masked=0,
    virtual_phone=0,
    doubtful_address=0,
    incomplete_address=0,
    big_quantity=0,
    refund_asked=0,
    part_shipped=0,
    deposit=0,
    states={"paid": 1},
)
