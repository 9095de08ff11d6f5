"""The frame of a kind of order file: read in pieces, stage with COPY, let orders merge."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol
from zoneinfo import ZoneInfo

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

CHINA = ZoneInfo("Asia/Shanghai")


class RowReader(Protocol):
    """Turns pieces of a table into rows to stage; marks what cannot be used in the piece."""

    columns: Columns

    def read(self, piece: Piece) -> Sequence[OrderRow] | Sequence[LineRow]:
        """A row for each row of the piece, the marked ones included."""
        ...


class OrderFileKind:
    """Common half of all kinds that bring orders or lines into the orders' staging."""

    code = ""
    label: Any = ""
    capability = RUN_IMPORTS
    family = "orders"

    def reader(self, position: int, header: Sequence[str]) -> RowReader:
        """The reader of one table."""
        raise NotImplementedError

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """Stream the table into staging; yield what is wrong with each row that is quarantined."""
        reader = self.reader(position, table.header)
        for piece in pieces(table, reader.columns):
            rows = piece.good(reader.read(piece))
            yield from piece.findings()
            yield from stage_rows(context.batch.pk, rows, piece)

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        """Orders compare and write; see orders.services.intake.merge_staged."""
        return merge_staged(context, dry_run=dry_run).as_dict()

    def undo(self, context: ImportContext) -> dict[str, int]:
        """Take the batch back."""
        return undo_staged(context)

    def resolve(self, context: ImportContext, finding: ImportFinding) -> None:
        """Write the file's side of a conflict."""
        take_conflict(context, finding)


def stage_rows(batch_id: int, rows: list[Any], piece: Piece) -> Iterator[RowFinding]:
    """Stage rows of one shape; what no column can hold comes back under the file's column name."""
    if not rows:
        return
    stage = stage_lines if isinstance(rows[0], LineRow) else stage_orders
    found = stage(batch_id, rows)
    if not found:
        return
    cells = dict(zip(piece.row_nos, piece.rows, strict=True))
    for each in found:
        yield replace(each, column=piece.columns.name(each.column), cells=cells[each.row_no])
