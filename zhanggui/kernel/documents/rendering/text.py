"""Text for paper: measured, broken into lines, and freed of what the font cannot print."""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Any

from zhanggui.kernel.documents.rendering.fonts import paper_fonts

GETA = "〓"
"""The printer's sign for a missing type; stands for every character that the font lacks."""

CJK_LATIN_GAP = 0.25
"""The thin gap, in em, that the typesetter puts between Chinese and Latin letters or digits."""
_SAFETY = 0.99
_WIDE = "\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\uffef\U00020000-\U0003ffff"
_GAP = re.compile(f"(?<=[{_WIDE}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{_WIDE}])")
_OPENING = "（《「『【〈\u3014“‘"
_CLOSING = "，。、；：？！）》」』】〉\u3015”’…\uff05"
_TOKEN = re.compile(f"([{_OPENING}]*(?:[^\\s{_WIDE}{_OPENING}{_CLOSING}]+|.)[{_CLOSING}]*)\\s*")
_ESCAPED_CONTROL = re.compile(r"\\u00[01][0-9a-f]|\\[bfrt]")
_JOINED = re.compile("\u200d.")


def text_width(text: str, size: float) -> float:
    """Width of one line of `text` in the unit of `size`, gaps included."""
    advances = paper_fonts().advances
    return size * (sum(map(advances.__getitem__, text)) + CJK_LATIN_GAP * len(_GAP.findall(text)))


def wrap(text: str, *, width: float, size: float, max_lines: int = 0) -> list[str]:
    """Break `text` into lines of at most `width`; runs of white space count as one space.

    Chinese breaks between any two characters except before closing and after opening marks,
    other scripts between words, and a word that is wider than the line wherever it must.
    With `max_lines` the rest is left out and the last line ends in an ellipsis.
    """
    text = " ".join(text.split())
    room = width * _SAFETY / size
    if not text or len(text) * (1 + CJK_LATIN_GAP) <= room:
        return [text] if text else []
    ends = _ends(text)
    if ends[-1] <= room:
        return [text]
    lines = _broken(text, ends, room)
    if max_lines and len(lines) > max_lines:
        lines = [*lines[: max_lines - 1], _cut(lines[max_lines - 1], room)]
    return lines


def _ends(text: str) -> list[float]:
    """Where each character ends, in em from the start of the text, gaps included."""
    widths = list(map(paper_fonts().advances.__getitem__, text))
    for gap in _GAP.finditer(text):
        widths[gap.start()] += CJK_LATIN_GAP
    return list(accumulate(widths))


def _broken(text: str, ends: list[float], room: float) -> list[str]:
    tokens = [(match.end(1), match.end()) for match in _TOKEN.finditer(text)]
    stops = [stop for stop, _next_start in tokens]
    lines: list[str] = []
    start = 0
    while start < len(text):
        limit = (ends[start - 1] if start else 0.0) + room
        fitting = bisect_right(ends, limit, lo=start)
        last = bisect_right(stops, fitting) - 1
        if last >= 0 and stops[last] > start:
            stop, next_start = tokens[last]
        else:
            stop = next_start = max(fitting, start + 1)
        lines.append(text[start:stop])
        start = next_start
    return lines


def _cut(line: str, room: float) -> str:
    while line and text_width(line + "…", 1) > room:
        line = line[:-1]
    return line + "…"


@dataclass(frozen=True)
class PrintableData:
    """Data as JSON in which every character has a glyph, and what had to become 〓 for that."""

    text: str
    replaced: tuple[str, ...]


def printable(data: Mapping[str, Any]) -> PrintableData:
    """Encode `data` for the template, replacing what the font lacks by 〓.

    Invisible characters (joiners, variation selectors, controls) are dropped without a word.
    """
    coverage = paper_fonts().coverage
    encode = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    text = encode(data)
    replaced: set[str] = set()
    if not coverage.issuperset(text) or _ESCAPED_CONTROL.search(text):
        text = encode(_printable(data, coverage, replaced))
    return PrintableData(text, tuple(sorted(replaced)))


def _printable(value: Any, coverage: frozenset[str], replaced: set[str]) -> Any:
    if isinstance(value, str):
        return value if coverage.issuperset(value) else _printable_text(value, coverage, replaced)
    if isinstance(value, Mapping):
        return {key: _printable(item, coverage, replaced) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_printable(item, coverage, replaced) for item in value]
    return value


def _printable_text(text: str, coverage: frozenset[str], replaced: set[str]) -> str:
    pieces = []
    for character in _JOINED.sub("", unicodedata.normalize("NFC", text)):
        plain = unicodedata.normalize("NFKC", character)
        if character in coverage or character == "\n":
            pieces.append(character)
        elif character == "\t":
            pieces.append(" ")
        elif unicodedata.category(character) in {"Cc", "Cf", "Mn", "Me"}:
            continue
        elif coverage.issuperset(plain):
            pieces.append(plain)
        else:
            replaced.add(character)
            pieces.append(GETA)
    return "".join(pieces)
