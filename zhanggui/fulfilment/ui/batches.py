"""Batches: the list, one batch with its parcels, its papers, and pulling an order out."""

from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from zhanggui.fulfilment.errors import ParcelNotFound
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries import batch_by_number, batch_detail, batches, parcel_by_number, parcels_of_batch
from zhanggui.fulfilment.queries.batches import warehouse_limits
from zhanggui.fulfilment.queries.desk import goods_of, run_of
from zhanggui.fulfilment.rules.numbers import EXTRA
from zhanggui.fulfilment.services import give_batch, pull_order, take_batch
from zhanggui.fulfilment.services.fetch_paper import fetch_paper
from zhanggui.fulfilment.services.start_work import start_printing
from zhanggui.fulfilment.ui.batch_state import batch_context, papers_context
from zhanggui.fulfilment.ui.forms import CountsForm, ReasonForm
from zhanggui.fulfilment.ui.frame import show
from zhanggui.fulfilment.ui.printings import printings_context
from zhanggui.fulfilment.ui.words import courier_words, event_words, running_number, warehouse_names
from zhanggui.fulfilment.values import (
    GIVE_BATCH,
    PRINT_BATCH,
    PULL_ORDERS,
    TAKE_BATCH,
    VIEW_BATCHES,
    BatchState,
    ParcelState,
)
from zhanggui.kernel.events.read import timeline
from zhanggui.kernel.jobs.models import JobState
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.one_shop import shop_of
from zhanggui.kernel.permissions import require
from zhanggui.shops.queries import shop_by_id

_PAGE = 50
_PARCELS = 100
_TONES = {
    ParcelState.BATCHED: "",
    ParcelState.PACKED: "accent",
    ParcelState.SHIPPED: "good",
    ParcelState.PULLED: "risk",
}


@staff_page(VIEW_BATCHES, methods=("GET",))
def batch_list(request: StaffRequest) -> HttpResponse:
    """All batches of the shops, newest first."""
    state = request.GET.get("state", "")
    before = request.GET.get("before", "")
    found = batches(
        request.scope.ids,
        state=state if state in BatchState.values else "",
        before_id=int(before) if before.isdigit() else None,
        limit=_PAGE + 1,
        within=warehouse_limits(request.actor, request.scope.ids),
    )
    shown = found[:_PAGE]
    codes = {shop.id: shop for shop in request.scope.shops}
    names = warehouse_names({card.shop_id for card in shown})
    context = {
        "rows": [
            {
                "batch": card,
                "shop": codes[card.shop_id],
                "warehouse": names.get(card.warehouse_id, ""),
                "running": running_number(card.number),
                "state_label": BatchState(card.state).label,
                "left": card.parcels - card.pulled,
                "rest": card.parcels - card.pulled - card.shipped - card.packed,
            }
            for card in shown
        ],
        "has_many_shops": len(request.scope.shops) > 1,
        "tabs": [
            {"label": label, "url": f"?state={value}" if value else "?", "current": value == state}
            for value, label in (("", _("All")), *BatchState.choices)
        ],
        "columns": _columns(),
        "next_url": f"?state={state}&before={shown[-1].id}" if len(found) > _PAGE else "",
        "shown": len(shown),
    }
    return render(request, "fulfilment/batches.html", context)


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Batch number"), "width": 190},
        {"label": _("Closed at"), "width": 150, "is_fold": True},
        {"label": _("State"), "width": 130},
        {"label": _("Orders"), "width": 80, "css": "zg-num"},
        {"label": _("Lines"), "width": 80, "css": "zg-num", "is_fold": True},
        {"label": _("Amount"), "width": 120, "css": "zg-num"},
        {"label": _("Packed and shipped"), "width": 220},
        {"label": _("Still open")},
    ]


@staff_page(VIEW_BATCHES, methods=("GET",))
def batch(request: StaffRequest, number: str) -> HttpResponse:
    """One batch: parcels in pick order, papers, hand-over, what happened (FUL-04, FUL-07)."""
    return _batch_page(request, number)


def _batch_page(
    request: StaffRequest, number: str, *, counts_form: CountsForm | None = None, status: int = 200
) -> HttpResponse:
    shop = shop_of(request)
    context = batch_context(request.actor, shop, number, counts_form=counts_form)
    state = request.GET.get("state", "")
    after = request.GET.get("after", "")
    known = state if state in ParcelState.values else ""
    found = parcels_of_batch(
        context["batch"].id, state=known, after=int(after) if after.isdigit() else 0, limit=_PARCELS + 1
    )
    shown = found[:_PARCELS]
    goods = goods_of([parcel.pk for parcel in shown])
    context |= printings_context(request.actor, shop, batch_by_number(shop.id, number), context["detail"])
    context |= {
        "is_extra": EXTRA in context["batch"].period,
        "parcels": [_parcel_row(parcel, goods.get(parcel.pk, [])) for parcel in shown],
        "parcel_tabs": [
            {"label": label, "url": f"?state={value}" if value else "?", "current": value == known}
            for value, label in (("", _("All")), *ParcelState.choices)
        ],
        "next_url": f"?state={known}&after={shown[-1].position}" if len(found) > _PARCELS else "",
        "entries": [event_words(entry) for entry in timeline("batch", context["batch"].id, limit=50)],
    }
    return show(request, "fulfilment/batch.html", context, status=status)


