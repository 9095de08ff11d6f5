"""orders change, changes, undo-change."""

from datetime import time
from typing import Any

from zhanggui.cli.commands.instructions import CONTACT_OPTIONS
from zhanggui.cli.handlers.moments import moment_of
from zhanggui.cli.prepare import Context
from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.permissions import require
from zhanggui.orders.queries import order_detail
from zhanggui.orders.queries.agreed import change_json, changes_of
from zhanggui.orders.services import agree_change, undo_change
from zhanggui.orders.services.agree_change import goods_of_codes
from zhanggui.orders.values import VIEW_ORDERS, Consent


def change(context: Context) -> dict[str, Any]:
    """Change what is given; the order is checked again."""
    words = context.arguments
    order_id = order_detail(context.shop.id, words.number).order.id
    given = {name: getattr(words, name) for name in CONTACT_OPTIONS if getattr(words, name)}
    if "receiver" in given:
        given["receiver_name"] = given.pop("receiver")
    return agree_change(
        actor=context.actor,
        shop_id=context.shop.id,
        order_id=order_id,
        consent=Consent(
            words.how,
            words.words,
            moment_of(words.at, context.shop.timezone, of_day=time(0)) if words.at else None,
        ),
        contact=given,
        goods=goods_of_codes(context.shop.id, order_id, {words.line: words.sku} if words.sku else {}),
    ).as_json()


def show(context: Context) -> dict[str, Any]:
    """Agreed changes of an order, newest first."""
    require(context.actor, VIEW_ORDERS, context.shop.id)
    order_id = order_detail(context.shop.id, context.arguments.number).order.id
    zone = shop_zone(context.shop.timezone)
    return {"changes": [change_json(row, zone) for row in changes_of(order_id)]}


def undo(context: Context) -> dict[str, Any]:
    """Put back what stood before."""
    return undo_change(actor=context.actor, shop_id=context.shop.id, change_id=context.arguments.change).as_json()
