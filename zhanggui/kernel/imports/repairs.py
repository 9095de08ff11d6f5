"""The repair files of a batch: its quarantined rows with reasons, ready to be mended and imported."""

import zipfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from zhanggui.kernel.imports.counted import ReadTable
from zhanggui.kernel.imports.messages import message_of
from zhanggui.kernel.imports.models import Finding, ImportBatch, ImportFinding
from zhanggui.kernel.imports.reading.repair import RepairWriter
from zhanggui.kernel.imports.storage import batch_folder, relative


def write_repairs(batch: ImportBatch, tables: Sequence[ReadTable]) -> str:
    """Write one file a table that has quarantined rows, several as a zip; returns the kept path or ""."""
    folder = batch_folder(batch) / "repair"
    wrong = [table for table in tables if table.count.quarantined]
    if not wrong:
        return ""
    folder.mkdir(exist_ok=True)
    files = [_write(batch, table, folder) for table in wrong]
    if len(files) == 1:
        return relative(files[0])
    archive = folder / "repair.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for file in files:
            target.write(file, file.name)
    return relative(archive)


def _write(batch: ImportBatch, table: ReadTable, folder: Path) -> Path:
    stem = Path(table.source.name.replace(":", "/")).stem[-60:].strip() or "table"
    path = folder / f"{table.position + 1}-{stem}-repair.csv"
    rows = table.source.rows()
    with RepairWriter(path, table.source.raw_header) as writer:
        for row_no, reason in _reasons(batch, table.position):
            for number, cells in rows:
                if number == row_no:
                    writer.add(cells, reason)
                    break
    return path


def _reasons(batch: ImportBatch, position: int) -> Iterator[tuple[int, str]]:
    findings = (
        ImportFinding.objects.filter(batch=batch, finding=Finding.ERROR, file_position=position)
        .order_by("row_no", "pk")
        .iterator(chunk_size=2_000)
    )
    for row_no, group in groupby(findings, key=attrgetter("row_no")):
        yield (
            row_no,
            "; ".join(
                f"{item.column}: {message_of(item.code, item.params)}"
                if item.column
                else message_of(item.code, item.params)
                for item in group
            ),
        )
