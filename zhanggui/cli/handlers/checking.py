"""rules list, show, facts, new, draft, on, off, return, switch, approve, withdraw, drop, move, backtest; orders call, unreached."""

import json
from typing import Any

from zhanggui.cli.prepare import Context
from zhanggui.kernel.approvals.verbs import approve as approve_request
from zhanggui.kernel.approvals.verbs import refuse as refuse_request
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.permissions import require
from zhanggui.orders.queries import order_detail
from zhanggui.orders.queries.backtests import backtest_card, backtest_json, backtest_orders, orders_by_id
from zhanggui.orders.queries.rules import facts_json, rule_card, rule_cards, rule_json
from zhanggui.orders.services import decide_unreached, ensure_rules, log_call
from zhanggui.orders.services.rules import (
    NoDraft,
    RuleChange,
    ask_switch,
    draft_new_rule,
    draft_rule,
    drop_draft,
    move_rule,
    return_to_version,
    start_backtest,
    switch_draft,
    withdraw_switch,
)
from zhanggui.orders.services.rules.switching import waiting_request
from zhanggui.orders.values import VIEW_ORDERS


def _rule(context: Context, code: str) -> dict[str, Any]:
    return rule_json(rule_card(context.shop.id, code))


def _condition(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InvalidInput("cli.bad_json", "--condition is no JSON: %(why)s", why=str(error)) from error


def list_rules(context: Context) -> dict[str, Any]:
    """All rules in their order."""
    require(context.actor, VIEW_ORDERS, context.shop.id)
    ensure_rules(context.shop.id)
    return {"rules": [rule_json(card) for card in rule_cards(context.shop.id)]}


def show(context: Context) -> dict[str, Any]:
    """One rule with its draft and versions."""
    require(context.actor, VIEW_ORDERS, context.shop.id)
    ensure_rules(context.shop.id)
    return _rule(context, context.arguments.code)


def facts(context: Context) -> dict[str, Any]:
    """What a condition may speak of."""
    require(context.actor, VIEW_ORDERS, context.shop.id)
    return {"facts": facts_json()}


def new(context: Context) -> dict[str, Any]:
    """A rule of the shop's own."""
    words = context.arguments
    change = RuleChange(_condition(words.condition), reason=words.reason, name=words.name, name_en=words.english)
    made = draft_new_rule(actor=context.actor, shop_id=context.shop.id, change=change, why=words.why)
    return _rule(context, made.rule.code)


def draft(context: Context) -> dict[str, Any]:
    """Write the draft; an own rule keeps its words and reason."""
    words = context.arguments
    ensure_rules(context.shop.id)
    card = rule_card(context.shop.id, words.code)
    change = RuleChange(_condition(words.condition), not words.off, card.reason, card.own_name, card.own_name_en)
    draft_rule(actor=context.actor, shop_id=context.shop.id, code=words.code, change=change, why=words.why)
    return _rule(context, words.code)


def switch_on(context: Context) -> dict[str, Any]:
    """A draft that switches the rule on."""
    return _switch(context, is_on=True)


def switch_off(context: Context) -> dict[str, Any]:
    """A draft that switches the rule off."""
    return _switch(context, is_on=False)


def _switch(context: Context, *, is_on: bool) -> dict[str, Any]:
    words = context.arguments
    switch_draft(actor=context.actor, shop_id=context.shop.id, code=words.code, is_on=is_on, why=words.why)
    return _rule(context, words.code)


def give_back(context: Context) -> dict[str, Any]:
    """A draft that says what an older version said."""
    words = context.arguments
    return_to_version(
        actor=context.actor, shop_id=context.shop.id, code=words.code, version=words.version, why=words.why
    )
    return _rule(context, words.code)


def use(context: Context) -> dict[str, Any]:
    """Switch the draft on, or ask."""
    ask_switch(actor=context.actor, shop_id=context.shop.id, code=context.arguments.code)
    return _rule(context, context.arguments.code)


def approve(context: Context) -> dict[str, Any]:
    """The second person's word."""
    words = context.arguments
    card = rule_card(context.shop.id, words.code)
    if card.draft is None:
        raise NoDraft
    request = waiting_request(context.shop.id, card.draft.id)
    decide = refuse_request if words.refuse else approve_request
    decide(actor=context.actor, approval_id=request, answer=words.answer)
    return _rule(context, words.code)


def withdraw(context: Context) -> dict[str, Any]:
    """Take one's own request back."""
    withdraw_switch(actor=context.actor, shop_id=context.shop.id, code=context.arguments.code)
    return _rule(context, context.arguments.code)


def drop(context: Context) -> dict[str, Any]:
    """Throw the draft away."""
    drop_draft(actor=context.actor, shop_id=context.shop.id, code=context.arguments.code)
    return {"dropped": context.arguments.code}


def move(context: Context) -> dict[str, Any]:
    """Another place in the order."""
    words = context.arguments
    moved = move_rule(actor=context.actor, shop_id=context.shop.id, code=words.code, direction=words.to)
    return {"moved": moved, "rules": [card.code for card in rule_cards(context.shop.id)]}


def backtest(context: Context) -> dict[str, Any]:
    """Try it now, whatever the count; the orders behind a figure by number."""
    words = context.arguments
    made = start_backtest(
        actor=context.actor,
        shop_id=context.shop.id,
        code=words.code,
        days=words.days,
        settings=_limits(words.set),
        at_once=True,
    )
    card = backtest_card(made.pk, [context.shop.id])
    found = backtest_json(card) if card else {}
    if words.figure:
        found["orders"] = [order.number for order in orders_by_id(backtest_orders(made.pk, words.figure))]
    return found


def _limits(texts: list[str]) -> dict[str, int]:
    found = {}
    for text in texts:
        name, _equals, value = text.partition("=")
        if not value.isdecimal():
            raise InvalidInput(
                "cli.bad_limit_value", "--set is written like unusual_quantity=8, not %(text)s", text=text
            )
        found[name] = int(value)
    return found


def call(context: Context) -> dict[str, Any]:
    """Log a try to reach the buyer; the order is checked again."""
    words = context.arguments
    return log_call(
        actor=context.actor,
        shop_id=context.shop.id,
        order_id=order_detail(context.shop.id, words.number).order.id,
        result=words.result,
        means=words.means,
        note=words.note,
    ).as_json()


def unreached(context: Context) -> dict[str, Any]:
    """The manager's word: ship or close."""
    words = context.arguments
    return decide_unreached(
        actor=context.actor,
        shop_id=context.shop.id,
        order_id=order_detail(context.shop.id, words.number).order.id,
        ship=words.decision == "ship",
        reason=words.reason,
    ).as_json()
