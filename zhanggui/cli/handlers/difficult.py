"""difficult list, show, mark, step, close."""

from typing import Any

from zhanggui.cli.handlers.moments import END_OF_WORK, moment_of, page_size
from zhanggui.cli.prepare import Context
from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.followed import NextStep
from zhanggui.kernel.permissions import require
from zhanggui.orders.queries import order_detail
from zhanggui.orders.queries.difficult import (
    difficult_json,
    difficult_orders,
    difficulties_of,
)
from zhanggui.orders.queries.followed import CaseFilters
from zhanggui.orders.services import close_difficult, follow_up, mark_difficult
from zhanggui.orders.values import VIEW_ORDERS
from zhanggui.people.queries import user_id_by_name


def queue(context: Context) -> dict[str, Any]:
    """A page of the queue; `next` is the cursor for --after."""
    words = context.arguments
    require(context.actor, VIEW_ORDERS, context.shop.id)
    zone = shop_zone(context.shop.timezone)
    filters = CaseFilters(words.view, words.kind)
    rows, after = difficult_orders(filters, [context.shop.id], limit=page_size(words.limit), cursor=words.after)
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
        step=step_of(context),
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
        step=step_of(context),
    )
    return {"difficulty": words.difficulty}


def close(context: Context) -> dict[str, Any]:
    """Close it with its result."""
    words = context.arguments
    close_difficult(actor=context.actor, shop_id=context.shop.id, difficulty_id=words.difficulty, result=words.result)
    return {"difficulty": words.difficulty}


def step_of(context: Context) -> NextStep:
    """What comes next, as --next, --until and --owner say; a day alone means the end of its work."""
    words = context.arguments
    owner = user_id_by_name(words.owner) if words.owner else None
    return NextStep(words.next, moment_of(words.until, context.shop.timezone, of_day=END_OF_WORK), owner)
