"""Turns a typst template and plain data into a PDF: no network, no markup from users' text.

Data reaches the template as JSON and is shown as strings, so that nothing a buyer writes can be
read as typst code. Parts, numbers and storage of documents are the caller's.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from zhanggui.kernel.documents.rendering.fonts import paper_fonts
from zhanggui.kernel.documents.rendering.text import PrintableData, printable

LIBRARY = Path(__file__).with_name("paper.typ")
MAX_PAGES = 1000
"""Pages of one PDF at most: keeps the typesetter's memory and the printer's queue small."""

_GENERATIONS_KEPT = 10
_PAGE_COUNT = re.compile(rb"/Count (\d+)")


@dataclass(frozen=True)
class Rendered:
    """A finished file; `replaced` lists the characters that were printed as 〓."""

    path: Path
    pages: int
    sha256: str
    replaced: tuple[str, ...] = ()


def render_pdf(
    template: Path,
    data: Mapping[str, Any] | PrintableData,
    *,
    out: Path,
    images: Mapping[str, bytes] | None = None,
    created_at: datetime | None = None,
    tagged: bool = False,
) -> Rendered:
    """Set `data` with `template` and write the PDF to `out` in one step (FUL-21).

    The template imports `paper.typ`, which gives it the data as `doc` and `images` (PNG bytes) by
    `image(picture(name))`; it may import the other templates of its folder. Equal data and `created_at` give
    equal bytes on one machine. `tagged` adds the structure for screen readers, at a cost.
    """
    ready = data if isinstance(data, PrintableData) else printable(data)
    pdf = _compiler(template, ready, images or {}).compile(
        format="pdf",
        timestamp=int(created_at.timestamp()) if created_at else None,
        pdf_tags=tagged,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst returned no document")
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    unfinished.write_bytes(pdf)
    unfinished.replace(out)
    pages = max(int(count) for count in _PAGE_COUNT.findall(pdf))
    return Rendered(out, pages, hashlib.sha256(pdf).hexdigest(), ready.replaced)


def render_png(
    template: Path,
    data: Mapping[str, Any],
    *,
    images: Mapping[str, bytes] | None = None,
    dpi: int = 203,
) -> list[bytes]:
    """The pages as PNG pictures, for previews on screen and for label printers."""
    pages = _compiler(template, printable(data), images or {}).compile(format="png", ppi=dpi)
    if pages is None:
        raise TypeError("typst returned no document")
    return [pages] if isinstance(pages, bytes) else list(pages)


def _compiler(template: Path, data: PrintableData, images: Mapping[str, bytes]) -> typst.Compiler:
    fonts = paper_fonts()
    files = {path.name: path.read_bytes() for path in template.parent.glob("*.typ")}
    files |= {"paper.typ": LIBRARY.read_bytes(), "main.typ": template.read_bytes()}
    return typst.Compiler(
        files,  # type: ignore[type-var]  # the stub leaves out the documented mapping of files
        font_paths=fonts.collection,
        ignore_system_fonts=True,
        sys_inputs={
            "bold": fonts.bold_family,
            "data": data.text,
            "images": json.dumps({name: list(png) for name, png in images.items()}),
        },
    )


def forget_layouts() -> None:
    """Free what typst remembers of finished documents; call it after each of many large ones.

    typst keeps a layout for ten further compilations, 100 to 200 MB for 1,000 pages. Empty ones
    let it forget at once, so that memory stays level however many parts follow.
    """
    fonts = paper_fonts().collection
    for _generation in range(_GENERATIONS_KEPT + 1):
        typst.compile(b"", font_paths=fonts, ignore_system_fonts=True, format="pdf")
