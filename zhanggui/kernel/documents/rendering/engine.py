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
from zhanggui.kernel.documents.rendering.text import printable_json

LIBRARY = Path(__file__).with_name("paper.typ")
MAX_PAGES = 1000
"""Pages of one PDF at most: keeps the typesetter's memory and the printer's queue small."""

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
    data: Mapping[str, Any],
    *,
    out: Path,
    images: Mapping[str, bytes] | None = None,
    created_at: datetime | None = None,
    tagged: bool = False,
) -> Rendered:
    """Set `data` with `template` and write the PDF to `out` in one step (FUL-21).

    The template reads `json("data.json")`, may import `paper.typ` and the other templates of its
    folder, and gets `images` (PNG bytes) by `image(picture(name))`. Equal data and `created_at` give
    equal bytes on one machine. `tagged` adds the structure for screen readers, at a cost.
    """
    payload, replaced = printable_json(data)
    pdf = _compiler(template, payload, images or {}).compile(
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
    return Rendered(out, pages, hashlib.sha256(pdf).hexdigest(), replaced)


def render_png(
    template: Path,
    data: Mapping[str, Any],
    *,
    images: Mapping[str, bytes] | None = None,
    dpi: int = 203,
) -> list[bytes]:
    """The pages as PNG pictures, for previews on screen and for label printers."""
    payload, _replaced = printable_json(data)
    pages = _compiler(template, payload, images or {}).compile(format="png", ppi=dpi)
    if pages is None:
        raise TypeError("typst returned no document")
    return [pages] if isinstance(pages, bytes) else list(pages)


def _compiler(
    template: Path, payload: bytes, images: Mapping[str, bytes]
) -> typst.Compiler:
    fonts = paper_fonts()
    files = {
        path.name: path.read_bytes()
        for path in template.parent.glob("*.typ")
        if path != template
    }
    files |= {
        "paper.typ": LIBRARY.read_bytes(),
        "data.json": payload,
        "main.typ": template.read_bytes(),
        "images.json": _image_json(images),
    }
    return typst.Compiler(
        files,  # type: ignore[type-var]  # the stub leaves out the documented mapping of files
        font_paths=fonts.collection,
        ignore_system_fonts=True,
        sys_inputs={"bold": fonts.bold_family},
    )


def _image_json(images: Mapping[str, bytes]) -> bytes:
    # typst takes files from memory only as text, so pictures travel as lists of numbers.
    return json.dumps({name: list(content) for name, content in images.items()}).encode()
