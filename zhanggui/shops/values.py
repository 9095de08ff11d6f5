"""Shops as other modules see them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare
from zhanggui.kernel.confidential import PLAN, declare_field


@dataclass(frozen=True, slots=True)
class ShopCard:
    """What everybody needs to know of a shop."""

    id: int
    code: str
    name: str
    timezone: str
    currency: str


@dataclass(frozen=True, slots=True)
class WarehouseCard:
    """A warehouse and when its daily batch closes, in the shop's time."""

    id: int
    shop_id: int
    code: str
    name: str
    batch_time: time
    is_default: bool = True


@dataclass(frozen=True, slots=True)
class Sender:
    """Who stands as sender on labels."""

    name: str
    phone: str
    address: str


LABEL_SIZES: dict[str, tuple[int, int]] = {"76x130": (76, 130), "100x150": (100, 150)}

VIEW_SETTINGS = declare("shops.view", _("See shop settings"))
MANAGE_SHOPS = declare("shops.manage", _("Change shop settings"))
MONTH_PLAN = declare_field("shops.plan", PLAN, _("Orders and revenue planned for a month"), place=VIEW_SETTINGS)

CHINESE, ENGLISH = "zh-hans", "en"
_CHINESE_CHANNELS = frozenset({"taobao", "tmall", "jd", "pdd", "douyin"})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def buyer_language(channel: str, currency: str) -> str:
    """The buyer's language: Chinese at China's marketplaces and in shops that sell for yuan, else English."""
    return CHINESE if channel in _CHINESE_CHANNELS or currency == "CNY" else ENGLISH


def day_words(day: date | None, language: str) -> str:
    """`11月25日` or `25 Nov`; empty for an unknown day. The months are ours, so that no server's locale matters."""
    if day is None:
        return ""
    return f"{day.day} {_MONTHS[day.month - 1]}" if language == ENGLISH else f"{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class PlanCard:
    """The plan of a month and how much of it was reached when it was counted; None means not set or not counted."""

    shop_id: int
    month: date
    orders: int | None
    revenue: Decimal | None
    set_at: datetime
    set_by: str
    done_orders: int | None = None
    done_revenue: Decimal | None = None
    counted_at: datetime | None = None
