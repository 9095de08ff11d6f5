"""orders list, show, check, verify, remark, flag, hold, release."""

from typing import Any

from zhanggui.cli.handlers.desk import conditions
from zhanggui.cli.handlers.moments import page_size
from zhanggui.cli.prepare import Context
from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.permissions import require
from zhanggui.orders.queries import (
    detail_without_hidden_flags,
    flag_policies,
    order_detail,
    order_detail_json,
    orders_page_json,
)
from zhanggui.orders.queries.timeline import seen_timeline, timeline_json
from zhanggui.orders.services import (
    check_orders,
    hold_orders,
    release_orders,
    set_flag,
    verify_orders,
    write_remark,
)
from zhanggui.orders.values import VIEW_ORDERS

_MOST_ROWS = 10_000


def list_orders(context: Context) -> dict[str, Any]:
    """A page of orders, newest first; `next` is the cursor for --after."""
    words = context.arguments
    limit = page_size(words.limit, most=_MOST_ROWS)
    filters, shops = conditions(context, sort=words.sort)
    return orders_page_json(context.actor, filters, shops, limit=limit, cursor=words.after)


def show(context: Context) -> dict[str, Any]:
    """One order whole, as the person may see it."""
    shop = context.shop
    require(context.actor, VIEW_ORDERS, shop.id)
    detail = order_detail(shop.id, context.arguments.number)
    seen = detail_without_hidden_flags(detail, flag_policies(context.actor, [shop.id]))
    return order_detail_json(seen, shop_zone(shop.timezone))


def timeline(context: Context) -> dict[str, Any]:
    """Everything that happened to an order, newest first, of one kind or all."""
    shop, words = context.shop, context.arguments
    require(context.actor, VIEW_ORDERS, shop.id)
    found = seen_timeline(context.actor, shop.id, order_detail(shop.id, words.number).order.id, group=words.kind)
    return {"timeline": timeline_json(found, shop_zone(shop.timezone))}


def verify(context: Context) -> dict[str, Any]:
    """Colour, size and address of the orders are right."""
    numbers = context.arguments.numbers
    return verify_orders(actor=context.actor, shop_id=context.shop.id, numbers=numbers).as_json()


def remark(context: Context) -> dict[str, Any]:
    """Add an internal remark."""
    words = context.arguments
    order_id = order_detail(context.shop.id, words.number).order.id
    made = write_remark(actor=context.actor, shop_id=context.shop.id, order_id=order_id, text=words.text)
    return {"remark": made}


def flag(context: Context) -> dict[str, Any]:
    """Set the flag of an order."""
    words = context.arguments
    order_id = order_detail(context.shop.id, words.number).order.id
    set_flag(actor=context.actor, shop_id=context.shop.id, order_id=order_id, flag=words.flag, label=words.label)
    return {"flag": words.flag}


def check(context: Context) -> dict[str, Any]:
    """Check every paid order that waits for it."""
    return check_orders(actor=context.actor, shop_id=context.shop.id).as_json()


def hold(context: Context) -> dict[str, Any]:
    """Hold orders by number."""
    words = context.arguments
    changed = hold_orders(actor=context.actor, shop_id=context.shop.id, numbers=words.numbers, reason=words.reason)
    return {"changed": changed}


def release(context: Context) -> dict[str, Any]:
    """Release orders by number; rules check them again."""
    words = context.arguments
    changed = release_orders(actor=context.actor, shop_id=context.shop.id, numbers=words.numbers, reason=words.reason)
    return {"changed": changed}
