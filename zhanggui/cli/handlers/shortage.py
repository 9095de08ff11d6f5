"""shortage list, show, others, choose, choose-all, answer, told, undo, paid-back, not-paid-back, let-go, texts, set-text."""

from typing import Any

from zhanggui.cli.handlers.moments import END_OF_WORK, day_of, moment_of, page_size
from zhanggui.cli.prepare import Context
from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.permissions import require
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
from zhanggui.orders.services import (
    answer_shortage,
    choose_shortage,
    let_arrived_go,
    mark_paid_back,
    mark_shortage_told,
    preview_shortage,
    set_buyer_text,
    undo_paid_back,
    undo_shortage,
)
from zhanggui.orders.services.shortage.choosing import ShortagePlan
from zhanggui.orders.services.shortage.planning import swap_of_codes
from zhanggui.orders.services.shortage.texts import buyer_texts
from zhanggui.orders.values import VIEW_ORDERS, Consent


def queue(context: Context) -> dict[str, Any]:
    """SKUs that are short, and a page of orders; `next` is the cursor for --after."""
    words, shop_id = context.arguments, context.shop.id
    require(context.actor, VIEW_ORDERS, shop_id)
    zone, limit = shop_zone(context.shop.timezone), page_size(words.limit)
    skus = [sku_json(row, zone) for row in short_skus([shop_id])]
    if words.view == "open":
        orders, after = short_orders([shop_id], sku=words.sku, limit=limit, cursor=words.after)
        return {"skus": skus, "orders": [short_json(row, zone) for row in orders], "next": after}
    choices, after = shortage_choices(words.view, [shop_id], limit=limit, cursor=words.after)
    return {"skus": skus, "choices": [choice_json(row, zone) for row in choices], "next": after}


def show(context: Context) -> dict[str, Any]:
    """Choices of an order, newest first."""
    require(context.actor, VIEW_ORDERS, context.shop.id)
    order_id = order_detail(context.shop.id, context.arguments.number).order.id
    zone = shop_zone(context.shop.timezone)
    return {"choices": [choice_json(row, zone) for row in choices_of(order_id)]}


def others(context: Context) -> dict[str, Any]:
    """What could take the place of a SKU, with pieces free and price difference."""
    words, shop_id = context.arguments, context.shop.id
    require(context.actor, VIEW_ORDERS, shop_id)
    return {"others": others_of_code(shop_id, words.sku, find=words.find, number=words.order)}


def choose(context: Context) -> dict[str, Any]:
    """Choose for one order."""
    return _choose(context, [order_detail(context.shop.id, context.arguments.number).order.id])


def choose_all(context: Context) -> dict[str, Any]:
    """Choose for all undecided orders of a SKU."""
    return _choose(context, undecided_of_sku(context.shop.id, context.arguments.sku))


def answer(context: Context) -> dict[str, Any]:
    """Note the buyer's answer."""
    words = context.arguments
    row = answer_shortage(
        actor=context.actor,
        shop_id=context.shop.id,
        choice_id=words.choice,
        agrees=words.answer == "yes",
        words=words.words,
        how=words.how,
    )
    return choice_json(row, shop_zone(context.shop.timezone))


def told(context: Context) -> dict[str, int]:
    """Note that the buyer was told."""
    ids = [context.arguments.choice]
    return {"told": mark_shortage_told(actor=context.actor, shop_id=context.shop.id, choice_ids=ids)}


def undo(context: Context) -> dict[str, Any]:
    """Take a choice back."""
    words = context.arguments
    row = undo_shortage(actor=context.actor, shop_id=context.shop.id, choice_id=words.choice, reason=words.reason)
    return choice_json(row, shop_zone(context.shop.timezone))


def paid_back(context: Context) -> dict[str, Any]:
    """Note that the difference was paid back."""
    words = context.arguments
    row = mark_paid_back(actor=context.actor, shop_id=context.shop.id, choice_id=words.choice, note=words.note)
    return choice_json(row, shop_zone(context.shop.timezone))


def not_paid_back(context: Context) -> dict[str, Any]:
    """Take that note back."""
    row = undo_paid_back(actor=context.actor, shop_id=context.shop.id, choice_id=context.arguments.choice)
    return choice_json(row, shop_zone(context.shop.timezone))


def let_go(context: Context) -> dict[str, int]:
    """Let waiting parts go whose goods are here."""
    return {"orders": len(let_arrived_go(actor=context.actor, shop_id=context.shop.id))}


def texts(context: Context) -> dict[str, Any]:
    """What buyers are told."""
    require(context.actor, VIEW_ORDERS, context.shop.id)
    return {"texts": buyer_texts(context.shop.id)}


def set_text(context: Context) -> dict[str, Any]:
    """Keep the shop's own words."""
    words = context.arguments
    set_buyer_text(
        actor=context.actor, shop_id=context.shop.id, kind=words.kind, language=words.language, text=words.text
    )
    return {"texts": buyer_texts(context.shop.id)}


def _choose(context: Context, order_ids: list[int]) -> dict[str, Any]:
    words, zone = context.arguments, shop_zone(context.shop.timezone)
    plan = ShortagePlan(
        kind=words.kind,
        wait_until=day_of(words.until) if words.until else None,
        swap=swap_of_codes(context.shop.id, dict(_pair(text) for text in words.swap)),
        answer_by=moment_of(words.answer_by, context.shop.timezone, of_day=END_OF_WORK) if words.answer_by else None,
        message=words.message,
        consent=Consent(words.consent_how, words.consent) if words.consent else None,
    )
    facts: dict[str, Any] = {"actor": context.actor, "shop_id": context.shop.id, "order_ids": order_ids, "plan": plan}
    if words.preview:
        return {"is_done": False, **preview_shortage(**facts).as_json()}
    preview, choices = choose_shortage(**facts)
    return {"is_done": True, **preview.as_json(), "choices": [choice_json(row, zone) for row in choices]}


def _pair(text: str) -> tuple[str, str]:
    short, sign, other = text.partition("=")
    if not sign:
        raise InvalidInput("cli.bad_swap", "“%(text)s” is no swap; write it like TEA-RED=TEA-BLUE.", text=text)
    return short.strip(), other.strip()
