"""What an import came to, as the command line and the API say it."""

from typing import Any

from zhanggui.kernel.imports.counting import OUTCOMES
from zhanggui.kernel.imports.messages import message_of
from zhanggui.kernel.imports.models import Finding, ImportBatch, ImportFile, ImportFinding
from zhanggui.kernel.imports.storage import absolute

SHOWN_ERRORS = 1_000
_TOLD = (Finding.ERROR, Finding.CONFLICT)


def import_report(batch: ImportBatch) -> dict[str, Any]:
    """The JSON of `import`: counters in file rows, whole and per file, and the first 1,000 errors.

    Errors are quarantined rows and conflicts; `errors_total` is their true number.
    """
    files = list(ImportFile.objects.filter(batch=batch).order_by("position"))
    names = {file.position: file.name for file in files}
    findings = ImportFinding.objects.filter(batch=batch, finding__in=_TOLD)
    errors = [_error(row, names) for row in findings.order_by("file_position", "row_no", "pk")[:SHOWN_ERRORS]]
    total = findings.count() if len(errors) == SHOWN_ERRORS else len(errors)
    summary = batch.summary
    return {
        "batch": batch.number,
        "kind": batch.kind,
        **_counters(batch),
        "orders_new": summary.get("orders_new", 0),
        "orders_updated": summary.get("orders_updated", 0),
        "lines_new": summary.get("lines_new", 0),
        "files": [{"file": file.name, "kind": file.kind, **_counters(file)} for file in files],
        "errors": errors,
        "errors_total": max(total, summary.get("errors_total", 0)),
        "repair_file": str(absolute(batch.repair_path)) if batch.repair_path else None,
    }


def _counters(row: ImportBatch | ImportFile) -> dict[str, int]:
    return {"rows": row.row_count} | {outcome: getattr(row, f"{outcome}_count") for outcome in OUTCOMES}


def _error(row: ImportFinding, names: dict[int, str]) -> dict[str, Any]:
    return {
        "file": names.get(row.file_position, ""),
        "row": row.row_no,
        "column": row.column,
        "code": row.code,
        "message": message_of(row.code, row.params),
    }


def open_conflicts(batch: ImportBatch) -> list[ImportFinding]:
    """Conflicts that nobody decided yet, in file order."""
    return list(
        ImportFinding.objects.filter(batch=batch, finding=Finding.CONFLICT, resolution="").order_by(
            "file_position", "row_no", "pk"
        )
    )
