"""Writes composed orders as cells: the texts of every column of every age."""

from collections.abc import Callable, Sequence
from datetime import datetime

from zhanggui.channels.connectors.taobao.compose.shapes import ComposedLine, ComposedOrder
from zhanggui.channels.connectors.taobao.layouts import ITEM_LAYOUTS, ORDER_LAYOUTS

ORDER_FORMULAS = frozenset({"订单编号", "特权订金订单id", "主订单编号"})
ITEM_FORMULAS = frozenset({"订单编号", "子订单编号", "主订单编号"})
NULL_AGES = frozenset({"2012", "2016", "2017", "2018", "2018-09", "2019", "2020", "2022"})

OrderRow = Callable[[ComposedOrder], list[str]]
ItemRow = Callable[[ComposedOrder, ComposedLine], list[str]]

# What the export writes where an order says nothing; every other such column is empty.
_DEFAULTS = {
    "买家支付积分": "0",
    "返点积分": "0",
    "买家实际支付积分": "0",
    "店铺Id": "0",
    "卖家服务费": "0",
    "买家服务费": "0元",
    "是否上传合同照片": "否",
    "是否上传小票": "否",
    "是否代付": "否",
    "天猫卡券抵扣": "0.00",
    "集分宝抵扣": "0.00",
    "是否信用购": "否",
    "是否主动赔付": "否",
}


class _Layout:
    """Puts cells at their places in a row of one layout."""

    __slots__ = ("places", "template")

    def __init__(self, header: Sequence[str]) -> None:
        names = [name.strip() for name in header]
        self.template = [_DEFAULTS.get(name, "") for name in names]
        self.places = {name: place for place, name in enumerate(names)}

    def row(self, cells: dict[str, str]) -> list[str]:
        row = self.template.copy()
        places = self.places
        for name, value in cells.items():
            if name in places:
                row[places[name]] = value
        return row


def _time(moment: datetime | None) -> str:
    return str(moment)[:19] if moment else ""


def _ship_by(order: ComposedOrder) -> str:
    """One clause per sub-order, as the order export has it."""
    if order.ship_by_at is None:
        return ""
    until = str(order.ship_by_at)[:16]
    return "".join(f"子订单{line.sub_number}： {until}前 ; " for line in order.lines)


def _order_cells(order: ComposedOrder) -> dict[str, str]:
    """The cells that are written alike in every age."""
    title, note = order.title, order.seller_note
    paid, total = str(order.paid_amount), str(order.total_amount)
    payout = str(order.payout_amount)
    return {
        "订单编号": order.number,
        "主订单编号": order.number,
        "买家会员名": order.buyer_nick,
        "买家会员昵称": order.buyer_nick,
        "买家支付宝账号": order.buyer_account,
        "支付单号": order.payment_no,
        "支付详情": f"支付宝{paid}元" if order.payment_no else "",
        "买家应付货款": str(order.goods_amount),
        "买家应付邮费": str(order.freight_amount),
        "总金额": total,
        "总金额(旧版)": total,
        "买家实际支付金额": paid,
        "买家实付金额": paid,
        "退款金额": str(order.refund_amount),
        "打款商家金额": f"{payout}元",
        "确认收货打款金额": payout,
        "订单状态": order.status_text,
        "买家留言": order.buyer_note,
        "收货人姓名": order.receiver_name,
        "收货地址": order.address,
        "运送方式": order.ship_method,
        "联系电话": order.phone,
        "虚拟号过期时间": _time(order.virtual_expires_at),
        "订单创建时间": _time(order.placed_at),
        "订单付款时间": _time(order.paid_at),
        "确认收货时间": _time(order.completed_at),
        "应发货时间": _ship_by(order),
        "宝贝标题": title,
        "商品标题": title,
        "商品属性SKU": "，".join(line.sku.attributes for line in order.lines),
        "宝贝种类": str(len(order.lines)),
        "宝贝总数量": str(order.piece_count),
        "物流单号": order.waybill_no,
        "物流公司": order.courier_name,
        "商家备注": note,
        "备注标签": order.flag,
        "订单关闭原因": order.close_reason,
        "发票抬头": order.invoice_title,
        "是否手机订单": "手机订单" if order.number[-1] in "02468" else "",
        "分阶段订单信息": order.stage_info,
    }


def order_row(age: str) -> OrderRow:
    """The function that turns an order into the cells of one age of the order export."""
    layout = _Layout(ORDER_LAYOUTS[age])
    is_old = age in NULL_AGES
    missing = "null" if is_old else ""
    mark = "'" if is_old else ""
    note_mark = "'" if age == "2017" else ""

    def row(order: ComposedOrder) -> list[str]:
        note = order.seller_note
        cells = _order_cells(order)
        cells["联系手机"] = f"{mark}{order.mobile}"
        cells["发货时间"] = _time(order.shipped_at) or missing
        cells["订单备注"] = f"{note_mark}{note}" if note else missing
        cells["商家备忘"] = note or missing
        return layout.row(cells)

    return row


def item_row(age: str) -> ItemRow:
    """The function that turns a line into the cells of one age of the item export."""
    layout = _Layout(ITEM_LAYOUTS[age])
    is_old = age in NULL_AGES
    missing = "null" if is_old else ""
    no_refund = "0.00" if is_old else "无退款申请"

    def row(order: ComposedOrder, line: ComposedLine) -> list[str]:
        sku, paid, note = line.sku, str(line.paid_amount), order.seller_note
        cells: dict[str, str] = {
            "订单编号": order.number,
            "主订单编号": order.number,
            "子订单编号": line.sub_number,
            "标题": sku.title,
            "商品标题": sku.title,
            "价格": str(sku.price),
            "商品价格": str(sku.price),
            "购买数量": str(line.quantity),
            "外部系统编号": sku.code,
            "商家编码": sku.item_code,
            "商品ID": sku.item_id,
            "商品属性": sku.attributes,
            "套餐信息": line.bundle,
            "备注": note or missing,
            "商家备注": note,
            "备注标签": order.flag,
            "主订单买家留言": order.buyer_note,
            "订单状态": line.status_text,
            "支付单号": order.payment_no,
            "买家应付货款": str(line.goods_amount),
            "买家实际支付金额": paid,
            "买家实付金额": paid,
            "退款状态": line.refund_text,
            "退款金额": str(line.refund_amount) if line.refund_amount else no_refund,
            "订单创建时间": _time(order.placed_at),
            "订单付款时间": _time(order.paid_at),
            "分阶段信息": order.stage_info,
            "发货时间": _time(line.shipped_at),
            "物流单号": line.waybill_no,
            "物流公司": order.courier_name if line.waybill_no else "",
            "应发货时间": str(order.ship_by_at)[:16] if order.ship_by_at else "",
        }
        return layout.row(cells)

    return row
