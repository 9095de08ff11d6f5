"""Endpoints of shops."""

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.kernel.pages.api import acting, endpoint
from zhanggui.kernel.permissions import require
from zhanggui.shops import queries, services
from zhanggui.shops.values import MANAGE_SHOPS, VIEW_SETTINGS

router = Router()


class ShopOut(Schema):
    """A shop."""

    code: str
    name: str
    timezone: str
    currency: str


class ShopList(Schema):
    """The shops that the person may see."""

    shops: list[ShopOut]


class ShopIn(Schema):
    """A new shop."""

    code: str
    name: str
    timezone: str = "Asia/Shanghai"
    currency: str = "CNY"


@router.get("/shops", **endpoint(ShopList, VIEW_SETTINGS))
def list_shops(request: HttpRequest) -> dict[str, object]:
    """Shops where the person may see the settings."""
    require(acting(request), VIEW_SETTINGS)
    return {"shops": queries.shop_cards(acting(request).shops_for(VIEW_SETTINGS))}


@router.post("/shops", **endpoint(ShopOut, MANAGE_SHOPS))
def create_shop(request: HttpRequest, body: ShopIn) -> object:
    """Open a shop."""
    return services.create_shop(actor=acting(request), **body.dict())
