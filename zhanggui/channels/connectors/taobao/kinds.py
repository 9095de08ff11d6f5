"""The two Taobao files and the public Tmall report, as kinds of import."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.channels.connectors.kinds import OrderFileKind, RowReader
from zhanggui.channels.connectors.reading import Columns
from zhanggui.channels.connectors.taobao.aliases import ITEM_ALIASES, ORDER_ALIASES
from zhanggui.channels.connectors.taobao.item_rows import ItemReader
from zhanggui.channels.connectors.taobao.layouts import ITEM_LAYOUTS, ORDER_LAYOUTS
from zhanggui.channels.connectors.taobao.order_rows import OrderReader
from zhanggui.channels.connectors.tmall.report_rows import REPORT_HEADER, ReportReader
from zhanggui.kernel.imports.ports import ImportContext, RowFinding, register_kind
from zhanggui.kernel.imports.reading.headers import normalise_header
from zhanggui.orders.services import stage_lines, stage_orders
from zhanggui.orders.values import Channel

_ITEM_SIGNS = {"购买数量", "价格", "商品价格", "外部系统编号", "子订单编号", "套餐信息"}
_ORDER_SIGNS = {"status_text", "total_amount", "paid_amount", "goods_amount", "placed_at", "address", "receiver_name"}


class TaobaoOrders(OrderFileKind):
    """ExportOrderList (订单报表) of every age, whatever columns the seller chose."""

    code = "taobao_orders"
    label = _("Taobao orders")

    def recognise(self, header: Sequence[str]) -> int:
        """The number, at least two facts of an order, and nothing that only items have."""
        columns = Columns(header, ORDER_ALIASES)
        if "number" not in columns or _ITEM_SIGNS & set(header):
            return 0
        facts = _ORDER_SIGNS & set(columns.at)
        return 10 + len(columns.at) if len(facts) >= 2 else 0

    def reader(self, context: ImportContext, position: int, header: Sequence[str]) -> RowReader:
        """Marketplace times are Chinese time whatever the shop's zone."""
        return OrderReader(header, position=position, zone=self.zone, channel=Channel.TAOBAO)

    def stager(self) -> Callable[[int, list[Any]], list[RowFinding]]:
        """Rows are orders."""
        return stage_orders

    def template_header(self) -> list[str]:
        """The layout of 2022, the last that is known whole."""
        return [normalise_header(name) for name in ORDER_LAYOUTS["2022"]]


class TaobaoItems(OrderFileKind):
    """ExportOrderDetailList (宝贝报表) of every age."""

    code = "taobao_items"
    label = _("Taobao order items")

    def recognise(self, header: Sequence[str]) -> int:
        """The order's number, title, quantity and price."""
        columns = Columns(header, ITEM_ALIASES)
        if not {"number", "title", "quantity", "price"} <= set(columns.at):
            return 0
        return 20 + len(columns.at)

    def reader(self, context: ImportContext, position: int, header: Sequence[str]) -> RowReader:
        """Marketplace times are Chinese time whatever the shop's zone."""
        return ItemReader(header, position=position, zone=self.zone, channel=Channel.TAOBAO)

    def stager(self) -> Callable[[int, list[Any]], list[RowFinding]]:
        """Rows are lines."""
        return stage_lines

    def template_header(self) -> list[str]:
        """The layout of 2022."""
        return [normalise_header(name) for name in ITEM_LAYOUTS["2022"]]


class TmallReport(OrderFileKind):
    """The seven-column Tmall report: no items, and of the address only the province."""

    code = "tmall_report"
    label = _("Tmall order report")

    def recognise(self, header: Sequence[str]) -> int:
        """Exactly its columns; any other selection is an ordinary order file."""
        names = {name for name in header if name}
        return 100 if set(REPORT_HEADER) == names else 0

    def reader(self, context: ImportContext, position: int, header: Sequence[str]) -> RowReader:
        """Times are Chinese time."""
        return ReportReader(header, position=position, zone=self.zone)

    def stager(self) -> Callable[[int, list[Any]], list[RowFinding]]:
        """Rows are orders."""
        return stage_orders

    def template_header(self) -> list[str]:
        """Its seven columns."""
        return list(REPORT_HEADER)


register_kind(TaobaoOrders())
register_kind(TaobaoItems())
register_kind(TmallReport())
