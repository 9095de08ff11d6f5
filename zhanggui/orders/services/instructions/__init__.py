"""What buyers ask for with an order: recorded, read from notes, ticked off, set aside."""

from zhanggui.orders.services.instructions.note_rules import (
    READ_JOB,
    add_note_rule,
    change_note_rule,
    ensure_note_rules,
)
from zhanggui.orders.services.instructions.reading import read_batch_notes, read_order_notes, read_shop_notes
from zhanggui.orders.services.instructions.record import add_instruction
from zhanggui.orders.services.instructions.settle import dismiss_instruction, tick_instruction, untick_instruction

__all__ = [
    "READ_JOB",
    "add_instruction",
    "add_note_rule",
    "change_note_rule",
    "dismiss_instruction",
    "ensure_note_rules",
    "read_batch_notes",
    "read_order_notes",
    "read_shop_notes",
    "tick_instruction",
    "untick_instruction",
]
