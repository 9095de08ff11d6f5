"""The files of one printing: each kind of paper typeset in parts, archived, and kept when they are whole."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from zhanggui.fulfilment.models import Batch, Parcel
from zhanggui.fulfilment.papers.render import render_daily_report, render_invoices, render_labels, render_slips
from zhanggui.fulfilment.queries.papers import PaperRow, paper_rows
from zhanggui.fulfilment.services.paper_values import PaperMaker
from zhanggui.fulfilment.services.vouchers import keep_label_vouchers
from zhanggui.fulfilment.values import PaperKind
from zhanggui.kernel.documents.archive import absolute, archive_document, documents_of
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.documents.rendering.engine import Rendered
from zhanggui.kernel.jobs.progress import Progress
from zhanggui.kernel.values import Subject

_CHUNKS_AT_ONCE = 2
_LINES_ON_FIRST_PAGE = 6
_LINES_ON_NEXT_PAGE = 9

Papers = list[Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper: what a parcel has of it, how that becomes its values, files, and about how many pages."""

    kind: PaperKind
    sheets: Callable[[PaperRow], Sequence[PaperRow]]
    value: Callable[[PaperRow], Any]
    render: Callable[["Run", Papers, str], list[Rendered]]
    pages: Callable[[PaperRow], int]


@dataclass(frozen=True, slots=True)
class Run:
    """One printing of one batch: what it is about, where its files go, and for which parcels alone."""

    batch: Batch
    subject: Subject
    folder: Path
    maker: PaperMaker
    part_pages: int
    parcel_ids: frozenset[int] = frozenset()

    @property
    def is_original(self) -> bool:
        """Whether these are the papers themselves and no copies of them."""
        return self.maker.copy is None


def parcel_papers(run: Run) -> tuple[Paper, ...]:
    """The papers that each parcel of a run has, in the order in which they are printed (FUL-02)."""
    maker = run.maker
    return (
        Paper(PaperKind.OUTBOUND_SLIP, _every, maker.slip, _render_slips, _slip_pages),
        Paper(PaperKind.LABEL, _own_label, maker.label, _render_labels, _one_page),
        Paper(PaperKind.INVOICE, maker.invoice_rows, maker.invoice, _render_invoices, _one_page),
    )


def _every(row: PaperRow) -> Sequence[PaperRow]:
    return (row,)


def _own_label(row: PaperRow) -> Sequence[PaperRow]:
    """A masked contact keeps the marketplace's own label."""
    return () if row.parcel.is_platform_label else (row,)


def _slip_pages(row: PaperRow) -> int:
    # Guessed from the lines, so that a part is full but seldom spills into a second file.
    more = max(0, len(row.lines) - _LINES_ON_FIRST_PAGE)
    return 1 + -(-more // _LINES_ON_NEXT_PAGE)


def _one_page(_row: PaperRow) -> int:
    return 1


def print_kind(run: Run, paper: Paper, progress: Progress) -> None:
    """Typeset and archive one kind of paper in pick order; whole parts of an interrupted printing stay."""
    kind = paper.kind
    done = _whole_parts(run, kind) if run.is_original else []
    part, items = len(done), sum(document.items for document in done)
    progress.update(stage=kind.value, done=items, total=run.maker.expected[kind])
    rows = paper_rows(run.batch, after=_last_position(run.batch, done), only=run.parcel_ids)
    chunks = _chunks(map(paper.sheets, rows), paper.pages, run.part_pages)
    for chunk, rendered in _typeset(run, paper, chunks, first=part + 1):
        _archive(run, kind, part, chunk, rendered)
        part += len(rendered)
        items += len(chunk)
        progress.update(done=items)
    _forget_later_parts(run, kind, part)


def _forget_later_parts(run: Run, kind: PaperKind, last: int) -> None:
    """An interrupted or earlier printing may have left more parts than there are now."""
    Document.objects.filter(subject_kind=run.subject.kind, subject_id=run.subject.id, kind=kind, part__gt=last).delete()


def _typeset(
    run: Run, paper: Paper, chunks: Iterator[list[PaperRow]], *, first: int
) -> Iterator[tuple[list[Parcel], list[Rendered]]]:
    """Render chunk after chunk, in order; while one is typeset the next is read and laid out.

    At most two are in memory, which keeps the worker small however large the batch is.
    """
    waiting: deque[tuple[list[Parcel], Future[list[Rendered]]]] = deque()
    with ThreadPoolExecutor(max_workers=1) as pool:
        for number, chunk in enumerate(chunks, start=first):
            papers = [paper.value(row) for row in chunk]
            parcels = [row.parcel for row in chunk]
            waiting.append((parcels, pool.submit(paper.render, run, papers, f"{paper.kind.value}-{number:03d}")))
            if len(waiting) >= _CHUNKS_AT_ONCE:
                ready, future = waiting.popleft()
                yield ready, future.result()
        for ready, future in waiting:
            yield ready, future.result()


def _chunks(
    parcels: Iterator[Sequence[PaperRow]], size: Callable[[PaperRow], int], part_pages: int
) -> Iterator[list[PaperRow]]:
    """Sheets by the file; those of one parcel stay together, since an interrupted printing goes on by parcels."""
    chunk: list[PaperRow] = []
    pages = 0
    for sheets in parcels:
        more = sum(map(size, sheets))
        if chunk and pages + more > part_pages:
            yield chunk
            chunk, pages = [], 0
        chunk.extend(sheets)
        pages += more
    if chunk:
        yield chunk


def _render_slips(run: Run, papers: Papers, name: str) -> list[Rendered]:
    return render_slips(papers, run.folder, name=name, stamp=run.maker.stamp, part_pages=run.part_pages)


def _render_labels(run: Run, papers: Papers, name: str) -> list[Rendered]:
    maker = run.maker
    return render_labels(
        papers, run.folder, size=maker.label_size, offset=maker.label_offset, name=name, part_pages=run.part_pages
    )


def _render_invoices(run: Run, papers: Papers, name: str) -> list[Rendered]:
    return render_invoices(papers, run.folder, name=name, stamp=run.maker.stamp, part_pages=run.part_pages)


def _archive(run: Run, kind: PaperKind, part: int, chunk: Sequence[Parcel], rendered: Sequence[Rendered]) -> None:
    """All files of a chunk in one transaction: after a crash it is there whole or not at all."""
    first, last = chunk[0], chunk[-1]
    name = "slip_number" if kind == PaperKind.OUTBOUND_SLIP else "number"
    with transaction.atomic():
        documents = [
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
            for index, file in enumerate(rendered, start=1)
        ]
        if kind == PaperKind.LABEL and run.is_original:
            keep_label_vouchers(run.batch, chunk, documents)


def _whole_parts(run: Run, kind: PaperKind) -> list[Document]:
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


def print_report(run: Run) -> None:
    """The day's report as it is handed over with the batch."""
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