def _parcel_row(parcel: Parcel, lines: list[Any]) -> dict[str, Any]:
    return {
        "parcel": parcel,
        "goods": "，".join(f"{line.title} ×{line.quantity}" for line in lines[:3]),
        "more": max(0, len(lines) - 3),
        "place": lines[0].place if lines else "",
        "courier": courier_words(parcel.courier) if parcel.courier else "",
        "tone": _TONES[ParcelState(parcel.state)],
        "may_pull": parcel.state == ParcelState.BATCHED,
    }


@staff_page(VIEW_BATCHES, methods=("GET",))
def papers(request: StaffRequest, number: str) -> HttpResponse:
    """The panel of papers, fetched again while the printing runs; then the whole page once more."""
    shop = shop_of(request)
    found = batch_by_number(shop.id, number)
    run = run_of(found)
    context = papers_context(request.actor, shop, found, batch_detail(shop.id, number), run)
    response = show(request, "fulfilment/_papers.html", context)
    if run is not None and run.state not in (JobState.QUEUED, JobState.RUNNING):
        response["HX-Refresh"] = "true"
    return response


@staff_page(PRINT_BATCH)
def print_papers(request: StaffRequest, number: str) -> HttpResponse:
    """Print in the background. Printed papers come again only as copies with a reason."""
    shop = shop_of(request)
    detail = batch_detail(shop.id, number)
    if detail.card.state == BatchState.CLOSED and request.method == "POST":
        start_printing(actor=request.actor, shop_id=shop.id, number=number)
        return redirect(_back(request, number))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.attempt(
        lambda: start_printing(actor=request.actor, shop_id=shop.id, number=number, reason=form.cleaned_data["reason"])
    ):
        return redirect(_back(request, number))
    context = {
        "title": _("Print again"),
        "lead": _("Every page is marked 副本 with this reason, and the reprint is noted."),
        "form": form,
        "act_label": _("Print copies"),
        "cancel_url": _back(request, number),
    }
    return show(request, "fulfilment/reason.html", context, status=422 if form.errors else 200)


@staff_page(PRINT_BATCH, methods=("GET",))
def paper(request: StaffRequest, number: str, kind: str, part: int) -> HttpResponse:
    """One PDF of a batch, to look at and print; `?copy=1` is the last reprint."""
    path = fetch_paper(
        actor=request.actor,
        shop_id=shop_of(request).id,
        number=number,
        kind=kind,
        part=part,
        is_copy=request.GET.get("copy") == "1",
    )
    response = FileResponse(path.open("rb"), as_attachment="download" in request.GET, filename=f"{number}-{path.name}")
    response["Cache-Control"] = "private, no-store"
    # A streamed file has its own base class; pages speak of HttpResponse throughout.
    return cast("HttpResponse", response)


@staff_page(GIVE_BATCH, methods=("POST",))
def give(request: StaffRequest, number: str) -> HttpResponse:
    """The order clerk counts and gives the papers."""
    form = CountsForm(request.POST)
    found = batch_by_number(shop_of(request).id, number)
    if not form.attempt(lambda: give_batch(actor=request.actor, batch_id=found.pk, counts=form.counts())):
        return _refused(request, number, form)
    messages.success(request, _("Counted and given. Now the keeper counts."))
    return redirect(_back(request, number))


@staff_page(TAKE_BATCH, methods=("POST",))
def take(request: StaffRequest, number: str) -> HttpResponse:
    """The keeper counts and takes; a difference blocks until it is explained (FUL-04)."""
    form = CountsForm(request.POST)
    found = batch_by_number(shop_of(request).id, number)
    if not form.attempt(
        lambda: take_batch(
            actor=request.actor,
            batch_id=found.pk,
            counts=form.counts(),
            difference_note=form.cleaned_data["difference_note"],
        )
    ):
        return _refused(request, number, form)
    messages.success(request, _("Taken over. The parcels can be packed."))
    return redirect(_back(request, number))


def _refused(request: StaffRequest, number: str, form: CountsForm) -> HttpResponse:
    return _batch_page(request, number, counts_form=form, status=422)


@staff_page(PULL_ORDERS)
def pull(request: StaffRequest, number: str) -> HttpResponse:
    """Take one order out of its batch, with the reason (FUL-20)."""
    shop = shop_of(request)
    parcel = parcel_by_number(shop.id, number)
    form = ReasonForm(request.POST or None)
    batch_url = reverse("fulfilment:batch", args=[shop.code, parcel.batch.number])
    if request.method == "POST" and form.attempt(
        lambda: pull_order(actor=request.actor, shop_id=shop.id, number=number, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("Order %(order)s is out of the batch and held.") % {"order": parcel.order_number})
        return redirect(batch_url)
    context = {
        "title": _("Pull out order %(order)s") % {"order": parcel.order_number},
        "lead": _("It goes back to checking and is held; its papers are void and the report names it."),
        "form": form,
        "act_label": _("Pull out"),
        "cancel_url": batch_url,
    }
    return show(request, "fulfilment/reason.html", context, status=422 if form.errors else 200)


@staff_page(VIEW_BATCHES, methods=("GET",))
def parcel(request: StaffRequest, parcel_id: int) -> HttpResponse:
    """A parcel by its id, as tasks name it: goes on to its place in the batch."""
    found = Parcel.objects.select_related("batch").filter(pk=parcel_id).first()
    if found is None:
        raise ParcelNotFound(str(parcel_id))
    require(request.actor, VIEW_BATCHES, found.shop_id)
    code = shop_by_id(found.shop_id).code
    url = reverse("fulfilment:batch", args=[code, found.batch.number])
    return redirect(f"{url}?after={found.position - 1}#{found.number}")


def _back(request: StaffRequest, number: str) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}):
        return target
    return reverse("fulfilment:batch", args=[shop_of(request).code, number])
