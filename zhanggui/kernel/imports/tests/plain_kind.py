"""A kind of file for tests of the machine: numbers with amounts, kept in memory."""

from collections.abc import Iterator, Sequence
from typing import Any

from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.ports import (
    FileCount,
    ImportContext,
    RowFinding,
    SourceTable,
    register_kind,
    register_staging,
)
from zhanggui.kernel.imports.reading.cells import CellError, amount


class PlainKind:
    """Takes files with the columns number and amount."""

    code = "plain"
    label = "Plain numbers"
    capability = "imports.run"

    def __init__(self) -> None:
        self.staged: dict[int, list[tuple[int, str]]] = {}
        self.kept: set[str] = set()
        self.merges = 0
        self.fails_at_merge = False
        self.loses_rows = False
        register_kind(self)
        register_staging("plain", lambda batch_id: self.staged.pop(batch_id, None))

    def recognise(self, header: Sequence[str]) -> int:
        return 2 if {"number", "amount"} <= set(header) else 0

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        rows = self.staged.setdefault(context.batch.pk, [])
        for row_no, cells in table.rows():
            row = dict(zip(table.header, cells, strict=False))
            try:
                amount(row["amount"])
            except CellError as wrong:
                yield RowFinding(row_no, Finding.ERROR, wrong.code, column="amount", params=wrong.params, cells=cells)
                continue
            rows.append((position, row["number"]))

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        self.merges += 1
        if self.fails_at_merge:
            raise ConnectionResetError
        counts: dict[int, FileCount] = {}
        for position, number in self.staged.get(context.batch.pk, []):
            count = counts.setdefault(position, FileCount(""))
            if self.loses_rows:
                continue
            if number in self.kept:
                count.unchanged += 1
            else:
                count.imported += 1
            if not dry_run:
                self.kept.add(number)
        return {"counts": counts, "summary": {"orders_new": len(self.kept)}}

    def undo(self, context: ImportContext) -> dict[str, int]:
        self.staged.pop(context.batch.pk, None)
        self.kept.clear()
        return {"orders": 2}

    def template_header(self) -> list[str]:
        return ["number", "amount"]
