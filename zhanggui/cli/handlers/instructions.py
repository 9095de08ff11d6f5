"""orders instruct, instructions, tick, set-aside; notes rules, try, words, add, read."""

from typing import Any

from zhanggui.cli.handlers.moments import day_of
from zhanggui.cli.prepare import Context
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.permissions import require
from zhanggui.orders.queries import instructions_of, order_detail
from zhanggui.orders.queries.instructions import instruction_json
from zhanggui.orders.queries.note_rules import chips_json, note_rules, note_rules_json, try_note
from zhanggui.orders.services import (
    add_instruction,
    add_note_rule,
    change_note_rule,
    dismiss_instruction,
    read_shop_notes,
    tick_instruction,
    untick_instruction,
)
from zhanggui.orders.services.instructions.note_rules import NoteRuleNotFound
from zhanggui.orders.values import CHECK_ORDERS, VIEW_ORDERS


def instruct(context: Context) -> dict[str, Any]:
    """Record what a parcel needs."""
    words = context.arguments
    made = add_instruction(
        actor=context.actor,
        shop_id=context.shop.id,
        order_id=order_detail(context.shop.id, words.number).order.id,
        kind=words.kind,
        text=words.text,
        courier=words.courier,
        wanted_on=day_of(words.day) if words.day else None,
    )
    return {"instruction": made}


def show(context: Context) -> dict[str, Any]:
    """Everything asked for with an order."""
    require(context.actor, VIEW_ORDERS, context.shop.id)
    order_id = order_detail(context.shop.id, context.arguments.number).order.id
    zone = shop_zone(context.shop.timezone)
    return {"instructions": [instruction_json(card, zone) for card in instructions_of([order_id]).get(order_id, [])]}


def tick(context: Context) -> dict[str, Any]:
    """It is done; or, with --undo, open again."""
    words = context.arguments
    if words.undo:
        untick_instruction(actor=context.actor, shop_id=context.shop.id, instruction_id=words.instruction)
    else:
        tick_instruction(actor=context.actor, shop_id=context.shop.id, instruction_id=words.instruction, how=words.how)
    return {"instruction": words.instruction, "is_ticked": not words.undo}


def set_aside(context: Context) -> dict[str, Any]:
    """It need not or cannot be done."""
    words = context.arguments
    dismiss_instruction(
        actor=context.actor, shop_id=context.shop.id, instruction_id=words.instruction, reason=words.reason
    )
    return {"instruction": words.instruction, "is_dismissed": True}


def rules(context: Context) -> dict[str, Any]:
    """The words of the shop."""
    require(context.actor, VIEW_ORDERS, context.shop.id)
    return {"rules": note_rules_json(note_rules(context.shop.id))}


def try_text(context: Context) -> dict[str, Any]:
    """What the words make of a note; nothing is kept."""
    require(context.actor, VIEW_ORDERS, context.shop.id)
    today = now().astimezone(shop_zone(context.shop.timezone)).date()
    return {"found": chips_json(try_note(context.shop.id, context.arguments.text, today))}


def words(context: Context) -> dict[str, Any]:
    """Change a rule; what is not given stays."""
    given = context.arguments
    rule = next((each for each in note_rules(context.shop.id) if each.code == given.rule), None)
    if rule is None:
        raise NoteRuleNotFound(given.rule)
    version = change_note_rule(
        actor=context.actor,
        shop_id=context.shop.id,
        code=rule.code,
        words=rule.words if given.words is None else given.words,
        unless=rule.unless if given.unless is None else given.unless,
        is_on=(rule.is_on or given.on) and not given.off,
    )
    return {"rule": rule.code, "version": version}


def add_rule(context: Context) -> dict[str, Any]:
    """Add words of the shop's own."""
    given = context.arguments
    code = add_note_rule(
        actor=context.actor,
        shop_id=context.shop.id,
        kind=given.kind,
        words=given.words,
        unless=given.unless,
        courier=given.courier,
    )
    return {"rule": code, "version": 1}


def read(context: Context) -> dict[str, Any]:
    """Read all open orders' notes now."""
    require(context.actor, CHECK_ORDERS, context.shop.id)
    return {"instructions": read_shop_notes(context.shop.id)}
