"""What the composer hands out: plain values, before any layout or container."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ComposedSku:
    """One thing to sell, as the exports name it."""

    code: str
    item_code: str
    item_id: str
    title: str
    attributes: str
    price: Decimal


@dataclass(slots=True)
class ComposedLine:
    """One sub-order. The lines' goods, paid and refunded amounts add up to the order's."""

    sub_number: str
    sku: ComposedSku
    quantity: int
    goods_amount: Decimal
    paid_amount: Decimal
    refund_amount: Decimal
    refund_text: str
    status_text: str
    bundle: str
    shipped_at: datetime | None
    waybill_no: str


@dataclass(slots=True)
class ComposedOrder:
    """One order. total = goods + freight; paid is net: total = paid + refund once it is paid."""

    number: str
    fate: str
    state: str
    status_text: str
    buyer_nick: str
    buyer_account: str
    receiver_name: str
    address: str
    phone: str
    mobile: str
    virtual_expires_at: datetime | None
    ship_method: str
    buyer_note: str
    seller_note: str
    flag: str
    invoice_title: str
    payment_no: str
    stage_info: str
    close_reason: str
    courier_name: str
    waybill_no: str
    goods_amount: Decimal
    freight_amount: Decimal
    total_amount: Decimal
    paid_amount: Decimal
    refund_amount: Decimal
    payout_amount: Decimal
    placed_at: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    completed_at: datetime | None
    ship_by_at: datetime | None
    lines: tuple[ComposedLine, ...]

    @property
    def title(self) -> str:
        """宝贝标题: the titles of all lines, joined by a full-width comma."""
        return "，".join(line.sku.title for line in self.lines)

    @property
    def piece_count(self) -> int:
        """宝贝总数量: the pieces of all lines."""
        return sum(line.quantity for line in self.lines)
