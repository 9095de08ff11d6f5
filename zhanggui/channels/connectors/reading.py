"""What readers of all marketplaces share: pieces of a table, read column by column.

A hundred thousand rows hold few different words, so each column converts its distinct values
once; a cell that cannot be used marks its row, and all marks of a row are told together.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from zhanggui.channels.rules.cells import problem
from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.ports import RowFinding, SourceTable
from zhanggui.kernel.imports.reading.cells import CellError, Moment, text

# Few enough that a piece stays in the processor's cache.
PIECE_ROWS = 500
# What marketplaces write where a fact does not apply; kept out of `extra` to spare a million rows.
EMPTY_FACTS = frozenset({"", "0", "0.00", "0元", "否", "-", "--", "null", "NULL", "None", "\\N", "无", '=""'})
# Columns nobody mapped that speak of a person go where they can be erased.
_PERSONAL = re.compile("^(?!是否).*(姓名|昵称|会员名|账号|手机|电话|地址|身份证|邮箱|证件)")


class Columns:
    """Where each internal field stands in a header; the alias that is listed first wins.

    `fields` are those that the reader stores; every other column goes to the extra facts, except
    `dropped` ones, which belong to something else.
    """

    def __init__(
        self,
        header: Sequence[str],
        aliases: Mapping[str, str],
        fields: Collection[str] | None = None,
        dropped: Collection[str] = (),
    ) -> None:
        places = {name: index for index, name in reversed(list(enumerate(header)))}
        self.header = header
        self.places: dict[str, list[int]] = {}
        known: set[int] = set()
        for name, field in aliases.items():
            if name not in places:
                continue
            if fields is None or field in fields:
                self.places.setdefault(field, []).append(places[name])
            if fields is None or field in fields or field in dropped:
                known.add(places[name])
        others = [(index, name) for index, name in enumerate(header) if name and index not in known]
        self.others = [pair for pair in others if not _PERSONAL.match(pair[1])]
        self.personal = [pair for pair in others if _PERSONAL.match(pair[1])]

    def __contains__(self, field: str) -> bool:
        return field in self.places

    def name(self, field: str) -> str:
        """The column's name as the file writes it, for error messages."""
        return self.header[self.places[field][0]] if field in self.places else field


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell of a row cannot be used."""

    column: str
    error: CellError


class Piece:
    """Some rows of a table as columns. `problems` holds what is wrong, by place in the piece."""

    def __init__(self, columns: Columns, row_nos: list[int], rows: list[Sequence[str]]) -> None:
        self.columns = columns
        self.row_nos = row_nos
        self.rows = rows
        self.size = len(rows)
        self.problems: dict[int, list[Problem]] = {}
        self._cells = list(zip(*rows, strict=True))

    def take(self, field: str, convert: Callable[[str], Any]) -> list[Any]:
        """A field's converted cells, None where the file says nothing.

        A field that has several columns is read from the first filled one.
        """
        places = self.columns.places.get(field)
        if not places:
            return [None] * self.size
        values = self._convert(places[0], convert, None)
        for place in places[1:]:
            open_rows = [index for index, value in enumerate(values) if value is None]
            if not open_rows:
                break
            more = self._convert(place, convert, frozenset(open_rows))
            for index in open_rows:
                values[index] = more[index]
        return values

    def _convert(self, place: int, convert: Callable[[str], Any], only: frozenset[int] | None) -> list[Any]:
        cells = self._cells[place]
        known: dict[str, Any] = {}
        wrong: dict[str, CellError] = {}
        for cell in set(cells):
            try:
                known[cell] = convert(cell)
            except CellError as error:
                known[cell] = None
                wrong[cell] = error
        if wrong:
            name = self.columns.header[place]
            for index, cell in enumerate(cells):
                if cell in wrong and (only is None or index in only):
                    self.mark(index, name, wrong[cell])
        return [known[cell] for cell in cells]

    def moments(self, field: str, convert: Callable[[str], Moment | None]) -> tuple[list[Any], list[Any]]:
        """Times of a field and their precisions."""
        found = self.take(field, convert)
        if None not in found:
            values, precisions = zip(*found, strict=True)
            return list(values), list(precisions)
        return [each and each[0] for each in found], [each and each[1] for each in found]

    def mark(self, index: int, column: str, error: CellError) -> None:
        """Note a problem of a row."""
        self.problems.setdefault(index, []).append(Problem(column, error))

    def require(self, field: str, values: Sequence[Any], code: str) -> None:
        """Mark the rows where a field that the file has is empty."""
        if field not in self.columns or None not in values:
            return
        name = self.columns.name(field)
        for index, value in enumerate(values):
            if value is None and not self._is_marked(index, name):
                self.mark(index, name, problem(code))

    def _is_marked(self, index: int, column: str) -> bool:
        return any(each.column == column for each in self.problems.get(index, ()))

    def extras(self, pairs: Sequence[tuple[int, str]]) -> list[Any]:
        """Columns that no field holds, with what they say, per row; None for nothing."""
        found: list[Any] = [None] * self.size
        for place, name in pairs:
            cells = self._cells[place]
            kept = {cell: stripped for cell in set(cells) if (stripped := text(cell)) not in EMPTY_FACTS}
            if not kept:
                continue
            for index, cell in enumerate(cells):
                if cell in kept:
                    if found[index] is None:
                        found[index] = {}
                    found[index][name] = kept[cell]
        return found

    def findings(self) -> Iterator[RowFinding]:
        """What quarantines rows, in file order, every problem of a row on its own."""
        for index in sorted(self.problems):
            for each in self.problems[index]:
                yield RowFinding(
                    self.row_nos[index],
                    Finding.ERROR,
                    each.error.code,
                    column=each.column,
                    params=each.error.params,
                    cells=self.rows[index],
                )

    def good(self, rows: Sequence[Any]) -> list[Any]:
        """The rows that nothing is wrong with."""
        if not self.problems:
            return list(rows)
        return [row for index, row in enumerate(rows) if index not in self.problems]


def pieces(table: SourceTable, columns: Columns, *, size: int = PIECE_ROWS) -> Iterator[Piece]:
    """A table's rows of data in pieces."""
    source = table.rows()
    while chunk := list(islice(source, size)):
        yield Piece(columns, [row_no for row_no, _cells in chunk], [cells for _row_no, cells in chunk])
