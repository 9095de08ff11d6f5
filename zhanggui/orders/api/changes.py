"""Endpoints of changes that the buyer agreed to."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.pages.api import acting, endpoint, in_shop_time, shop_for
from zhanggui.orders import services
from zhanggui.orders.queries import order_detail
from zhanggui.orders.queries.agreed import change_json, changes_of
from zhanggui.orders.services.agree_change import goods_of_codes
from zhanggui.orders.values import HOLD_ORDERS, VIEW_ORDERS, Consent

router = Router()


class ChangeIn(Schema):
    """What changes, by field and by line position, and how the buyer agreed (chat, phone, message)."""

    how: str
    words: str
    agreed_at: datetime | None = None
    contact: dict[str, str] = {}
    goods: dict[int, str] = {}


class SummaryOut(Schema):
    """What the check after it came to."""

    checked: int
    released: int
    held: dict[str, int]
    to_verify: int | None = None


@router.get("/shops/{shop}/orders/{number}/changes", **endpoint(list[dict[str, Any]], VIEW_ORDERS))
def list_changes(request: HttpRequest, shop: str, number: str) -> list[dict[str, Any]]:
    """Agreed changes of an order, newest first; values of contact are masked."""
    found = shop_for(request, shop, VIEW_ORDERS)
    order_id = order_detail(found.id, number).order.id
    return [change_json(change, shop_zone(found.timezone)) for change in changes_of(order_id)]


@router.post("/shops/{shop}/orders/{number}/changes", **endpoint(SummaryOut, HOLD_ORDERS), exclude_unset=True)
def agree(request: HttpRequest, shop: str, number: str, body: ChangeIn) -> dict[str, Any]:
    """Change contact or goods with the buyer's consent; `goods` maps line positions to SKU codes."""
    found = shop_for(request, shop, HOLD_ORDERS)
    order_id = order_detail(found.id, number).order.id
    return services.agree_change(
        actor=acting(request),
        shop_id=found.id,
        order_id=order_id,
        consent=Consent(body.how, body.words, body.agreed_at and in_shop_time(body.agreed_at, found)),
        contact=body.contact,
        goods=goods_of_codes(found.id, order_id, body.goods),
    ).as_json()


@router.post("/shops/{shop}/changes/{change_id}/undo", **endpoint(SummaryOut, HOLD_ORDERS), exclude_unset=True)
def undo(request: HttpRequest, shop: str, change_id: int) -> dict[str, Any]:
    """Put back what stood before, while the order is in no batch."""
    found = shop_for(request, shop, HOLD_ORDERS)
    return services.undo_change(actor=acting(request), shop_id=found.id, change_id=change_id).as_json()
