"""The page of one import: progress, what it came to, errors, conflicts, taking it back."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.channels.queries import pages
from zhanggui.channels.services.preview_undo import preview_undo
from zhanggui.channels.ui import result
from zhanggui.channels.ui.progress import progress_card, running_job
from zhanggui.channels.ui.rows import batch_url
from zhanggui.channels.ui.words import STATE_TONES, error_text, event_words, size_text
from zhanggui.channels.values import RUN_IMPORTS, UNDO_IMPORTS, VIEW_IMPORTS
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.events.read import timeline
from zhanggui.kernel.imports.machine import batch_by_number, queue_import
from zhanggui.kernel.imports.models import Finding, ImportBatch, ImportFile, ImportState
from zhanggui.kernel.imports.storage import absolute
from zhanggui.kernel.imports.undo import resolve_conflict, undo_import
from zhanggui.kernel.jobs.progress import request_cancel
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page

PAGE_FINDINGS = 200
DECIDED_AT_ONCE = 200
_SORTS = (Finding.ERROR, Finding.SKIPPED, Finding.NOTICE)


def _find(request: StaffRequest, number: str) -> tuple[ShopRef, ImportBatch]:
    shop = request.scope.shops[0]
    return shop, batch_by_number(shop.id, number)


def _back(shop: ShopRef, batch: ImportBatch, part: str = "") -> HttpResponse:
    return redirect(batch_url(shop, batch) + (f"#{part}" if part else ""))


@staff_page(VIEW_IMPORTS, methods=("GET",))
def batch_page(request: StaffRequest, number: str) -> HttpResponse:
    """One import, whatever its state."""
    shop, batch = _find(request, number)
    run = running_job(batch)
    files = pages.files_of(batch)
    open_conflicts = pages.open_conflict_counts([batch.pk]).get(batch.pk, 0)
    context: dict[str, Any] = {
        "shop": shop,
        "batch": batch,
        "state": ImportState(batch.state).label,
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
        "last": pages.last_done(shop.id, before=batch.pk),
        **_findings(request, batch, files),
    }


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
    arrival = {"kind": "person", "text": _("Files received"), "actor": batch.actor_name, "at": batch.created_at}
    return [*entries, arrival]


@staff_page(VIEW_IMPORTS, methods=("GET",))
def batch_progress(request: StaffRequest, number: str) -> HttpResponse:
    """The progress card for a page that watches; the page itself once the work is over."""
    shop, batch = _find(request, number)
    run = running_job(batch)
    is_watching = getattr(request, "htmx", False)
    if run is None:
        return HttpResponse(headers={"HX-Refresh": "true"}) if is_watching else _back(shop, batch)
    if not is_watching:
        return _back(shop, batch)
    return render(request, "channels/_progress.html", progress_card(batch, shop, run))


@staff_page(RUN_IMPORTS, methods=("POST",))
def apply_import(request: StaffRequest, number: str) -> HttpResponse:
    """Bring a checked batch in."""
    shop, batch = _find(request, number)
    if batch.state not in {ImportState.CHECKED, ImportState.FAILED, ImportState.RECEIVED}:
        raise Conflict(
            "imports.not_waiting",
            _("Import %(number)s is not waiting to be brought in. Nothing was changed; look at its page."),
            number=number,
        )
    queue_import(batch, actor=request.actor, dry_run=False)
    return _back(shop, batch)


@staff_page(RUN_IMPORTS, methods=("POST",))
def try_again(request: StaffRequest, number: str) -> HttpResponse:
    """Try the stored files of a batch once more, without writing."""
    shop, batch = _find(request, number)
    if batch.state in {ImportState.DONE, ImportState.UNDONE} or running_job(batch) is not None:
        raise Conflict(
            "imports.not_waiting",
            _("Import %(number)s is not waiting to be brought in. Nothing was changed; look at its page."),
            number=number,
        )
    queue_import(batch, actor=request.actor, dry_run=True)
    return _back(shop, batch)


@staff_page(RUN_IMPORTS, methods=("POST",))
def cancel_import(request: StaffRequest, number: str) -> HttpResponse:
    """Ask the running job to stop; it takes back what it has written."""
    shop, batch = _find(request, number)
    run = running_job(batch)
    if run is not None and request_cancel(run.pk):
        messages.success(request, _("The import stops at its next step; nothing of it is kept."))
    return _back(shop, batch)


@staff_page(RUN_IMPORTS, methods=("GET",))
def repair_file(request: StaffRequest, number: str) -> HttpResponse:
    """The rows with errors and, in the last column, the reason of each."""
    _shop, batch = _find(request, number)
    path = absolute(batch.repair_path) if batch.repair_path else None
    if path is None or not path.is_file():
        raise NotFound("imports.no_repair_file", _("This import has no repair file: no row had an error."))
    return FileResponse(path.open("rb"), as_attachment=True, filename=_repair_name(batch, path))


@staff_page(UNDO_IMPORTS, methods=("POST",))
def decide(request: StaffRequest, number: str) -> HttpResponse:
    """Keep what is stored or take what the file says, for one conflict."""
    shop, batch = _find(request, number)
    wanted = request.POST.get("finding", "")
    finding = pages.conflict(batch, int(wanted)) if wanted.isdecimal() and len(wanted) < 18 else None
    if finding is None:
        raise NotFound("imports.unknown_conflict", _("There is no such conflict."))
    choice = request.POST.get("choice", "")
    resolve_conflict(actor=request.actor, finding_id=finding.pk, choice=choice)  # type: ignore[arg-type]  # it checks
    messages.success(request, _("Taken from the file.") if choice == "take" else _("The stored value stays."))
    return _back(shop, batch, "conflicts")


@staff_page(UNDO_IMPORTS)
def decide_all(request: StaffRequest, number: str) -> HttpResponse:
    """Decide all open conflicts alike, after a proposal that says what that means."""
    shop, batch = _find(request, number)
    keys = [key for _table, _row, key in pages.undecided(batch)]
    choice = request.POST.get("choice") or request.GET.get("choice", "")
    if choice not in {"keep", "take"}:
        raise InvalidInput("imports.unknown_choice", _("Choose keep or take."), choice=choice)
    if request.method != "POST":
        return _proposal(request, _decide_all_proposal(shop, batch, choice, len(keys)))
    decided, refused = _decide(request, keys[:DECIDED_AT_ONCE], choice)
    text = ngettext("%(count)d conflict decided.", "%(count)d conflicts decided.", decided) % {"count": decided}
    if refused:
        messages.error(request, f"{text} {refused}")
    else:
        messages.success(request, text)
    return _back(shop, batch, "conflicts")


def _decide(request: StaffRequest, keys: list[int], choice: str) -> tuple[int, str]:
    """Decide each on its own; returns how many, and why the last refused one was refused."""
    decided, refused = 0, ""
    for key in keys:
        try:
            resolve_conflict(actor=request.actor, finding_id=key, choice=choice)  # type: ignore[arg-type]  # checked
            decided += 1
        except Conflict as wrong:
            refused = str(wrong)
    return decided, refused


def _decide_all_proposal(shop: ShopRef, batch: ImportBatch, choice: str, count: int) -> dict[str, Any]:
    now_decided = min(count, DECIDED_AT_ONCE)
    is_take = choice == "take"
    row = {
        "label": _("Conflicts to decide"),
        "before": count,
        "after": count - now_decided,
        "difference": f"−{now_decided}",
    }
    reason = _("What is stored is overwritten by the file.") if is_take else _("The file's values are left aside.")
    return {
        "title": _("Take the file's side everywhere") if is_take else _("Keep what is stored everywhere"),
        "undo_note": _("both values stay in the timeline"),
        "rows": [row],
        "reason": reason,
        "url": batch_url(shop, batch, "decide_all"),
        "fields": [{"name": "choice", "value": choice}],
        "refuse_url": batch_url(shop, batch),
        "act_label": _("Take") if is_take else _("Keep"),
        "is_irreversible": is_take,
    }


@staff_page(UNDO_IMPORTS)
def undo(request: StaffRequest, number: str) -> HttpResponse:
    """Take an import back, after a proposal that says what goes and what stands in the way."""
    shop, batch = _find(request, number)
    if request.method != "POST":
        return _proposal(request, _undo_proposal(request, shop, batch))
    taken = undo_import(actor=request.actor, shop_id=shop.id, number=batch.number)
    counts = {"orders": taken.get("orders", 0), "lines": taken.get("lines", 0)}
    messages.success(request, _("Taken back: %(orders)d orders, %(lines)d lines.") % counts)
    return _back(shop, batch)


def _undo_proposal(request: StaffRequest, shop: ShopRef, batch: ImportBatch) -> dict[str, Any]:
    preview = preview_undo(actor=request.actor, batch=batch)
    made, changed = batch.summary.get("orders_new", 0), batch.summary.get("orders_updated", 0)
    rows = [
        {"label": _("Orders that it made"), "before": made, "after": 0, "difference": f"−{made}"},
        {"label": _("Orders that it changed"), "before": changed, "after": _("as before"), "difference": changed},
        {"label": _("Lines that it made or changed"), "before": preview.lines, "after": "", "difference": preview.lines},
    ]
    reason = _("Tried just now; nothing stands in the way.")
    if not preview.is_exact:
        reason = _("A large import: whether something stands in the way shows when you do it.")
    return {
        "title": _("Take back %(number)s") % {"number": batch.number},
        "undo_note": _("the files can be imported again at any time"),
        "obstacle": preview.obstacle,
        "rows": rows,
        "reason": reason,
        "url": batch_url(shop, batch, "undo"),
        "refuse_url": batch_url(shop, batch),
        "act_label": _("Take it back"),
    }


def _proposal(request: StaffRequest, context: dict[str, Any]) -> HttpResponse:
    """A proposal in the dialog, or as a page of its own without script."""
    is_dialog = getattr(request, "htmx", False)
    return render(request, "channels/_proposal.html" if is_dialog else "channels/proposal.html", context)
