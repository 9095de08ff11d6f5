"""Findings on their way to the database: spooled while rows stream in, then copied as a set."""

import json
import tempfile
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Max

from zhanggui.kernel.imports.models import ImportFinding
from zhanggui.kernel.imports.ports import RowFinding

SPOOL_MEMORY = 4 << 20
KEPT_CELLS = 1_000
SHOWN_CELL = 200
_COPY = (
    'COPY kernel_importfinding (batch_id, file_position, row_no, finding, "column", code, params, cells,'
    " subject_kind, subject_id, resolution) FROM STDIN"
)


class FindingSpool:
    """Collects findings of one batch without keeping them in memory, and copies them in at the end."""

    def __init__(self, batch_id: int) -> None:
        self._batch_id = batch_id
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed by __exit__
            max_size=SPOOL_MEMORY, mode="w+", encoding="utf-8", newline="\n"
        )
        self._with_cells: dict[int, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, position: int, finding: RowFinding) -> None:
        """Remember one finding; only the first thousand of a table keep their cells."""
        kept = self._with_cells.get(position, 0)
        cells = [str(cell)[:SHOWN_CELL] for cell in finding.cells] if kept < KEPT_CELLS else []
        self._with_cells[position] = kept + bool(cells)
        values = (
            str(self._batch_id),
            str(position),
            str(finding.row_no),
            str(finding.finding),
            finding.column[:100],
            finding.code,
            _json(finding.params),
            _json(cells),
            finding.subject_kind,
            r"\N" if finding.subject_id is None else str(finding.subject_id),
            "",
        )
        self._file.write("\t".join(value if value == r"\N" else _escaped(value) for value in values) + "\n")

    def save(self) -> None:
        """Copy everything in."""
        self._file.seek(0)
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            while chunk := self._file.read(1 << 16):
                copy.write(chunk)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder).replace("\\u0000", "")


def _escaped(value: str) -> str:
    return value.replace("\0", "").replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def save_findings(batch_id: int, *, finding: str, code: str, select: str, params: Mapping[str, Any]) -> int:
    """Add a finding for each row of a SELECT; for merges that find conflicts by the thousand.

    The SELECT yields (file_position, row_no, column, params jsonb, subject_kind, subject_id).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO kernel_importfinding (batch_id, file_position, row_no, finding, "column", code, params, cells,'
            " subject_kind, subject_id, resolution)"
            " SELECT %(finding_batch)s, f.file_position, f.row_no, %(finding)s, f.col, %(finding_code)s, f.params, '[]',"
            f" f.subject_kind, f.subject_id, '' FROM ({select})"
            " AS f (file_position, row_no, col, params, subject_kind, subject_id)",
            {**params, "finding_batch": batch_id, "finding": finding, "finding_code": code},
        )
        return int(cursor.rowcount)


def newest_finding(batch_id: int) -> int:
    """The id of the batch's last finding so far, 0 for none."""
    newest = ImportFinding.objects.filter(batch_id=batch_id).aggregate(newest=Max("pk"))["newest"]
    return int(newest or 0)


def findings_since(batch_id: int, last_id: int, *, limit: int) -> list[ImportFinding]:
    """Findings later than `last_id` as new rows, to be kept when a dry run is rolled back."""
    rows = list(
        ImportFinding.objects.filter(batch_id=batch_id, pk__gt=last_id).order_by("file_position", "row_no", "pk")[
            :limit
        ]
    )
    for row in rows:
        row.pk = None
        row._state.adding = True
    return rows


def keep_findings(rows: list[ImportFinding]) -> None:
    """Write findings that were taken out of a rolled back dry run."""
    ImportFinding.objects.bulk_create(rows, batch_size=1_000)
