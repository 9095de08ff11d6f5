"""What the tests of papers look at: where text lies, missing glyphs, what a scanner reads."""

import io
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream

from zhanggui.kernel.documents.rendering.text import text_width


@dataclass(frozen=True)
class TextBox:
    """One run of text on a page, in points from the bottom left corner."""

    page: int
    text: str
    size: float
    left: float
    right: float
    bottom: float
    top: float


def page_texts(path: Path) -> list[str]:
    """The text of each page without line breaks and spaces."""
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]


def page_sizes_mm(path: Path) -> set[tuple[float, float]]:
    """The distinct paper sizes of a file, rounded to a tenth of a millimetre."""
    boxes = (page.mediabox for page in PdfReader(path).pages)
    return {(round(float(box.width) / 72 * 25.4, 1), round(float(box.height) / 72 * 25.4, 1)) for box in boxes}


def text_boxes(path: Path) -> list[TextBox]:
    """All upright and turned text with the rectangle it covers."""
    boxes: list[TextBox] = []
    for number, page in enumerate(PdfReader(path).pages):

        def visit(
            text: str, matrix: list[float], _text_matrix: Any, _font: Any, size: float, number: int = number
        ) -> None:
            if not text.strip():
                return
            line = text.strip()
            a, b, _c, _d, x, y = matrix
            end_x, end_y = x + a * text_width(line, size), y + b * text_width(line, size)
            rise, fall = 0.88 * size, 0.12 * size
            boxes.append(
                TextBox(number, line, size, min(x, end_x), max(x, end_x), min(y, end_y) - fall, max(y, end_y) + rise)
            )

        page.extract_text(visitor_text=visit)
    return boxes


def boxes_outside_page(path: Path) -> list[TextBox]:
    """Text that reaches over the edge of its page; should be empty."""
    pages = PdfReader(path).pages
    return [
        box
        for box in text_boxes(path)
        if min(box.left, box.bottom) < 0
        or box.right > float(pages[box.page].mediabox.width)
        or box.top > float(pages[box.page].mediabox.height)
    ]


def missing_glyphs(path: Path) -> int:
    """How often the font's box for a missing glyph (code 0) is drawn."""
    reader = PdfReader(path)
    count = 0
    for page in reader.pages:
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in {b"Tj", b"TJ"}:
                runs = operands[0] if operator == b"TJ" else operands
                count += sum(_zero_codes(run) for run in runs if isinstance(run, str | bytes))
    return count


def _zero_codes(run: str | bytes) -> int:
    codes = run if isinstance(run, bytes) else run.encode("latin-1")
    return codes.count(0)


def scanned(pictures: list[bytes]) -> list[list[str]]:
    """What a scanner reads from each page picture, top to bottom."""
    return [
        [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))]
        for picture in pictures
    ]


def are_rising(numbers: list[float]) -> bool:
    """Whether each number is larger than the one before."""
    return all(first < second for first, second in pairwise(numbers))
