"""shop create; warehouse create, list."""

from typing import Any

from zhanggui.cli.handlers.moments import time_of
from zhanggui.cli.prepare import Context
from zhanggui.kernel.permissions import require
from zhanggui.shops.queries import warehouses_of
from zhanggui.shops.services import create_shop
from zhanggui.shops.services import open_warehouse as open_one
from zhanggui.shops.values import VIEW_SETTINGS, WarehouseCard


def create(context: Context) -> dict[str, Any]:
    """Open a shop."""
    words = context.arguments
    shop = create_shop(
        actor=context.actor, code=words.code, name=words.name, timezone=words.timezone, currency=words.currency
    )
    return {"shop": {"code": shop.code, "name": shop.name, "timezone": shop.timezone, "currency": shop.currency}}


def open_warehouse(context: Context) -> dict[str, Any]:
    """Open one more warehouse of a shop."""
    words = context.arguments
    closes = time_of(words.batch_time)
    card = open_one(actor=context.actor, shop_id=context.shop.id, code=words.code, name=words.name, batch_time=closes)
    return {"warehouse": _facts(card)}


def list_warehouses(context: Context) -> dict[str, Any]:
    """The shop's warehouses with the time of their daily close."""
    require(context.actor, VIEW_SETTINGS, context.shop.id)
    return {"warehouses": [_facts(card) for card in warehouses_of(context.shop.id)]}


def _facts(card: WarehouseCard) -> dict[str, Any]:
    return {
        "code": card.code,
        "name": card.name,
        "batch_time": f"{card.batch_time:%H:%M}",
        "is_default": card.is_default,
    }
