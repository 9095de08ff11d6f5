"""What checking knows about one order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The named facts that conditions speak about. An empty value or None means: nothing known, no objection.

    `details` says more of a fact for people (other orders, the usual price): it stands beside the
    fact in the result and is never compared.
    """

    buyer_note: str = ""
    seller_note: str = ""
    flag: int = 0
    flag_label: str = ""
    address_quality: str = ""
    address_reason: str = ""
    contact_masked: bool = False
    province: str = ""
    channel: str = ""
    courier: str = ""
    paid_amount: Decimal | None = None
    line_count: int = 0
    unknown_line_count: int = 0
    missing_piece_count: int = 0
    piece_total: int = 0
    max_line_quantity: int = 0
    is_cod: bool = False
    is_first_cod: bool = False
    call_count: int = 0
    call_standing: str = "none"
    price_off_percent: int | None = None
    duplicate_count: int = 0
    household_score: int = 0
    hours_left_at_close: int | None = None
    short_items: Mapping[str, int] = field(default_factory=dict)
    refund_open: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)
