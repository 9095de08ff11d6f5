"""Tables on their way to a kind: every row is counted, and what is no data never reaches it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg.pq import TransactionStatus

from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.ports import FileCount, ImportKind, RowFinding
from zhanggui.kernel.imports.reading.errors import CellError
from zhanggui.kernel.imports.reading.table import Table

REPORT_EVERY = 20_000
Note = Callable[[int, RowFinding], None]


class CountedTable:
    """A table as a kind gets it.

    Blank rows are no rows; totals, footers and repeated headers are counted as skipped, rows with
    too many cells as quarantined. Reading again counts nothing.
    """

    def __init__(self, table: Table, position: int, note: Note, report: Callable[[int], None]) -> None:
        self._table = table
        self._position = position
        self._note = note
        self._report = report
        self._is_counted = False
        self.name = table.name
        self.row_count = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Row number and cells of the rows that are data."""
        table, width = self._table, len(self._table.header)
        not_data = table.not_data
        if self._is_counted:
            yield from ((number, row) for number, row in table.rows() if not_data(row) is None and len(row) <= width)
            return
        self._is_counted = True
        for number, row in table.rows():
            reason = not_data(row)
            if reason == "blank":
                continue
            self.row_count += 1
            if self.row_count % REPORT_EVERY == 0 and not is_copying():
                self._report(REPORT_EVERY)
            if reason:
                self._note(self._position, RowFinding(number, Finding.SKIPPED, f"imports.skipped_{reason}"))
            elif len(row) > width:
                self._note_width(number, row)
            else:
                yield number, row

    def _note_width(self, number: int, row: list[str]) -> None:
        try:
            self._table.check_width(row)
        except CellError as wrong:
            self._note(self._position, RowFinding(number, Finding.ERROR, wrong.code, params=wrong.params, cells=row))


def is_copying() -> bool:
    """Whether the connection is busy with a COPY, so that nothing else can be said on it."""
    raw = connection.connection
    return raw is not None and raw.info.transaction_status == TransactionStatus.ACTIVE


@dataclass(slots=True)
class ReadTable:
    """A table of the batch with its kind, and what staging made of its rows."""

    position: int
    table: CountedTable
    source: Table
    kind: ImportKind
    count: FileCount
    path: str
    sha256: str
    last_row: int = -1

    def tally(self, finding: RowFinding) -> None:
        """Count a finding's row once, however many findings it has."""
        if finding.finding not in (Finding.SKIPPED, Finding.ERROR) or finding.row_no == self.last_row:
            return
        self.last_row = finding.row_no
        if finding.finding == Finding.SKIPPED:
            self.count.skipped += 1
        else:
            self.count.quarantined += 1
