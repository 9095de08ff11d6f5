"""Printing a batch: its papers as PDF files in parts, resumable; copies marked as such, of all or of some parcels."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from zhanggui.fulfilment.errors import NotPrinted, ParcelNotFound, WrongState
from zhanggui.fulfilment.lifecycle import BATCH
from zhanggui.fulfilment.models import Batch, Parcel
from zhanggui.fulfilment.papers.values import Copy
from zhanggui.fulfilment.queries.batches import batch_by_id, subject_of
from zhanggui.fulfilment.queries.parcels import by_numbers
from zhanggui.fulfilment.services.invoices import issue_for_batch
from zhanggui.fulfilment.services.paper_values import PaperMaker
from zhanggui.fulfilment.services.print_files import Run, parcel_papers, print_kind, print_report
from zhanggui.fulfilment.services.print_jobs import keep_print_job, keep_seals, next_job_number
from zhanggui.fulfilment.values import PRINT_BATCH, BatchState, ParcelState, PrintedFile
from zhanggui.kernel.documents.archive import absolute, documents_of, files_folder, note_printing
from zhanggui.kernel.documents.rendering.engine import MAX_PAGES
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.jobs.progress import Progress
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.locks import BATCH_PRINT_LOCK, one_at_a_time
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject


def print_batch(
    *,
    actor: Actor,
    batch_id: int,
    out_dir: Path | None = None,
    reason: str = "",
    part_pages: int = MAX_PAGES,
    progress: Progress | None = None,
) -> list[PrintedFile]:
    """Print daily report, outbound slips, labels and invoices of a batch in pick order (FUL-02, FUL-21).

    The first printing archives the files in the home and moves the batch on; killed half-way, the
    next run keeps the parts that are whole. Every later printing makes copies marked 副本 with the
    reason (FUL-19). Each is kept as a print job. `out_dir` gets a copy of each file.
    """
    found = batch_by_id(batch_id)
    require(actor, PRINT_BATCH, found.shop_id, found.warehouse_id)
    with one_at_a_time(BATCH_PRINT_LOCK, batch_id):
        return _print(actor, batch_id, out_dir, reason, part_pages, progress or Progress())


def reprint_parcels(
    *, actor: Actor, batch_id: int, numbers: Sequence[str], reason: str, out_dir: Path | None = None
) -> list[PrintedFile]:
    """Print the papers of single parcels again, as copies with their own numbers and the reason (FUL-19).

    Errors: no reason, NotPrinted, a number that is not of this batch, a parcel that was pulled out.
    """
    batch = batch_by_id(batch_id)
    require(actor, PRINT_BATCH, batch.shop_id, batch.warehouse_id)
    reason = reason.strip()
    if not reason:
        raise InvalidInput("fulfilment.no_copy_reason", _("Write down why it is printed again; copies are marked."))
    with one_at_a_time(BATCH_PRINT_LOCK, batch_id):
        if batch.state == BatchState.CLOSED:
            raise NotPrinted(batch.number)
        parcels = _chosen(batch, numbers)
        number = next_job_number(batch)
        maker = PaperMaker(batch, Copy(reason))
        folder = files_folder("batches", str(batch.shop_id), batch.number, number)
        with transaction.atomic():
            job = keep_print_job(actor, batch, number, reason=reason, parcels=[each.number for each in parcels])
            subject = Subject("print_job", job.pk, number)
            run = Run(batch, subject, folder, maker, MAX_PAGES, frozenset(each.pk for each in parcels))
            for paper in parcel_papers(run):
                print_kind(run, paper, Progress())
            keep_print_job(actor, batch, number, reason=reason, documents=documents_of(subject))
            record(
                actor,
                "batch.parcels_reprinted",
                shop_id=batch.shop_id,
                subject=subject_of(batch),
                reason=reason,
                data={"job": number, "parcels": [each.number for each in parcels]},
            )
    return _hand_out(run, out_dir, is_copy=True)


def _chosen(batch: Batch, numbers: Sequence[str]) -> list[Parcel]:
    parcels = list(by_numbers(batch.shop_id, numbers).filter(batch_id=batch.pk).order_by("position"))
    known = {number for parcel in parcels for number in (parcel.number, parcel.slip_number)}
    for number in numbers:
        if number.strip().upper() not in known:
            raise ParcelNotFound(number)
    for parcel in parcels:
        if parcel.state == ParcelState.PULLED:
            raise WrongState("fulfilment.pulled_out", parcel.number, parcel.get_state_display())
    if not parcels:
        raise InvalidInput("fulfilment.no_parcels", _("Name at least one parcel."))
    return parcels


def _print(
    actor: Actor, batch_id: int, out_dir: Path | None, reason: str, part_pages: int, progress: Progress
) -> list[PrintedFile]:
    batch = batch_by_id(batch_id)
    is_copy = batch.state != BatchState.CLOSED
    if is_copy:
        reason = reason.strip() or _("Printed again")
    if not is_copy:
        issue_for_batch(actor, batch)
    run = _run(batch, reason if is_copy else "", part_pages)
    for paper in parcel_papers(run):
        print_kind(run, paper, progress)
    print_report(run)
    _finish(actor, run, reason)
    return _hand_out(run, out_dir, is_copy=is_copy)


def _run(batch: Batch, copy_reason: str, part_pages: int) -> Run:
    copy = Copy(copy_reason) if copy_reason else None
    subject = subject_of(batch)
    # Numbers repeat between shops, so the shop is part of the path.
    parts = ["batches", str(batch.shop_id), batch.number]
    if copy:
        subject = Subject("batch_copy", batch.pk, batch.number)
        folder = files_folder(*parts)
        parts.append(f"copy-{1 + sum(1 for _entry in folder.glob('copy-*'))}")
    return Run(batch, subject, files_folder(*parts), PaperMaker(batch, copy), part_pages)


def _finish(actor: Actor, run: Run, reason: str) -> None:
    """Count the printing of the original papers; the first one moves the batch."""
    batch = run.batch
    originals = documents_of(subject_of(batch))
    number = next_job_number(batch)
    with transaction.atomic():
        keep_print_job(
            actor, batch, number, reason=reason if run.maker.copy else "", documents=documents_of(run.subject)
        )
        if run.is_original:
            keep_seals(actor, batch, originals, run.maker.stamp)
        for document in originals:
            note_printing(document, actor=actor, reason=reason)
        changes = {} if run.maker.copy else {"printed_at": run.maker.printed_at}
        if batch.state != BatchState.HANDED_OVER:
            move(
                batch,
                BATCH,
                "print",
                actor=actor,
                subject=subject_of(batch),
                reason=reason,
                data={"files": len(originals), "is_copy": bool(run.maker.copy), "job": number},
                **changes,
            )
        else:
            record(
                actor,
                "batch.printed",
                shop_id=batch.shop_id,
                subject=subject_of(batch),
                reason=reason,
                data={"files": len(originals), "is_copy": True, "job": number},
            )


def _hand_out(run: Run, out_dir: Path | None, *, is_copy: bool) -> list[PrintedFile]:
    files = []
    if out_dir is not None:
        out_dir.mkdir(parents=True, exist_ok=True)
    for document in documents_of(run.subject):
        path = absolute(document)
        if out_dir is not None:
            path = Path(shutil.copy2(path, out_dir / path.name))
        files.append(
            PrintedFile(
                str(path), document.kind, document.part, document.pages, document.items, document.sha256, is_copy
            )
        )
    return files
