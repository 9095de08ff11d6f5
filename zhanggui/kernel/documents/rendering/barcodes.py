"""Code 128 as one vector path, sized so that a bar is a whole number of printer dots."""

import re
from dataclasses import dataclass
from functools import lru_cache

import zint
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput

DOT_MM = 25.4 / 203
"""One dot of the usual label printer (203 dpi) in millimetres."""
MODULE_MM = 2 * DOT_MM
"""Narrowest module that hand scanners read reliably: two dots, 0.25 mm."""
QUIET_MODULES = 10
_HAIR_MM = 0.001
"""Taken off the width, so that rounding never makes a raster one dot too wide and blurs the bars."""

_BAR_AND_SPACE = re.compile("(1+)(0*)")


@dataclass(frozen=True)
class Code128:
    """A symbol ready to place: the drawing and its outer size, quiet zones included."""

    svg: str
    width_mm: float
    height_mm: float


def code128_svg(text: str, *, module_mm: float = MODULE_MM, height_mm: float = 12.0) -> str:
    """Draw `text` as a Code 128 symbol: one SVG path with a quiet zone of ten modules.

    `module_mm` should be a whole number of dots (`MODULE_MM`, `1.5 * MODULE_MM`).
    Raises InvalidInput (`documents.code_not_encodable`) for an empty, too long or non-ASCII text.
    """
    return _drawing(_modules(text), module_mm, height_mm)


def fitting_code128(text: str, *, room_mm: float, height_mm: float) -> Code128:
    """Draw `text` with the widest module, three or two dots, that fits into `room_mm`.

    Raises InvalidInput (`documents.code_too_wide`) when even two dots a module do not fit.
    """
    modules = _modules(text)
    for dots in (3, 2):
        width = _width_mm(modules, dots * DOT_MM)
        if width <= room_mm:
            return Code128(_drawing(modules, dots * DOT_MM, height_mm), width, height_mm)
    raise InvalidInput(
        "documents.code_too_wide",
        _("The number %(text)s is too long for a barcode on this paper. Use a shorter number or a wider paper."),
        text=text,
    )


def whole_dots(length_mm: float) -> float:
    """`length_mm` moved to the nearest whole dot, where a bar's edge stays sharp."""
    return round(length_mm / DOT_MM) * DOT_MM


def _modules(text: str) -> str:
    """The symbol as a row of 1 (bar) and 0 (space)."""
    if not text or not text.isascii():
        raise _not_encodable(text)
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.CODE128
    try:
        symbol.encode(text)
    except RuntimeError as error:
        raise _not_encodable(text) from error
    row = symbol.encoded_data.tobytes()[: (symbol.width + 7) // 8]
    return f"{int.from_bytes(row, 'little'):b}"[::-1]


def _width_mm(modules: str, module_mm: float) -> float:
    return (len(modules) + 2 * QUIET_MODULES) * module_mm - _HAIR_MM


def _drawing(modules: str, module_mm: float, height_mm: float) -> str:
    # One module is one unit wide, the whole height is one unit: the picture is stretched to size.
    characters = [modules[start : start + 11] for start in range(0, len(modules) - 13, 11)]
    bars = "".join(map(_character_path, [*characters, modules[-13:]]))
    width = len(modules) + 2 * QUIET_MODULES
    width_mm = _width_mm(modules, module_mm)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_mm:.4f}mm" height="{height_mm:.4f}mm" '
        f'viewBox="0 0 {width} 1" preserveAspectRatio="none"><path d="M{QUIET_MODULES} 0{bars}"/></svg>'
    )


@lru_cache(maxsize=128)
def _character_path(modules: str) -> str:
    """The bars of one of the 107 characters, ending at the start of the next one."""
    return "".join(
        f"h{len(bar)}v1h-{len(bar)}zm{len(bar) + len(space)} 0" for bar, space in _BAR_AND_SPACE.findall(modules)
    )


def _not_encodable(text: str) -> InvalidInput:
    return InvalidInput(
        "documents.code_not_encodable",
        _("“%(text)s” cannot be printed as a barcode. Use 1 to 60 letters, digits and signs of the keyboard."),
        text=text,
    )
