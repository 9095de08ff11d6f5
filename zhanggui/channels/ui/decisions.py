"""Deciding the conflicts of an import, and taking it back: each after a proposal where much hangs on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.channels.queries import pages
from zhanggui.channels.services.preview_undo import preview_undo
from zhanggui.channels.ui.batch import back_to, find_batch
from zhanggui.channels.ui.rows import batch_url
from zhanggui.channels.values import UNDO_IMPORTS
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.imports.undo import resolve_conflict, undo_import
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.counts import lines_text, orders_text
from zhanggui.kernel.pages.proposals import show_proposal

DECIDED_AT_ONCE = 200


@staff_page(UNDO_IMPORTS, methods=("POST",))
def decide(request: StaffRequest, number: str) -> HttpResponse:
    """Keep what is stored or take what the file says, for one conflict."""
    shop, batch = find_batch(request, number)
    wanted = request.POST.get("finding", "")
    finding = pages.conflict(batch, int(wanted)) if wanted.isdecimal() and len(wanted) < 18 else None
    if finding is None:
        raise NotFound("imports.unknown_conflict", _("There is no such conflict."))
    choice = request.POST.get("choice", "")
    resolve_conflict(actor=request.actor, finding_id=finding.pk, choice=choice)  # type: ignore[arg-type]  # it checks
    messages.success(request, _("Taken from the file.") if choice == "take" else _("The stored value stays."))
    return back_to(shop, batch, "conflicts")


@staff_page(UNDO_IMPORTS)
def decide_all(request: StaffRequest, number: str) -> HttpResponse:
    """Decide all open conflicts alike, after a proposal that says what that means."""
    shop, batch = find_batch(request, number)
    keys = [key for _table, _row, key in pages.undecided(batch)]
    choice = request.POST.get("choice") or request.GET.get("choice", "")
    if choice not in {"keep", "take"}:
        raise InvalidInput("imports.unknown_choice", _("Choose keep or take."), choice=choice)
    if request.method != "POST":
        return show_proposal(request, _decide_all_proposal(shop, batch, choice, len(keys)))
    decided, refused = _decide(request, keys[:DECIDED_AT_ONCE], choice)
    text = ngettext("%(count)d conflict decided.", "%(count)d conflicts decided.", decided) % {"count": decided}
    if refused:
        messages.error(request, f"{text} {refused}")
    else:
        messages.success(request, text)
    return back_to(shop, batch, "conflicts")


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
        "act_label": _("Take") if is_take else _("Keep what is stored"),
        "is_irreversible": is_take,
    }


@staff_page(UNDO_IMPORTS)
def undo(request: StaffRequest, number: str) -> HttpResponse:
    """Take an import back, after a proposal that says what goes and what stands in the way."""
    shop, batch = find_batch(request, number)
    if request.method != "POST":
        return show_proposal(request, _undo_proposal(request, shop, batch))
    taken = undo_import(actor=request.actor, shop_id=shop.id, number=batch.number)
    counts = {"orders": orders_text(taken.get("orders", 0)), "lines": lines_text(taken.get("lines", 0))}
    messages.success(request, _("Taken back: %(orders)s, %(lines)s.") % counts)
    return back_to(shop, batch)


def _undo_proposal(request: StaffRequest, shop: ShopRef, batch: ImportBatch) -> dict[str, Any]:
    preview = preview_undo(actor=request.actor, batch=batch)
    made, changed = batch.summary.get("orders_new", 0), batch.summary.get("orders_updated", 0)
    rows = [
        {"label": _("Orders that it made"), "before": made, "after": 0, "difference": f"−{made}"},
        {"label": _("Orders that it changed"), "before": changed, "after": _("as before"), "difference": changed},
        {
            "label": _("Lines that it made or changed"),
            "before": preview.lines,
            "after": "",
            "difference": preview.lines,
        },
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
