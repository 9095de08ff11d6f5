"""A shop with registered couriers."""

from datetime import date
from decimal import Decimal

from zhanggui.couriers.services import add_courier, approve_courier, enter_prices
from zhanggui.couriers.values import NewPrices, Zone
from zhanggui.kernel.testing.factories import SYSTEM

EVERYWHERE = ("北京", "天津", "河北", "浙江", "上海", "江苏", "广东", "四川", "新疆", "西藏")


def register(shop_id: int, *codes: str, approved: bool = True, **facts: object) -> None:
    """Register couriers, approved unless told otherwise."""
    for code in codes:
        made = add_courier(actor=SYSTEM, shop_id=shop_id, code=code, **facts)
        if approved:
            approve_courier(actor=SYSTEM, shop_id=shop_id, code=made.code)


def zone(
    first_price: str, step_price: str = "1", *, name: str = "一区", provinces: tuple[str, ...] = EVERYWHERE
) -> Zone:
    """A zone of 1 + 1 kg."""
    return Zone(name, provinces, Decimal(1), Decimal(first_price), Decimal(1), Decimal(step_price))


def price(shop_id: int, code: str, *zones: Zone, version: str = "2026", valid_from: date = date(2026, 1, 1)) -> None:
    """Enter a price list."""
    enter_prices(actor=SYSTEM, shop_id=shop_id, code=code, prices=NewPrices(version, valid_from, zones))
