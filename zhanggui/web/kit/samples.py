"""Composed data for the two sample pages of the kit; nobody and nothing here is real."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

CHANNELS = {"taobao": "淘宝", "tmall": "天猫", "jd": "京东", "pdd": "拼多多", "own": "自营"}
# hours left, channel, number, step, hold, cause, verb, buyer, place, goods, quantity, amount, courier, picture
ORDERS = (
    (-0.6, "taobao", "4021885310972264117", 1, "库存不足", "缺 1 件，到货预计 11-23", "选处理方式", "陈*敏", "杭州 余杭", "亚麻四件套 雾蓝 1.8m", 1, "489.00", "韵达", ("bed", 1)),
    (-0.2, "tmall", "4021907745103882096", 1, "地址待核", "“幸福里小区”缺门牌号", "核对地址", "吴*", "成都 武侯", "棉麻遮光帘 米白 3.0×2.7", 2, "356.00", "中通", ("curtain", 2)),
    (-0.1, "jd", "2511098836401173308", 2, "", "已审核，等截单会更晚", "单独先发", "刘*洋", "北京 朝阳", "手作陶瓷杯 釉里红", 4, "176.00", "京东", ("cup", 3)),
    (0.8, "taobao", "4021908011264775521", 1, "买家留言", "“改成顺丰，周一前要”", "核对留言", "孙*倩", "上海 浦东", "大豆香薰蜡烛 木樨", 2, "138.00", "待定", ("candle", 4)),
    (1.3, "taobao", "4021908122399050184", 1, "数量异常", "毛巾 24 条，平时 1–4 条", "确认数量", "郑*国", "苏州 工业园", "竹纤维毛巾 灰绿", 24, "573.60", "中通", ("towel", 5)),
    (3.3, "taobao", "4021908366402719053", 1, "申请退款", "买家 09:51 申请，未决定", "看退款", "马*婷", "西安 雁塔", "棉麻纱帘 烟灰 2.0×2.4", 1, "118.00", "中通", ("curtain", 2)),
    (5.1, "tmall", "4021908512770344438", 1, "", "规则 11 条全部通过", "审核通过", "朱*涛", "南京 江宁", "亚麻四件套 砂岩 1.5m", 1, "459.00", "中通", ("bed", 1)),
    (7.6, "taobao", "4021908662307483361", 1, "", "规则 11 条全部通过", "审核通过", "高*", "合肥 蜀山", "手作陶瓷杯 月白", 2, "88.00", "中通", ("cup", 3)),
    (21.1, "tmall", "4021909114822607195", 2, "", "自动通过，待 14:00 截单", "", "林*静", "厦门 思明", "竹编台灯 大号", 1, "329.00", "顺丰", ("lamp", 7)),
    (22.2, "taobao", "4021909188361570042", 2, "", "自动通过，待 14:00 截单", "", "唐*", "重庆 渝北", "荞麦枕 棉布套", 1, "99.00", "韵达", ("pillow", 6)),
)  # fmt: skip


def sample_rows(now: datetime) -> list[dict[str, Any]]:
    """Rows of the sample list."""
    keys = ("channel", "number", "step", "hold", "cause", "verb", "buyer", "place", "goods", "qty", "amount", "courier")
    rows = []
    for hours, *values, picture in ORDERS:
        row: dict[str, Any] = dict(zip(keys, values, strict=True))
        row.update(
            due=now + timedelta(hours=hours),
            since=now + timedelta(hours=hours - 24),
            channel_name=CHANNELS[row["channel"]],
            amount=Decimal(row["amount"]),
            state=_("to check") if row["step"] == 1 else _("checked"),
            picture=picture[0],
            swatch=picture[1],
        )
        rows.append(row)
    return rows


def sample_columns() -> list[dict[str, Any]]:
    """Columns of the sample list."""
    return [
        {"label": _("Ship by"), "width": 96, "sort": "ascending", "sort_url": "?sort=-due"},
        {"label": "", "width": 32, "css": "zg-c-mark"},
        {"label": _("Order number"), "width": 176, "css": "zg-c-no"},
        {"label": _("Progress"), "width": 128},
        {"label": _("Hold and action")},
        {"label": _("Buyer"), "width": 132, "is_fold": True},
        {"label": _("Goods"), "width": 214, "css": "zg-c-goods"},
        {"label": _("Paid"), "width": 90, "css": "zg-num"},
        {"label": _("Courier"), "width": 60, "is_fold": True},
    ]


def sample_list(now: datetime) -> dict[str, Any]:
    """Context of `web/kit_list.html`."""
    return {
        "rows": sample_rows(now),
        "columns": sample_columns(),
        "closes_at": now + timedelta(hours=3, minutes=18),
        "tabs": [
            {"label": _("Before the close"), "url": "?", "count": 323, "current": True},
            {"label": _("to check"), "url": "?v=check", "count": 86},
            {"label": _("held"), "url": "?v=held", "count": 23},
            {"label": _("Overdue"), "url": "?v=late", "count": 3, "is_late": True},
            {"label": _("All"), "url": "?v=all", "count": 12451},
        ],
        "active": [{"name": _("Channel"), "value": _("all 4"), "clear_url": "?"}],
        "offered": [
            {"name": _("Hold reason"), "options": [{"label": "买家留言", "url": "?h=note", "count": 14}]},
            {"name": _("Courier"), "options": [{"label": "顺丰", "url": "?c=sf", "count": 21}]},
        ],
        "verbs": [
            {"name": "pass", "label": _("Pass"), "key": "P", "is_lead": True},
            {"name": "courier", "label": _("Courier…"), "key": "C"},
            {"name": "hold", "label": _("Hold…"), "key": "H"},
        ],
    }


def sample_kit(now: datetime) -> dict[str, Any]:
    """Context of `web/kit.html`."""
    return {
        "rails": [
            (_("unpaid"), 0),
            (_("to check"), 1),
            (_("checked"), 2),
            (_("batched"), 3),
            (_("packed"), 4),
            (_("shipped"), 5),
        ],
        "clocks": {
            "far": now + timedelta(hours=21, minutes=6),
            "near": now + timedelta(minutes=48, seconds=30),
            "over": now - timedelta(minutes=35, seconds=30),
            "since": now - timedelta(hours=5),
            "met": now - timedelta(hours=2),
        },
        "amounts": [Decimal("1284.00"), None],
        "changes": [Decimal("-529.00"), Decimal("66.00")],
        "channels": CHANNELS.items(),
        "proposal": {
            "title": _("Merge two orders: before and after"),
            "undo_note": _("can be undone until printed"),
            "rows": [
                {"label": _("Parcels"), "before": "2", "after": "1", "difference": "−1", "tone": "good"},
                {"label": _("Freight"), "before": "¥9.00", "after": "¥4.50", "difference": "−¥4.50", "tone": "good"},
                {"label": _("Refund base"), "before": "¥158.00", "after": "¥158.00", "difference": _("same")},
            ],
            "reason": _("Address, phone and name agree."),
            "act_label": _("Merge"),
        },
        "stages": [
            {"label": _("Read the file"), "state": "done"},
            {"label": _("Look for errors"), "state": "done"},
            {"label": _("Write"), "state": "now"},
            {"label": _("Rules"), "state": "todo"},
        ],
        "entries": [
            {"kind": "person", "text": "周敏把贺卡写进打包要求", "actor": "周敏", "at": now - timedelta(minutes=4)},
            {"kind": "hold", "text": "系统暂扣：买家留言、地址不一致", "at": now - timedelta(minutes=50)},
            {"kind": "system", "text": "付款 ¥138.00，支付宝", "at": now - timedelta(days=2)},
        ],
        "series": [3, 5, 4, 6, 5, 8, 7, 9],
        "hold_rows": sample_rows(now)[:4],
        **_page_parts(now),
    }


def _page_parts(now: datetime) -> dict[str, Any]:
    return {
        "counters": [
            {"label": _("Read"), "value": 5214, "note": "2 个文件"},
            {"label": _("New"), "value": 1186, "note": "6 款没见过", "tone": "accent"},
            {"label": _("Updated"), "value": 312, "note": "状态 268", "tone": "wait"},
            {"label": _("Unchanged"), "value": 3689, "note": "再导一次也不变", "tone": "same"},
            {"label": _("Skipped"), "value": 9, "note": "已关闭", "tone": "skip"},
            {"label": _("Conflicts"), "value": 4, "note": "等你选", "tone": "risk"},
            {"label": _("Errors"), "value": 14, "note": "进修复文件", "tone": "late"},
        ],
        "phases": [
            {"label": _("The close"), "note": "14:00", "state": "done"},
            {"label": _("Print"), "note": "505", "state": "now"},
            {"label": _("Hand over"), "note": "0 / 2", "state": "todo"},
            {"label": _("Pack and ship"), "note": "0 / 249", "state": "todo"},
        ],
        "steps": [
            {"label": _("Payment"), "note": "11-19 11:30", "state": "on"},
            {"label": _("Check"), "note": "周敏", "state": "held"},
            {"label": _("Batch"), "note": "14:00", "state": "todo"},
            {"label": _("Pack"), "note": "杭州仓", "state": "todo"},
            {"label": _("Ship"), "note": "", "state": "todo", "due": now + timedelta(minutes=48)},
        ],
        "sources": [{"label": "平台文件"}, {"label": "留言识别", "is_pick": True}],
        "compared": [
            {"label": _("Phone"), "cells": ["138****5521", "138****5521"]},
            {
                "label": _("Detail"),
                "cells": [format_html("8 号 <del>{}</del>", "302"), format_html("8 号 <ins>{}</ins>", "1302")],
            },
        ],
        "closes_at": now + timedelta(minutes=17, seconds=42),
    }
