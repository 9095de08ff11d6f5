"""Whether the parts of the program are alive."""

from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection

from zhanggui.kernel.clock import now
from zhanggui.kernel.jobs.models import Heartbeat

PROCESSES = ("live", "worker", "scheduler")
SILENT_AFTER = timedelta(seconds=30)


def last_beats() -> dict[str, datetime]:
    """When each process was last heard of."""
    return dict(Heartbeat.objects.values_list("process", "at"))


def health_report() -> dict[str, Any]:
    """Each part with ok and a sentence, and whether all are well: what `/healthz` answers (SEC-12)."""
    parts: dict[str, dict[str, Any]] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        parts["database"] = {"ok": True, "detail": ""}
        beats = last_beats()
    except DatabaseError as error:
        parts["database"] = {"ok": False, "detail": str(error).strip().splitlines()[0]}
        beats = {}
    for process in PROCESSES:
        seen = beats.get(process)
        if seen is None:
            parts[process] = {"ok": False, "detail": "never seen"}
        else:
            silent = now() - seen
            parts[process] = {"ok": silent < SILENT_AFTER, "detail": f"last seen {silent.total_seconds():.0f} s ago"}
    return {"ok": all(part["ok"] for part in parts.values()), "parts": parts}
