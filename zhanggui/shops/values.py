"""Shops as other modules see them."""

from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare


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
