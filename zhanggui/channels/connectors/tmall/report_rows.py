"""Rows of the Tmall report become OrderRows: state from times and amounts, for it names no status."""

from collections.abc import Sequence

from zhanggui.channels.connectors.reading import Piece
from zhanggui.channels.connectors.taobao.order_rows import OrderReader
from zhanggui.orders.services.intake import OrderRow
from zhanggui.orders.values import Channel, OrderState, RefundState

REPORT_HEADER = ("订单编号", "总金额", "买家实际支付金额", "收货地址", "订单创建时间", "订单付款时间", "退款金额")
# What people and programs add when they save the report again.
INDEX_NAMES = frozenset({"", "Unnamed: 0", "index", "序号"})


class ReportReader:
    """Reads pieces of one table; unpaid and refunded orders differ by the payment time, not the amount."""

    def __init__(self, header: Sequence[str], *, position: int) -> None:
        self._orders = OrderReader(header, position=position, channel=Channel.TMALL)
        self.columns = self._orders.columns
        self.columns.others = [pair for pair in self.columns.others if pair[1] not in INDEX_NAMES]

    def read(self, piece: Piece) -> list[OrderRow]:
        """One order a row; paid and refunded in full counts as closed."""
        rows = self._orders.read(piece)
        piece.require("paid_amount", [row.paid_amount for row in rows], "imports.no_amount")
        return [_judged(row) for row in rows]


def _judged(row: OrderRow) -> OrderRow:
    is_refunded = bool(row.refund_amount)
    if row.paid_at is None:
        state = OrderState.UNPAID
    elif is_refunded and not row.paid_amount:
        state = OrderState.CLOSED
    else:
        state = OrderState.PAID
    return row._replace(state=state, refund_state=RefundState.REFUNDED if is_refunded else RefundState.NONE)
