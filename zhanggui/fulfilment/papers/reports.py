"""Lays the daily report out for A4: figures, tables and signatures as printable strings."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from zhanggui.fulfilment.papers.measures import BODY, MM, copy_line, one_line
from zhanggui.fulfilment.papers.values import Count, DailyReportPaper, Signature, StockLoss
from zhanggui.fulfilment.papers.words import Words
from zhanggui.kernel.documents.rendering.text import wrap

CONTENT_MM = 178
INSET_MM = 3
KIND_MM, ORDER_MM, PARCEL_MM, BIN_MM, SKU_MM, TITLE_MM, QTY_MM = 30, 44, 40, 24, 32, 74, 14

Table = dict[str, Any]


def report_data(paper: DailyReportPaper, words: Words) -> dict[str, Any]:
    """The report as plain data; long texts are broken to their column so that nothing runs out."""
    return {
        "shop": _cell(paper.shop_name, 110),
        "number": paper.number,
        "day": f"{paper.day:%Y-%m-%d}",
        "batches": _cell(" · ".join(paper.batch_numbers), CONTENT_MM - 16),
        "foot_batches": one_line(" · ".join(paper.batch_numbers), width=66 * MM, size=BODY),
        "printed": f"{words['printed']} {paper.printed_at:%Y-%m-%d %H:%M}",
        "page": words["page"].format(page="{page}", pages="{pages}"),
        "copy": copy_line(paper.copy, words, width=80 * MM),
        "figures": _figures(paper, words),
        "counts": [_counts(words["couriers"], paper.couriers), _counts(words["open_reasons"], paper.open_reasons)],
        "tables": [
            _requests(paper, words),
            _not_shipped(paper, words),
            _losses(words["shortages"], paper.shortages, words),
            _losses(words["damages"], paper.damages, words),
        ],
        "signatures": [_signature(signature) for signature in paper.signatures],
    }


def _figures(paper: DailyReportPaper, words: Words) -> list[list[str]]:
    return [
        [words["figures_orders"], f"{paper.orders_in:,}"],
        [words["figures_lines"], f"{paper.lines:,}"],
        [words["figures_pieces"], f"{paper.pieces:,}"],
        [words["figures_parcels"], f"{paper.parcels:,}"],
        [words["figures_shipped"], f"{paper.shipped:,}"],
        [words["figures_not_shipped"], f"{len(paper.not_shipped):,}"],
        [f"{words['figures_amount']} {paper.currency}", f"{paper.amount:,.2f}"],
    ]


def _counts(title: str, counts: Iterable[Count]) -> dict[str, Any]:
    return {"title": title, "rows": [[_cell(count.name, 60), f"{count.count:,}"] for count in counts]}


def _table(
    title: str, columns: list[tuple[str, int]], rows: Iterable[tuple[str, ...]], count: int, right: str = ""
) -> Table:
    widths = [width for _head, width in columns]
    return {
        "title": title,
        "count": f"{count:,}",
        "heads": [head for head, _width in columns],
        "widths": widths,
        "right": [head for head, _width in columns].index(right) if right else -1,
        "rows": [[_cell(text, width - INSET_MM) for text, width in zip(row, widths, strict=True)] for row in rows],
    }


def _requests(paper: DailyReportPaper, words: Words) -> Table:
    kinds = Counter(request.kind for request in paper.requests)
    title = " · ".join([words["requests"], *(f"{kind} {count}" for kind, count in kinds.items())])
    columns = [
        (words["kind"], KIND_MM),
        (words["order"], ORDER_MM),
        (words["content"], CONTENT_MM - KIND_MM - ORDER_MM),
    ]
    ordered = sorted(paper.requests, key=lambda request: list(kinds).index(request.kind))
    rows = ((request.kind, request.order_number, request.text) for request in ordered)
    return _table("\n".join(wrap(title, width=150 * MM, size=10.5)), columns, rows, len(paper.requests))


def _not_shipped(paper: DailyReportPaper, words: Words) -> Table:
    columns = [
        (words["order"], ORDER_MM),
        (words["parcel"], PARCEL_MM),
        (words["reason"], CONTENT_MM - ORDER_MM - PARCEL_MM),
    ]
    rows = ((order.order_number, order.parcel_number, order.reason) for order in paper.not_shipped)
    return _table(words["not_shipped"], columns, rows, len(paper.not_shipped))


def _losses(title: str, losses: tuple[StockLoss, ...], words: Words) -> Table:
    columns = [
        (words["bin"], BIN_MM),
        (words["sku"], SKU_MM),
        (words["goods"], TITLE_MM),
        (words["quantity"], QTY_MM),
        (words["remark"], CONTENT_MM - BIN_MM - SKU_MM - TITLE_MM - QTY_MM),
    ]
    rows = ((loss.bin, loss.sku_code, loss.title, str(loss.quantity), loss.remark) for loss in losses)
    return _table(title, columns, rows, sum(loss.quantity for loss in losses), words["quantity"])


def _signature(signature: Signature) -> list[str]:
    signed_at = f"{signature.signed_at:%Y-%m-%d %H:%M}" if signature.signed_at else ""
    return [signature.role, _cell(signature.name, 40), signed_at]


def _cell(text: str, width_mm: float) -> str:
    return "\n".join(wrap(text, width=width_mm * MM, size=BODY))
