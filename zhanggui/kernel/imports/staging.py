"""The first half of an import: open the files, recognise the tables, stream them into staging."""

from collections import defaultdict
from collections.abc import Iterator

from zhanggui.kernel.imports.counted import CountedTable, ReadTable
from zhanggui.kernel.imports.findings import FindingSpool
from zhanggui.kernel.imports.models import ImportBatch, ImportFile, ImportFinding
from zhanggui.kernel.imports.ports import (
    FileCount,
    ImportContext,
    ImportKind,
    RowFinding,
    StagesTogether,
    clear_stagings,
)
from zhanggui.kernel.imports.reading.errors import file_error
from zhanggui.kernel.imports.reading.source import open_source
from zhanggui.kernel.imports.recognise import recognise_table
from zhanggui.kernel.imports.storage import relative, source_files
from zhanggui.kernel.permissions import require


def forget_reading(batch: ImportBatch) -> None:
    """Throw away what an earlier, interrupted reading left; the files themselves stay."""
    clear_stagings(batch.pk)
    ImportFinding.objects.filter(batch=batch).delete()
    ImportFile.objects.filter(batch=batch).delete()


class Reading:
    """One reading of all tables of a batch; `tables` holds counters when it is done."""

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._done = 0
        self.tables: list[ReadTable] = []

    def run(self, spool: FindingSpool) -> list[ReadTable]:
        """Stage everything.

        Raises InvalidInput for a file that cannot be taken at all, and NotAllowed when the actor
        may not bring in files of a kind.
        """
        self._spool = spool
        self.tables = list(self._open())
        if not self.tables:
            raise file_error("imports.empty_file", self._context.batch.number)
        groups: dict[str, list[ReadTable]] = defaultdict(list)
        for table in self.tables:
            require(self._context.actor, table.kind.capability, self._context.shop_id)
            groups[table.kind.code].append(table)
        for tables in groups.values():
            self._stage(tables[0].kind, tables)
        for table in self.tables:
            table.count.rows = table.table.row_count
        return self.tables

    def _open(self) -> Iterator[ReadTable]:
        context = self._context
        as_kind = context.batch.summary.get("as_kind") or None
        position = 0
        for file in source_files(context.batch):
            for source in open_source(file.path, display_name=file.name):
                if source.is_empty:
                    continue
                kind = recognise_table(source, as_kind=as_kind, is_mapped=context.mapping is not None)
                table = CountedTable(source, position, self._note, self._report)
                yield ReadTable(position, table, source, kind, FileCount(source.name), relative(file.path), file.sha256)
                position += 1

    def _stage(self, kind: ImportKind, tables: list[ReadTable]) -> None:
        if isinstance(kind, StagesTogether):
            pairs = [(table.position, table.table) for table in tables]
            for position, finding in kind.stage_together(self._context, pairs):
                self._note(position, finding)
            return
        for table in tables:
            for finding in kind.stage(self._context, table.position, table.table):
                self._note(table.position, finding)

    def _note(self, position: int, finding: RowFinding) -> None:
        self.tables[position].tally(finding)
        self._spool.add(position, finding)

    def _report(self, rows: int) -> None:
        self._done += rows
        self._context.progress.update(stage="reading", done=self._done)
