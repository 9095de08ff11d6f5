"""Counters of a batch: in file rows, whole and per file, and they always add up."""

from collections.abc import Iterable, Mapping

from zhanggui.kernel.errors import ZhangguiError
from zhanggui.kernel.imports.counted import ReadTable
from zhanggui.kernel.imports.messages import message_of
from zhanggui.kernel.imports.models import ImportBatch, ImportFile
from zhanggui.kernel.imports.ports import FileCount

OUTCOMES = ("imported", "updated", "unchanged", "skipped", "conflict", "quarantined")


class CountsDoNotAddUp(ZhangguiError):
    """A fault of a kind: rows were read and neither stored nor reported. Nothing is committed."""


def add_counts(tables: Iterable[ReadTable], merged: Mapping[int, FileCount]) -> None:
    """Add what the merge made of the staged rows to what staging counted."""
    for table in tables:
        found = merged.get(table.position)
        if found is None:
            continue
        for outcome in OUTCOMES:
            setattr(table.count, outcome, getattr(table.count, outcome) + getattr(found, outcome))


def check_counts(tables: Iterable[ReadTable]) -> None:
    """Raise CountsDoNotAddUp unless each row of each table ended as exactly one outcome."""
    for table in tables:
        counted = sum(getattr(table.count, outcome) for outcome in OUTCOMES)
        if counted != table.count.rows:
            params = {"file": table.count.name, "rows": table.count.rows, "counted": counted}
            raise CountsDoNotAddUp("imports.counts", message_of("imports.counts", params), **params)


def save_counts(batch: ImportBatch, tables: Iterable[ReadTable]) -> None:
    """Write the counters of the tables and their sums into the batch (not saved yet)."""
    rows = [
        ImportFile(
            batch=batch,
            position=table.position,
            name=table.count.name[:300],
            kind=table.kind.code,
            header=table.source.header,
            path=table.path,
            sha256=table.sha256,
            row_count=table.count.rows,
            **{f"{outcome}_count": getattr(table.count, outcome) for outcome in OUTCOMES},
        )
        for table in tables
    ]
    ImportFile.objects.bulk_create(rows)
    for name in ("row_count", *(f"{outcome}_count" for outcome in OUTCOMES)):
        setattr(batch, name, sum(getattr(row, name) for row in rows))
    codes = ",".join(sorted({row.kind for row in rows}))
    batch.kind = codes if len(codes) <= 40 else "mixed"
