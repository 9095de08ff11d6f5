"""Bringing orders in: stage rows with COPY, merge them by SQL, take a batch back."""

from zhanggui.orders.services.intake.merge import MergeResult, merge_staged
from zhanggui.orders.services.intake.messages import MESSAGES
from zhanggui.orders.services.intake.resolve import take_conflict
from zhanggui.orders.services.intake.rows import LineRow, OrderRow
from zhanggui.orders.services.intake.stage import clear_staged, stage_lines, stage_orders
from zhanggui.orders.services.intake.undo import undo_staged

__all__ = [
    "MESSAGES",
    "LineRow",
    "MergeResult",
    "OrderRow",
    "clear_staged",
    "merge_staged",
    "stage_lines",
    "stage_orders",
    "take_conflict",
    "undo_staged",
]
