"""Lays outbound slips out on A5: which line comes on which page, and where.

Heights are computed here so that the template only places text and a slip can never overflow.
All lengths that leave this file are points, except where a key says mm.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from zhanggui.fulfilment.papers.measures import BODY, BOLD_ROOM, MM, PITCH, copy_line, one_line
from zhanggui.fulfilment.papers.values import Slip, SlipLine
from zhanggui.fulfilment.papers.words import Words
from zhanggui.kernel.documents.rendering.barcodes import Code128, fitting_code128, whole_dots
from zhanggui.kernel.documents.rendering.text import wrap

WIDTH_MM = 148
HEIGHT_MM = 210
MARGIN = 8 * MM
CONTENT = (WIDTH_MM - 16) * MM
ITEM, BIN = 10.5, 16.0
BIN_WIDTH = 29 * MM
GOODS_X = 31 * MM
GOODS_WIDTH = 77 * MM
NOTE_WIDTH = CONTENT - 26 * MM
TOP = 44 * MM
"""Where the receiver begins: below title, barcode and the band with the parcel's tail."""
BOTTOM = (HEIGHT_MM - 16) * MM
"""Where lines must end on a page that continues; the foot lies below."""
LAST_BOTTOM = (HEIGHT_MM - 43) * MM
"""Where lines must end on the last page; signatures and stamp lie below."""
TABLE_HEAD = 7 * MM
ROW_PADDING = 3.2 * MM
BUYER_NOTE_LINES = 14
REQUEST_LINES = 5
EXTRA_LINES = 4
_BOXED = {"buyer_note", "requests"}
MAX_TITLE_LINES = 6
CODE_MM = 10.0
CODE_ROOM_MM = 80.0


@dataclass(frozen=True)
class _Row:
    height: float
    data: dict[str, Any]


def slip_pages(slip: Slip, words: Words) -> list[dict[str, Any]]:
    """The pages of one slip as plain data; as many as its lines need, at least one."""
    code = fitting_code128(slip.number, room_mm=CODE_ROOM_MM, height_mm=CODE_MM)
    intro, start = _introduction(slip, words)
    rows = [_row(line) for line in slip.lines]
    chunks = _chunks(rows, start)
    head = _head(slip, code, words)
    return [
        head
        | {
            "intro": intro if number == 1 else [],
            "table_y": start if number == 1 else TOP,
            "rows": [row.data | {"h": row.height} for row in chunk],
            "last": number == len(chunks),
            "summary": _summary(slip, chunks, number, words),
            "page": words["page"].format(page=number, pages=len(chunks)),
        }
        for number, chunk in enumerate(chunks, start=1)
    ]


def _head(slip: Slip, code: Code128, words: Words) -> dict[str, Any]:
    return {
        "shop": one_line(slip.shop_name, width=CONTENT - (code.width_mm + 4) * MM, size=BODY),
        "number": slip.number,
        "code": {
            "svg": code.svg,
            "w": code.width_mm,
            "h": code.height_mm,
            "x_mm": whole_dots(WIDTH_MM - 8 - code.width_mm),
        },
        "tail": slip.parcel_number[-4:],
        "parcel": slip.parcel_number,
        "courier": one_line(slip.courier, width=36 * MM, size=12),
        "position": f"{slip.position} / {slip.positions}",
        "pieces": str(slip.pieces),
        "batch": slip.batch_number,
        "printed": f"{words['printed']} {slip.printed_at:%Y-%m-%d %H:%M}",
        "copy": copy_line(slip.copy, words, width=60 * MM),
    }


def _introduction(slip: Slip, words: Words) -> tuple[list[dict[str, Any]], float]:
    """Receiver, order numbers and notes with their places, and where the table begins."""
    y = TOP
    blocks = []
    who = f"{slip.receiver.name} {slip.receiver.phone}"
    for key, strong, text, max_lines in (
        ("receiver", who, slip.receiver.address, 4),
        ("orders", "", " · ".join(slip.order_numbers), 3),
        ("requests", "", slip.requests, REQUEST_LINES),
        ("buyer_note", "", slip.buyer_note, BUYER_NOTE_LINES),
        ("extras", "", slip.extras, EXTRA_LINES),
        ("packing", "", slip.packing, 2),
    ):
        strong_lines = wrap(strong, width=NOTE_WIDTH * BOLD_ROOM, size=ITEM, max_lines=2)
        lines = wrap(text, width=NOTE_WIDTH, size=BODY, max_lines=max_lines)
        if not lines and not strong_lines:
            continue
        boxed = key in _BOXED
        strong_height = len(strong_lines) * ITEM * PITCH
        height = strong_height + len(lines) * BODY * PITCH + (2.4 if boxed else 0.6) * MM
        blocks.append(
            {
                "y": y,
                "h": height,
                "word": words[key],
                "strong": "\n".join(strong_lines),
                "strong_h": strong_height,
                "text": "\n".join(lines),
                "boxed": boxed,
            }
        )
        y += height + 1 * MM
    return blocks, y + 1 * MM


@lru_cache(maxsize=4096)
def _row(line: SlipLine) -> _Row:
    bins = wrap(line.bin or "—", width=BIN_WIDTH * BOLD_ROOM, size=BIN, max_lines=3)
    title = wrap(line.title, width=GOODS_WIDTH, size=ITEM, max_lines=MAX_TITLE_LINES)
    detail = wrap(" · ".join(filter(None, (line.sku_code, line.attributes))), width=GOODS_WIDTH, size=BODY, max_lines=4)
    height = max(len(bins) * BIN, len(title) * ITEM + len(detail) * BODY) * PITCH + ROW_PADDING
    data = {
        "bin": "\n".join(bins),
        "title": "\n".join(title),
        "detail": "\n".join(detail),
        "detail_dy": len(title) * ITEM * PITCH,
        "qty": str(line.quantity),
        "many": line.quantity > 1,
    }
    return _Row(height, data)


def _chunks(rows: list[_Row], start: float) -> list[list[_Row]]:
    """Split rows over pages: the last page keeps room for the signatures."""
    pages: list[list[_Row]] = []
    rest = rows
    y = start + TABLE_HEAD
    while True:
        if y + sum(row.height for row in rest) <= LAST_BOTTOM:
            return [*pages, rest]
        page: list[_Row] = []
        while len(rest) > 1 and y + rest[0].height <= BOTTOM:
            page.append(rest[0])
            y += rest[0].height
            rest = rest[1:]
        pages.append(page)
        y = TOP + TABLE_HEAD


def _summary(slip: Slip, chunks: list[list[_Row]], number: int, words: Words) -> str:
    if number == len(chunks):
        return words["total"].format(lines=len(slip.lines), pieces=slip.pieces)
    return words["continued"].format(lines=sum(len(chunk) for chunk in chunks[number:]))
