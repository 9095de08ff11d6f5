"""What buyers ask for with their orders, for pages, papers and the packing table."""

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from zhanggui.couriers.queries import courier_label
from zhanggui.orders.models import OrderInstruction
from zhanggui.orders.queries.as_json import time_text
from zhanggui.orders.values import InstructionCard, InstructionKind


def open_instructions(order_ids: Iterable[int]) -> dict[int, list[InstructionCard]]:
    """What is still to be done for each order that asks for something: neither ticked nor dismissed (ORD-06).

    Orders without anything open are left out. One statement, whatever the count.
    """
    rows = OrderInstruction.objects.filter(order_id__in=list(order_ids), ticked_at=None, dismissed_at=None)
    return _by_order(rows.order_by("order_id", "pk"))


def instructions_of(order_ids: Iterable[int]) -> dict[int, list[InstructionCard]]:
    """Every instruction of the orders, with what became of it, in the order they came."""
    return _by_order(OrderInstruction.objects.filter(order_id__in=list(order_ids)).order_by("order_id", "pk"))


def numbers_with_open_instructions(order_ids: Sequence[int]) -> list[str]:
    """Numbers of those orders that still ask for something, for a refusal."""
    rows = OrderInstruction.objects.filter(order_id__in=list(order_ids), ticked_at=None, dismissed_at=None)
    return sorted(set(rows.values_list("order__number", flat=True)))


def instruction_card(row: OrderInstruction) -> InstructionCard:
    """A stored instruction as it crosses the door."""
    return InstructionCard(
        id=row.pk,
        order_id=row.order_id,
        kind=row.kind,
        label=_label(row),
        text=row.text,
        source=row.source,
        is_ticked=row.ticked_at is not None,
        is_dismissed=row.dismissed_at is not None,
        courier=row.courier,
        wanted_date=row.wanted_on,
        created_at=row.created_at,
        created_by=row.created_by,
        ticked_at=row.ticked_at,
        ticked_by=row.ticked_by,
        how=row.ticked_how,
        dismiss_reason=row.dismiss_reason,
        rule_code=row.rule_code,
        rule_version=row.rule_version,
        words=row.words,
    )


def _label(row: OrderInstruction) -> str:
    """The kind in words, with courier or day: papers and packers need nothing else to know what is meant."""
    day = date_format(row.wanted_on, "m-d") if row.wanted_on else ""
    what = courier_label(row.courier) if row.courier else day
    return " ".join(part for part in (str(InstructionKind(row.kind).label), what) if part)


def _by_order(rows: Any) -> dict[int, list[InstructionCard]]:
    found: dict[int, list[InstructionCard]] = {}
    for row in rows:
        found.setdefault(row.order_id, []).append(instruction_card(row))
    return found


def instruction_json(card: InstructionCard, zone: ZoneInfo) -> dict[str, Any]:
    """An instruction as commands and the API tell it."""
    return {
        "id": card.id,
        "kind": card.kind,
        "text": card.text,
        "courier": card.courier,
        "day": card.wanted_date.isoformat() if card.wanted_date else None,
        "source": card.source,
        "words": card.words,
        "rule": card.rule_code,
        "version": card.rule_version,
        "at": time_text(card.created_at, zone),
        "by": card.created_by,
        "is_ticked": card.is_ticked,
        "ticked_at": time_text(card.ticked_at, zone),
        "ticked_by": card.ticked_by,
        "how": card.how,
        "is_dismissed": card.is_dismissed,
        "dismiss_reason": card.dismiss_reason,
    }
