"""Endpoints of shipping together and in parts (ORD-17)."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zhanggui.kernel.pages.api import acting, endpoint, shop_for
from zhanggui.kernel.permissions import require
from zhanggui.orders import queries, services
from zhanggui.orders.rules.joint import NOTHING
from zhanggui.orders.values import ARRANGE_ORDERS, VIEW_ORDERS, Part

router = Router()


class MergeIn(Schema):
    """Orders of one receiver; `is_preview` changes nothing and answers with before and after."""

    numbers: list[str] = Field(min_length=1, max_length=100)
    give_back: Decimal = NOTHING
    is_preview: bool = False


class PartIn(Schema):
    """One parcel: pieces by the line's position in the order (1 is the first), and whether it waits."""

    pieces: dict[int, int]
    is_later: bool = False


class SplitIn(Schema):
    """The parts hold every piece exactly once."""

    parts: list[PartIn] = Field(min_length=1, max_length=20)
    is_preview: bool = False


class UndoIn(Schema):
    """Why it is taken back."""

    reason: str = ""


@router.get("/shops/{shop}/orders/together", **endpoint(list[dict[str, Any]], VIEW_ORDERS))
def together_candidates(request: HttpRequest, shop: str) -> list[dict[str, Any]]:
    """Groups of open orders that could leave in one parcel, the most urgent first."""
    found = shop_for(request, shop, VIEW_ORDERS)
    return queries.candidates_json(found.id)


@router.post("/shops/{shop}/orders/merge", **endpoint(dict[str, Any], ARRANGE_ORDERS))
def merge(request: HttpRequest, shop: str, body: MergeIn) -> dict[str, Any]:
    """Let orders leave in one parcel; answers with before and after."""
    found = shop_for(request, shop, ARRANGE_ORDERS)
    return services.merge_by_numbers(
        actor=acting(request),
        shop_id=found.id,
        numbers=body.numbers,
        give_back=body.give_back,
        is_preview=body.is_preview,
    )


@router.get("/shops/{shop}/orders/{number}/together", **endpoint(dict[str, Any], VIEW_ORDERS))
def together(request: HttpRequest, shop: str, number: str) -> dict[str, Any]:
    """With whom, or in which parts, an order leaves."""
    found = shop_for(request, shop, VIEW_ORDERS)
    return queries.together_json(found.id, number)


@router.post("/shops/{shop}/orders/{number}/split", **endpoint(dict[str, Any], ARRANGE_ORDERS))
def split(request: HttpRequest, shop: str, number: str, body: SplitIn) -> dict[str, Any]:
    """Let an order leave in parts; answers with before and after."""
    found = shop_for(request, shop, ARRANGE_ORDERS)
    parts = [Part(part.pieces, part.is_later) for part in body.parts]
    return services.split_by_number(
        actor=acting(request), shop_id=found.id, number=number, parts=parts, is_preview=body.is_preview
    )


@router.post("/shops/{shop}/orders/{number}/let-go", **endpoint(dict[str, Any], ARRANGE_ORDERS))
def let_go(request: HttpRequest, shop: str, number: str) -> dict[str, Any]:
    """Let the waiting parts leave with the next batch."""
    found = shop_for(request, shop, ARRANGE_ORDERS)
    actor = acting(request)
    require(actor, ARRANGE_ORDERS, found.id)
    order_id = queries.order_detail(found.id, number).order.id
    return {"parts": services.let_parts_go(actor=actor, shop_id=found.id, order_id=order_id)}


@router.post("/shops/{shop}/orders/{number}/apart", **endpoint(dict[str, Any], ARRANGE_ORDERS))
def apart(request: HttpRequest, shop: str, number: str, body: UndoIn) -> dict[str, Any]:
    """Undo a merge or split while nothing is printed."""
    found = shop_for(request, shop, ARRANGE_ORDERS)
    actor = acting(request)
    require(actor, ARRANGE_ORDERS, found.id)
    order_id = queries.order_detail(found.id, number).order.id
    undone = services.undo_together(actor=actor, shop_id=found.id, order_id=order_id, reason=body.reason)
    return {"orders": undone}
