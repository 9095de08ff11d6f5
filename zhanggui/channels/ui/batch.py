"""The page of one import: progress, what it came to, errors, a conflict, its files."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhanggui.channels.queries import pages
from zhanggui.channels.ui import result
from zhanggui.channels.ui.progress import progress_card, running_job
from zhanggui.channels.ui.rows import batch_url
from zhanggui.channels.ui.words import STATE_LABELS, STATE_TONES, error_text, event_words, size_text
from zhanggui.channels.values import RUN_IMPORTS, UNDO_IMPORTS, VIEW_IMPORTS
from zhanggui.kernel.errors import Conflict, NotFound
from zhanggui.kernel.events.read import timeline
from zhanggui.kernel.imports.machine import batch_by_number, queue_import
from zhanggui.kernel.imports.models import Finding, ImportBatch, ImportFile, ImportState
from zhanggui.kernel.imports.ports import confidential_right
from zhanggui.kernel.imports.storage import absolute
from zhanggui.kernel.jobs.progress import request_cancel
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.permissions import require
from zhanggui.shops.queries import warehouses_of

PAGE_FINDINGS = 200
_SORTS = (Finding.ERROR, Finding.SKIPPED, Finding.NOTICE)


def find_batch(request: StaffRequest, number: str) -> tuple[ShopRef, ImportBatch]:
    """The shop and the batch of an address."""
    shop = request.scope.shops[0]
    return shop, batch_by_number(shop.id, number)


def back_to(shop: ShopRef, batch: ImportBatch, part: str = "") -> HttpResponse:
    """To the page of the batch."""
    return redirect(batch_url(shop, batch) + (f"#{part}" if part else ""))


@staff_page(VIEW_IMPORTS, methods=("GET",))
def batch_page(request: StaffRequest, number: str) -> HttpResponse:
    """One import, whatever its state."""
    shop, batch = find_batch(request, number)
    run = running_job(batch)
    files = pages.files_of(batch)
    open_conflicts = pages.open_conflict_counts([batch.pk]).get(batch.pk, 0)
    context: dict[str, Any] = {
        "shop": shop,
        "batch": batch,
        "state": STATE_LABELS[batch.state],
        "tone": STATE_TONES.get(ImportState(batch.state), ""),
        "is_stuck": batch.state in pages.UNDER_WAY and run is None,
        "card": progress_card(batch, shop, run) if run else None,
        "failure": error_text(batch) if batch.state == ImportState.FAILED else "",
        "sources": [source["name"] for source in batch.summary.get("sources", [])],
        "urls": {
            name: batch_url(shop, batch, name) for name in ("apply", "again", "repair", "decide", "decide_all", "undo")
        },
        "may": {"run": request.actor.can(RUN_IMPORTS, shop.id), "undo": request.actor.can(UNDO_IMPORTS, shop.id)},
        "entries": _entries(batch),
    }
    if batch.state in {ImportState.CHECKED, ImportState.DONE, ImportState.UNDONE}:
        context |= _result(request, shop, batch, files, open_conflicts)
    return render(request, "channels/batch.html", context)


def _result(
    request: StaffRequest, shop: ShopRef, batch: ImportBatch, files: list[ImportFile], open_conflicts: int
) -> dict[str, Any]:
    """The parts of the page that need a file read to its end."""
    return {
        "counters": result.counters(batch, files, open_conflicts),
        "good": batch.imported_count + batch.updated_count,
        "drafts": batch.summary.get("drafts", 0),
        "files": result.file_rows(files),
        "conflict": result.conflict_card(batch, shop, request.GET.get("conflict", "")),
        "is_dry": batch.state == ImportState.CHECKED,
        "is_done": batch.state == ImportState.DONE,
        "repair": _repair(batch),
        "warehouse": _warehouse(shop, batch),
        "last": pages.last_done(shop.id, before=batch.pk),
        **_findings(request, batch, files),
    }


def _warehouse(shop: ShopRef, batch: ImportBatch) -> str:
    """The name of the warehouse that was said beside a stock file."""
    code = batch.summary.get("said", {}).get("warehouse", "")
    return next((card.name for card in warehouses_of(shop.id) if card.code == code), "")


def _findings(request: StaffRequest, batch: ImportBatch, files: list[ImportFile]) -> dict[str, Any]:
    """The wanted page of errors, skipped rows or notices, and how to filter them."""
    counts = pages.finding_counts(batch)
    there = [sort for sort in _SORTS if counts.get(sort)]
    show = request.GET.get("show", "")
    if show not in there:
        show = there[0] if there else Finding.ERROR
    base = {"show": str(show)}
    position = request.GET.get("file", "")
    if position.isdecimal() and len(position) < 9:
        base["file"] = position
    if "column" in request.GET:
        base["column"] = request.GET["column"]
    found = pages.findings_page(
        batch,
        show,
        position=int(base["file"]) if "file" in base else None,
        column=base.get("column"),
        after=_cursor(request.GET.get("after", "")),
        limit=PAGE_FINDINGS + 1,
    )
    shown, last = found[:PAGE_FINDINGS], found[PAGE_FINDINGS - 1 : PAGE_FINDINGS]
    return {
        "findings": result.finding_rows(shown, files),
        "found": {"shown": len(shown), "total": counts.get(show, 0), "sorts": len(there)},
        "tabs": [
            {"label": sort.label, "url": f"?show={sort}#errors", "count": counts[sort], "current": sort == show}
            for sort in there
        ],
        "offered": result.place_choices(pages.finding_places(batch, show), files, base),
        "next_url": _next_url(base, last[0]) if len(found) > PAGE_FINDINGS else "",
        "is_error": show == Finding.ERROR,
    }


def _next_url(base: dict[str, str], last: Any) -> str:
    return result.query_url({**base, "after": f"{last.file_position}.{last.row_no}.{last.pk}"})


def _cursor(text: str) -> tuple[int, int, int] | None:
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 18 for part in parts):
        return None
    return int(parts[0]), int(parts[1]), int(parts[2])


def _repair(batch: ImportBatch) -> dict[str, Any] | None:
    path = absolute(batch.repair_path) if batch.repair_path else None
    if path is None or not path.is_file():
        return None
    return {"name": _repair_name(batch, path), "size": size_text(path.stat().st_size)}


def _repair_name(batch: ImportBatch, path: Path) -> str:
    return f"{batch.number}-{_('repair')}{path.suffix}"


def _entries(batch: ImportBatch) -> list[dict[str, Any]]:
    """What happened to the batch, newest first, down to its arrival."""
    entries = [event_words(entry) for entry in timeline("import", batch.pk, limit=30)]
    is_system = batch.actor_id is None
    arrival = {
        "kind": "system" if is_system else "person",
        "text": _("Files received"),
        "actor": _("system") if is_system else batch.actor_name,
        "at": batch.created_at,
    }
    return [*entries, arrival]


@staff_page(VIEW_IMPORTS, methods=("GET",))
def batch_progress(request: StaffRequest, number: str) -> HttpResponse:
    """The progress card for a page that watches; the page itself once the work is over."""
    shop, batch = find_batch(request, number)
    run = running_job(batch)
    is_watching = getattr(request, "htmx", False)
    if run is None:
        return HttpResponse(headers={"HX-Refresh": "true"}) if is_watching else back_to(shop, batch)
    if not is_watching:
        return back_to(shop, batch)
    return render(request, "channels/_progress.html", progress_card(batch, shop, run))


def _refuse_unless(is_waiting: bool, number: str) -> None:
    if not is_waiting:
        raise Conflict(
            "imports.not_waiting",
            _("Import %(number)s is not waiting to be brought in. Nothing was changed; look at its page."),
            number=number,
        )


@staff_page(RUN_IMPORTS, methods=("POST",))
def apply_import(request: StaffRequest, number: str) -> HttpResponse:
    """Bring a checked batch in."""
    shop, batch = find_batch(request, number)
    _refuse_unless(batch.state in {ImportState.CHECKED, ImportState.FAILED, ImportState.RECEIVED}, number)
    queue_import(batch, actor=request.actor, dry_run=False)
    return back_to(shop, batch)


@staff_page(RUN_IMPORTS, methods=("POST",))
def try_again(request: StaffRequest, number: str) -> HttpResponse:
    """Try the stored files of a batch once more, without writing."""
    shop, batch = find_batch(request, number)
    is_over = batch.state in {ImportState.DONE, ImportState.UNDONE}
    _refuse_unless(not is_over and running_job(batch) is None, number)
    queue_import(batch, actor=request.actor, dry_run=True)
    return back_to(shop, batch)


@staff_page(RUN_IMPORTS, methods=("POST",))
def cancel_import(request: StaffRequest, number: str) -> HttpResponse:
    """Ask the running job to stop; it takes back what it has written."""
    shop, batch = find_batch(request, number)
    run = running_job(batch)
    if run is not None and request_cancel(run.pk):
        messages.success(request, _("The import stops at its next step; nothing of it is kept."))
    return back_to(shop, batch)


@staff_page(RUN_IMPORTS, methods=("GET",))
def repair_file(request: StaffRequest, number: str) -> FileResponse:
    """The rows with errors and, in the last column, the reason of each."""
    shop, batch = find_batch(request, number)
    for kind in ImportFile.objects.filter(batch=batch).values_list("kind", flat=True).distinct():
        right = confidential_right(kind)
        if right:
            require(request.actor, right, shop.id)
    path = absolute(batch.repair_path) if batch.repair_path else None
    if path is None or not path.is_file():
        raise NotFound("imports.no_repair_file", _("This import has no repair file: no row had an error."))
    name = _repair_name(batch, path)
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)
