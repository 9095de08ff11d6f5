"""The printings of a batch: its stamps, papers of single parcels again, and their files (FUL-03, FUL-19)."""

from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.fulfilment.models import Batch, PrintJob
from zhanggui.fulfilment.queries import BatchDetail, batch_by_number
from zhanggui.fulfilment.queries.invoices import invoices_of_batch, wanted_invoices
from zhanggui.fulfilment.queries.print_jobs import print_job_by_number, print_jobs, stamps_of
from zhanggui.fulfilment.services import confirm_ink, reprint_parcels
from zhanggui.fulfilment.services.fetch_paper import fetch_paper
from zhanggui.fulfilment.services.print_jobs import SEALED
from zhanggui.fulfilment.ui.forms import ReasonForm
from zhanggui.fulfilment.ui.frame import show
from zhanggui.fulfilment.values import (
    MAKE_INVOICES,
    PRINT_BATCH,
    BatchState,
    InvoiceState,
    PaperKind,
    PrintKind,
    StampForm,
)
from zhanggui.kernel.documents.archive import documents_of
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.one_shop import shop_of
from zhanggui.kernel.values import Actor, Subject


def printings_context(actor: Actor, shop: ShopRef, batch: Batch, detail: BatchDetail) -> dict[str, Any]:
    """Printings, stamps and invoices of a batch, as its page shows them beside the parcels."""
    invoices = invoices_of_batch(batch)
    open_ones = [invoice for invoice in invoices if invoice.state == InvoiceState.REQUESTED]
    return {
        "printings": [_printing(job) for job in print_jobs(batch)],
        "stamps": _stamp_rows(batch, detail),
        "may_ink": actor.can(PRINT_BATCH, shop.id) and batch.state != BatchState.CLOSED,
        "ink_url": reverse("fulfilment:ink", args=[shop.code, batch.number]),
        "reprint_url": reverse("fulfilment:reprint", args=[shop.code, batch.number]),
        "may_reprint": actor.can(PRINT_BATCH, shop.id) and batch.state != BatchState.CLOSED,
        "invoices": len(invoices),
        "invoices_open": len(open_ones),
        "invoices_wanted": wanted_invoices(batch),
        "may_invoice": actor.can(MAKE_INVOICES, shop.id),
    }


def _printing(job: PrintJob) -> dict[str, Any]:
    return {
        "job": job,
        "is_copy": job.kind == PrintKind.COPY,
        "papers": [
            {"label": PaperKind(kind).label, "pages": facts["pages"]} for kind, facts in sorted(job.papers.items())
        ],
        "files": documents_of(Subject("print_job", job.pk)),
    }


def _stamp_rows(batch: Batch, detail: BatchDetail) -> list[dict[str, Any]]:
    known = {(stamp.paper, stamp.form): stamp for stamp in stamps_of(batch)}
    return [
        {
            "kind": kind,
            "sheets": detail.expected.get(kind, 0),
            "seal": known.get((kind, StampForm.SEAL)),
            "ink": known.get((kind, StampForm.INK)),
        }
        for kind in SEALED
        if detail.expected.get(kind, 0)
    ]


@staff_page(PRINT_BATCH, methods=("POST",))
def ink(request: StaffRequest, number: str) -> HttpResponse:
    """Tick that the printed sheets were stamped by hand."""
    shop = shop_of(request)
    found = batch_by_number(shop.id, number)
    kinds = [kind for kind in request.POST.getlist("paper") if kind in PaperKind.values]
    if confirm_ink(actor=request.actor, batch_id=found.pk, papers=kinds):
        messages.success(request, _("Noted: stamped by hand."))
    return redirect(reverse("fulfilment:batch", args=[shop.code, number]) + "#zg-stamps")


@staff_page(PRINT_BATCH)
def reprint(request: StaffRequest, number: str) -> HttpResponse:
    """Print the papers of chosen parcels again; the copies keep their numbers and carry the reason."""
    shop = shop_of(request)
    found = batch_by_number(shop.id, number)
    numbers = [each for each in (request.POST.getlist("parcel") or request.GET.getlist("parcel")) if each.strip()]
    form = ReasonForm(request.POST or None)
    batch_url = reverse("fulfilment:batch", args=[shop.code, number])
    if request.method == "POST" and form.attempt(
        lambda: reprint_parcels(
            actor=request.actor, batch_id=found.pk, numbers=numbers, reason=form.cleaned_data["reason"]
        )
    ):
        messages.success(request, _("Printed as copies. The files are listed under the printings."))
        return redirect(f"{batch_url}#zg-printings")
    context = {
        "title": _("Print the papers of %(parcels)s again") % {"parcels": ", ".join(numbers)},
        "lead": _("The papers keep their numbers; every page is marked 副本 with this reason."),
        "form": form,
        "act_label": _("Print copies"),
        "cancel_url": batch_url,
    }
    return show(request, "fulfilment/reason.html", context, status=422 if form.errors else 200)


@staff_page(PRINT_BATCH, methods=("GET",))
def reprint_file(request: StaffRequest, number: str, job: str, kind: str, part: int) -> HttpResponse:
    """One file of a reprint of single parcels."""
    shop = shop_of(request)
    found = print_job_by_number(batch_by_number(shop.id, number), job)
    if found is None:
        raise NotFound("fulfilment.no_printing", _("There is no such printing of this batch."))
    path = fetch_paper(actor=request.actor, shop_id=shop.id, number=number, kind=kind, part=part, job_id=found.pk)
    response = FileResponse(path.open("rb"), filename=f"{job}-{path.name}")
    response["Cache-Control"] = "private, no-store"
    # A streamed file has its own base class; pages speak of HttpResponse throughout.
    return cast("HttpResponse", response)
