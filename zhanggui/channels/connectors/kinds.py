"""The frame of a kind of order file: read in pieces, stage with COPY, let orders merge."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from zhanggui.channels.connectors.reading import Columns, Piece, pieces
from zhanggui.channels.values import RUN_IMPORTS
from zhanggui.kernel.imports.models import ImportFinding
from zhanggui.kernel.imports.ports import ImportContext, RowFinding, SourceTable
from zhanggui.orders.services.intake import (
    LineRow,
    OrderRow,
    merge_staged,
    stage_lines,
    stage_orders,
    take_conflict,
    undo_staged,
)

STAGED_AT_ONCE = 4_000


class RowReader(Protocol):
    """Turns pieces of a table into rows to stage; marks what cannot be used in the piece."""

    columns: Columns

    def read(self, piece: Piece) -> Sequence[OrderRow] | Sequence[LineRow]:
        """A row for each row of the piece, the marked ones included."""
        ...


class OrderFileKind:
    """Common half of all kinds that bring orders or lines into the orders' staging: what follows the reading."""

    code = ""
    label: Any = ""
    capability = RUN_IMPORTS
    family = "orders"

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        """Orders compare and write; see orders.services.intake.merge_staged."""
        return merge_staged(context, dry_run=dry_run).as_dict()

    def undo(self, context: ImportContext) -> dict[str, int]:
        """Take the batch back."""
        return undo_staged(context)

    def resolve(self, context: ImportContext, finding: ImportFinding) -> None:
        """Write the file's side of a conflict."""
        take_conflict(context, finding)


class ReadOrderFile(OrderFileKind, ABC):
    """A kind whose every table is read by one reader of its own."""

    @abstractmethod
    def reader(self, position: int, header: Sequence[str]) -> RowReader:
        """The reader of one table."""

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """Stream the table into staging; yield what is wrong with each row that is quarantined."""
        reader = self.reader(position, table.header)
        waiting = Waiting(context.batch.pk)
        for piece in pieces(table, reader.columns):
            rows = piece.good(reader.read(piece))
            yield from piece.findings()
            yield from waiting.add(rows, piece)
        yield from waiting.stage()


class Waiting:
    """Rows on their way to staging. They are read in small pieces and copied in large ones."""

    def __init__(self, batch_id: int) -> None:
        self._batch_id = batch_id
        self._rows: list[Any] = []
        self._pieces: list[Piece] = []

    def add(self, rows: Sequence[Any], piece: Piece) -> Iterator[RowFinding]:
        """Keep rows of one shape; stages them when enough wait."""
        self._rows += rows
        self._pieces.append(piece)
        if len(self._rows) >= STAGED_AT_ONCE:
            yield from self.stage()

    def stage(self) -> Iterator[RowFinding]:
        """Copy what waits; what no column can hold comes back under the file's column name."""
        rows, pieces_of = self._rows, self._pieces
        self._rows, self._pieces = [], []
        if not rows:
            return
        stage = stage_lines if isinstance(rows[0], LineRow) else stage_orders
        found = stage(self._batch_id, rows)
        if not found:
            return
        columns = pieces_of[0].columns
        cells = {row_no: row for piece in pieces_of for row_no, row in zip(piece.row_nos, piece.rows, strict=True)}
        for each in found:
            yield replace(each, column=columns.name(each.column), cells=cells[each.row_no])
