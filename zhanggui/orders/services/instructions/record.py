"""Recording an instruction on behalf of the buyer."""

from datetime import date

from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import InstructionEmpty, OrdersLeft, UnknownChoice
from zhanggui.orders.models import OrderInstruction
from zhanggui.orders.services.moving import locked_by_ids
from zhanggui.orders.values import INSTRUCT_ORDERS, InstructionKind, InstructionSource, OrderState

LONGEST = 500
# These say what they ask by themselves; the others need words, a courier or a day.
_NEED = {
    InstructionKind.COURIER_WISH: "courier",
    InstructionKind.COURIER_AVOID: "courier",
    InstructionKind.DELIVER_AFTER: "wanted_on",
    InstructionKind.DELIVER_BEFORE: "wanted_on",
    InstructionKind.OTHER: "text",
    InstructionKind.GIFT_CARD: "text",
}


def add_instruction(
    *,
    actor: Actor,
    shop_id: int,
    order_id: int,
    kind: str,
    text: str = "",
    courier: str = "",
    wanted_on: date | None = None,
) -> int:
    """Record on a paid order what the buyer asks for; returns its id (ORD-06, ORD-22).

    `kind` is one of InstructionKind; a courier's wish needs `courier`, a day `wanted_on`, anything
    else in words `text`. It stands on slip, label and packing page until somebody ticks it off.
    Errors: an unknown kind, nothing said, an order that has left or is closed.
    """
    require(actor, INSTRUCT_ORDERS, shop_id)
    if kind not in InstructionKind.values:
        raise UnknownChoice("kind", kind, InstructionKind.values)
    given = {"text": text.strip(), "courier": courier.strip(), "wanted_on": wanted_on}
    need = _NEED.get(InstructionKind(kind))
    if need and not given[need]:
        raise InstructionEmpty(InstructionKind(kind).label)
    with transaction.atomic():
        found = locked_by_ids(shop_id, [order_id])[0]
        if found.state not in {OrderState.UNPAID, OrderState.PAID}:
            raise OrdersLeft([found.number])
        made = OrderInstruction.objects.create(
            shop_id=shop_id,
            order_id=order_id,
            kind=kind,
            source=InstructionSource.PERSON,
            text=text.strip()[:LONGEST],
            courier=courier.strip()[:40],
            wanted_on=wanted_on,
            created_at=now(),
            created_by=actor.name,
        )
        record(
            actor,
            "order.instructed",
            shop_id=shop_id,
            subject=Subject("order", order_id, found.number),
            data={"instruction": made.pk, "kind": kind, "courier": made.courier, "wanted_on": wanted_on},
            personal={"text": made.text} if made.text else None,
        )
    return made.pk
