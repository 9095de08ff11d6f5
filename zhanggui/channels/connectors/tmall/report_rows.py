"""A row of the Tmall report becomes an OrderRow: state from times and amounts, for it names no status."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from zhanggui.channels.connectors.taobao.order_rows import OrderReader
from zhanggui.orders.services import OrderRow
from zhanggui.orders.values import Channel, OrderState, RefundState

REPORT_HEADER = ("订单编号", "总金额", "买家实际支付金额", "收货地址", "订单创建时间", "订单付款时间", "退款金额")


class ReportReader:
    """Reads rows of one table; unpaid and refunded orders differ by the payment time, not the amount."""

    def __init__(self, header: Sequence[str], *, position: int, zone: ZoneInfo) -> None:
        self._orders = OrderReader(header, position=position, zone=zone, channel=Channel.TMALL)

    def read(self, row_no: int, cells: Sequence[str]) -> OrderRow:
        """One order; paid and refunded in full counts as closed."""
        order = self._orders.read(row_no, cells)
        is_refunded = bool(order.refund_amount)
        is_empty = order.paid_at is not None and is_refunded and not order.paid_amount
        state = OrderState.CLOSED if is_empty else OrderState.PAID if order.paid_at else OrderState.UNPAID
        return order._replace(
            state=state, refund_state=RefundState.REFUNDED if is_refunded else RefundState.NONE, is_cod=None
        )
