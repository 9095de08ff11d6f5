"""The frame of a kind of order file: read row by row, stage in pieces, let orders merge."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from zhanggui.channels.connectors.reading import CellProblem, problem_finding
from zhanggui.channels.values import RUN_IMPORTS
from zhanggui.kernel.imports.models import ImportFinding
from zhanggui.kernel.imports.ports import ImportContext, RowFinding, SourceTable
from zhanggui.orders.services import merge_staged, resolve_conflict_row, undo_batch

_PIECE = 2_000


class RowReader(Protocol):
    """Turns cells into a staged row, or raises CellProblem."""

    def read(self, row_no: int, cells: Sequence[str]) -> Any:
        """One row."""
        ...


class OrderFileKind:
    """Common half of all kinds that bring orders or lines into the orders' staging."""

    code = ""
    label: Any = ""
    capability = RUN_IMPORTS
    family = "orders"
    zone = ZoneInfo("Asia/Shanghai")

    def reader(self, context: ImportContext, position: int, header: Sequence[str]) -> RowReader:
        """The reader of one table."""
        raise NotImplementedError

    def stager(self) -> Callable[[int, list[Any]], list[RowFinding]]:
        """Where the rows go."""
        raise NotImplementedError

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """Stream the table into staging; yield each row that is quarantined."""
        read = self.reader(context, position, table.header).read
        stage_rows = self.stager()
        width = len(table.header)
        piece: list[Any] = []
        cells_of: dict[int, list[Any]] = {}
        for row_no, cells in table.rows():
            if len(cells) > width:
                yield _too_wide(row_no, cells, width)
                continue
            try:
                piece.append(read(row_no, cells))
            except CellProblem as problem:
                yield problem_finding(row_no, cells, problem)
                continue
            cells_of[row_no] = cells
            if len(piece) >= _PIECE:
                yield from _with_cells(stage_rows(context.batch.pk, piece), cells_of)
                piece, cells_of = [], {}
        yield from _with_cells(stage_rows(context.batch.pk, piece), cells_of)

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        """Orders compare and write; see orders.services.merge_staged."""
        return merge_staged(context, dry_run=dry_run)

    def undo(self, context: ImportContext) -> dict[str, int]:
        """Take the batch back."""
        return undo_batch(context)

    def resolve(self, context: ImportContext, finding: ImportFinding) -> None:
        """Write the file's side of a conflict."""
        resolve_conflict_row(context, finding)


def _too_wide(row_no: int, cells: Sequence[str], width: int) -> RowFinding:
    extra = ", ".join(cell for cell in cells[width:] if cell.strip())
    return RowFinding(row_no, "error", "imports.too_many_cells", params={"value": extra[:80]}, cells=list(cells))


def _with_cells(findings: Sequence[RowFinding], cells_of: dict[int, list[Any]]) -> Iterator[RowFinding]:
    for found in findings:
        yield RowFinding(
            found.row_no, found.finding, found.code, found.column, found.params, cells_of.get(found.row_no, ())
        )
