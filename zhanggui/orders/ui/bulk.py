"""Bulk verbs of the order desk: at once for a few, with a proposal for many, as a job for very many."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.kernel.jobs.progress import start_run
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.asking import back_with_toast, came_from
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.proposals import PAGE
from zhanggui.orders.jobs import BULK_JOB, BulkWork, work_through
from zhanggui.orders.queries import flag_policies
from zhanggui.orders.queries.keys import OrderKey, keys_by_id
from zhanggui.orders.ui.answers import remember_undo
from zhanggui.orders.ui.comparing import preview
from zhanggui.orders.ui.forms import AddedNoteForm, FlagForm, ReasonForm
from zhanggui.orders.ui.proposals import flag_rows, hold_rows, note_rows, pass_rows
from zhanggui.orders.ui.selection import OneShopAtATime, Selection, by_shop, is_confirmed, read_selection
from zhanggui.orders.ui.words import summary_words
from zhanggui.orders.values import CHECK_ORDERS, HOLD_ORDERS, NOTE_ORDERS, CheckSummary, Flag, OrderStep

AT_ONCE = 20
# Checking and holding work in sets; notes and flags are written one by one.
JOB_OVER = {"pass": 1_000, "verify": 1_000, "hold": 1_000, "note": 200, "flag": 200}


def _back(request: StaffRequest) -> str:
    return came_from(request, reverse("orders:list"))


def _proposal(
    request: StaffRequest,
    selection: Selection,
    *,
    title: str,
    rows: list[dict[str, Any]],
    act: str,
    form: StaffForm | None = None,
    reason: str = "",
    undo_note: str = "",
    looked_at: Sequence[Mapping[str, Any]] = (),
) -> HttpResponse:
    back = _back(request)
    context = {
        "title": title,
        "heading": _("Order desk"),
        "back_label": _("Back to the list"),
        "rows": rows,
        "url": request.path,
        "fields": [*selection.fields, {"name": "confirmed", "value": "1"}, {"name": "next", "value": back}],
        "act_label": act,
        "refuse_url": back,
        "reason": reason,
        "undo_note": undo_note,
        "form": form,
        "extra_template": "web/kit/_fields.html" if form else "orders/_verify_list.html" if looked_at else "",
        "looked_at": looked_at,
        "unseen": selection.count - len(looked_at),
    }
    return render(request, PAGE, context, status=422 if form is not None and form.errors else 200)


def _work(request: StaffRequest, keys: Sequence[OrderKey], work: BulkWork, label: str) -> HttpResponse | dict[int, Any]:
    """Do it now, or hand it to the worker and show the progress."""
    shops = by_shop(keys)
    limit = JOB_OVER[work.verb]
    if len(keys) <= limit:
        return {shop_id: work_through(request.actor, shop_id, found, work) for shop_id, found in shops.items()}
    if len(shops) > 1:
        raise OneShopAtATime(limit)
    shop_id = next(iter(shops))
    with transaction.atomic():
        run = start_run(
            request.actor,
            f"orders_{work.verb}",
            shop_id=shop_id,
            label=label,
            arguments={"work": work.as_json(), "ids": [key.id for key in keys]},
        )
        enqueue(BULK_JOB, lock=f"orders-{shop_id}", run_id=run.pk)
    return redirect("job", run_id=run.pk)


@staff_page(CHECK_ORDERS, methods=("POST",))
def bulk_pass(request: StaffRequest) -> HttpResponse:
    """Check the chosen orders; what no rule stops passes (ORD-05)."""
    selection = read_selection(request)
    if selection.count > AT_ONCE and not is_confirmed(request):
        return _proposal(
            request,
            selection,
            title=ngettext(
                "Check %(count)d order: before and after", "Check %(count)d orders: before and after", selection.count
            )
            % {"count": selection.count},
            rows=pass_rows(selection),
            act=_("Check"),
            reason=_("Rules decide; what one of them stops goes to On hold with its reason."),
            undo_note=_("can be undone until the batch closes"),
        )
    label = ngettext("Checking %(count)d order", "Checking %(count)d orders", selection.count) % {
        "count": selection.count
    }
    done = _work(request, selection.to_check, BulkWork("pass"), label)
    if isinstance(done, HttpResponse):
        return done
    text = summary_words(_sum(done.values()))
    undo_url = remember_undo(request, "pass", _passed(selection))
    return back_with_toast(request, text, back=_back(request), undo_url=undo_url)


@staff_page(CHECK_ORDERS, methods=("POST",))
def bulk_verify(request: StaffRequest) -> HttpResponse:
    """Verify the chosen orders after their colours, sizes and addresses were looked at in one list (ORD-05)."""
    selection = read_selection(request)
    if not is_confirmed(request):
        ids = [key.id for key in selection.to_check]
        return _proposal(
            request,
            selection,
            title=ngettext(
                "Verify %(count)d order: colour, size, address",
                "Verify %(count)d orders: colour, size, address",
                len(ids),
            )
            % {"count": len(ids)},
            rows=pass_rows(selection),
            act=_("Verified"),
            reason=_("Rules decide after you; what one of them stops goes to On hold with its reason."),
            undo_note=_("can be undone until the batch closes"),
            looked_at=preview(ids, list(by_shop(selection.to_check))),
        )
    label = ngettext("Verifying %(count)d order", "Verifying %(count)d orders", selection.count) % {
        "count": selection.count
    }
    done = _work(request, selection.to_check, BulkWork("verify"), label)
    if isinstance(done, HttpResponse):
        return done
    text = _("Verified. %(then)s") % {"then": summary_words(_sum(done.values()))}
    return back_with_toast(
        request, text, back=_back(request), undo_url=remember_undo(request, "pass", _passed(selection))
    )


def _passed(selection: Selection) -> dict[int, list[int]]:
    """Those of the selection that stand checked now, by shop, for the undo."""
    return {
        shop_id: [key.id for key in keys_by_id(key.id for key in keys) if key.step == OrderStep.CHECKED]
        for shop_id, keys in by_shop(selection.to_check).items()
    }


def _sum(summaries: Any) -> CheckSummary:
    checked = released = to_verify = 0
    held: dict[str, int] = {}
    for summary in summaries:
        checked += summary.checked
        released += summary.released
        to_verify += summary.to_verify
        for reason, count in summary.held.items():
            held[reason] = held.get(reason, 0) + count
    return CheckSummary(checked, released, held, to_verify)


@staff_page(HOLD_ORDERS, methods=("POST",))
def bulk_hold(request: StaffRequest) -> HttpResponse:
    """Hold the chosen orders by hand, for one reason."""
    selection = read_selection(request)
    form = ReasonForm(request.POST if is_confirmed(request) else None)
    if not (is_confirmed(request) and form.is_valid()):
        return _proposal(
            request,
            selection,
            title=ngettext(
                "Hold %(count)d order: before and after", "Hold %(count)d orders: before and after", selection.count
            )
            % {"count": selection.count},
            rows=hold_rows(selection),
            act=_("Hold"),
            form=form,
            undo_note=_("can be released at any time"),
        )
    work = BulkWork("hold", {"reason": form.cleaned_data["reason"]})
    done = _work(
        request,
        selection.waiting,
        work,
        ngettext("Holding %(count)d order", "Holding %(count)d orders", selection.count) % {"count": selection.count},
    )
    if isinstance(done, HttpResponse):
        return done
    count = sum(done.values())
    text = ngettext("%(count)d order held", "%(count)d orders held", count) % {"count": count}
    held = {
        shop_id: [key.id for key in keys if not key.is_held] for shop_id, keys in by_shop(selection.waiting).items()
    }
    return back_with_toast(request, text, back=_back(request), undo_url=remember_undo(request, "hold", held))


@staff_page(NOTE_ORDERS, methods=("POST",))
def bulk_note(request: StaffRequest) -> HttpResponse:
    """Add the same words to the seller's notes of the chosen orders (ORD-18)."""
    form = AddedNoteForm(request.POST if is_confirmed(request) else None)
    return _write(
        request,
        form,
        verb="note",
        title=lambda count: ngettext("Add a note to %(count)d order", "Add a note to %(count)d orders", count),
        act=_("Add"),
        rows=note_rows,
        text=lambda count: ngettext("Note added to %(count)d order", "Note added to %(count)d orders", count),
    )


