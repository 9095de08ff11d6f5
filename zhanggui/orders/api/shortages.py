"""Endpoints of short goods: the queue, choosing for one order or all of a SKU, the buyer's answer, undo (ORD-08)."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.kernel.pages.api import acting, endpoint, shop_for
from zhanggui.orders import services
from zhanggui.orders.queries import order_detail
from zhanggui.orders.queries.replacements import others_of_code
from zhanggui.orders.queries.shortages import (
    choice_json,
    choices_of,
    short_json,
    short_orders,
    short_skus,
    shortage_choices,
    sku_json,
    undecided_of_sku,
)
from zhanggui.orders.rules.shortage import ShortagePlan
from zhanggui.orders.services.shortage.planning import swap_of_codes
from zhanggui.orders.services.shortage.texts import buyer_texts
from zhanggui.orders.values import ARRANGE_ORDERS, HOLD_ORDERS, MANAGE_RULES, VIEW_ORDERS, Consent

router = Router()


class QueueQuery(Schema):
    """Which part of the queue: open (nobody decided), asked, agreed, or back (money to pay back); of a SKU."""

    view: Literal["open", "asked", "agreed", "back"] = "open"
    sku: str = ""
    limit: int = Field(50, ge=1, le=200)
    after: str | None = None


class ChoiceIn(Schema):
    """What is chosen. `swap` maps short SKU codes to others of the shop; `consent` is what the buyer said, if asked already."""

    kind: Literal["wait", "replace", "part_ship", "refund"]
    wait_until: date | None = None
    swap: dict[str, str] = {}
    answer_by: datetime | None = None
    message: str = Field("", max_length=1_000)
    consent: str = ""
    consent_how: str = "chat"
    is_preview: bool = False


class BulkIn(ChoiceIn):
    """The same for every undecided order that waits for a SKU."""

    sku: str


class AnswerIn(Schema):
    """What the buyer said, how, and whether that is a yes."""

    agrees: bool
    words: str
    how: str = "chat"


class ReasonIn(Schema):
    """Why it is taken back."""

    reason: str = ""


class NoteIn(Schema):
    """How the money went back, such as the number of the transfer."""

    note: str


class TextIn(Schema):
    """The shop's own words for a choice in a language; empty brings ours back."""

    kind: str
    language: str
    text: str = ""


@router.get("/shops/{shop}/shortages", **endpoint(dict[str, Any], VIEW_ORDERS))
def list_shortages(request: HttpRequest, shop: str, asked: Query[QueueQuery]) -> dict[str, Any]:
    """SKUs that are short, and a page of orders: undecided by promise, asked and agreed by the answer's time."""
    found = shop_for(request, shop, VIEW_ORDERS)
    zone = shop_zone(found.timezone)
    skus = [sku_json(row, zone) for row in short_skus([found.id])]
    if asked.view == "open":
        orders, after = short_orders([found.id], sku=asked.sku, limit=asked.limit, cursor=asked.after)
        return {"skus": skus, "orders": [short_json(row, zone) for row in orders], "next": after}
    choices, after = shortage_choices(asked.view, [found.id], limit=asked.limit, cursor=asked.after)
    return {"skus": skus, "choices": [choice_json(row, zone) for row in choices], "next": after}


@router.get("/shops/{shop}/orders/{number}/shortage", **endpoint(list[dict[str, Any]], VIEW_ORDERS))
def show_shortage(request: HttpRequest, shop: str, number: str) -> list[dict[str, Any]]:
    """What was chosen for an order's short goods, newest first."""
    found = shop_for(request, shop, VIEW_ORDERS)
    zone = shop_zone(found.timezone)
    return [choice_json(row, zone) for row in choices_of(order_detail(found.id, number).order.id)]


@router.get("/shops/{shop}/shortages/others", **endpoint(list[dict[str, Any]], VIEW_ORDERS))
def list_others(request: HttpRequest, shop: str, sku: str, find: str = "", order: str = "") -> list[dict[str, Any]]:
    """What could take the place of a short SKU: the same product's first, then what `find` finds in the shop.

    With `order` the difference is to what that order's buyer paid, else to the SKU's usual price.
    """
    return others_of_code(shop_for(request, shop, VIEW_ORDERS).id, sku, find=find, number=order)


@router.post("/shops/{shop}/orders/{number}/shortage", **endpoint(dict[str, Any], HOLD_ORDERS))
def choose_shortage(request: HttpRequest, shop: str, number: str, body: ChoiceIn) -> dict[str, Any]:
    """Choose for one order; a preview changes nothing."""
    found = shop_for(request, shop, HOLD_ORDERS)
    return _choose(request, found, [order_detail(found.id, number).order.id], body)


@router.post("/shops/{shop}/shortages/choose", **endpoint(dict[str, Any], HOLD_ORDERS))
def choose_for_sku(request: HttpRequest, shop: str, body: BulkIn) -> dict[str, Any]:
    """Choose for all undecided orders of one SKU; those for which it does not fit are named."""
    found = shop_for(request, shop, HOLD_ORDERS)
    return _choose(request, found, undecided_of_sku(found.id, body.sku), body)


