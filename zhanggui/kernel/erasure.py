"""Erasing what is personal about a subject, everywhere the kernel keeps a copy of it.

Beside the timeline's own values these are the rows that an import would put back when it is undone,
and the findings that quote rows of its files. Modules register what they keep of a subject themselves.
Stored files are not rewritten, since their hash proves what was imported; those that still hold the
person are named with the day on which they are deleted.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.seals import erase_personal
from zhanggui.kernel.imports.models import Finding, ImportBatch, ImportFinding
from zhanggui.kernel.imports.retention import files_with, remove_repair

_SHORTEST = 4
# What a finding may still say once its values are gone: which order, which column.
_KEPT_PARAMS = frozenset({"number", "field", "limit"})
_BLANK_BEFORE = """
UPDATE kernel_undorecord SET before = before || (
    SELECT coalesce(jsonb_object_agg(key, CASE WHEN jsonb_typeof(value) = 'object' THEN '{}'::jsonb
                                               WHEN jsonb_typeof(value) = 'string' THEN '""'::jsonb
                                               ELSE value END), '{}'::jsonb)
    FROM jsonb_each(before) WHERE key = ANY(%(fields)s))
WHERE "table" = %(table)s AND row_id = %(row)s
"""
_QUOTING = """
SELECT id FROM kernel_importfinding
WHERE (subject_kind = %(kind)s AND subject_id = %(id)s)
   OR EXISTS (SELECT 1 FROM unnest(%(values)s::text[]) v
              WHERE strpos(cells::text, v) > 0 OR strpos(params::text, v) > 0)
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that still names the person: what, its number or name, and until when (None: for good)."""

    what: str
    name: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Erased:
    """How many copies were emptied, by where they lay."""

    changes: int
    undo_records: int
    findings: int
    rows: int = 0
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class Emptied:
    """What a module's own eraser did: rows emptied, and what it must keep by law or until a day."""

    rows: int
    kept: tuple[Kept, ...] = ()


Eraser = Callable[[int], Emptied]
_ERASERS: dict[str, list[Eraser]] = {}
_TABLES: dict[str, dict[str, tuple[str, ...]]] = {}


def register_personal(subject_kind: str, table: str, fields: Iterable[str]) -> None:
    """Declare that rows of `table`, named by the subject's id, hold these personal fields."""
    _TABLES.setdefault(subject_kind, {})[table] = tuple(fields)


def register_eraser(subject_kind: str, eraser: Eraser) -> None:
    """Declare a function that empties what a module keeps of a subject of this kind, by its id."""
    _ERASERS.setdefault(subject_kind, []).append(eraser)


def erase_subject(
    subject_kind: str, subject_id: int, *, values: Iterable[str] = (), shop_id: int | None = None
) -> Erased:
    """Empty every copy of a subject's personal values: timeline, undo records, import findings, modules' rows.

    `values` are the person's own (phone, name, address): rows of files that were quarantined know no
    subject and are found by them; those under four characters would find too much and are left out.
    A conflict whose values are erased counts as kept. The seals stay valid. With a shop its stored import
    files are searched as well; `kept` names those that hold one of the values.
    """
    known = sorted({value.strip() for value in values if len(value.strip()) >= _SHORTEST})
    with transaction.atomic(), connection.cursor() as cursor:
        changes = erase_personal(subject_kind, subject_id)
        undone = 0
        for table, fields in _TABLES.get(subject_kind, {}).items():
            cursor.execute(_BLANK_BEFORE, {"fields": list(fields), "table": table, "row": subject_id})
            undone += cursor.rowcount
        cursor.execute(_QUOTING, {"kind": subject_kind, "id": subject_id, "values": known})
        findings = [row[0] for row in cursor.fetchall()]
        for finding in ImportFinding.objects.select_for_update().filter(pk__in=findings).order_by("pk"):
            _empty(finding)
        emptied = [eraser(subject_id) for eraser in _ERASERS.get(subject_kind, ())]
        _forget_repairs(findings)
    kept = [each for part in emptied for each in part.kept]
    if shop_id is not None:
        kept += [Kept("import_file", f"{file.batch} {file.name}", file.until) for file in files_with(shop_id, known)]
    return Erased(changes, undone, len(findings), sum(part.rows for part in emptied), tuple(kept))


def _forget_repairs(finding_ids: Iterable[int]) -> None:
    """A repair file quotes the rows whose findings were just emptied; without it the rows are in the source alone."""
    batches = ImportFinding.objects.filter(pk__in=list(finding_ids)).values("batch_id")
    for batch in ImportBatch.objects.filter(pk__in=batches).exclude(repair_path=""):
        remove_repair(batch)


def _empty(finding: ImportFinding) -> None:
    finding.cells = []
    finding.params = {key: value if key in _KEPT_PARAMS else _blank(value) for key, value in finding.params.items()}
    if finding.finding == Finding.CONFLICT and not finding.resolution:
        finding.resolution, finding.resolved_at = "keep", now()
    finding.save(update_fields=["cells", "params", "resolution", "resolved_at"])


def _blank(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _blank(inner) for key, inner in value.items()}
    return [] if isinstance(value, list) else ""
