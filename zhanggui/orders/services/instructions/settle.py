"""Ticking instructions off, taking a tick back, setting them aside with a reason."""

from typing import Any

from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import InstructionNotFound, InstructionSettled, OrdersLeft, ReasonMissing
from zhanggui.orders.models import OrderInstruction
from zhanggui.orders.services.moving import LockedOrder, locked_by_ids
from zhanggui.orders.values import CHECK_ORDERS, INSTRUCT_ORDERS, PACK_CAPABILITY, OrderState


def tick_instruction(*, actor: Actor, shop_id: int, instruction_id: int, how: str = "") -> None:
    """Say that what was asked is done; `how` may tell what was done (ORD-06).

    Who packs may tick, and who records or checks. One that is ticked stays as it is; one that was
    set aside: InstructionSettled.
    """
    _require_one_of(actor, shop_id, (PACK_CAPABILITY, INSTRUCT_ORDERS, CHECK_ORDERS))
    with transaction.atomic():
        row, order = _locked(shop_id, instruction_id)
        if row.ticked_at is not None:
            return
        if row.dismissed_at is not None:
            raise InstructionSettled
        OrderInstruction.objects.filter(pk=row.pk).update(
            ticked_at=now(), ticked_by=actor.name, ticked_how=how.strip()[:200]
        )
        _record(actor, "order.instruction_ticked", row, order, personal={"how": how.strip()} if how.strip() else None)


def untick_instruction(*, actor: Actor, shop_id: int, instruction_id: int) -> None:
    """Take a tick back, while the order has not left; also opens again what was set aside."""
    _require_one_of(actor, shop_id, (PACK_CAPABILITY, INSTRUCT_ORDERS, CHECK_ORDERS))
    with transaction.atomic():
        row, order = _locked(shop_id, instruction_id)
        if row.ticked_at is None and row.dismissed_at is None:
            return
        if order.state not in {OrderState.UNPAID, OrderState.PAID}:
            raise OrdersLeft([order.number])
        if _is_replaced(row):
            raise InstructionSettled
        OrderInstruction.objects.filter(pk=row.pk).update(
            ticked_at=None, ticked_by="", ticked_how="", dismissed_at=None, dismissed_by="", dismiss_reason=""
        )
        _record(actor, "order.instruction_opened", row, order)


def dismiss_instruction(*, actor: Actor, shop_id: int, instruction_id: int, reason: str) -> None:
    """Set aside what need not or cannot be done, with the reason (ORD-06).

    For those who record or check; a packer cannot. Errors: no reason, ticked off already.
    """
    _require_one_of(actor, shop_id, (INSTRUCT_ORDERS, CHECK_ORDERS))
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        row, order = _locked(shop_id, instruction_id)
        if row.ticked_at is not None:
            raise InstructionSettled
        if row.dismissed_at is not None:
            return
        OrderInstruction.objects.filter(pk=row.pk).update(
            dismissed_at=now(), dismissed_by=actor.name, dismiss_reason=reason.strip()[:200]
        )
        _record(actor, "order.instruction_dismissed", row, order, reason=reason.strip()[:200])


def _require_one_of(actor: Actor, shop_id: int, capabilities: tuple[str, ...]) -> None:
    if not any(actor.can(capability, shop_id) for capability in capabilities):
        require(actor, INSTRUCT_ORDERS, shop_id)


def _locked(shop_id: int, instruction_id: int) -> tuple[OrderInstruction, LockedOrder]:
    row = OrderInstruction.objects.filter(shop_id=shop_id, pk=instruction_id).first()
    if row is None:
        raise InstructionNotFound
    order = locked_by_ids(shop_id, [row.order_id])[0]
    # Read again under the order's lock: somebody may have settled it meanwhile.
    row.refresh_from_db()
    return row, order


def _is_replaced(row: OrderInstruction) -> bool:
    """Whether the note was read anew since and the same wish stands open again."""
    return (
        OrderInstruction.objects.filter(
            order_id=row.order_id, kind=row.kind, source=row.source, courier=row.courier, ticked_at=None,
            dismissed_at=None,
        )
        .exclude(pk=row.pk)
        .exclude(source="person")
        .exists()
    )  # fmt: skip


def _record(actor: Actor, kind: str, row: OrderInstruction, order: LockedOrder, **more: Any) -> None:
    record(
        actor,
        kind,
        shop_id=row.shop_id,
        subject=Subject("order", row.order_id, order.number),
        data={"instruction": row.pk, "kind": row.kind},
        **more,
    )
