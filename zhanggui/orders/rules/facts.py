"""What checking knows about one order."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The named facts that conditions speak about. An empty value means: nothing known, no objection."""

    buyer_note: str = ""
    flag: int = 0
    flag_label: str = ""
    address_quality: str = ""
    address_reason: str = ""
    contact_masked: bool = False
    line_count: int = 0
    unknown_line_count: int = 0
    missing_piece_count: int = 0
    max_line_quantity: int = 0
    is_cod: bool = False
    call_count: int = 0
    short_items: Mapping[str, int] = field(default_factory=dict)
    refund_open: bool = False
