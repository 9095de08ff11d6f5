"""Rows of order and item files as kinds hand them over: typed, None where the file says nothing."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple


class OrderRow(NamedTuple):
    """One row of an order file. Precisions are `s`, `m` or `d`; `paid_amount` is net of refunds."""

    file_position: int
    row_no: int
    channel: str
    number: str
    state: str | None = None
    placed_at: datetime | None = None
    placed_precision: str | None = None
    paid_at: datetime | None = None
    paid_precision: str | None = None
    shipped_at: datetime | None = None
    completed_at: datetime | None = None
    ship_by_at: datetime | None = None
    goods_amount: Decimal | None = None
    freight_amount: Decimal | None = None
    total_amount: Decimal | None = None
    paid_amount: Decimal | None = None
    refund_amount: Decimal | None = None
    payout_amount: Decimal | None = None
    refund_state: str | None = None
    is_deposit: bool | None = None
    is_part_shipped: bool | None = None
    is_cod: bool | None = None
    status_text: str | None = None
    close_reason: str | None = None
    ship_method: str | None = None
    title: str | None = None
    piece_count: int | None = None
    kind_count: int | None = None
    seller_note: str | None = None
    flag: int | None = None
    flag_label: str | None = None
    courier_name: str | None = None
    waybill_no: str | None = None
    payment_no: str | None = None
    shop_label: str | None = None
    extra: dict[str, Any] | str | None = None
    buyer_nick: str | None = None
    receiver_name: str | None = None
    mobile: str | None = None
    phone: str | None = None
    phone_tail: str | None = None
    address: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    division_code: str | None = None
    postcode: str | None = None
    address_quality: str | None = None
    address_reason: str | None = None
    is_masked: bool | None = None
    buyer_note: str | None = None
    invoice_title: str | None = None
    contact_extra: dict[str, Any] | str | None = None


class LineRow(NamedTuple):
    """One row of an item file. Without `match_key` the codes, attributes and title make one."""

    file_position: int
    row_no: int
    channel: str
    number: str
    sub_number: str | None = None
    title: str | None = None
    attributes: str | None = None
    sku_code: str | None = None
    item_code: str | None = None
    match_key: str | None = None
    quantity: int | None = None
    price: Decimal | None = None
    payable_amount: Decimal | None = None
    paid_amount: Decimal | None = None
    refund_amount: Decimal | None = None
    refund_state: str | None = None
    state: str | None = None
    status_text: str | None = None
    waybill_no: str | None = None
    placed_at: datetime | None = None
    placed_precision: str | None = None
    paid_at: datetime | None = None
    paid_precision: str | None = None
    extra: dict[str, Any] | str | None = None
