"""Measures and small pieces that the layouts of all papers share."""

from zhanggui.fulfilment.papers.values import Copy
from zhanggui.fulfilment.papers.words import Words
from zhanggui.kernel.documents.rendering.text import text_width, wrap

MM = 72 / 25.4
"""Points in one millimetre."""
BODY = 9.0
PITCH = 1.25
"""Distance of two lines in letter heights; `paper.typ` sets the same."""
BOLD_ROOM = 0.92
"""Share of a width to plan with for bold text, whose letters are up to 8 % wider."""


def one_line(text: str, *, width: float, size: float) -> str:
    """As much of `text` as fits on one bold line, with an ellipsis if it is cut."""
    return "".join(wrap(text, width=width * BOLD_ROOM, size=size, max_lines=1))


def fitting_size(text: str, *, width: float, sizes: tuple[float, ...]) -> float:
    """The first of `sizes` at which `text` fits on one bold line of `width`, else the last."""
    return next((size for size in sizes if text_width(text, size) <= width * BOLD_ROOM), sizes[-1])


def copy_line(copy: Copy | None, words: Words, *, width: float) -> str:
    """The words 副本 and the reason of a reprint, empty on an original."""
    return one_line(words["copy"].format(reason=copy.reason), width=width, size=BODY) if copy else ""
