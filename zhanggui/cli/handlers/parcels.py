"""orders together, merge, split, let-go, apart: which order leaves in which parcel."""

from typing import Any

from zhanggui.cli.handlers.moments import amount_of
from zhanggui.cli.prepare import Context
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.permissions import require
from zhanggui.orders.queries import candidates_json, order_detail
from zhanggui.orders.services import let_parts_go, merge_by_numbers, split_by_number, undo_together
from zhanggui.orders.values import ARRANGE_ORDERS, VIEW_ORDERS, Part


def candidates(context: Context) -> dict[str, Any]:
    """Groups of open orders with one receiver."""
    require(context.actor, VIEW_ORDERS, context.shop.id)
    return {"groups": candidates_json(context.shop.id)}


def merge(context: Context) -> dict[str, Any]:
    """One parcel for several orders."""
    words = context.arguments
    return merge_by_numbers(
        actor=context.actor,
        shop_id=context.shop.id,
        numbers=words.numbers,
        give_back=amount_of(words.give_back),
        is_preview=words.preview,
    )


def split(context: Context) -> dict[str, Any]:
    """Two parcels for one order; what is not named goes into the first."""
    words = context.arguments
    require(context.actor, ARRANGE_ORDERS, context.shop.id)
    lines = order_detail(context.shop.id, words.number).order.lines
    second = dict(_named(text) for text in words.second)
    first = {line.position: line.quantity - second.get(line.position, 0) for line in lines}
    parts = [
        Part({place: count for place, count in first.items() if count}),
        Part({place: count for place, count in second.items() if count}, words.later),
    ]
    return split_by_number(
        actor=context.actor,
        shop_id=context.shop.id,
        number=words.number,
        parts=parts,
        is_preview=words.preview,
    )


def let_go(context: Context) -> dict[str, Any]:
    """The waiting parcel leaves with the next batch."""
    require(context.actor, ARRANGE_ORDERS, context.shop.id)
    order_id = order_detail(context.shop.id, context.arguments.number).order.id
    return {"parts": let_parts_go(actor=context.actor, shop_id=context.shop.id, order_id=order_id)}


def apart(context: Context) -> dict[str, Any]:
    """Each order leaves by itself and whole again."""
    require(context.actor, ARRANGE_ORDERS, context.shop.id)
    order_id = order_detail(context.shop.id, context.arguments.number).order.id
    undone = undo_together(
        actor=context.actor, shop_id=context.shop.id, order_id=order_id, reason=context.arguments.reason
    )
    return {"orders": undone}


def _named(text: str) -> tuple[int, int]:
    place, _equals, count = text.partition("=")
    if not (place.isdigit() and count.isdigit() and place.isascii() and count.isascii()):
        raise InvalidInput("cli.bad_piece", "“%(text)s” is not LINE=PIECES, like 2=1.", text=text)
    return int(place), int(count)
