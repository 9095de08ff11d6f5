"""The import machine: receive, read, check, apply, resume. Kinds of files do the rest."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.errors import InvalidInput, NotFound, ZhangguiError
from zhanggui.kernel.events.record import record
from zhanggui.kernel.imports.counted import ReadTable
from zhanggui.kernel.imports.counting import add_counts, check_counts, save_counts
from zhanggui.kernel.imports.findings import FindingSpool
from zhanggui.kernel.imports.models import ImportBatch, ImportState
from zhanggui.kernel.imports.ports import (
    FileCount,
    ImportContext,
    ImportKind,
    StoredFile,
    clear_stagings,
    family_of,
    mapping_definition,
    shop_facts,
)
from zhanggui.kernel.imports.recognise import kind_by_code
from zhanggui.kernel.imports.repairs import write_repairs
from zhanggui.kernel.imports.staging import Reading, forget_reading
from zhanggui.kernel.imports.storage import copy_files
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.jobs.progress import Progress, start_run
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.locks import IMPORT_LOCK
from zhanggui.kernel.numbering import take_numbers
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject

RUN_CAPABILITY = "imports.run"
RUN_JOB = "channels.run_import"
_ENDED = (ImportState.DONE, ImportState.UNDONE)


def receive_files(
    *,
    actor: Actor,
    shop_id: int,
    files: Sequence[Path | StoredFile],
    as_kind: str | None = None,
    mapping: str | None = None,
    dry_run: bool = False,
    said: Mapping[str, str] | None = None,
) -> ImportBatch:
    """Take files into the home as a new batch, all or none of them (MPI-01).

    `said` is what a person said beside the files, for the kind to read; nothing is read yet. Errors: an unknown kind or mapping, a file that cannot be opened.
    """
    require(actor, RUN_CAPABILITY, shop_id)
    if not files:
        raise InvalidInput("imports.no_files", _("Name at least one file to import."))
    if as_kind:
        kind_by_code(as_kind)
    mapping_definition(shop_id, mapping or "")
    with transaction.atomic():
        moment = now()
        day = moment.astimezone(shop_zone(shop_facts(shop_id).timezone)).strftime("%y%m%d")
        running = take_numbers(shop_id, "import", day)[0]
        batch = ImportBatch.objects.create(
            shop_id=shop_id,
            number=f"IM{day}{running:04d}",
            mapping=mapping or "",
            is_dry_run=dry_run,
            actor_id=actor.user_id,
            actor_name=actor.name,
            created_at=moment,
        )
        batch.summary = {"sources": copy_files(batch, files), "as_kind": as_kind or "", "said": dict(said or {})}
        batch.save(update_fields=["summary"])
    return batch


def run_import(
    *,
    actor: Actor,
    shop_id: int,
    files: Sequence[Path | StoredFile],
    as_kind: str | None = None,
    mapping: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    said: Mapping[str, str] | None = None,
) -> ImportBatch:
    """Import files in one go; with `dry_run` only say what would become of each row.

    Raises InvalidInput for a file that cannot be taken at all: then nothing is written and the
    batch says why. Bad rows do not raise; they are counted, and come back in the repair file.
    """
    batch = receive_files(
        actor=actor, shop_id=shop_id, files=files, as_kind=as_kind, mapping=mapping, dry_run=dry_run, said=said
    )
    return _process(batch.pk, actor, progress or Progress(), dry_run=dry_run)


def check_batch(batch: ImportBatch, *, actor: Actor, progress: Progress | None = None) -> ImportBatch:
    """Try a received batch over all its files and write nothing but what was found."""
    return _process(batch.pk, actor, progress or Progress(), dry_run=True)


def apply_batch(batch: ImportBatch, *, actor: Actor, progress: Progress | None = None) -> ImportBatch:
    """Bring a received or checked batch in. A batch that is in already stays as it is."""
    return _process(batch.pk, actor, progress or Progress(), dry_run=False)


def resume_import(batch_id: int, *, actor: Actor, progress: Progress | None = None) -> ImportBatch:
    """Go on with a batch whose process was killed, at whatever moment; a finished one is left alone."""
    batch = _batch(batch_id)
    dry_run = batch.is_dry_run or batch.state == ImportState.CHECKING
    if batch.state == ImportState.CHECKED and dry_run:
        return batch
    return _process(batch_id, actor, progress or Progress(), dry_run=dry_run)


def queue_import(batch: ImportBatch, *, actor: Actor, dry_run: bool) -> JobRun:
    """Have a worker check or apply a received batch; returns the run that pages watch."""
    require(actor, RUN_CAPABILITY, batch.shop_id)
    state = ImportState.CHECKING if dry_run else ImportState.APPLYING
    with transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).exclude(state__in=_ENDED).update(state=state)
        run = start_run(actor, "import", shop_id=batch.shop_id, label=batch.number, arguments={"batch": batch.pk})
        enqueue(RUN_JOB, lock=f"import:{batch.shop_id}", batch_id=batch.pk, run_id=run.pk)
    return run


def batch_by_number(shop_id: int, number: str) -> ImportBatch:
    """A shop's batch by its number."""
    batch = ImportBatch.objects.filter(shop_id=shop_id, number=number).first()
    if batch is None:
        raise NotFound("imports.unknown_batch", _("There is no import %(number)s in this shop."), number=number)
    return batch


