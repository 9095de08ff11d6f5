"""Prints the papers of a batch as PDF files (FUL-09, FUL-21); numbers and storage are the caller's."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from zhanggui.fulfilment.papers.courier_lists import courier_list_data
from zhanggui.fulfilment.papers.invoices import invoice_page
from zhanggui.fulfilment.papers.labels import label_page, sheet_data
from zhanggui.fulfilment.papers.reports import report_data
from zhanggui.fulfilment.papers.ruler import ruler_page
from zhanggui.fulfilment.papers.slips import slip_pages
from zhanggui.fulfilment.papers.values import (
    CourierListPaper,
    DailyReportPaper,
    InvoiceSheet,
    Label,
    LabelSize,
    Offset,
    Slip,
    WaybillLabel,
)
from zhanggui.fulfilment.papers.waybill_labels import waybill_label_page
from zhanggui.fulfilment.papers.words import COPY_MARK, INVOICE_NOTICE, paper_words
from zhanggui.kernel.documents.rendering.engine import MAX_PAGES, Rendered, forget_layouts, render_pdf
from zhanggui.kernel.documents.rendering.text import printable

TEMPLATES = Path(__file__).with_name("templates")
STAMP = "stamp.png"


def render_slips(
    slips: Iterable[Slip],
    out_dir: Path,
    *,
    name: str = "outbound-slip",
    language: str = "zh-hans",
    stamp: bytes | None = None,
    part_pages: int = MAX_PAGES,
) -> list[Rendered]:
    """Print the slips in the order given, in files of at most `part_pages` pages.

    `stamp` is the shop's seal as PNG bytes. A slip never lies in two files. `slips` may be a
    generator: the next part is read while the last one is typeset. Files are named
    `outbound-slip-01.pdf` and so on. Raises InvalidInput for a number that no barcode can carry.
    """
    words = paper_words(language)
    return _render_parts(
        TEMPLATES / "slip.typ",
        _shared(words, stamp),
        _parts((slip_pages(slip, words) for slip in slips), part_pages),
        out=out_dir / name,
        images=_images(stamp),
    )


def render_labels(
    labels: Iterable[Label | WaybillLabel],
    out_dir: Path,
    *,
    size: LabelSize,
    offset: Offset | None = None,
    name: str = "parcel-label",
    language: str = "zh-hans",
    part_pages: int = MAX_PAGES,
) -> list[Rendered]:
    """Print one label a page at true size, moved by `offset`, in files of at most `part_pages` pages.

    Our own labels and couriers' waybills may follow each other in pick order.

    Raises InvalidInput for an offset over 3.5 mm or a number too long for the label's barcode.
    """
    words = paper_words(language)
    return _render_parts(
        TEMPLATES / "label.typ",
        _shared(words, None) | {"sheet": sheet_data(size, offset or Offset())},
        _parts(([_label_page(label, size, words)] for label in labels), part_pages),
        out=out_dir / name,
        images={},
    )


def _label_page(label: Label | WaybillLabel, size: LabelSize, words: dict[str, str]) -> dict[str, Any]:
    if isinstance(label, WaybillLabel):
        return waybill_label_page(label, size, words)
    return label_page(label, size, words)


def render_invoices(
    sheets: Iterable[InvoiceSheet],
    out_dir: Path,
    *,
    name: str = "invoice",
    language: str = "zh-hans",
    stamp: bytes | None = None,
    part_pages: int = MAX_PAGES,
) -> list[Rendered]:
    """Print one invoice sheet a page on A5, in files of at most `part_pages` pages."""
    words = paper_words(language)
    return _render_parts(
        TEMPLATES / "invoice.typ",
        _shared(words, stamp) | {"notice": INVOICE_NOTICE},
        _parts(([invoice_page(sheet, words)] for sheet in sheets), part_pages),
        out=out_dir / name,
        images=_images(stamp),
    )


def render_courier_list(paper: CourierListPaper, out_dir: Path, *, name: str, language: str = "zh-hans") -> Rendered:
    """Print the list that a courier's collector signs, 32 parcels to the A4 page."""
    words = paper_words(language)
    return render_pdf(
        TEMPLATES / "courier_list.typ",
        _shared(words, None) | courier_list_data(paper, words),
        out=out_dir / f"{name}.pdf",
    )


def render_daily_report(
    paper: DailyReportPaper,
    out_dir: Path,
    *,
    name: str = "daily-report",
    language: str = "zh-hans",
    stamp: bytes | None = None,
) -> Rendered:
    """Print the daily report on A4, with the shop's seal if `stamp` (PNG bytes) is given."""
    words = paper_words(language)
    return render_pdf(
        TEMPLATES / "report.typ",
        _shared(words, stamp) | report_data(paper, words),
        out=out_dir / f"{name}.pdf",
        images=_images(stamp),
        tagged=True,
    )


def render_label_test_page(
    out_dir: Path, *, size: LabelSize, offset: Offset | None = None, language: str = "zh-hans"
) -> Rendered:
    """Print rulers, a frame and a sample barcode, to set the printer's offset with."""
    words = paper_words(language)
    offset = offset or Offset()
    return render_pdf(
        TEMPLATES / "ruler.typ",
        _shared(words, None) | {"sheet": sheet_data(size, offset)} | ruler_page(size, offset, words),
        out=out_dir / f"label-test-{size.code}.pdf",
    )


def _render_parts(
    template: Path,
    shared: dict[str, Any],
    parts: Iterable[list[dict[str, Any]]],
    *,
    out: Path,
    images: dict[str, bytes],
) -> list[Rendered]:
    """Typeset in one thread while this one prepares the next part; at most two wait in memory."""
    typesetter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="typesetter")
    started: list[Future[Rendered]] = []
    try:
        for number, pages in enumerate(parts, start=1):
            data = printable(shared | {"pages": pages})
            path = out.with_name(f"{out.name}-{number:02d}.pdf")
            started.append(typesetter.submit(render_pdf, template, data, out=path, images=images))
            typesetter.submit(forget_layouts)
            if len(started) > 1:
                started[-2].result()
        return [part.result() for part in started]
    finally:
        typesetter.shutdown(wait=False)


def _shared(words: dict[str, str], stamp: bytes | None) -> dict[str, Any]:
    return {"words": words, "copy_mark": COPY_MARK, "stamp": STAMP if stamp else ""}


def _images(stamp: bytes | None) -> dict[str, bytes]:
    return {STAMP: stamp} if stamp else {}


def _parts(papers: Iterable[list[dict[str, Any]]], part_pages: int) -> Iterator[list[dict[str, Any]]]:
    """Gather pages into parts of at most `part_pages`, keeping each paper's pages together."""
    part: list[dict[str, Any]] = []
    for pages in papers:
        if part and len(part) + len(pages) > part_pages:
            yield part
            part = []
        part += pages
    if part:
        yield part
