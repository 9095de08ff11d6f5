"""HTML tables and Excel 2003 XML that call themselves `.xls`."""

from collections.abc import Iterator
from html.parser import HTMLParser

from zhanggui.kernel.imports.reading.delimited import FIELD_LIMIT, open_text
from zhanggui.kernel.imports.reading.encoding import Encoding
from zhanggui.kernel.imports.reading.errors import file_error
from zhanggui.kernel.imports.reading.streams import MB, Source

MARKUP_LIMIT = 64 * MB
PIECE = 64 * 1024
COLUMN_LIMIT = 16384
ROW_TAGS = frozenset({"tr", "row"})
CELL_TAGS = frozenset({"td", "th", "cell"})
SILENT_TAGS = frozenset({"script", "style"})


class _TableParser(HTMLParser):
    """Collects finished rows; the caller takes them away after each piece."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.finished: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = 1
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a row or a cell; a missing end tag closes the one before."""
        if tag in ROW_TAGS:
            self.end_row()
            self._row = []
        elif tag in CELL_TAGS:
            self._end_cell()
            self._row = [] if self._row is None else self._row
            found = dict(attrs)
            self._pad_to(_number(found.get("ss:index")) - 1)
            self._span = max(
                1,
                _number(found.get("colspan")) or _number(found.get("ss:mergeacross")) + 1,
            )
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")
        elif tag in SILENT_TAGS:
            self._silent = True

    def handle_endtag(self, tag: str) -> None:
        """Close a cell or a row."""
        if tag in CELL_TAGS:
            self._end_cell()
        elif tag in ROW_TAGS or tag == "table":
            self.end_row()
        elif tag in SILENT_TAGS:
            self._silent = False

    def handle_data(self, data: str) -> None:
        """Text counts inside cells only."""
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def cell_size(self) -> int:
        """Characters of the cell that is open, with what the parser holds back."""
        return len(self.rawdata) + (sum(map(len, self._cell)) if self._cell else 0)

    def end_row(self) -> None:
        """Close the open row, if any."""
        self._end_cell()
        if self._row is not None:
            self.finished.append(self._row)
            self._row = None

    def _pad_to(self, index: int) -> None:
        if self._row is not None and len(self._row) < index <= COLUMN_LIMIT:
            self._row += [""] * (index - len(self._row))

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        lines = "".join(self._cell).split("\n")
        text = "\n".join(" ".join(line.split()) for line in lines).strip()
        span = min(self._span, COLUMN_LIMIT - len(self._row))
        self._row += [text, *[""] * (span - 1)]
        self._cell = None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0


def looks_like_table(sample: str) -> bool:
    """Whether markup has rows of a table near its start."""
    lowered = sample.lower()
    return any(mark in lowered for mark in ("<table", "<tr", "<row", ":table", "<worksheet"))


def markup_rows(source: Source, encoding: Encoding) -> Iterator[list[str]]:
    """The rows of all tables of the page, one after another."""
    parser = _TableParser()
    read = 0
    with open_text(source, encoding) as text:
        while piece := text.read(PIECE):
            read += len(piece)
            if read > MARKUP_LIMIT:
                raise file_error("imports.too_large", source.name, limit=f"{MARKUP_LIMIT // MB} MB")
            _feed(parser, piece, source.name)
            yield from parser.finished
            parser.finished.clear()
            if parser.cell_size() > FIELD_LIMIT:
                raise file_error("imports.too_large", source.name, limit=f"{FIELD_LIMIT} characters")
    _feed(parser, "", source.name, last=True)
    yield from parser.finished


def _feed(parser: _TableParser, piece: str, name: str, *, last: bool = False) -> None:
    try:
        parser.feed(piece)
        if last:
            parser.close()
            parser.end_row()
    except (AssertionError, ValueError) as wrong:
        # html.parser asserts on broken declarations such as `<![x`.
        raise file_error("imports.truncated", name) from wrong
