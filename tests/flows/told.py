"""What files of a marketplace tell, read without the program, to compare with what it stored."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl

Row = dict[str, str]
Cell = Callable[[str], Any]
CHINA = ZoneInfo("Asia/Shanghai")
_MISSING = {"", "null"}
_WRAPPED = re.compile(r'="(.*)"')

STATES = {
    "等待买家付款": "unpaid",
    "买家已付款，等待卖家发货": "paid",
    "卖家已发货，等待买家确认": "shipped",
    "交易成功": "completed",
    "交易关闭": "closed",
}
REFUNDS = {"没有申请退款": "none", "退款成功": "refunded", "退款关闭": "closed"}


def file_rows(path: Path, *, encoding: str = "gb18030") -> list[Row]:
    """The rows of a CSV file or workbook under their header names, unwrapped."""
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        table = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    else:
        table = list(csv.reader(io.StringIO(path.read_text(encoding), newline="")))
    header = [name.strip() for name in table[0]]
    return [dict(zip(header, map(_plain, row), strict=False)) for row in table[1:]]


def _plain(cell: str) -> str:
    wrapped = _WRAPPED.fullmatch(cell)
    return wrapped[1] if wrapped else cell.removeprefix("'")


def text(cell: str) -> str:
    """Empty when the file says nothing."""
    return "" if cell in _MISSING else cell


def amount(cell: str) -> Decimal | None:
    """Money, whatever its unit is written like."""
    if cell == "无退款申请":
        return Decimal("0.00")
    return None if cell in _MISSING else Decimal(cell.removesuffix("元")).quantize(Decimal("0.01"))


def moment(cell: str) -> datetime | None:
    """A wall time in China."""
    return None if cell in _MISSING else datetime.fromisoformat(cell).replace(tzinfo=CHINA)


def earliest(cell: str) -> datetime | None:
    """The earliest time of 应发货时间."""
    found = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d", cell)
    return min(map(datetime.fromisoformat, found)).replace(tzinfo=CHINA) if found else None


def _reason(cell: str) -> str:
    return "" if cell == "订单未关闭" else text(cell)


# Header name: the stored column and what the cell means. Every one that a file has is compared.
ORDER_CELLS: Mapping[str, tuple[str, Cell]] = {
    "订单编号": ("number", text),
    "订单状态": ("status_text", text),
    "订单创建时间": ("placed_at", moment),
    "订单付款时间": ("paid_at", moment),
    "发货时间": ("shipped_at", moment),
    "确认收货时间": ("completed_at", moment),
    "应发货时间": ("ship_by_at", earliest),
    "买家应付货款": ("goods_amount", amount),
    "买家应付邮费": ("freight_amount", amount),
    "总金额": ("total_amount", amount),
    "买家实际支付金额": ("paid_amount", amount),
    "买家实付金额": ("paid_amount", amount),
    "退款金额": ("refund_amount", amount),
    "打款商家金额": ("payout_amount", amount),
    "确认收货打款金额": ("payout_amount", amount),
    "支付单号": ("payment_no", text),
    "订单关闭原因": ("close_reason", _reason),
    "运送方式": ("ship_method", text),
    "宝贝标题": ("title", text),
    "商品标题": ("title", text),
    "宝贝种类": ("kind_count", int),
    "宝贝总数量": ("piece_count", int),
    "物流单号": ("waybill_no", text),
    "物流公司": ("courier_name", text),
    "订单备注": ("seller_note", text),
    "商家备注": ("seller_note", text),
    "备注标签": ("flag_label", text),
    "买家会员名": ("buyer_nick", text),
    "收货人姓名": ("receiver_name", text),
    "收货地址": ("address", text),
    "联系手机": ("mobile", text),
    "联系电话": ("phone", text),
    "买家留言": ("buyer_note", text),
    "发票抬头": ("invoice_title", text),
}
LINE_CELLS: Mapping[str, tuple[str, Cell]] = {
    "子订单编号": ("sub_number", text),
    "标题": ("title", text),
    "商品标题": ("title", text),
    "价格": ("price", amount),
    "商品价格": ("price", amount),
    "购买数量": ("quantity", int),
    "外部系统编号": ("sku_code", text),
    "商家编码": ("item_code", text),
    "商品属性": ("attributes", text),
    "订单状态": ("status_text", text),
    "退款状态": ("refund_state", REFUNDS.__getitem__),
    "退款金额": ("refund_amount", amount),
    "买家应付货款": ("payable_amount", amount),
    "买家实际支付金额": ("paid_amount", amount),
    "买家实付金额": ("paid_amount", amount),
}
STORED_ORDERS = """
SELECT to_jsonb(c) || to_jsonb(o) FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
JOIN shops_shop s ON s.id = o.shop_id WHERE s.code = %s ORDER BY o.number
"""
STORED_LINES = """
SELECT to_jsonb(l) || jsonb_build_object('number', o.number) FROM orders_orderline l
JOIN orders_order o ON o.id = l.order_id JOIN shops_shop s ON s.id = o.shop_id
WHERE s.code = %s ORDER BY o.number, l.position
"""


def told(rows: Iterable[Row], cells: Mapping[str, tuple[str, Cell]]) -> list[dict[str, Any]]:
    """What rows of a file say, under the names of the stored columns."""
    return [
        {column: read(row[name]) for name, (column, read) in cells.items() if name in row and name is not None}
        for row in rows
    ]


def like_stored(value: Any) -> Any:
    """A value in the form in which the database writes it as JSON, so that both sides compare exactly."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.timestamp()
    return value


def differences(wanted: list[dict[str, Any]], stored: list[Any]) -> list[tuple[Any, ...]]:
    """Every cell of a file that is stored otherwise; rows are in the same order. Lengths must agree."""
    assert len(wanted) == len(stored)
    return [
        (index, name, value, row[name])
        for index, (facts, row) in enumerate(zip(wanted, stored, strict=True))
        for name, value in facts.items()
        if like_stored(value) != _back(row[name], value)
    ]


def _back(stored: Any, wanted: Any) -> Any:
    return datetime.fromisoformat(stored).timestamp() if isinstance(wanted, datetime) and stored else stored