@staff_page(NOTE_ORDERS, methods=("POST",))
def bulk_flag(request: StaffRequest) -> HttpResponse:
    """Flag the chosen orders, and check them again (ORD-18)."""
    policies = list(flag_policies(request.actor, [shop.id for shop in request.scope.available]).values())
    settable = {colour for policy in policies for colour in policy.settable}
    choices = [(flag.value, flag.label) for flag in Flag if not flag.value or flag.value in settable]
    form = FlagForm(request.POST if is_confirmed(request) else None, choices=choices)
    return _write(
        request,
        form,
        verb="flag",
        title=lambda count: ngettext("Flag %(count)d order", "Flag %(count)d orders", count),
        act=_("Flag"),
        rows=flag_rows,
        text=lambda count: ngettext("%(count)d order flagged", "%(count)d orders flagged", count),
    )


def _write(
    request: StaffRequest,
    form: StaffForm,
    *,
    verb: str,
    title: Callable[[int], str],
    act: str,
    rows: Callable[[Selection], list[dict[str, Any]]],
    text: Callable[[int], str],
) -> HttpResponse:
    selection = read_selection(request)
    words = title(selection.count) % {"count": selection.count}
    if not (is_confirmed(request) and form.is_valid()):
        return _proposal(request, selection, title=words, rows=rows(selection), act=act, form=form)
    done = _work(request, selection.keys, BulkWork(verb, form.cleaned_data), words)
    if isinstance(done, HttpResponse):
        return done
    count = sum(done.values())
    return back_with_toast(request, text(count) % {"count": count}, back=_back(request))
