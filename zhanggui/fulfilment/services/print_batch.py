"""Printing a batch: the three papers as PDF files in parts, resumable, and copies marked as such."""

import hashlib
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction
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
from zhanggui.kernel.events.record import record
from zhanggui.kernel.jobs.progress import Progress
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.locks import BATCH_PRINT_LOCK
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject

_CHUNKS_AT_ONCE = 2
_LINES_ON_FIRST_PAGE = 6
_LINES_ON_NEXT_PAGE = 9


Papers = list[Any]


@dataclass(frozen=True, slots=True)
class _Paper:
    """One kind of paper: how a parcel becomes its values, these become files, and about how many pages."""

    value: Callable[[PaperRow], Any]
    render: Callable[["_Run", Papers, str], list[Rendered]]
    pages: Callable[[PaperRow], int]


@dataclass(frozen=True, slots=True)
class _Run:
    """One printing of one batch: what it is about and where its files go."""

    batch: Batch
    subject: Subject
    folder: Path
    maker: PaperMaker
    part_pages: int


def print_batch(
    *,
    actor: Actor,
    batch_id: int,
    out_dir: Path | None = None,
    reason: str = "",
    part_pages: int = MAX_PAGES,
    progress: Progress | None = None,
) -> list[PrintedFile]:
    """Print daily report, outbound slips and labels of a batch in pick order (FUL-02, FUL-21).

    The first printing archives the files in the home and moves the batch on; killed half-way, the
    next run keeps the parts that are whole. Every later printing makes copies marked 副本 with the
    reason (FUL-19). `out_dir` gets a copy of each file.
    """
    require(actor, PRINT_BATCH, batch_by_id(batch_id).shop_id)
    with _one_at_a_time(batch_id):
        return _print(actor, batch_id, out_dir, reason, part_pages, progress or Progress())


@contextmanager
def _one_at_a_time(batch_id: int) -> Iterator[None]:
    """Keep a second printing of the same batch waiting; a killed worker's lock goes with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [BATCH_PRINT_LOCK, batch_id])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [BATCH_PRINT_LOCK, batch_id])


def _print(
    actor: Actor, batch_id: int, out_dir: Path | None, reason: str, part_pages: int, progress: Progress
) -> list[PrintedFile]:
    batch = batch_by_id(batch_id)
    is_copy = batch.state != BatchState.CLOSED
    if is_copy:
        reason = reason.strip() or _("Printed again")
    run = _run(batch, reason if is_copy else "", part_pages)
    _print_kind(run, PaperKind.OUTBOUND_SLIP, _Paper(run.maker.slip, _render_slips, _slip_pages), progress)
    _print_kind(run, PaperKind.LABEL, _Paper(run.maker.label, _render_labels, _one_page), progress)
    _print_report(run)
    _finish(actor, run, reason)
    return _hand_out(run, out_dir, is_copy=is_copy)


def _slip_pages(row: PaperRow) -> int:
    # Guessed from the lines, so that a part is full but seldom spills into a second file.
    more = max(0, len(row.lines) - _LINES_ON_FIRST_PAGE)
    return 1 + -(-more // _LINES_ON_NEXT_PAGE)


def _one_page(_row: PaperRow) -> int:
    return 1


def _run(batch: Batch, copy_reason: str, part_pages: int) -> _Run:
    copy = Copy(copy_reason) if copy_reason else None
    subject = subject_of(batch)
    # Numbers repeat between shops, so the shop is part of the path.
    parts = ["batches", str(batch.shop_id), batch.number]
    if copy:
        subject = Subject("batch_copy", batch.pk, batch.number)
        folder = files_folder(*parts)
        parts.append(f"copy-{1 + sum(1 for _entry in folder.glob('copy-*'))}")
    return _Run(batch, subject, files_folder(*parts), PaperMaker(batch, copy), part_pages)


def _print_kind(run: _Run, kind: PaperKind, paper: _Paper, progress: Progress) -> None:
    done = [] if run.maker.copy else _whole_parts(run, kind)
    part, items = len(done), sum(document.items for document in done)
    progress.update(stage=kind.value, done=items, total=run.batch.parcel_count)
    rows = paper_rows(run.batch, after=_last_position(run.batch, done))
    chunks = _chunks(rows, paper.pages, run.part_pages)
    for chunk, rendered in _typeset(run, kind, paper, chunks, first=part + 1):
        _archive(run, kind, part, chunk, rendered)
        part += len(rendered)
        items += len(chunk)
        progress.update(done=items)
    _forget_later_parts(run, kind, part)


def _forget_later_parts(run: _Run, kind: PaperKind, last: int) -> None:
    """An interrupted or earlier printing may have left more parts than there are now."""
    Document.objects.filter(subject_kind=run.subject.kind, subject_id=run.subject.id, kind=kind, part__gt=last).delete()


def _typeset(
    run: _Run, kind: PaperKind, paper: _Paper, chunks: Iterator[list[PaperRow]], *, first: int
) -> Iterator[tuple[list[Parcel], list[Rendered]]]:
    """Render chunk after chunk, in order; while one is typeset the next is read and laid out.

    At most two are in memory, which keeps the worker small however large the batch is.
    """
    waiting: deque[tuple[list[Parcel], Future[list[Rendered]]]] = deque()
    with ThreadPoolExecutor(max_workers=1) as pool:
        for number, chunk in enumerate(chunks, start=first):
            papers = [paper.value(row) for row in chunk]
            parcels = [row.parcel for row in chunk]
            waiting.append((parcels, pool.submit(paper.render, run, papers, f"{kind.value}-{number:03d}")))
            if len(waiting) >= _CHUNKS_AT_ONCE:
                ready, future = waiting.popleft()
                yield ready, future.result()
        for ready, future in waiting:
            yield ready, future.result()


def _chunks(rows: Iterator[PaperRow], size: Callable[[PaperRow], int], part_pages: int) -> Iterator[list[PaperRow]]:
    chunk: list[PaperRow] = []
    pages = 0
    for row in rows:
        more = size(row)
        if chunk and pages + more > part_pages:
            yield chunk
            chunk, pages = [], 0
        chunk.append(row)
        pages += more
    if chunk:
        yield chunk


def _render_slips(run: _Run, papers: Papers, name: str) -> list[Rendered]:
    return render_slips(papers, run.folder, name=name, stamp=run.maker.stamp, part_pages=run.part_pages)


def _render_labels(run: _Run, papers: Papers, name: str) -> list[Rendered]:
    maker = run.maker
    return render_labels(
        papers, run.folder, size=maker.label_size, offset=maker.label_offset, name=name, part_pages=run.part_pages
    )


def _archive(run: _Run, kind: PaperKind, part: int, chunk: Sequence[Parcel], rendered: Sequence[Rendered]) -> None:
    """All files of a chunk in one transaction: after a crash it is there whole or not at all."""
    first, last = chunk[0], chunk[-1]
    name = "slip_number" if kind == PaperKind.OUTBOUND_SLIP else "number"
    with transaction.atomic():
        for index, file in enumerate(rendered, start=1):
            archive_document(
                shop_id=run.batch.shop_id,
                kind=kind,
                number=f"{getattr(first, name)}-{getattr(last, name)}",
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
            record(
                actor,
                "batch.printed",
                shop_id=batch.shop_id,
                subject=subject_of(batch),
                reason=reason,
                data={"files": len(originals), "is_copy": True},
            )


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
