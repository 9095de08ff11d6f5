"""The fields that the mapping editor offers, in words, and which column is probably which."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.channels.connectors.taobao.aliases import ITEM_ALIASES, ORDER_ALIASES
from zhanggui.channels.connectors.taobao.statuses import order_status
from zhanggui.channels.rules.targets import LINE_TARGETS, ORDER_TARGETS
from zhanggui.orders.values import OrderState

_WORDS: dict[str, Any] = {
    "number": _("order number"),
    "status_text": _("status"),
    "placed_at": _("order time"),
    "paid_at": _("payment time"),
    "shipped_at": _("time of shipping"),
    "completed_at": _("time of completion"),
    "ship_by_at": _("ship by"),
    "goods_amount": _("goods amount"),
    "freight_amount": _("freight"),
    "total_amount": _("total amount"),
    "paid_amount": _("amount paid"),
    "refund_amount": _("refund amount"),
    "payout_amount": _("amount paid out to the shop"),
    "payable_amount": _("amount to pay"),
    "piece_count": _("number of pieces"),
    "buyer_nick": _("buyer's nickname"),
    "receiver_name": _("receiver"),
    "mobile": _("mobile"),
    "phone": _("phone"),
    "province": _("province"),
    "city": _("city"),
    "district": _("district"),
    "street": _("street and number"),
    "address": _("whole address in one cell"),
    "postcode": _("postcode"),
    "buyer_note": _("buyer's message"),
    "seller_note": _("our note"),
    "title": _("title"),
    "courier_name": _("courier"),
    "waybill_no": _("waybill number"),
    "payment_no": _("payment number"),
    "ship_method": _("way of shipping"),
    "close_reason": _("why it was closed"),
    "invoice_title": _("invoice title"),
    "shop_label": _("name of the shop"),
    "currency": _("currency of the row"),
    "is_cod": _("cash on delivery (yes or no)"),
    "flag": _("flag (0 to 5)"),
    "sub_number": _("number of the line"),
    "attributes": _("attributes, such as colour and size"),
    "sku_code": _("SKU code"),
    "item_code": _("item code"),
    "quantity": _("quantity"),
    "price": _("price"),
}
STATE_CHOICES: tuple[tuple[str, Any], ...] = (
    (OrderState.UNPAID, _("waits for payment")),
    (OrderState.PAID, _("paid, to be shipped")),
    (OrderState.SHIPPED, _("shipped, under way")),
    (OrderState.COMPLETED, _("completed trade")),
    (OrderState.CLOSED, _("closed trade")),
)
# What most files have; the rest stands folded below.
COMMON = {
    "order": {
        "number", "status_text", "placed_at", "paid_at", "total_amount", "paid_amount", "receiver_name", "mobile",
        "province", "city", "district", "address", "buyer_note", "seller_note",
    },
    "line": {"number", "title", "attributes", "sku_code", "item_code", "quantity", "price"},
}  # fmt: skip
# Made by the table of status values, not by a column of their own.
_HIDDEN = {"state", "refund_state", "kind_count", "flag_label"}
_ENGLISH = {
    "单号": "number", "order id": "number", "order_id": "number", "order number": "number", "order no": "number",
    "status": "status_text", "order status": "status_text", "order_status": "status_text", "状态": "status_text",
    "created at": "placed_at", "order date": "placed_at", "order time": "placed_at", "下单时间": "placed_at",
    "paid at": "paid_at", "payment time": "paid_at", "付款时间": "paid_at", "支付时间": "paid_at",
    "total": "total_amount", "amount": "paid_amount", "paid": "paid_amount", "实付金额": "paid_amount",
    "name": "receiver_name", "receiver": "receiver_name", "收货人": "receiver_name", "收件人": "receiver_name",
    "phone": "phone", "mobile": "mobile", "手机": "mobile", "手机号": "mobile", "电话": "phone",
    "address": "address", "地址": "address", "详细地址": "address", "province": "province", "省": "province",
    "省份": "province", "city": "city", "市": "city", "城市": "city", "district": "district", "区": "district",
    "区县": "district", "postcode": "postcode", "zip": "postcode", "邮编": "postcode", "sku": "sku_code",
    "规格编码": "sku_code", "qty": "quantity", "quantity": "quantity", "件数": "quantity", "price": "price",
    "title": "title", "product": "title", "商品": "title", "规格": "attributes", "买家留言": "buyer_note",
}  # fmt: skip
_STATE_WORDS = {
    "unpaid": OrderState.UNPAID, "pending": OrderState.UNPAID, "待付款": OrderState.UNPAID,
    "未付款": OrderState.UNPAID, "paid": OrderState.PAID, "processing": OrderState.PAID, "待发货": OrderState.PAID,
    "已付款": OrderState.PAID, "shipped": OrderState.SHIPPED, "已发货": OrderState.SHIPPED,
    "待收货": OrderState.SHIPPED, "completed": OrderState.COMPLETED, "delivered": OrderState.COMPLETED,
    "已完成": OrderState.COMPLETED, "closed": OrderState.CLOSED, "cancelled": OrderState.CLOSED,
    "canceled": OrderState.CLOSED, "已取消": OrderState.CLOSED, "已关闭": OrderState.CLOSED,
}  # fmt: skip


def order_targets() -> dict[str, Any]:
    """Fields of an order that a column can fill, with words."""
    return {name: words for name, words in _WORDS.items() if name in ORDER_TARGETS and name not in _HIDDEN}


def line_targets() -> dict[str, Any]:
    """Fields of a line that a column can fill, with words."""
    return {name: words for name, words in _WORDS.items() if name in LINE_TARGETS and name not in _HIDDEN}


def guess_columns(columns: Sequence[str], *, is_line: bool) -> dict[str, str]:
    """The column that probably fills each field, by its name alone."""
    aliases = ITEM_ALIASES if is_line else ORDER_ALIASES
    offered = line_targets() if is_line else order_targets()
    found: dict[str, str] = {}
    for column in columns:
        target = aliases.get(column) or _ENGLISH.get(column.lower())
        if target in offered:
            found.setdefault(target, column)
    return found


def guess_rows(columns: Sequence[str]) -> str:
    """What a row of the file probably is: `orders`, `lines`, or `both`."""
    order, line = guess_columns(columns, is_line=False), guess_columns(columns, is_line=True)
    if "quantity" not in line:
        return "orders"
    return "both" if {"receiver_name", "address", "mobile"} & set(order) else "lines"


def guess_state(value: str) -> str:
    """What a status probably means, "" when nobody can tell."""
    meaning = order_status(value, is_paid=False)
    return str(meaning.state if meaning else _STATE_WORDS.get(value.strip().lower(), ""))
