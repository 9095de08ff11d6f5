"""shop create."""

from typing import Any

from zhanggui.cli.prepare import Context
from zhanggui.shops.services import create_shop


def create(context: Context) -> dict[str, Any]:
    """Open a shop."""
    words = context.arguments
    shop = create_shop(
        actor=context.actor, code=words.code, name=words.name, timezone=words.timezone, currency=words.currency
    )
    return {"shop": {"code": shop.code, "name": shop.name, "timezone": shop.timezone, "currency": shop.currency}}
