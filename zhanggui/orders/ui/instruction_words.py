"""Instructions in the words of the desk: chips of rows, rows of the order's page, marked notes."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.couriers.queries import courier_label
from zhanggui.kernel.values import Actor
from zhanggui.orders.models import OrderInstruction
from zhanggui.orders.queries import OrderRow, instructions_of
from zhanggui.orders.services.instructions.reading import NOTE_CHANGED
from zhanggui.orders.values import (
    CHECK_ORDERS,
    INSTRUCT_ORDERS,
    PACK_CAPABILITY,
    InstructionCard,
    InstructionKind,
    InstructionSource,
    OrderState,
)

_SHOWN_CHIPS = 1
_SHORT: dict[str, Any] = {
    InstructionKind.COURIER_WISH: gettext_lazy("%(courier)s"),
    InstructionKind.COURIER_AVOID: gettext_lazy("not %(courier)s"),
    InstructionKind.DELIVER_AFTER: gettext_lazy("after %(day)s"),
    InstructionKind.DELIVER_BEFORE: gettext_lazy("before %(day)s"),
}
_TONES = {
    InstructionKind.ADDRESS_CHANGE: "is-risk",
    InstructionKind.GOODS_CHANGE: "is-risk",
    InstructionKind.URGENT: "is-late",
    InstructionKind.DELIVER_BEFORE: "is-late",
}


def chip_words(card: InstructionCard) -> str:
    """An instruction in two to four words, courier and day named."""
    short = _SHORT.get(card.kind)
    if short is not None and (card.courier or card.wanted_date):
        return str(short) % {"courier": _courier(card.courier), "day": day_words(card.wanted_date)}
    return str(InstructionKind(card.kind).label)


def long_words(card: InstructionCard) -> str:
    """The kind in words, with courier or day."""
    label = str(InstructionKind(card.kind).label)
    more = _courier(card.courier) or day_words(card.wanted_date)
    return _("%(kind)s: %(what)s") % {"kind": label, "what": more} if more else label


def day_words(day: date | None) -> str:
    """A day without its year."""
    return date_format(day, "m-d") if day else ""


def _courier(code: str) -> str:
    return courier_label(code) if code else ""


def chips(cards: Iterable[InstructionCard]) -> dict[str, Any]:
    """What a row of the list shows: the first chips, how many more, all of them in words."""
    still = [card for card in cards if card.is_open]
    return {
        "shown": [{"label": chip_words(card), "tone": _TONES.get(InstructionKind(card.kind), "")} for card in still[:_SHOWN_CHIPS]],
        "more": max(0, len(still) - _SHOWN_CHIPS),
        "title": "；".join(long_words(card) for card in still),
    }  # fmt: skip


def instruction_rows(cards: Sequence[InstructionCard]) -> list[dict[str, Any]]:
    """Rows of the order's panel: what is open first."""
    ordered = sorted(cards, key=lambda card: (not card.is_open, card.id))
    return [
        {
            "id": card.id,
            "label": long_words(card),
            "tone": _TONES.get(InstructionKind(card.kind), ""),
            "text": card.text,
            "source": InstructionSource(card.source).label,
            "rule": _("rule “%(rule)s”, version %(version)s") % {"rule": card.rule_code, "version": card.rule_version}
            if card.rule_code
            else "",
            "by": card.created_by if card.source == InstructionSource.PERSON else "",
            "at": card.created_at,
            "is_open": card.is_open,
            "is_ticked": card.is_ticked,
            "ticked_by": card.ticked_by,
            "ticked_at": card.ticked_at,
            "how": card.how,
            "reason": _("the note changed") if card.dismiss_reason == NOTE_CHANGED else card.dismiss_reason,
            "key": "",
        }
        for card in ordered
    ]


def marked_note(order_id: int, note: str, source: str = InstructionSource.BUYER_NOTE) -> list[dict[str, Any]]:
    """A note in pieces, those words marked that became instructions."""
    rows = OrderInstruction.objects.filter(order_id=order_id, source=source, start__isnull=False, dismissed_at=None)
    places = {(start or 0, length or 0, words) for start, length, words in rows.values_list("start", "length", "words")}
    # A note that was changed since and not read yet would be marked at the wrong place.
    return pieces(note, [(at, size) for at, size, words in places if note[at : at + size].startswith(words[:1])])


def pieces(note: str, places: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    """A text cut at the places of words, in order; places that overlap are marked once."""
    found: list[dict[str, Any]] = []
    done = 0
    for start, length in sorted(places):
        if start < done or start >= len(note):
            continue
        found += [
            {"text": note[done:start], "is_marked": False},
            {"text": note[start : start + length], "is_marked": True},
        ]
        done = start + length
    return [piece for piece in [*found, {"text": note[done:], "is_marked": False}] if piece["text"]]


def instructions_part(actor: Actor, shop_id: int, order: OrderRow) -> dict[str, Any]:
    """What page and drawer of an order show of its instructions, and what the person may do with them."""
    cards = instructions_of([order.id]).get(order.id, [])
    is_open_order = order.state in {OrderState.UNPAID, OrderState.PAID}
    may_settle = actor.can(INSTRUCT_ORDERS, shop_id) or actor.can(CHECK_ORDERS, shop_id)
    return {
        "instructions": instruction_rows(cards),
        "open_instructions": sum(card.is_open for card in cards),
        "chips": chips(cards),
        "note_pieces": marked_note(order.id, order.contact.buyer_note),
        "is_open_order": is_open_order,
        "can_instruct": is_open_order and actor.can(INSTRUCT_ORDERS, shop_id),
        "can_tick": may_settle or actor.can(PACK_CAPABILITY, shop_id),
        "can_dismiss": may_settle,
    }
