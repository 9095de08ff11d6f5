"""One pass over a file that becomes orders, lines, or both; a row counts once whatever it becomes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from zhanggui.channels.connectors.mapped.rows import Joined, PartReader
from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.ports import RowFinding, SourceTable
from zhanggui.orders.services.intake import LineRow, OrderRow, stage_lines, stage_orders

PIECE_ROWS = 1_000


@dataclass(slots=True)
class _Harvest:
    orders: list[OrderRow] = field(default_factory=list)
    lines: list[LineRow] = field(default_factory=list)
    findings: list[RowFinding] = field(default_factory=list)


class SourceReader:
    """Reads a table with every part of the mapping that starts from it."""

    def __init__(self, readers: Sequence[PartReader]) -> None:
        self._readers = readers
        self._last_number = ""

    def stage(self, batch_id: int, table: SourceTable) -> Iterator[RowFinding]:
        """Stage the rows; yield what is wrong with the others, or that they are left out."""
        rows = table.rows()
        while piece := list(islice(rows, PIECE_ROWS)):
            harvest = self._read(piece)
            yield from harvest.findings
            cells = dict(piece)
            found = stage_orders(batch_id, harvest.orders) + stage_lines(batch_id, harvest.lines)
            yield from (replace(each, cells=cells[each.row_no]) for each in sorted(found, key=lambda each: each.row_no))

    def _read(self, piece: list[tuple[int, list[str]]]) -> _Harvest:
        harvest = _Harvest()
        joined = [reader.join(piece) for reader in self._readers]
        for index, (row_no, cells) in enumerate(piece):
            self._read_row(row_no, cells, [groups[index] for groups in joined], harvest)
        return harvest

    def _read_row(self, row_no: int, cells: list[str], joined: list[Joined], harvest: _Harvest) -> None:
        wanted = [
            (reader, groups)
            for reader, groups in zip(self._readers, joined, strict=True)
            if not reader.is_left_out(cells, groups)
        ]
        if not wanted:
            harvest.findings.append(RowFinding(row_no, Finding.SKIPPED, "mappings.skipped", cells=cells))
            return
        found = [reader.read(row_no, cells, groups) for reader, groups in wanted]
        wrong = [finding for each in found if isinstance(each, list) for finding in each]
        if wrong:
            harvest.findings += {(finding.column, finding.code): finding for finding in wrong}.values()
            return
        for each in found:
            if isinstance(each, LineRow):
                harvest.lines.append(each)
            elif isinstance(each, OrderRow) and self._is_new(each):
                harvest.orders.append(each)

    def _is_new(self, order: OrderRow) -> bool:
        """A file with a row a line repeats its order's facts; the order is told once."""
        if len(self._readers) == 1:
            return True
        is_new = order.number != self._last_number
        self._last_number = order.number
        return is_new
