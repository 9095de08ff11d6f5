"""Taking a batch back, and deciding its conflicts."""

from collections.abc import Mapping
from typing import Any, Literal

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.imports.machine import batch_by_number, context_of, lock_imports, one_of_each_family
from zhanggui.kernel.imports.models import (
    Finding,
    ImportBatch,
    ImportFile,
    ImportFinding,
    ImportState,
    UndoRecord,
)
from zhanggui.kernel.imports.ports import ResolvesConflicts, clear_stagings
from zhanggui.kernel.imports.recognise import kind_by_code
from zhanggui.kernel.jobs.progress import Progress
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject

UNDO_CAPABILITY = "imports.undo"
Choice = Literal["keep", "take"]


def undo_import(*, actor: Actor, shop_id: int, number: str) -> dict[str, int]:
    """Take a finished batch back: what it made goes, what it changed is restored.

    Returns how many of each (`orders`, `lines`). Conflict, and nothing changed, when something
    depends on it by now.
    """
    require(actor, UNDO_CAPABILITY, shop_id)
    with transaction.atomic():
        lock_imports(shop_id)
        batch = ImportBatch.objects.select_for_update().get(pk=batch_by_number(shop_id, number).pk)
        if batch.state != ImportState.DONE:
            raise Conflict(
                "imports.not_done", _("Import %(number)s is not in, so there is nothing to take back."), number=number
            )
        context = context_of(batch, actor, Progress())
        taken: dict[str, int] = {}
        codes = ImportFile.objects.filter(batch=batch).order_by("position").values_list("kind", flat=True)
        for kind in one_of_each_family([kind_by_code(code) for code in codes]):
            for name, count in kind.undo(context).items():
                taken[name] = taken.get(name, 0) + count
        UndoRecord.objects.filter(batch=batch).delete()
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.UNDONE, undone_at=now())
        subject = Subject("import", batch.pk, number)
        record(actor, "import.undone", shop_id=shop_id, subject=subject, data={"batch": number, **taken})
    return taken


def keep_rows(batch_id: int, table: str, *, select: str, params: Mapping[str, Any]) -> None:
    """Keep rows as they are before the batch changes them. The SELECT yields (row_id, before jsonb)."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO kernel_undorecord (batch_id, "table", row_id, before)'
            f" SELECT %(undo_batch)s, %(undo_table)s, k.row_id, k.before FROM ({select}) AS k (row_id, before)",
            {**params, "undo_batch": batch_id, "undo_table": table},
        )


def resolve_conflict(*, actor: Actor, finding_id: int, choice: Choice) -> None:
    """Decide a conflict of an import: keep what is stored, or take what the file says.

    Both values stay in the finding. Conflict when somebody decided it before.
    """
    if choice not in ("keep", "take"):
        raise InvalidInput("imports.unknown_choice", _("Choose keep or take."), choice=choice)
    with transaction.atomic():
        finding = _open_conflict(actor, finding_id)
        batch = finding.batch
        if choice == "take":
            code = ImportFile.objects.get(batch=batch, position=finding.file_position).kind
            kind = kind_by_code(code)
            if not isinstance(kind, ResolvesConflicts):
                raise Conflict(
                    "imports.cannot_take",
                    _("This kind of conflict is only decided in the file: mend it and import again."),
                )
            clear_stagings(batch.pk)
            kind.resolve(context_of(batch, actor, Progress()), finding)
            clear_stagings(batch.pk)
        finding.resolution = choice
        finding.resolved_at = now()
        finding.resolved_by = actor.user_id
        finding.save(update_fields=["resolution", "resolved_at", "resolved_by"])
        record(
            actor,
            "import.conflict_resolved",
            shop_id=batch.shop_id,
            subject=Subject(finding.subject_kind or "import", finding.subject_id or batch.pk),
            data={"batch": batch.number, "choice": choice, "row": finding.row_no},
        )


def _open_conflict(actor: Actor, finding_id: int) -> ImportFinding:
    known = ImportFinding.objects.filter(pk=finding_id, finding=Finding.CONFLICT).select_related("batch").first()
    if known is None:
        raise NotFound("imports.unknown_conflict", _("There is no such conflict."))
    require(actor, UNDO_CAPABILITY, known.batch.shop_id)
    lock_imports(known.batch.shop_id)
    finding = ImportFinding.objects.select_for_update(of=("self",)).select_related("batch").get(pk=finding_id)
    if finding.resolution or finding.batch.state != ImportState.DONE:
        raise Conflict("imports.conflict_decided", _("This conflict was decided before, or its import was taken back."))
    return finding
