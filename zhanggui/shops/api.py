"""Endpoints of shops."""

from datetime import datetime, time
from decimal import Decimal

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.kernel.pages.api import acting, endpoint, shop_for
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


class WarehouseOut(Schema):
    """A warehouse and when its batch closes, in shop time."""

    code: str
    name: str
    batch_time: time
    is_default: bool


class WarehouseList(Schema):
    """The warehouses of a shop, the default one first."""

    warehouses: list[WarehouseOut]


class WarehouseIn(Schema):
    """A new warehouse."""

    code: str
    name: str
    batch_time: time = time(14)


@router.get("/shops/{shop}/warehouses", **endpoint(WarehouseList, VIEW_SETTINGS))
def list_warehouses(request: HttpRequest, shop: str) -> dict[str, object]:
    """Where a shop's goods lie, and when each closes its batch (FUL-01)."""
    return {"warehouses": queries.warehouses_of(shop_for(request, shop, VIEW_SETTINGS).id)}


@router.post("/shops/{shop}/warehouses", **endpoint(WarehouseOut, MANAGE_SHOPS))
def open_warehouse(request: HttpRequest, shop: str, body: WarehouseIn) -> object:
    """Open one more warehouse."""
    found = shop_for(request, shop, MANAGE_SHOPS)
    return services.open_warehouse(actor=acting(request), shop_id=found.id, **body.dict())


class PlanOut(Schema):
    """The plan of a month and what is done of it; `hidden` names what the key's owner may not see."""

    month: str
    orders: int | None
    revenue: str | None
    done_orders: int | None
    done_revenue: str | None
    counted_at: datetime | None
    hidden: list[str]


class PlanIn(Schema):
    """What the month should bring; null leaves a figure without a plan."""

    orders: int | None = None
    revenue: Decimal | None = None


@router.get("/shops/{shop}/plans/{month}", **endpoint(PlanOut, VIEW_SETTINGS))
def show_plan(request: HttpRequest, shop: str, month: str) -> object:
    """The plan of a month like `2026-11` (SEC-05)."""
    found = shop_for(request, shop, VIEW_SETTINGS)
    return queries.plan_json(acting(request), found.id, queries.month_from(month))


@router.put("/shops/{shop}/plans/{month}", **endpoint(PlanOut, MANAGE_SHOPS))
def write_plan(request: HttpRequest, shop: str, month: str, body: PlanIn) -> object:
    """Plan a month; needs the right to see plans too (SEC-05)."""
    found, first = shop_for(request, shop, MANAGE_SHOPS), queries.month_from(month)
    services.set_plan(actor=acting(request), shop_id=found.id, month=first, orders=body.orders, revenue=body.revenue)
    return queries.plan_json(acting(request), found.id, first)
