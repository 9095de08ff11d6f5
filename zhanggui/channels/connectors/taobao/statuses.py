"""What Taobao's status texts mean: the order's state and the facts beside it (ORD-05).

One table holds every text; `docs/reference` is written from it. Whether a closed order was
ever paid is not in the text and is decided by the payment time.
"""

from dataclasses import dataclass, replace

from zhanggui.orders.values import Flag, OrderState, RefundState

UNPAID, PAID, SHIPPED = OrderState.UNPAID, OrderState.PAID, OrderState.SHIPPED
COMPLETED, CLOSED = OrderState.COMPLETED, OrderState.CLOSED


@dataclass(frozen=True, slots=True)
class StatusMeaning:
    """The state that a status text stands for, and the facts that the state cannot hold."""

    state: OrderState
    is_deposit_paid: bool = False
    is_part_shipped: bool = False
    is_cod_signed: bool = False
    refund_state: RefundState = RefundState.NONE


# Keys are written with the half-width comma; lookups fold the full-width one.
ORDER_STATUSES: dict[str, StatusMeaning] = {
    "等待买家付款": StatusMeaning(UNPAID),
    "定金已付,等待买家付尾款": StatusMeaning(UNPAID, is_deposit_paid=True),
    "买家已付款,等待卖家发货": StatusMeaning(PAID),
    "等待卖家发货": StatusMeaning(PAID),
    "卖家部分发货": StatusMeaning(PAID, is_part_shipped=True),
    "卖家已发货,等待买家确认": StatusMeaning(SHIPPED),
    "买家已签收,货到付款专用": StatusMeaning(SHIPPED, is_cod_signed=True),
    "交易成功": StatusMeaning(COMPLETED),
    "交易关闭": StatusMeaning(CLOSED),
    "付款以后用户退款成功,交易自动关闭": StatusMeaning(CLOSED, refund_state=RefundState.REFUNDED),
    "付款以前,卖家或买家主动关闭交易": StatusMeaning(CLOSED),
}

# The platform's own codes, which come through the API and through some tools' exports.
API_STATUSES: dict[str, StatusMeaning] = {
    "TRADE_NO_CREATE_PAY": StatusMeaning(UNPAID),
    "WAIT_BUYER_PAY": StatusMeaning(UNPAID),
    "PAY_PENDING": StatusMeaning(UNPAID),
    "WAIT_PRE_AUTH_CONFIRM": StatusMeaning(UNPAID),
    "PAID_FORBID_CONSIGN": StatusMeaning(PAID),
    "WAIT_SELLER_SEND_GOODS": StatusMeaning(PAID),
    "SELLER_CONSIGNED_PART": StatusMeaning(PAID, is_part_shipped=True),
    "WAIT_BUYER_CONFIRM_GOODS": StatusMeaning(SHIPPED),
    "TRADE_BUYER_SIGNED": StatusMeaning(SHIPPED, is_cod_signed=True),
    "TRADE_FINISHED": StatusMeaning(COMPLETED),
    "TRADE_CLOSED": StatusMeaning(CLOSED, refund_state=RefundState.REFUNDED),
    "TRADE_CLOSED_BY_TAOBAO": StatusMeaning(CLOSED),
}

REFUND_STATUSES: dict[str, RefundState] = {
    "": RefundState.NONE,
    "没有申请退款": RefundState.NONE,
    "无退款申请": RefundState.NONE,
    "买家已经申请退款,等待卖家同意": RefundState.ASKED,
    "卖家已经同意退款,等待买家退货": RefundState.RETURNING,
    "买家已经退货,等待卖家确认收货": RefundState.RETURNING,
    "卖家拒绝退款": RefundState.REFUSED,
    "退款关闭": RefundState.CLOSED,
    "退款成功": RefundState.REFUNDED,
    "NO_REFUND": RefundState.NONE,
    "WAIT_SELLER_AGREE": RefundState.ASKED,
    "WAIT_BUYER_RETURN_GOODS": RefundState.RETURNING,
    "WAIT_SELLER_CONFIRM_GOODS": RefundState.RETURNING,
    "SELLER_REFUSE_BUYER": RefundState.REFUSED,
    "CLOSED": RefundState.CLOSED,
    "SUCCESS": RefundState.REFUNDED,
}


def _folded(text: str) -> str:
    return "".join(text.replace("，", ",").split())


def order_status(text: str, *, is_paid: bool) -> StatusMeaning | None:
    """The meaning of 订单状态, or None for an unknown text; `is_paid`: a payment time is given.

    A closed order that was paid was refunded, whatever the text says.
    """
    folded = _folded(text)
    meaning = ORDER_STATUSES.get(folded) or API_STATUSES.get(folded.upper())
    if meaning is not None and meaning.state == CLOSED and is_paid:
        return replace(meaning, refund_state=RefundState.REFUNDED)
    return meaning


def status_without_text(*, is_paid: bool, is_shipped: bool, is_completed: bool) -> StatusMeaning:
    """The state of an export without 订单状态 (a seller's own choice of columns), from its times."""
    if is_completed:
        return StatusMeaning(COMPLETED)
    if is_shipped:
        return StatusMeaning(SHIPPED)
    return StatusMeaning(PAID if is_paid else UNPAID)


def refund_state(text: str) -> RefundState | None:
    """The state of 退款状态, or None for an unknown text; empty and `没有申请退款` are `none`."""
    folded = _folded(text)
    found = REFUND_STATUSES.get(folded)
    return found if found is not None else REFUND_STATUSES.get(folded.upper())


def is_cash_on_delivery(*, ship_method: str, status_text: str) -> bool:
    """Whether the courier collects the money: named in 运送方式 or in the status text."""
    return "货到付款" in ship_method or "货到付款" in status_text


FLAG_COLOURS: dict[str, Flag] = {
    "红": Flag.RED,
    "黄": Flag.YELLOW,
    "绿": Flag.GREEN,
    "蓝": Flag.BLUE,
    "紫": Flag.PURPLE,
    "粉": Flag.PURPLE,
    "灰": Flag.NONE,
}


def flag_colour(label: str) -> Flag:
    """The colour of 备注标签 when the label names one (`红旗`, `红色`); a shop's own label has none."""
    text = label.strip()
    is_colour = text[1:] in {"", "旗", "色", "旗帜", "色旗", "色旗帜"}
    return FLAG_COLOURS.get(text[:1], Flag.NONE) if is_colour else Flag.NONE
