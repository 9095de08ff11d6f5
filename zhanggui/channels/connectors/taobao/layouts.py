"""Taobao's order and item exports of every age: exact headers, and the fields they mean.

The headers are data for the composer and for documentation; a reader recognises a file by
its header names only (`ORDER_ALIASES`, `ITEM_ALIASES`) and never by column position (MPI-03).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhanggui.channels.connectors.taobao.aliases import ITEM_ALIASES, ORDER_ALIASES

ORDERS = "taobao_orders"
ITEMS = "taobao_items"
ORDER_REQUIRED = frozenset({"number", "placed_at", "total_amount"})
ITEM_REQUIRED = frozenset({"number", "title", "price", "quantity"})

# In the CSV ages these names really end in a space.
_SPACED = frozenset({"收货地址", "联系电话", "订单付款时间", "宝贝标题", "宝贝种类", "物流单号"})

_BASE = [
    "订单编号",
    "买家会员名",
    "买家支付宝账号",
    "买家应付货款",
    "买家应付邮费",
    "买家支付积分",
    "总金额",
    "返点积分",
    "买家实际支付金额",
    "买家实际支付积分",
    "订单状态",
    "买家留言",
    "收货人姓名",
    "收货地址",
    "运送方式",
    "联系电话",
    "联系手机",
    "订单创建时间",
    "订单付款时间",
    "宝贝标题",
    "宝贝种类",
    "物流单号",
    "物流公司",
    "订单备注",
    "宝贝总数量",
    "店铺Id",
    "店铺名称",
    "订单关闭原因",
]
_FEES = ["卖家服务费", "买家服务费", "发票抬头", "是否手机订单", "分阶段订单信息", "特权订金订单id"]
_PHOTOS = ["是否上传合同照片", "是否上传小票", "是否代付"]
_CHANGES = ["定金排名", "修改后的sku", "修改后的收货地址", "异常信息", "天猫卡券抵扣", "集分宝抵扣", "是否是O2O交易"]
_NEW_RETAIL = ["新零售交易类型", "新零售导购门店名称", "新零售导购门店id", "新零售发货门店名称", "新零售发货门店id"]
_PAYOUT = ["确认收货时间", "打款商家金额", "含应开票给个人的个人红包"]
_CREDIT = ["是否信用购", "体验期结束时间", "前N有礼", "配送类型", "主订单编号"]
_LIVE = ["直播返现状态", "返现金额", "新零售成交门店昵称", "新零售成交门店id", "新零售成交经销商id"]
_PAYMENT = ["支付单号", "支付详情"]
_BASE_2018 = [*_BASE[:3], *_PAYMENT, *_BASE[3:]]
_BODY_2018 = [*_FEES, *_PHOTOS, *_CHANGES, *_NEW_RETAIL, "退款金额", "预约门店", *_PAYOUT]
_BODY_2020 = [
    *_FEES,
    *_PHOTOS,
    *_CHANGES,
    "满返红包金额",
    *_NEW_RETAIL,
    "退款金额",
    "预约门店",
    "是否村淘订单",
    *_PAYOUT,
]

_FULL_2022 = [
    "订单编号",
    "买家会员名",
    "买家会员昵称",
    "支付单号",
    "支付详情",
    "买家应付货款",
    "买家应付邮费",
    "买家支付积分",
    "总金额",
    "返点积分",
    "买家实际支付金额",
    "买家实际支付积分",
    "订单状态",
    "买家留言",
    "收货人姓名",
    "收货地址",
    "运送方式",
    "联系电话",
    "联系手机",
    "虚拟号过期时间",
    "订单创建时间",
    "订单付款时间",
    "宝贝标题",
    "宝贝种类",
    "物流单号",
    "物流公司",
    "订单备注",
    "宝贝总数量",
    "店铺Id",
    "店铺名称",
    "订单关闭原因",
    "卖家服务费",
    "买家服务费",
    "发票抬头",
    "是否手机订单",
    "分阶段订单信息",
    "特权订金订单id",
    "是否上传合同照片",
    "是否上传小票",
    "是否代付",
    "定金排名",
    "修改后的sku",
    "修改后的收货地址",
    "异常信息",
    "天猫卡券抵扣",
    "集分宝抵扣",
    "是否是O2O交易",
    "新零售交易类型",
    "新零售导购门店名称",
    "新零售导购门店id",
    "新零售发货门店名称",
    "新零售发货门店id",
    "退款金额",
    "预约门店",
    "确认收货时间",
    "打款商家金额",
    "含应开票给个人的个人红包",
    "是否信用购",
    "体验期结束时间",
    "前N有礼",
    "配送类型",
    "直播返现状态",
    "返现金额",
    "延迟发货自动赔付金额",
    "新零售成交门店昵称",
    "新零售成交门店id",
    "新零售成交经销商id",
    "预售订单",
    "发货时间",
    "商家备忘",
    "主订单编号",
]

_XLSX_2024 = [
    "订单编号",
    "支付单号",
    "支付详情",
    "买家应付货款",
    "买家应付邮费",
    "总金额",
    "买家实付金额",
    "订单状态",
    "订单创建时间",
    "订单付款时间",
    "商品标题",
    "商品属性SKU",
    "商家备注",
    "备注标签",
    "买家留言",
    "应发货时间",
    "发货时间",
    "物流单号",
    "物流公司",
    "退款金额",
    "是否主动赔付",
    "主动赔付金额",
    "主动赔付出账时间",
    "C2B小额收款",
    "确认收货打款金额",
    "含应开票给个人红包",
    "总金额(旧版)",
]
_ACCOUNTS_2024 = [
    "订单编号",
    "支付单号",
    "支付详情",
    "买家应付货款",
    "买家应付邮费",
    "总金额",
    "买家实付金额",
    "订单创建时间",
    "订单付款时间",
    "商品标题",
    "退款金额",
    "是否主动赔付",
    "主动赔付金额",
    "主动赔付出账时间",
    "商品属性SKU",
    "C2B小额收款",
    "确认收货打款金额",
    "含应开票给个人红包",
    "总金额(旧版)",
]
_SHIPPING_2026 = [
    "订单编号",
    "买家会员名",
    "支付单号",
    "订单状态",
    "订单创建时间",
    "订单付款时间",
    "应发货时间",
    "发货时间",
    "确认收货时间",
    "收货人姓名",
    "收货地址",
    "联系电话",
    "联系手机",
    "虚拟号过期时间",
    "运送方式",
    "商品标题",
    "宝贝种类",
    "宝贝总数量",
    "买家应付货款",
    "买家应付邮费",
    "总金额",
    "买家实付金额",
    "退款金额",
    "确认收货打款金额",
    "买家留言",
    "商家备注",
    "备注标签",
    "物流单号",
    "物流公司",
    "店铺名称",
    "订单关闭原因",
    "发票抬头",
    "分阶段订单信息",
    "总金额(旧版)",
]


def _spaced(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{name} " if name in _SPACED else name for name in names)


ORDER_LAYOUTS: dict[str, tuple[str, ...]] = {
    "2012": _spaced(_BASE),
    "2016": _spaced([*_BASE, *_FEES, *_CHANGES]),
    "2017": _spaced([*_BASE, *_FEES, *_PHOTOS, *_CHANGES, "退款金额", "预约门店"]),
    "2018": _spaced([*_BASE, *_BODY_2018]),
    "2018-09": _spaced([*_BASE_2018, *_BODY_2018]),
    "2019": _spaced([*_BASE_2018, *_BODY_2018, *_CREDIT]),
    "2020": _spaced([*_BASE_2018, *_BODY_2020, *_CREDIT, *_LIVE]),
    "2022": _spaced(_FULL_2022),
    "2024": tuple(_XLSX_2024),
    "2024-accounts": tuple(_ACCOUNTS_2024),
    "2026": tuple(_SHIPPING_2026),
}

_ITEMS_2012 = [
    "订单编号",
    "标题",
    "价格",
    "购买数量",
    "外部系统编号",
    "商品属性",
    "套餐信息",
    "备注",
    "订单状态",
    "商家编码",
]
_ITEMS_2022 = [
    "子订单编号",
    "主订单编号",
    "标题",
    "价格",
    "购买数量",
    "外部系统编号",
    "商品属性",
    "套餐信息",
    "备注",
    "订单状态",
    "商家编码",
    "支付单号",
    "买家应付货款",
    "买家实际支付金额",
    "退款状态",
    "退款金额",
    "订单创建时间",
    "订单付款时间",
]
_ITEMS_2024 = [
    "子订单编号",
    "主订单编号",
    "商品标题",
    "商品价格",
    "购买数量",
    "外部系统编号",
    "商品属性",
    "套餐信息",
    "联系方式备注",
    "订单状态",
    "商家编码",
    "支付单号",
    "买家应付货款",
    "买家实付金额",
    "退款状态",
    "退款金额",
    "订单创建时间",
    "订单付款时间",
    "淘鲜达渠道",
    "商品ID",
    "分阶段信息",
    "备注标签",
    "商家备注",
    "主订单买家留言",
    "是否主动赔付",
    "主动赔付金额",
    "主动赔付出账时间",
]
_ITEMS_2026 = [
    *_ITEMS_2024,
    *["发货时间", "物流单号", "物流公司", "应发货时间", "飞猪购订单信息", "免单资格", "免单金额"],
    *["百亿补贴超链订单信息", "超链半托管订单信息"],
]

ITEM_LAYOUTS: dict[str, tuple[str, ...]] = {
    "2012": tuple(_ITEMS_2012),
    "2017": tuple(_ITEMS_2012),
    "2022": tuple(_ITEMS_2022),
    "2024": tuple(_ITEMS_2024),
    "2026": tuple(_ITEMS_2026),
}

# The item export that was downloaded together with each order export.
ITEM_AGE_OF_ORDER_AGE: dict[str, str] = {
    "2012": "2012",
    "2016": "2012",
    "2017": "2017",
    "2018": "2012",
    "2018-09": "2012",
    "2019": "2012",
    "2020": "2012",
    "2022": "2022",
    "2024": "2024",
    "2024-accounts": "2024",
    "2026": "2026",
}

_FOLD = {ord("帐"): "账", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
_INVISIBLE = re.compile("[\\s\ufeff\u00a0\u200b]+")


def normal_header(name: str) -> str:
    """A header name without spaces, marks and full-width forms: `收货地址 ` is `收货地址`."""
    return _INVISIBLE.sub("", name.translate(_FOLD)).removesuffix(":")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a file holds each field; a field in several columns is read from the first filled."""

    kind: str
    fields: dict[str, tuple[int, ...]]
    extra: dict[str, int]


def map_columns(header: Sequence[str], *, kind: str) -> Columns:
    """The fields of a header; unknown columns are `extra` under their normalised name."""
    aliases: Mapping[str, str] = ORDER_ALIASES if kind == ORDERS else ITEM_ALIASES
    rank = {name: place for place, name in enumerate(aliases)}
    found: dict[str, list[tuple[int, int]]] = {}
    extra: dict[str, int] = {}
    for index, raw in enumerate(header):
        name = normal_header(raw)
        if name in aliases:
            found.setdefault(aliases[name], []).append((rank[name], index))
        elif name:
            extra.setdefault(name, index)
    fields = {key: tuple(index for _rank, index in sorted(places)) for key, places in found.items()}
    return Columns(kind, fields, extra)


def recognise(header: Sequence[str]) -> Columns | None:
    """Which of the two exports a header belongs to, with its columns; None when neither.

    The item export is tried first: only it has a price and a quantity of one line.
    """
    items = map_columns(header, kind=ITEMS)
    if items.fields.keys() >= ITEM_REQUIRED:
        return items
    orders = map_columns(header, kind=ORDERS)
    return orders if orders.fields.keys() >= ORDER_REQUIRED else None
