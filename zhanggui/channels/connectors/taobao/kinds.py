"""The two Taobao files as kinds of import."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhanggui.channels.connectors.kinds import ReadOrderFile
from zhanggui.channels.connectors.reading import Columns
from zhanggui.channels.connectors.taobao.aliases import ITEM_ALIASES, ORDER_ALIASES
from zhanggui.channels.connectors.taobao.item_rows import ItemReader
from zhanggui.channels.connectors.taobao.layouts import ITEM_LAYOUTS, ORDER_LAYOUTS
from zhanggui.channels.connectors.taobao.order_rows import OrderReader
from zhanggui.kernel.imports.ports import register_kind
from zhanggui.kernel.imports.reading.headers import normalise_header
from zhanggui.orders.values import Channel

_ITEM_SIGNS = {"购买数量", "价格", "商品价格", "外部系统编号", "子订单编号", "套餐信息"}
_ITEM_FIELDS = {"number", "title", "quantity", "price"}
_ORDER_SIGNS = {"status_text", "total_amount", "paid_amount", "goods_amount", "placed_at", "address", "receiver_name"}


class TaobaoOrders(ReadOrderFile):
    """ExportOrderList (订单报表) of every age, whatever columns the seller chose."""

    code = "taobao_orders"
    label = _("Taobao orders")

    def recognise(self, header: Sequence[str]) -> int:
        """The number, at least two facts of an order, and nothing that only items have."""
        columns = Columns(header, ORDER_ALIASES)
        if "number" not in columns or _ITEM_SIGNS & set(header):
            return 0
        facts = _ORDER_SIGNS & set(columns.places)
        return 10 + len(columns.places) if len(facts) >= 2 else 0

    def reader(self, position: int, header: Sequence[str]) -> OrderReader:
        """Rows are orders."""
        return OrderReader(header, position=position, channel=Channel.TAOBAO)

    def template_header(self) -> list[str]:
        """The layout of 2022, the last that is known whole."""
        return [normalise_header(name) for name in ORDER_LAYOUTS["2022"]]


class TaobaoItems(ReadOrderFile):
    """ExportOrderDetailList (宝贝报表) of every age."""

    code = "taobao_items"
    label = _("Taobao order items")

    def recognise(self, header: Sequence[str]) -> int:
        """The order's number, title, quantity and price."""
        columns = Columns(header, ITEM_ALIASES)
        return 20 + len(columns.places) if set(columns.places) >= _ITEM_FIELDS else 0

    def reader(self, position: int, header: Sequence[str]) -> ItemReader:
        """Rows are lines."""
        return ItemReader(header, position=position, channel=Channel.TAOBAO)

    def template_header(self) -> list[str]:
        """The layout of 2022."""
        return [normalise_header(name) for name in ITEM_LAYOUTS["2022"]]


register_kind(TaobaoOrders())
register_kind(TaobaoItems())
