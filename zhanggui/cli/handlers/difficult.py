"""difficult list, show, mark, step, close."""

from datetime import datetime, time
from typing import Any

from zhanggui.cli.prepare import Context
from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.permissions import require
from zhanggui.orders.queries import order_detail
from zhanggui.orders.queries.difficult import (
    DifficultFilters,
    difficult_json,
    difficult_orders,
    difficulties_of,
)
from zhanggui.orders.services import close_difficult, follow_up, mark_difficult
from zhanggui.orders.services.difficult import NextStep
from zhanggui.orders.values import VIEW_ORDERS
from zhanggui.people.queries import user_id_by_name

_END_OF_DAY, _DATE_LENGTH, _MOST = time(18), 10, 1_000


def queue(context: Context) -> dict[str, Any]:
    """A page of the queue; `next` is the cursor for --after."""
    words = context.arguments
    require(context.actor, VIEW_ORDERS, context.shop.id)
    if not 1 <= words.limit <= _MOST:
        raise InvalidInput("cli.bad_limit", "--limit goes from 1 to %(most)s; --after gives the next page.", most=_MOST)
    zone = shop_zone(context.shop.timezone)
    filters = DifficultFilters(words.view, words.kind)
    rows, after = difficult_orders(filters, [context.shop.id], limit=words.limit, cursor=words.after)
    return {"difficult": [difficult_json(row, zone) for row in rows], "next": after}


def show(context: Context) -> dict[str, Any]:
    """Difficulties of an order with their log."""
    require(context.actor, VIEW_ORDERS, context.shop.id)
    order_id = order_detail(context.shop.id, context.arguments.number).order.id
    zone = shop_zone(context.shop.timezone)
    return {"difficult": [difficult_json(row, zone, steps) for row, steps in difficulties_of(order_id)]}


def mark(context: Context) -> dict[str, Any]:
    """Follow an order."""
    words = context.arguments
    made = mark_difficult(
        actor=context.actor,
        shop_id=context.shop.id,
        order_id=order_detail(context.shop.id, words.number).order.id,
        kind=words.kind,
        step=_step(context),
        note=words.text,
    )
    return {"difficulty": made}


def step(context: Context) -> dict[str, Any]:
    """Log what was done and what comes next."""
    words = context.arguments
    follow_up(
        actor=context.actor,
        shop_id=context.shop.id,
        difficulty_id=words.difficulty,
        text=words.text,
        step=_step(context),
    )
    return {"difficulty": words.difficulty}


def close(context: Context) -> dict[str, Any]:
    """Close it with its result."""
    words = context.arguments
    close_difficult(actor=context.actor, shop_id=context.shop.id, difficulty_id=words.difficulty, result=words.result)
    return {"difficulty": words.difficulty}


def _step(context: Context) -> NextStep:
    words = context.arguments
    owner = user_id_by_name(words.owner) if words.owner else None
    return NextStep(words.next, moment_of(words.until, context.shop.timezone), owner)


def moment_of(text: str, zone: str) -> datetime:
    """A time of the shop; a day alone means the end of its work."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(
            "cli.bad_time", "“%(text)s” is no time; write it like 2026-12-01T15:00.", text=text
        ) from error
    if len(text) == _DATE_LENGTH:
        found = datetime.combine(found.date(), _END_OF_DAY)
    return found if found.tzinfo else found.replace(tzinfo=shop_zone(zone))
