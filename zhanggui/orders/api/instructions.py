"""Endpoints of instructions and of the words by which notes are read."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.kernel.pages.api import acting, endpoint, shop_for
from zhanggui.orders import services
from zhanggui.orders.queries import instructions_of, order_detail
from zhanggui.orders.queries.instructions import instruction_json
from zhanggui.orders.queries.note_rules import chips_json, note_rules, note_rules_json, try_note
from zhanggui.orders.values import CHECK_ORDERS, INSTRUCT_ORDERS, MANAGE_RULES, PACK_CAPABILITY, VIEW_ORDERS

router = Router()


class InstructIn(Schema):
    """What a buyer asks for: a kind, with a courier's code, a day, or words where the kind needs them."""

    kind: str
    text: str = ""
    courier: str = ""
    day: date | None = None


class HowIn(Schema):
    """What was done."""

    how: str = ""


class WhyIn(Schema):
    """Why it is set aside."""

    reason: str


class NoteTextIn(Schema):
    """A note to try."""

    text: str


class NoteRuleIn(Schema):
    """The words of a rule."""

    words: list[str]
    unless: list[str] = []
    is_on: bool = True


class NewNoteRuleIn(Schema):
    """A rule of the shop's own."""

    kind: str
    words: list[str]
    unless: list[str] = []
    courier: str = ""


class Settled(Schema):
    """Which instruction, and that it went as asked."""

    instruction: int


def _all(shop: ShopRef, number: str) -> list[dict[str, Any]]:
    order_id = order_detail(shop.id, number).order.id
    zone = shop_zone(shop.timezone)
    return [instruction_json(card, zone) for card in instructions_of([order_id]).get(order_id, [])]


def _settling(request: HttpRequest, code: str) -> ShopRef:
    """Who records, checks or packs may settle; the service says which of them may do what."""
    able = (each for each in (INSTRUCT_ORDERS, CHECK_ORDERS, PACK_CAPABILITY) if acting(request).can(each))
    return shop_for(request, code, next(able, INSTRUCT_ORDERS))


@router.get("/shops/{shop}/orders/{number}/instructions", **endpoint(list[dict[str, Any]], VIEW_ORDERS))
def list_instructions(request: HttpRequest, shop: str, number: str) -> list[dict[str, Any]]:
    """Everything asked for with an order, and what became of it."""
    return _all(shop_for(request, shop, VIEW_ORDERS), number)


@router.post("/shops/{shop}/orders/{number}/instructions", **endpoint(Settled, INSTRUCT_ORDERS))
def instruct(request: HttpRequest, shop: str, number: str, body: InstructIn) -> dict[str, int]:
    """Record on behalf of the buyer what the parcel needs."""
    found = shop_for(request, shop, INSTRUCT_ORDERS)
    made = services.add_instruction(
        actor=acting(request),
        shop_id=found.id,
        order_id=order_detail(found.id, number).order.id,
        kind=body.kind,
        text=body.text,
        courier=body.courier,
        wanted_on=body.day,
    )
    return {"instruction": made}


@router.post("/shops/{shop}/instructions/{instruction_id}/tick", **endpoint(Settled, INSTRUCT_ORDERS))
def tick(request: HttpRequest, shop: str, instruction_id: int, body: HowIn) -> dict[str, int]:
    """What was asked is done."""
    found = _settling(request, shop)
    services.tick_instruction(actor=acting(request), shop_id=found.id, instruction_id=instruction_id, how=body.how)
    return {"instruction": instruction_id}


@router.post("/shops/{shop}/instructions/{instruction_id}/reopen", **endpoint(Settled, INSTRUCT_ORDERS))
def reopen(request: HttpRequest, shop: str, instruction_id: int) -> dict[str, int]:
    """It is open after all."""
    found = _settling(request, shop)
    services.untick_instruction(actor=acting(request), shop_id=found.id, instruction_id=instruction_id)
    return {"instruction": instruction_id}


@router.post("/shops/{shop}/instructions/{instruction_id}/dismiss", **endpoint(Settled, INSTRUCT_ORDERS))
def dismiss(request: HttpRequest, shop: str, instruction_id: int, body: WhyIn) -> dict[str, int]:
    """It need not or cannot be done, and why."""
    found = _settling(request, shop)
    services.dismiss_instruction(
        actor=acting(request), shop_id=found.id, instruction_id=instruction_id, reason=body.reason
    )
    return {"instruction": instruction_id}


@router.get("/shops/{shop}/note-rules", **endpoint(list[dict[str, Any]], VIEW_ORDERS))
def list_note_rules(request: HttpRequest, shop: str) -> list[dict[str, Any]]:
    """The words by which notes are read."""
    return note_rules_json(note_rules(shop_for(request, shop, VIEW_ORDERS).id))


# The fixed word comes before the code, which would match it too.
@router.post("/shops/{shop}/note-rules/try", **endpoint(list[dict[str, Any]], VIEW_ORDERS))
def try_words(request: HttpRequest, shop: str, body: NoteTextIn) -> list[dict[str, Any]]:
    """What the rules make of a text; nothing is kept."""
    found = shop_for(request, shop, VIEW_ORDERS)
    return chips_json(try_note(found.id, body.text, now().astimezone(shop_zone(found.timezone)).date()))


@router.post("/shops/{shop}/note-rules", **endpoint(dict[str, Any], MANAGE_RULES))
def add_rule(request: HttpRequest, shop: str, body: NewNoteRuleIn) -> dict[str, Any]:
    """Add a rule of the shop's own."""
    found = shop_for(request, shop, MANAGE_RULES)
    code = services.add_note_rule(
        actor=acting(request),
        shop_id=found.id,
        kind=body.kind,
        words=body.words,
        unless=body.unless,
        courier=body.courier,
    )
    return {"rule": code, "version": 1}


@router.post("/shops/{shop}/note-rules/{code}", **endpoint(dict[str, Any], MANAGE_RULES))
def change_rule(request: HttpRequest, shop: str, code: str, body: NoteRuleIn) -> dict[str, Any]:
    """Change the words of a rule, or switch it off; open orders are read again."""
    found = shop_for(request, shop, MANAGE_RULES)
    version = services.change_note_rule(
        actor=acting(request), shop_id=found.id, code=code, words=body.words, unless=body.unless, is_on=body.is_on
    )
    return {"rule": code, "version": version}
