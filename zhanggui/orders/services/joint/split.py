"""Letting one order leave in several parcels, now or one after the other (ORD-17)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from zhanggui.inventory.services import release_for_orders
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import AlreadyTogether, BadSplit, NoPartWaits, OrderNotFound
from zhanggui.orders.lifecycle import ORDER_STEP
from zhanggui.orders.models import JointMember, OrderLine, OrderPart, OrderPartLine, OrderSplit
from zhanggui.orders.queries.joint import preview_for, preview_json, shipping_facts
from zhanggui.orders.rules.joint import BadParts, OrderFactsForShipping, Preview, preview_split, refund_bases
from zhanggui.orders.services.check_orders import check_ids, lock_checking
from zhanggui.orders.services.holding import refuse_unless_waiting
from zhanggui.orders.services.joint.quoting import quote_for
from zhanggui.orders.services.moving import locked_by_ids, locked_by_numbers, move_orders
from zhanggui.orders.values import ARRANGE_ORDERS, Part


def preview_splitting(*, actor: Actor, shop_id: int, order_id: int, parts: Sequence[Part]) -> Preview:
    """What splitting the order so would come to; nothing is changed. Errors as for `split_order`."""
    require(actor, ARRANGE_ORDERS, shop_id)
    with transaction.atomic():
        facts = _splittable(shop_id, order_id)
        return _previewed(shop_id, facts, parts)


def split_order(*, actor: Actor, shop_id: int, order_id: int, parts: Sequence[Part]) -> OrderSplit:
    """Let a paid order leave in the given parts, each a parcel of its own (ORD-17).

    `parts` hold every piece exactly once, by line id. A part that waits keeps out of batches, and
    its goods are not promised, until `let_parts_go`; meanwhile the others leave and the order counts
    as partly shipped. Each part gets its share of the refund base. Errors: an order in a batch,
    joined or split already, parts that do not add up.
    """
    require(actor, ARRANGE_ORDERS, shop_id)
    with transaction.atomic():
        lock_checking(shop_id)
        facts = _splittable(shop_id, order_id)
        preview = _previewed(shop_id, facts, parts)
        split = OrderSplit.objects.create(
            shop_id=shop_id,
            order_id=order_id,
            preview=preview_json(preview),
            made_at=now(),
            made_by=actor.name,
        )
        bases = refund_bases(facts, parts)
        for position, (part, base) in enumerate(zip(parts, bases, strict=True), start=1):
            row = OrderPart.objects.create(
                shop_id=shop_id, split=split, position=position, refund_base=base, is_later=part.is_later
            )
            OrderPartLine.objects.bulk_create(
                OrderPartLine(shop_id=shop_id, part=row, line_id=line_id, quantity=pieces)
                for line_id, pieces in part.pieces.items()
            )
        _tell(actor, shop_id, facts, "order.split", {"parts": [_pieces(part.pieces) for part in parts]})
        if any(part.is_later for part in parts):
            promise_anew(actor, shop_id, order_id)
    return split


def split_by_number(
    *, actor: Actor, shop_id: int, number: str, parts: Sequence[Part], is_preview: bool = False
) -> dict[str, Any]:
    """The same with lines named by their position in the order, answered as API and command line show it.

    A preview changes nothing.
    """
    require(actor, ARRANGE_ORDERS, shop_id)
    with transaction.atomic():
        order_id = locked_by_numbers(shop_id, [number])[0].id
        ids = dict(OrderLine.objects.filter(order_id=order_id).values_list("position", "pk"))
        known = [Part({ids.get(place, -place): n for place, n in part.pieces.items()}, part.is_later) for part in parts]
        shown = preview_json(preview_splitting(actor=actor, shop_id=shop_id, order_id=order_id, parts=known))
        if not is_preview:
            split_order(actor=actor, shop_id=shop_id, order_id=order_id, parts=known)
    return {"is_done": not is_preview, **preview_for(actor, shop_id, shown)}


def let_parts_go(*, actor: Actor, shop_id: int, order_id: int) -> int:
    """Let the waiting parts of an order leave with the next batch; returns how many. NoPartWaits if none does."""
    require(actor, ARRANGE_ORDERS, shop_id)
    with transaction.atomic():
        lock_checking(shop_id)
        refuse_unless_waiting(locked_by_ids(shop_id, [order_id]))
        waiting = OrderPart.objects.filter(split__order_id=order_id, split__undone_at=None, is_later=True)
        count = waiting.update(is_later=False)
        facts = shipping_facts(shop_id, [order_id])
        if not count or not facts:
            raise NoPartWaits
        _tell(actor, shop_id, facts[0], "order.parts_let_go", {"parts": count})
        promise_anew(actor, shop_id, order_id)
    return count


def promise_anew(actor: Actor, shop_id: int, order_id: int) -> None:
    """Give the order's promised stock back and check it again: what it needs now is another number of pieces."""
    moved = move_orders(actor, ORDER_STEP, "recheck", locked_by_ids(shop_id, [order_id]), data='{"because": "parts"}')
    release_for_orders(actor=actor, shop_id=shop_id, order_ids=moved)
    check_ids(actor, shop_id, [order_id])


def _splittable(shop_id: int, order_id: int) -> OrderFactsForShipping:
    orders = locked_by_ids(shop_id, [order_id])
    refuse_unless_waiting(orders)
    number = orders[0].number
    if (
        JointMember.objects.filter(order_id=order_id, is_active=True).exists()
        or OrderSplit.objects.filter(order_id=order_id, undone_at=None).exists()
    ):
        raise AlreadyTogether([number])
    facts = shipping_facts(shop_id, [order_id])
    if not facts:
        raise OrderNotFound([number])
    return facts[0]


def _previewed(shop_id: int, facts: OrderFactsForShipping, parts: Sequence[Part]) -> Preview:
    try:
        return preview_split(facts, parts, quote_for(shop_id, [facts]))
    except BadParts as error:
        raise BadSplit(facts.number, facts.pieces) from error


def _pieces(pieces: Mapping[int, int]) -> int:
    return sum(pieces.values())


def _tell(actor: Actor, shop_id: int, facts: OrderFactsForShipping, kind: str, data: Mapping[str, object]) -> None:
    record(actor, kind, shop_id=shop_id, subject=Subject("order", facts.id, facts.number), data=data)
