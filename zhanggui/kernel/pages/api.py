"""What endpoints of every module share: the acting person, the shop, and declared errors."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.pages.access import ShopRef, all_shops
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor


class ErrorBody(Schema):
    """Every error of the API."""

    code: str
    message: str
    params: dict[str, Any]


ERRORS: dict[int, type[ErrorBody]] = dict.fromkeys((400, 401, 403, 404, 409, 422, 503), ErrorBody)


def acting(request: HttpRequest) -> Actor:
    """The person behind the key."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by ninja from the bearer key
    return actor


def shop_for(request: HttpRequest, code: str, capability: str) -> ShopRef:
    """The shop of the address, when the person has the capability there; 404 unknown, 403 not allowed."""
    shop = next((shop for shop in all_shops() if shop.code == code), None)
    if shop is None:
        raise NotFound("shops.not_found", _("There is no shop “%(code)s”."), code=code)
    require(acting(request), capability, shop.id)
    return shop


def shops_for(request: HttpRequest, codes: Sequence[str], capability: str) -> list[ShopRef]:
    """The shops named, or all where the person has the capability; 404 unknown, 403 not allowed."""
    if codes:
        return [shop_for(request, code, capability) for code in dict.fromkeys(codes)]
    require(acting(request), capability)
    found = [shop for shop in all_shops() if acting(request).can(capability, shop.id)]
    if not found:
        raise NotFound("shops.none", _("There is no shop yet."))
    return found


def in_shop_time(moment: datetime, shop: ShopRef) -> datetime:
    """A time of a request; one without an offset is the shop's."""
    return moment if moment.tzinfo else moment.replace(tzinfo=shop_zone(shop.timezone))


def endpoint(responses: Any, capability: str) -> dict[str, Any]:
    """Keyword arguments of a ninja operation: answers, declared errors, and the capability for the walk."""
    return {"response": {200: responses, **ERRORS}, "openapi_extra": {"x-capability": capability}}
