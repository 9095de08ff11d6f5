"""Endpoints of checking rules, back-tests, and of the manager's word on buyers who cannot be reached."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from zhanggui.kernel.pages.api import acting, endpoint, shop_for
from zhanggui.orders.api.orders import SummaryOut, order_id_of
from zhanggui.orders.queries.backtests import backtest_card, backtest_json, backtest_orders, orders_by_id
from zhanggui.orders.queries.rules import rule_card, rule_cards, rule_json
from zhanggui.orders.services import decide_unreached, ensure_rules
from zhanggui.orders.services.rules import (
    BacktestNotFound,
    RuleChange,
    ask_switch,
    draft_new_rule,
    draft_rule,
    drop_draft,
    move_rule,
    return_to_version,
    start_backtest,
    withdraw_switch,
)
from zhanggui.orders.values import DECIDE_UNREACHED, MANAGE_RULES, VIEW_ORDERS, HoldReason

router = Router()
_MOST_LISTED = 500


class RuleList(Schema):
    """The rules of a shop in their order."""

    rules: list[dict[str, Any]]


class RuleIn(Schema):
    """What a draft says. Name and reason are those of a shop's own rule; shipped rules keep theirs."""

    condition: dict[str, Any]
    why: str
    is_on: bool = True
    reason: str = HoldReason.OWN_RULE.value
    name: str = ""
    name_en: str = ""

    def change(self) -> RuleChange:
        """As the services know it."""
        return RuleChange(self.condition, self.is_on, self.reason, self.name, self.name_en)


class ReturnIn(Schema):
    """The older version to return to, and why."""

    version: int = Field(ge=1, le=1_000_000)
    why: str


class MoveIn(Schema):
    """Where a rule goes: up, down or top."""

    to: str


class BacktestIn(Schema):
    """Over how many days, and limits to try instead of the shop's settings."""

    days: int = 30
    settings: dict[str, int] = {}


class DecisionIn(Schema):
    """Ship all the same, or close, and why."""

    ship: bool
    reason: str


def _rule(shop_id: int, code: str) -> dict[str, Any]:
    return rule_json(rule_card(shop_id, code))


@router.get("/shops/{shop}/rules", **endpoint(RuleList, VIEW_ORDERS))
def list_rules(request: HttpRequest, shop: str) -> dict[str, Any]:
    """All checking rules with what each holds now."""
    found = shop_for(request, shop, VIEW_ORDERS)
    ensure_rules(found.id)
    return {"rules": [rule_json(card) for card in rule_cards(found.id)]}


@router.post("/shops/{shop}/rules", **endpoint(dict[str, Any], MANAGE_RULES))
def write_new_rule(request: HttpRequest, shop: str, body: RuleIn) -> dict[str, Any]:
    """A rule of the shop's own, as a draft."""
    found = shop_for(request, shop, MANAGE_RULES)
    made = draft_new_rule(actor=acting(request), shop_id=found.id, change=body.change(), why=body.why)
    return _rule(found.id, made.rule.code)


@router.post("/shops/{shop}/rules/backtest", **endpoint(dict[str, Any], MANAGE_RULES))
def try_settings(request: HttpRequest, shop: str, body: BacktestIn) -> dict[str, Any]:
    """Try changed limits under all rules that use them; large sets answer before they are finished."""
    found = shop_for(request, shop, MANAGE_RULES)
    made = start_backtest(actor=acting(request), shop_id=found.id, days=body.days, settings=body.settings)
    return _backtest(found.id, made.pk)


@router.get("/shops/{shop}/rules/{code}", **endpoint(dict[str, Any], VIEW_ORDERS))
def show_rule(request: HttpRequest, shop: str, code: str) -> dict[str, Any]:
    """One rule with its draft and all its versions."""
    return _rule(shop_for(request, shop, VIEW_ORDERS).id, code)


@router.post("/shops/{shop}/rules/{code}/draft", **endpoint(dict[str, Any], MANAGE_RULES))
def write_draft(request: HttpRequest, shop: str, code: str, body: RuleIn) -> dict[str, Any]:
    """Write or change the draft of a rule."""
    found = shop_for(request, shop, MANAGE_RULES)
    draft_rule(actor=acting(request), shop_id=found.id, code=code, change=body.change(), why=body.why)
    return _rule(found.id, code)