def context_of(batch: ImportBatch, actor: Actor, progress: Progress) -> ImportContext:
    """What kinds need to know about a batch."""
    facts = shop_facts(batch.shop_id)
    definition = mapping_definition(batch.shop_id, batch.mapping)
    return ImportContext(batch, actor, batch.shop_id, facts.timezone, facts.currency, progress, definition)


def lock_imports(shop_id: int) -> None:
    """Let imports of one shop write one after the other; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [IMPORT_LOCK, shop_id % 2**31])


def _batch(batch_id: int) -> ImportBatch:
    batch = ImportBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise NotFound("imports.unknown_batch", _("There is no import %(number)s in this shop."), number=str(batch_id))
    return batch


def _process(batch_id: int, actor: Actor, progress: Progress, *, dry_run: bool) -> ImportBatch:
    batch = _batch(batch_id)
    if batch.state in _ENDED:
        return batch
    require(actor, RUN_CAPABILITY, batch.shop_id)
    batch.state = ImportState.CHECKING if dry_run else ImportState.APPLYING
    batch.error = {}
    batch.save(update_fields=["state", "error"])
    try:
        context = context_of(batch, actor, progress)
        forget_reading(batch)
        progress.update(stage="reading", done=0)
        with FindingSpool(batch.pk) as spool:
            tables = Reading(context).run(spool)
            progress.update(stage="writing")
            return _write(context, tables, spool, dry_run=dry_run)
    except ZhangguiError as wrong:
        _fail(batch, wrong)
        raise


def _write(context: ImportContext, tables: list[ReadTable], spool: FindingSpool, *, dry_run: bool) -> ImportBatch:
    """The one transaction: everything of the batch, or nothing."""
    with transaction.atomic():
        lock_imports(context.shop_id)
        batch = ImportBatch.objects.select_for_update().get(pk=context.batch.pk)
        if batch.state in _ENDED:
            return batch
        spool.save()
        counts, summary = _merge(context, tables, dry_run=dry_run)
        add_counts(tables, counts)
        check_counts(tables)
        save_counts(batch, tables)
        clear_stagings(batch.pk)
        batch.repair_path = write_repairs(batch, tables)
        errors = batch.conflict_count + batch.quarantined_count
        batch.summary = {**batch.summary, **summary, "errors_total": errors}
        batch.state = ImportState.CHECKED if dry_run else ImportState.DONE
        batch.finished_at = now()
        batch.save()
        if not dry_run:
            _tell(context, batch)
    return batch


def _merge(
    context: ImportContext, tables: list[ReadTable], *, dry_run: bool
) -> tuple[dict[int, FileCount], dict[str, Any]]:
    counts: dict[int, FileCount] = {}
    summary: dict[str, Any] = {}
    for kind in one_of_each_family([table.kind for table in tables]):
        result = kind.merge(context, dry_run=dry_run)
        counts.update(result["counts"])
        summary.update(result["summary"])
    return counts, summary


def one_of_each_family(kinds: Sequence[ImportKind]) -> list[ImportKind]:
    """The first kind of each family, in order."""
    found: dict[str, ImportKind] = {}
    for kind in kinds:
        found.setdefault(family_of(kind), kind)
    return list(found.values())


def _tell(context: ImportContext, batch: ImportBatch) -> None:
    record(
        context.actor,
        "import.done",
        shop_id=batch.shop_id,
        subject=Subject("import", batch.pk, batch.number),
        data={
            "batch": batch.number,
            "kind": batch.kind,
            "rows": batch.row_count,
            "imported": batch.imported_count,
            "updated": batch.updated_count,
            "conflict": batch.conflict_count,
            "quarantined": batch.quarantined_count,
        },
    )


def _fail(batch: ImportBatch, wrong: ZhangguiError) -> None:
    with transaction.atomic():
        forget_reading(batch)
        ImportBatch.objects.filter(pk=batch.pk).exclude(state__in=_ENDED).update(
            state=ImportState.FAILED,
            error={"code": wrong.code, "message": str(wrong), "params": {k: str(v) for k, v in wrong.params.items()}},
            finished_at=now(),
        )
