"""What taking an import back would do, tried and rolled back."""

from dataclasses import dataclass

from django.db import transaction

from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.imports.undo import undo_import
from zhanggui.kernel.values import Actor

TRIED_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """How much would go, and the sentence that says what stands in the way, if anything does.

    `is_exact` is False for a large batch: then the figures are those of the import itself.
    """

    orders: int
    lines: int
    obstacle: str
    is_exact: bool


def preview_undo(*, actor: Actor, batch: ImportBatch) -> UndoPreview:
    """Take the batch back in a transaction that is rolled back, and say what that did (MPI-01).

    Raises NotAllowed as the real thing does.
    """
    summary = batch.summary
    orders = int(summary.get("orders_new", 0)) + int(summary.get("orders_updated", 0))
    lines = int(summary.get("lines_new", 0))
    if batch.row_count > TRIED_ROWS:
        return UndoPreview(orders, lines, "", is_exact=False)
    try:
        with transaction.atomic():
            taken = undo_import(actor=actor, shop_id=batch.shop_id, number=batch.number)
            transaction.set_rollback(True)
    except Conflict as wrong:
        return UndoPreview(orders, lines, str(wrong), is_exact=True)
    return UndoPreview(taken.get("orders", 0), taken.get("lines", 0), "", is_exact=True)
