"""The word rules of a shop's notes, and the notes that are to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from zhanggui.orders.models import NoteRule
from zhanggui.orders.rules.note_reader import Chip, WordRule, compile_words, read_note
from zhanggui.orders.rules.note_words import SHIPPED_WORDS

# Only what may still leave is read: what has left asks for nothing any more.
_NOTES = """
SELECT o.id, o.shop_id, coalesce(c.buyer_note, ''), o.seller_note, coalesce(o.paid_at, o.placed_at, o.created_at)
FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
WHERE o.shop_id = %(shop)s AND o.state IN ('unpaid', 'paid') AND {which}
"""
# Each uses an index of its own, so that a million past orders cost nothing.
_IN_BATCH = "o.id IN (SELECT id FROM orders_order WHERE last_batch_id = %(batch)s) AND (c.buyer_note <> '' OR o.seller_note <> '')"
_BY_ID = "o.id = ANY(%(ids)s)"


@dataclass(frozen=True, slots=True)
class NoteRuleRow:
    """One word rule with its version and who changed it last."""

    code: str
    kind: str
    words: tuple[str, ...]
    unless: tuple[str, ...]
    courier: str
    version: int
    is_on: bool
    changed_at: datetime | None = None
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class OrderNotes:
    """The notes of one order, and when it was paid: days in them are reckoned from there."""

    order_id: int
    buyer_note: str
    seller_note: str
    at: datetime


def note_rules(shop_id: int) -> list[NoteRuleRow]:
    """All word rules of a shop in their order; a shop that has none yet reads by the shipped ones."""
    kept = NoteRule.objects.filter(shop_id=shop_id).order_by("position", "pk")
    return [
        NoteRuleRow(
            row.code, row.kind, tuple(row.words), tuple(row.unless), row.courier, row.version, row.is_on,
            row.changed_at, row.changed_by,
        )
        for row in kept
    ] or [
        NoteRuleRow(rule.code, rule.kind, rule.words, rule.unless, rule.courier, rule.version, True)
        for rule in SHIPPED_WORDS
    ]  # fmt: skip


def note_rules_in_use(shop_id: int) -> tuple[WordRule, ...]:
    """The rules that are on, ready to be compiled."""
    return tuple(
        WordRule(row.code, row.kind, row.words, row.unless, row.courier, row.version)
        for row in note_rules(shop_id)
        if row.is_on
    )


def try_note(shop_id: int, text: str, today: date) -> list[Chip]:
    """What the rules of a shop make of a text, for the try-it box."""
    return read_note(text, compile_words(note_rules_in_use(shop_id)), today)


def notes_of_batch(shop_id: int, batch_id: int) -> list[OrderNotes]:
    """Orders that an import brought or changed, if they have notes and may still leave."""
    return _notes(shop_id, _IN_BATCH, batch=batch_id)


def notes_of_orders(shop_id: int, order_ids: Sequence[int]) -> list[OrderNotes]:
    """The notes of orders that may still leave."""
    return _notes(shop_id, _BY_ID, ids=list(order_ids))


def _notes(shop_id: int, which: str, **params: Any) -> list[OrderNotes]:
    with connection.cursor() as cursor:
        cursor.execute(_NOTES.format(which=which), {"shop": shop_id, **params})
        return [OrderNotes(row[0], row[2], row[3], row[4]) for row in cursor.fetchall()]


def note_rules_json(rows: Sequence[NoteRuleRow]) -> list[dict[str, Any]]:
    """Word rules as commands and the API tell them."""
    return [
        {
            "rule": row.code,
            "kind": row.kind,
            "courier": row.courier,
            "words": list(row.words),
            "unless": list(row.unless),
            "version": row.version,
            "is_on": row.is_on,
        }
        for row in rows
    ]


def chips_json(chips: Sequence[Chip]) -> list[dict[str, Any]]:
    """What a note asks for, with the words and where they stand."""
    return [
        {
            "kind": str(chip.kind),
            "courier": chip.courier,
            "day": chip.wanted_on.isoformat() if chip.wanted_on else None,
            "words": chip.words,
            "start": chip.start,
            "length": chip.length,
            "text": chip.text,
            "rule": chip.rule_code,
            "version": chip.rule_version,
        }
        for chip in chips
    ]
