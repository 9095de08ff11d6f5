"""A table of a file: its header and its rows as a stream, whatever the file was."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.imports.reading.errors import CellError
from zhanggui.kernel.imports.reading.headers import (
    HEADER_SEARCH_ROWS,
    REASON_NAMES,
    filled,
    guess_header,
    name_columns,
    normalise_header,
    not_data,
    trimmed,
)

RowStream = Callable[[], Iterator[list[str]]]


def find_header(rows: Sequence[Sequence[str]], wanted: Callable[[list[str]], bool]) -> int | None:
    """Index of the first of the first 10 rows whose normalised names satisfy `wanted`; blank rows count."""
    for index, row in enumerate(rows[:HEADER_SEARCH_ROWS]):
        names, _doubles = name_columns(trimmed(row))
        if names and wanted(names):
            return index
    return None


class Table:
    """One table: `header` names are normalised and unique, `rows()` may be read again and again.

    All cells are text; Excel numbers look like `21.0`, Excel dates like `2026-06-01 12:00:00`.
    File errors that lie deep in the file (an open quotation mark, a wrong byte) rise from `rows()`.
    """

    def __init__(self, name: str, stream: RowStream) -> None:
        self.name = name
        self._stream = stream
        self.head = list(islice(stream(), HEADER_SEARCH_ROWS))
        self.header: list[str] = []
        self.raw_header: list[str] = []
        self.doubles: list[str] = []
        self.header_row = 0
        self.reason_at: int | None = None
        guess = guess_header(self.head)
        if guess is not None:
            self._set_header(guess)

    @property
    def is_empty(self) -> bool:
        """Whether the first rows hold nothing at all."""
        return not any(filled(row) for row in self.head)

    def find_header(self, wanted: Callable[[list[str]], bool]) -> bool:
        """Move the header to the first row that satisfies `wanted`; False leaves it as guessed."""
        index = find_header(self.head, wanted)
        if index is None:
            return False
        self._set_header(index)
        return True

    def _set_header(self, index: int) -> None:
        raw = trimmed(self.head[index])
        self.reason_at = None
        # The reason column of our own repair file is for people, not for the reader.
        if len(raw) > 1 and normalise_header(raw[-1]) in REASON_NAMES:
            self.reason_at = len(raw) - 1
            raw = raw[:-1]
        self.raw_header = raw
        self.header, self.doubles = name_columns(raw)
        self.header_row = index + 1

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row after the header with the number Excel shows, padded to the header's width.

        Empty cells too many are dropped. A row with filled cells too many comes out longer than
        the header: `check_width` says what is wrong. Rows that are not data come out too.
        """
        width = len(self.header)
        padding = [[""] * count for count in range(width + 1)]
        for number, row in enumerate(islice(self._stream(), self.header_row, None), self.header_row + 1):
            size = len(row)
            if size == width:
                yield number, row
            elif size < width:
                yield number, row + padding[width - size]
            else:
                yield number, self._cut(row, width)

    def _cut(self, row: list[str], width: int) -> list[str]:
        if self.reason_at is not None:
            row = row[:width] + row[width + 1 :]
        extra = row[width:]
        return row if filled(extra) else row[:width]

    def check_width(self, cells: Sequence[str]) -> None:
        """Raise `imports.too_many_cells` for a row of `rows()` that is longer than the header."""
        if len(cells) > len(self.header):
            extra = ", ".join(filled(cells[len(self.header) :]))
            message = _("The row has more cells than the header: %(value)s. Check commas and quotation marks.")
            raise CellError("imports.too_many_cells", message, extra)

    def not_data(self, row: Sequence[str]) -> str | None:
        """Why a row is not data (`blank`, `footer`, `total`, `repeated_header`); None for data."""
        return not_data(row, self.raw_header)
