"""orders list, show, check, hold, release."""

from typing import Any

from zhanggui.cli.prepare import Context
from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.permissions import require
from zhanggui.orders import queries
from zhanggui.orders.queries import OrderFilters, order_detail, order_detail_json, order_json
from zhanggui.orders.services import check_orders, hold_orders, release_orders
from zhanggui.orders.values import VIEW_ORDERS


def list_orders(context: Context) -> dict[str, Any]:
    """A page of orders, newest first; `next` is the cursor for --after."""
    words = context.arguments
    require(context.actor, VIEW_ORDERS, context.shop.id)
    filters = OrderFilters(state=words.state, step=words.step, hold=words.hold)
    page = queries.list_orders(filters, [context.shop.id], limit=max(1, words.limit), cursor=words.after)
    zone = shop_zone(context.shop.timezone)
    return {"orders": [order_json(row, zone) for row in page.rows], "next": page.next}


def show(context: Context) -> dict[str, Any]:
    """One order whole."""
    require(context.actor, VIEW_ORDERS, context.shop.id)
    detail = order_detail(context.shop.id, context.arguments.number)
    return order_detail_json(detail, shop_zone(context.shop.timezone))


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
