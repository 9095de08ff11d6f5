"""The paper fonts: Noto Sans SC from its wheel, Debian's bold cut where it is installed.

Reads coverage and advance widths straight from the font files, so that layouts can measure
text without asking the typesetter. Knows nothing about papers.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

REGULAR_FAMILY = "Noto Sans SC"
BOLD_FAMILY = "Noto Sans CJK SC"
BOLD_WEIGHT = 700
SYSTEM_FONT_FOLDERS = (Path("/usr/share/fonts/opentype/noto"),)


class Advances(dict[str, float]):
    """Advance width of a character in em; one em for what the font lacks."""

    def __missing__(self, character: str) -> float:
        return 1.0


@dataclass(frozen=True)
class PaperFonts:
    """What the engine needs to set a paper; `bold_family` is empty where no bold cut exists."""

    collection: typst.Fonts
    bold_family: str
    coverage: frozenset[str]
    advances: Advances


@lru_cache(maxsize=1)
def paper_fonts() -> PaperFonts:
    """The fonts of this machine, loaded once per process (about 0.1 s)."""
    return load_fonts(SYSTEM_FONT_FOLDERS)


def load_fonts(system_folders: tuple[Path, ...]) -> PaperFonts:
    """Load the wheel's font and, from `system_folders`, the bold cut if it is there."""
    regular = Path(pylopdf_fonts_zh_cn.sans_path())
    folders = [
        regular.parent,
        *(folder for folder in system_folders if folder.is_dir()),
    ]
    collection = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders],
    )
    face = _Face(regular.read_bytes(), 0)
    glyphs = face.glyphs()
    coverage = frozenset(map(chr, glyphs))
    bold_family = ""
    for font in collection.fonts():
        if (font.family, font.weight) == (BOLD_FAMILY, BOLD_WEIGHT) and font.path:
            bold_family = BOLD_FAMILY
            bold = _Face(Path(font.path).read_bytes(), font.index)
            coverage &= frozenset(map(chr, bold.glyphs()))
            break
    advances = face.advances(glyphs)
    return PaperFonts(collection, bold_family, coverage, advances)


class _Face:
    """One face of an OpenType file or collection, as far as coverage and widths go."""

    def __init__(self, data: bytes, index: int) -> None:
        self._data = data
        start = 0
        if data[:4] == b"ttcf":
            (start,) = struct.unpack_from(">I", data, 12 + 4 * index)
        (count,) = struct.unpack_from(">H", data, start + 4)
        self._tables: dict[bytes, int] = {}
        for number in range(count):
            tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
            self._tables[tag] = offset

    def glyphs(self) -> dict[int, int]:
        """Code point to glyph number, from the full Unicode subtable (format 12)."""
        table = self._tables[b"cmap"]
        (count,) = struct.unpack_from(">H", self._data, table + 2)
        for number in range(count):
            (offset,) = struct.unpack_from(">I", self._data, table + 8 + 8 * number)
            if struct.unpack_from(">H", self._data, table + offset) == (12,):
                return dict(self._segmented_coverage(table + offset))
        raise ValueError("the paper font has no full Unicode character map")

    def _segmented_coverage(self, offset: int) -> Iterator[tuple[int, int]]:
        (groups,) = struct.unpack_from(">I", self._data, offset + 12)
        fields = struct.unpack_from(f">{3 * groups}I", self._data, offset + 16)
        for first, last, glyph in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
            yield from zip(
                range(first, last + 1),
                range(glyph, glyph + last - first + 1),
                strict=True,
            )

    def advances(self, glyphs: dict[int, int]) -> Advances:
        """Advance width in em of every covered character."""
        (units,) = struct.unpack_from(">H", self._data, self._tables[b"head"] + 18)
        (measured,) = struct.unpack_from(">H", self._data, self._tables[b"hhea"] + 34)
        widths = struct.unpack_from(f">{2 * measured}H", self._data, self._tables[b"hmtx"])[::2]
        last = measured - 1
        return Advances({chr(code): widths[min(glyph, last)] / units for code, glyph in glyphs.items()})