@router.post("/shops/{shop}/rules/{code}/return", **endpoint(dict[str, Any], MANAGE_RULES))
def return_rule(request: HttpRequest, shop: str, code: str, body: ReturnIn) -> dict[str, Any]:
    """A draft that says what an older version said."""
    found = shop_for(request, shop, MANAGE_RULES)
    return_to_version(actor=acting(request), shop_id=found.id, code=code, version=body.version, why=body.why)
    return _rule(found.id, code)


@router.post("/shops/{shop}/rules/{code}/switch", **endpoint(dict[str, Any], MANAGE_RULES))
def switch_rule(request: HttpRequest, shop: str, code: str) -> dict[str, Any]:
    """Switch the draft on, or ask a second person to."""
    found = shop_for(request, shop, MANAGE_RULES)
    ask_switch(actor=acting(request), shop_id=found.id, code=code)
    return _rule(found.id, code)


@router.post("/shops/{shop}/rules/{code}/withdraw", **endpoint(dict[str, Any], MANAGE_RULES))
def withdraw_rule(request: HttpRequest, shop: str, code: str) -> dict[str, Any]:
    """Take one's own request back; the draft stays."""
    found = shop_for(request, shop, MANAGE_RULES)
    withdraw_switch(actor=acting(request), shop_id=found.id, code=code)
    return _rule(found.id, code)


@router.post("/shops/{shop}/rules/{code}/drop", **endpoint(RuleList, MANAGE_RULES))
def drop_rule_draft(request: HttpRequest, shop: str, code: str) -> dict[str, Any]:
    """Throw the draft away; answers the rules that are left."""
    found = shop_for(request, shop, MANAGE_RULES)
    drop_draft(actor=acting(request), shop_id=found.id, code=code)
    return {"rules": [rule_json(card) for card in rule_cards(found.id)]}


@router.post("/shops/{shop}/rules/{code}/move", **endpoint(RuleList, MANAGE_RULES))
def move_one_rule(request: HttpRequest, shop: str, code: str, body: MoveIn) -> dict[str, Any]:
    """Move a rule up, down or to the top; answers the rules in their new order."""
    found = shop_for(request, shop, MANAGE_RULES)
    move_rule(actor=acting(request), shop_id=found.id, code=code, direction=body.to)
    return {"rules": [rule_json(card) for card in rule_cards(found.id)]}


@router.post("/shops/{shop}/rules/{code}/backtest", **endpoint(dict[str, Any], MANAGE_RULES))
def try_rule(request: HttpRequest, shop: str, code: str, body: BacktestIn) -> dict[str, Any]:
    """Try the draft of a rule on past orders; large sets answer before they are finished."""
    found = shop_for(request, shop, MANAGE_RULES)
    made = start_backtest(actor=acting(request), shop_id=found.id, code=code, days=body.days, settings=body.settings)
    return _backtest(found.id, made.pk)


@router.get("/shops/{shop}/backtests/{backtest_id}", **endpoint(dict[str, Any], VIEW_ORDERS))
def show_backtest(request: HttpRequest, shop: str, backtest_id: int, figure: str = "") -> dict[str, Any]:
    """A back-test; with `figure` also the newest orders behind it (held, released, unjudged, held_refunded …)."""
    return _backtest(shop_for(request, shop, VIEW_ORDERS).id, backtest_id, figure)


def _backtest(shop_id: int, backtest_id: int, figure: str = "") -> dict[str, Any]:
    card = backtest_card(backtest_id, [shop_id])
    if card is None:
        raise BacktestNotFound
    found = backtest_json(card)
    if figure:
        ids = backtest_orders(backtest_id, figure)[:_MOST_LISTED]
        found["orders"] = [order.number for order in orders_by_id(ids)]
    return found


@router.post("/shops/{shop}/orders/{number}/unreached", **endpoint(SummaryOut, DECIDE_UNREACHED), exclude_unset=True)
def decide_on_unreached(request: HttpRequest, shop: str, number: str, body: DecisionIn) -> dict[str, Any]:
    """The manager's word on a cash-on-delivery order whose buyer was not reached: ship or close."""
    found = shop_for(request, shop, DECIDE_UNREACHED)
    return decide_unreached(
        actor=acting(request),
        shop_id=found.id,
        order_id=order_id_of(found, number),
        ship=body.ship,
        reason=body.reason,
    ).as_json()
