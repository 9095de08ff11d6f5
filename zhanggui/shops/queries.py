"""Reading shops, their settings and warehouses."""

from typing import Any

from zhanggui.shops.errors import ShopNotFound, ShopNotNamed
from zhanggui.shops.models import Shop, ShopSettings, Warehouse
from zhanggui.shops.values import Sender, ShopCard, WarehouseCard


def _card(shop: Shop) -> ShopCard:
    return ShopCard(shop.pk, shop.code, shop.name, shop.timezone, shop.currency)


def shop_cards(ids: frozenset[int] | None = None) -> list[ShopCard]:
    """Shops by id, or all of them, by name."""
    shops = Shop.objects.order_by("name", "pk")
    return [_card(shop) for shop in (shops if ids is None else shops.filter(pk__in=ids))]


def shop_by_id(shop_id: int) -> ShopCard:
    """One shop; ShopNotFound when it is gone."""
    shop = Shop.objects.filter(pk=shop_id).first()
    if shop is None:
        raise ShopNotFound(str(shop_id))
    return _card(shop)


def shop_by_code(code: str | None) -> ShopCard:
    """The shop of a code; without a code the only shop there is."""
    if code is None:
        shops = list(Shop.objects.order_by("code")[:20])
        if len(shops) == 1:
            return _card(shops[0])
        raise ShopNotNamed(", ".join(shop.code for shop in shops) or "-")
    shop = Shop.objects.filter(code=code).first()
    if shop is None:
        raise ShopNotFound(code)
    return _card(shop)


def settings_of(shop_id: int) -> dict[str, Any]:
    """All settings of a shop by name."""
    return dict(ShopSettings.objects.values().get(pk=shop_id))


def sender_of(shop_id: int) -> Sender:
    """Who stands as sender on the shop's labels."""
    row = ShopSettings.objects.get(pk=shop_id)
    return Sender(row.sender_name, row.sender_phone, row.sender_address)


def default_warehouse(shop_id: int) -> WarehouseCard:
    """The warehouse that ships what no other is chosen for."""
    row = Warehouse.objects.get(shop_id=shop_id, is_default=True)
    return WarehouseCard(row.pk, row.shop_id, row.code, row.name, row.batch_time)


def warehouses_of(shop_id: int) -> list[WarehouseCard]:
    """All warehouses of a shop."""
    return [
        WarehouseCard(row.pk, row.shop_id, row.code, row.name, row.batch_time)
        for row in Warehouse.objects.filter(shop_id=shop_id).order_by("-is_default", "pk")
    ]


def has_any_shop() -> bool:
    """Whether anything was set up yet."""
    return Shop.objects.exists()
