"""Endpoint that erases what an order knows of its buyer."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.kernel.pages.api import acting, endpoint, shop_for
from zhanggui.orders.services.erase_buyer import erase_buyer, erased_json
from zhanggui.orders.values import ERASE_BUYERS

router = Router()


class EraseIn(Schema):
    """Who asked for it and why."""

    reason: str


class KeptOut(Schema):
    """What still names the buyer, and until when; without a day for good."""

    what: str
    name: str
    until: date | None


class EraseOut(Schema):
    """How much was emptied, and what had to stay."""

    order: str
    timeline: int
    rows: int
    imports: int
    kept: list[KeptOut]


@router.post("/shops/{shop}/orders/{number}/erase", **endpoint(EraseOut, ERASE_BUYERS))
def erase(request: HttpRequest, shop: str, number: str, body: EraseIn) -> dict[str, Any]:
    """Erase the buyer of a finished order for good (SEC-09)."""
    found = shop_for(request, shop, ERASE_BUYERS)
    return erased_json(erase_buyer(actor=acting(request), shop_id=found.id, number=number, reason=body.reason))
