"""What lists and pages show of orders. Contact data is masked unless a value says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from zhanggui.orders.queries.remarks import RemarkRow


@dataclass(frozen=True, slots=True)
class HoldRow:
    """One open or past hold."""

    id: int
    reason: str
    cause: Mapping[str, Any]
    note: str
    rule_code: str
    rule_version: int | None
    owner_position: str
    until_at: datetime | None
    placed_at: datetime
    placed_by: str
    released_at: datetime | None = None
    released_by: str = ""
    release_reason: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    """One kind of thing in an order."""

    id: int
    position: int
    title: str
    attributes: str
    sku_code: str
    sku_id: int | None
    product_id: int | None
    quantity: int
    price: Decimal | None
    paid_amount: Decimal | None
    refund_amount: Decimal | None
    refund_state: str
    status_text: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Who gets the parcel, masked."""

    buyer_nick: str
    receiver_name: str
    phone: str
    province: str
    city: str
    district: str
    address: str
    address_quality: str
    address_reason: str
    is_masked: bool
    buyer_note: str


NO_CONTACT = ContactRow("", "", "", "", "", "", "", "", "", False, "")


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as lists show it."""

    id: int
    shop_id: int
    channel: str
    number: str
    state: str
    step: str
    is_held: bool
    placed_at: datetime | None
    paid_at: datetime | None
    ship_by_at: datetime | None
    shipped_at: datetime | None
    completed_at: datetime | None
    sort_at: datetime
    goods_amount: Decimal | None
    freight_amount: Decimal | None
    total_amount: Decimal | None
    paid_amount: Decimal | None
    refund_amount: Decimal | None
    payout_amount: Decimal | None
    refund_state: str
    is_deposit: bool
    is_part_shipped: bool
    is_cod: bool
    has_buyer_note: bool
    status_text: str
    close_reason: str
    title: str
    piece_count: int | None
    seller_note: str
    flag: int | None
    flag_label: str
    courier_name: str
    waybill_no: str
    updated_at: datetime
    remark_count: int
    contact: ContactRow
    lines: tuple[LineRow, ...]
    holds: tuple[HoldRow, ...]


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of orders and the cursor of the next one (None at the end).

    `is_stretch` says that not all orders were looked at: there may be a next page behind a short or empty one.
    """

    rows: tuple[OrderRow, ...]
    next: str | None
    is_stretch: bool = False


@dataclass(frozen=True, slots=True)
class CallRow:
    """One try to call the buyer."""

    called_at: datetime
    result: str
    note: str
    actor: str


@dataclass(frozen=True, slots=True)
class Verification:
    """Who verified an order, how (`person` or `auto`), when; whether it is still as it was then."""

    at: datetime
    by: str
    how: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """One order whole: facts, every hold, rules tried, calls, remarks, timeline (newest first)."""

    order: OrderRow
    holds: tuple[HoldRow, ...]
    rules: tuple[Mapping[str, Any], ...]
    checked_at: datetime | None
    calls: tuple[CallRow, ...]
    timeline: tuple[Mapping[str, Any], ...]
    reserved: Mapping[int, int]
    remarks: tuple[RemarkRow, ...] = ()
    verification: Verification | None = None
