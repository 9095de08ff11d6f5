"""order erase."""

from typing import Any

from zhanggui.cli.prepare import Context
from zhanggui.orders.services.erase_buyer import erase_buyer, erased_json


def erase(context: Context) -> dict[str, Any]:
    """What was emptied, and what had to stay."""
    words = context.arguments
    return erased_json(
        erase_buyer(actor=context.actor, shop_id=context.shop.id, number=words.number, reason=words.reason)
    )