@router.post("/shops/{shop}/shortages/{choice_id}/answer", **endpoint(dict[str, Any], HOLD_ORDERS))
def answer_shortage(request: HttpRequest, shop: str, choice_id: int, body: AnswerIn) -> dict[str, Any]:
    """Note the buyer's answer."""
    found = shop_for(request, shop, HOLD_ORDERS)
    row = services.answer_shortage(
        actor=acting(request), shop_id=found.id, choice_id=choice_id, agrees=body.agrees, words=body.words, how=body.how
    )
    return choice_json(row, shop_zone(found.timezone))


@router.post("/shops/{shop}/shortages/{choice_id}/told", **endpoint(dict[str, int], HOLD_ORDERS))
def mark_told(request: HttpRequest, shop: str, choice_id: int) -> dict[str, int]:
    """Note that the buyer was told."""
    found = shop_for(request, shop, HOLD_ORDERS)
    return {"told": services.mark_shortage_told(actor=acting(request), shop_id=found.id, choice_ids=[choice_id])}


@router.post("/shops/{shop}/shortages/{choice_id}/undo", **endpoint(dict[str, Any], HOLD_ORDERS))
def undo_shortage(request: HttpRequest, shop: str, choice_id: int, body: ReasonIn) -> dict[str, Any]:
    """Take a choice back while nothing is printed."""
    found = shop_for(request, shop, HOLD_ORDERS)
    row = services.undo_shortage(actor=acting(request), shop_id=found.id, choice_id=choice_id, reason=body.reason)
    return choice_json(row, shop_zone(found.timezone))


@router.post("/shops/{shop}/shortages/{choice_id}/paid-back", **endpoint(dict[str, Any], HOLD_ORDERS))
def mark_paid_back(request: HttpRequest, shop: str, choice_id: int, body: NoteIn) -> dict[str, Any]:
    """Note that the price difference of cheaper goods was paid back; no money moves here."""
    found = shop_for(request, shop, HOLD_ORDERS)
    row = services.mark_paid_back(actor=acting(request), shop_id=found.id, choice_id=choice_id, note=body.note)
    return choice_json(row, shop_zone(found.timezone))


@router.post("/shops/{shop}/shortages/{choice_id}/not-paid-back", **endpoint(dict[str, Any], HOLD_ORDERS))
def undo_paid_back(request: HttpRequest, shop: str, choice_id: int) -> dict[str, Any]:
    """Take that note back: the difference waits to be paid again."""
    found = shop_for(request, shop, HOLD_ORDERS)
    row = services.undo_paid_back(actor=acting(request), shop_id=found.id, choice_id=choice_id)
    return choice_json(row, shop_zone(found.timezone))


@router.post("/shops/{shop}/shortages/let-go", **endpoint(dict[str, int], ARRANGE_ORDERS))
def let_go(request: HttpRequest, shop: str) -> dict[str, int]:
    """Let waiting parts go whose goods arrived, those with the nearest promise first."""
    found = shop_for(request, shop, ARRANGE_ORDERS)
    return {"orders": len(services.let_arrived_go(actor=acting(request), shop_id=found.id))}


@router.get("/shops/{shop}/shortage-texts", **endpoint(list[dict[str, Any]], VIEW_ORDERS))
def list_texts(request: HttpRequest, shop: str) -> list[dict[str, object]]:
    """What buyers are told, by choice and language."""
    return buyer_texts(shop_for(request, shop, VIEW_ORDERS).id)


@router.post("/shops/{shop}/shortage-texts", **endpoint(list[dict[str, Any]], MANAGE_RULES))
def set_text(request: HttpRequest, shop: str, body: TextIn) -> list[dict[str, object]]:
    """Keep the shop's own words."""
    found = shop_for(request, shop, MANAGE_RULES)
    services.set_buyer_text(
        actor=acting(request), shop_id=found.id, kind=body.kind, language=body.language, text=body.text
    )
    return buyer_texts(found.id)


def _choose(request: HttpRequest, shop: ShopRef, order_ids: list[int], body: ChoiceIn) -> dict[str, Any]:
    zone = shop_zone(shop.timezone)
    due = body.answer_by
    plan = ShortagePlan(
        kind=body.kind,
        wait_until=body.wait_until,
        swap=swap_of_codes(shop.id, body.swap),
        answer_by=due.replace(tzinfo=zone) if due is not None and due.tzinfo is None else due,
        message=body.message,
        consent=Consent(body.consent_how, body.consent) if body.consent else None,
    )
    facts: dict[str, Any] = {"actor": acting(request), "shop_id": shop.id, "order_ids": order_ids, "plan": plan}
    if body.is_preview:
        return {"is_done": False, **services.preview_shortage(**facts).as_json()}
    preview, choices = services.choose_shortage(**facts)
    return {"is_done": True, **preview.as_json(), "choices": [choice_json(row, zone) for row in choices]}
