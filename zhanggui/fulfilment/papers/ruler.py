"""Lays out the label printer's test page."""

from typing import Any

from zhanggui.fulfilment.papers.labels import MARGIN_MM
from zhanggui.fulfilment.papers.measures import BODY, MM
from zhanggui.fulfilment.papers.values import LabelSize, Offset
from zhanggui.fulfilment.papers.words import Words
from zhanggui.kernel.documents.rendering.barcodes import fitting_code128, whole_dots
from zhanggui.kernel.documents.rendering.text import wrap


def ruler_page(size: LabelSize, offset: Offset, words: Words) -> dict[str, Any]:
    """The test page as plain data: a sample code and what to do with the ruler."""
    width_mm, height_mm = size.value
    number = f"TEST-{size.code}"
    room_mm = width_mm - 2 * MARGIN_MM - 16
    code = fitting_code128(number, room_mm=room_mm, height_mm=15.0)
    left = whole_dots((width_mm - code.width_mm) / 2)
    return {
        "number": number,
        "size": f"{width_mm} × {height_mm} mm",
        "offset": words["offset"].format(x=offset.x_mm, y=offset.y_mm),
        "hint": "\n".join(wrap(words["ruler_hint"], width=(width_mm - 30) * MM, size=BODY)),
        "code": {"svg": code.svg, "w": code.width_mm, "h": code.height_mm, "x_mm": left},
    }
