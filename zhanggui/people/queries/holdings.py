"""The positions that people hold, as programs read and name them: shop and warehouse by code, brand by name."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import NotFound
from zhanggui.people.values import Holding
from zhanggui.shops.queries import shop_cards, warehouse_by_code, warehouses_of


def holdings_json(holdings: Iterable[Holding]) -> list[dict[str, Any]]:
    """Holdings with codes; null where they count everywhere."""
    shops = {shop.id: shop.code for shop in shop_cards()}
    return [
        {
            "position": each.position,
            "shop": shops.get(each.shop_id) if each.shop_id is not None else None,
            "warehouse": _warehouse(each),
            "brand": each.brand or None,
        }
        for each in holdings
    ]


def holding_named(position: str, shop: str | None = None, warehouse: str | None = None, brand: str = "") -> Holding:
    """A holding from codes; NotFound for a shop or warehouse that there is not."""
    if not shop:
        if warehouse:
            raise NotFound("shops.not_found", _("There is no shop “%(code)s”."), code="")
        return Holding(position, None, None, brand.strip())
    shop_id = next((card.id for card in shop_cards() if card.code == shop), None)
    if shop_id is None:
        raise NotFound("shops.not_found", _("There is no shop “%(code)s”."), code=shop)
    place = warehouse_by_code(shop_id, warehouse.replace("\0", " ")).id if warehouse else None
    return Holding(position, shop_id, place, brand.strip())


def _warehouse(holding: Holding) -> str | None:
    if holding.shop_id is None or holding.warehouse_id is None:
        return None
    return next((card.code for card in warehouses_of(holding.shop_id) if card.id == holding.warehouse_id), None)
