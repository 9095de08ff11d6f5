"""Printing a batch: the three papers as PDF files in parts, resumable, and copies marked as such."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from zhanggui.fulfilment.lifecycle import BATCH
from zhanggui.fulfilment.models import Batch, Parcel
from zhanggui.fulfilment.papers.render import render_daily_report, render_labels, render_slips
from zhanggui.fulfilment.papers.values import Copy
from zhanggui.fulfilment.queries.batches import batch_by_id, subject_of
from zhanggui.fulfilment.queries.papers import PaperRow, paper_rows
from zhanggui.fulfilment.services.paper_values import PaperMaker
from zhanggui.fulfilment.values import PRINT_BATCH, BatchState, PaperKind, PrintedFile
from zhanggui.kernel.documents.archive import absolute, archive_document, documents_of, files_folder, note_printing
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.documents.rendering.engine import MAX_PAGES, Rendered
from zhanggui.kernel.jobs.progress import Progress
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject

_LINES_ON_FIRST_PAGE = 6
_LINES_ON_NEXT_PAGE = 9


@dataclass(frozen=True, slots=True)
class _Run:
    """One printing of one batch: what it is about and where its files go."""

    batch: Batch
    subject: Subject
    folder: Path
    maker: PaperMaker


def print_batch(
    *,
    actor: Actor,
    batch_id: int,
    out_dir: Path | None = None,
    reason: str = "",
    progress: Progress | None = None,
) -> list[PrintedFile]:
    """Print daily report, outbound slips and labels of a batch in pick order (FUL-02, FUL-21).

    The first printing archives the files in the home and moves the batch on; killed half-way, the
    next run keeps the parts that are whole. Every later printing makes copies marked 副本 with the
    reason (FUL-19). `out_dir` gets a copy of each file.
    """
    batch = batch_by_id(batch_id)
    require(actor, PRINT_BATCH, batch.shop_id)
    progress = progress or Progress()
    is_copy = batch.state != BatchState.CLOSED
    if is_copy:
        reason = reason.strip() or _("Printed again")
    run = _run(batch, reason if is_copy else "")
    for kind, make, size in (
        (PaperKind.OUTBOUND_SLIP, _slips, slip_pages_at_most),
        (PaperKind.LABEL, _labels, _one_page),
    ):
        _print_kind(run, kind, make, size, progress)
    _print_report(run)
    _finish(actor, run, reason)
    return _hand_out(run, out_dir, is_copy=is_copy)


def slip_pages_at_most(row: PaperRow) -> int:
    """Pages that a slip may take, guessed high from its lines so that a part stays within its limit."""
    more = max(0, len(row.lines) - _LINES_ON_FIRST_PAGE)
    return 1 + -(-more // _LINES_ON_NEXT_PAGE)


def _one_page(_row: PaperRow) -> int:
    return 1


def _run(batch: Batch, copy_reason: str) -> _Run:
    copy = Copy(copy_reason) if copy_reason else None
    subject = subject_of(batch)
    parts = ["batches", batch.number]
    if copy:
        subject = Subject("batch_copy", batch.pk, batch.number)
        folder = files_folder(*parts)
        parts.append(f"copy-{1 + sum(1 for _entry in folder.glob('copy-*'))}")
    return _Run(batch, subject, files_folder(*parts), PaperMaker(batch, copy))


def _print_kind(
    run: _Run,
    kind: PaperKind,
    make: Callable[[_Run, list[PaperRow], str], list[Rendered]],
    size: Callable[[PaperRow], int],
    progress: Progress,
) -> None:
    done = [] if run.maker.copy else _whole_parts(run, kind)
    part, items = len(done), sum(document.items for document in done)
    progress.update(stage=kind.value, done=items, total=run.batch.parcel_count)
    rows = paper_rows(run.batch, after=_last_position(run.batch, done))
    for chunk in _chunks(rows, size):
        rendered = make(run, chunk, f"{kind.value}-{part + 1:03d}")
        _archive(run, kind, part, chunk, rendered)
        part += len(rendered)
        items += len(chunk)
        progress.update(done=items)
    if run.maker.copy:
        # An earlier copy may have had more parts.
        Document.objects.filter(
            subject_kind=run.subject.kind, subject_id=run.subject.id, kind=kind, part__gt=part
        ).delete()


def _chunks(rows: Iterator[PaperRow], size: Callable[[PaperRow], int]) -> Iterator[list[PaperRow]]:
    chunk: list[PaperRow] = []
    pages = 0
    for row in rows:
        more = size(row)
        if chunk and pages + more > MAX_PAGES:
            yield chunk
            chunk, pages = [], 0
        chunk.append(row)
        pages += more
    if chunk:
        yield chunk


def _slips(run: _Run, chunk: list[PaperRow], name: str) -> list[Rendered]:
    return render_slips(
        [run.maker.slip(row) for row in chunk], run.folder, name=name, stamp=run.maker.stamp, part_pages=MAX_PAGES
    )


def _labels(run: _Run, chunk: list[PaperRow], name: str) -> list[Rendered]:
    return render_labels(
        [run.maker.label(row) for row in chunk],
        run.folder,
        size=run.maker.label_size,
        offset=run.maker.label_offset,
        name=name,
        part_pages=MAX_PAGES,
    )


def _archive(run: _Run, kind: PaperKind, part: int, chunk: Sequence[PaperRow], rendered: Sequence[Rendered]) -> None:
    """All files of a chunk in one transaction: after a crash it is there whole or not at all."""
    first, last = chunk[0].parcel, chunk[-1].parcel
    names = ("slip_number", "slip_number") if kind == PaperKind.OUTBOUND_SLIP else ("number", "number")
    with transaction.atomic():
        for index, file in enumerate(rendered, start=1):
            archive_document(
                shop_id=run.batch.shop_id,
                kind=kind,
                number=f"{getattr(first, names[0])}-{getattr(last, names[1])}",
                subject=run.subject,
                part=part + index,
                path=file.path,
                pages=file.pages,
                items=len(chunk) if index == 1 else 0,
                sha256=file.sha256,
            )


def _whole_parts(run: _Run, kind: PaperKind) -> list[Document]:
    """Parts of an interrupted printing whose files still are what was archived."""
    whole = []
    for document in documents_of(run.subject, kind):
        path = absolute(document)
        if not path.is_file() or _sha256(path) != document.sha256:
            break
        whole.append(document)
    return whole


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _last_position(batch: Batch, done: Sequence[Document]) -> int:
    if not done:
        return 0
    last = done[-1].number.rpartition("-")[2]
    rows = Parcel.objects.filter(batch_id=batch.pk)
    return int(rows.filter(number=last).union(rows.filter(slip_number=last)).values_list("position", flat=True)[0])


def _print_report(run: _Run) -> None:
    file = render_daily_report(run.maker.daily_report(), run.folder, name="daily_report", stamp=run.maker.stamp)
    archive_document(
        shop_id=run.batch.shop_id,
        kind=PaperKind.DAILY_REPORT,
        number=run.maker.report_number,
        subject=run.subject,
        part=1,
        path=file.path,
        pages=file.pages,
        items=1,
        sha256=file.sha256,
    )


def _finish(actor: Actor, run: _Run, reason: str) -> None:
    """Count the printing of the original papers; the first one moves the batch."""
    batch = run.batch
    originals = documents_of(subject_of(batch))
    with transaction.atomic():
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
                data={"files": len(originals), "is_copy": bool(run.maker.copy)},
                **changes,
            )
        else:
            _record_copy(actor, batch, reason)


def _hand_out(run: _Run, out_dir: Path | None, *, is_copy: bool) -> list[PrintedFile]:
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
