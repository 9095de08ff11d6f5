"""Vouchers: finding a parcel's label copy or courier's list, making lists, having them signed (FUL-17)."""

from datetime import date
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhanggui.fulfilment.models import CourierList
from zhanggui.fulfilment.queries.vouchers import (
    VoucherFilters,
    courier_list_by_number,
    courier_list_file,
    courier_lists,
    find_vouchers,
    to_collect,
)
from zhanggui.fulfilment.services import make_courier_list, sign_courier_list
from zhanggui.fulfilment.services.fetch_voucher import fetch_voucher
from zhanggui.fulfilment.ui.frame import show
from zhanggui.fulfilment.ui.words import courier_words
from zhanggui.fulfilment.values import PRINT_BATCH, SHIP_PARCELS, VIEW_BATCHES, VoucherKind
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.addresses import id_of
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of

_PAGE = 50
_LISTS = 20


class SignListForm(StaffForm):
    """Who collected how many parcels."""

    places: ClassVar[dict[str, str]] = {"fulfilment.no_collector": "collector", "fulfilment.list_count": "count"}
    collector = forms.CharField(
        label=gettext_lazy("Collector's name"), max_length=60, widget=forms.TextInput(attrs={"autofocus": True})
    )
    count = forms.IntegerField(label=gettext_lazy("Pieces counted"), min_value=0, max_value=1_000_000)
    note = forms.CharField(label=gettext_lazy("Why the count differs"), max_length=200, required=False)


@staff_page(VIEW_BATCHES, methods=("GET",))
@for_one_shop
def vouchers(request: StaffRequest) -> HttpResponse:
    """Couriers' lists of a day on top; below every voucher by parcel, waybill, order, courier and days."""
    shop = shop_of(request)
    today = now().astimezone(shop_zone(shop.timezone)).date()
    day = _day(request.GET.get("day", "")) or today
    filters = VoucherFilters(
        text=request.GET.get("q", "").strip()[:64],
        courier=request.GET.get("courier", "").strip()[:20],
        kind=request.GET.get("kind", ""),
        since=_day(request.GET.get("since", "")),
        until=_day(request.GET.get("until", "")),
    )
    before = request.GET.get("before", "")
    found = find_vouchers(shop.id, filters, before=id_of(before), limit=_PAGE + 1)
    shown = found[:_PAGE]
    keep = {name: value for name, value in request.GET.items() if name != "before" and value}
    context = {
        "day": day,
        "filters": filters,
        "kinds": VoucherKind.choices,
        "to_collect": [{"courier": row, "name": courier_words(row.courier)} for row in to_collect(shop.id, day)],
        "lists": [_list_row(shop, row) for row in courier_lists(shop.id, limit=_LISTS)],
        "rows": [
            {"voucher": row, "courier": courier_words(row.parcel.courier), "kind": VoucherKind(row.kind).label}
            for row in shown
        ],
        "next_url": f"?{urlencode(keep | {'before': shown[-1].pk})}" if len(found) > _PAGE else "",
        "may_make": request.actor.can(SHIP_PARCELS, shop.id),
        "may_open": request.actor.can(PRINT_BATCH, shop.id),
    }
    return show(request, "fulfilment/vouchers.html", context)


def _list_row(shop: ShopRef, made: CourierList) -> dict[str, Any]:
    return {
        "made": made,
        "courier": courier_words(made.courier),
        "file_url": reverse("fulfilment:courier_list", args=[shop.code, made.number]),
        "sign_url": reverse("fulfilment:sign_list", args=[shop.code, made.number]),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@staff_page(SHIP_PARCELS, methods=("POST",))
@for_one_shop
def make_list(request: StaffRequest) -> HttpResponse:
    """Print the list of a courier's parcels of a day that are on no list yet."""
    shop = shop_of(request)
    day = _day(request.POST.get("day", "")) or now().astimezone(shop_zone(shop.timezone)).date()
    made = make_courier_list(
        actor=request.actor, shop_id=shop.id, courier=request.POST.get("courier", "")[:40], day=day
    )
    text = ngettext(
        "List %(number)s has %(count)s parcel.", "List %(number)s has %(count)s parcels.", made.parcel_count
    )
    messages.success(request, text % {"number": made.number, "count": made.parcel_count})
    return redirect(f"{reverse('fulfilment:vouchers')}?{urlencode({'day': day.isoformat()})}")


@staff_page(SHIP_PARCELS)
def sign_list(request: StaffRequest, number: str) -> HttpResponse:
    """Write down who collected the parcels; a difference needs a word why."""
    shop = shop_of(request)
    made = courier_list_by_number(shop.id, number)
    form = SignListForm(request.POST or None, initial={"count": made.parcel_count})
    if request.method == "POST" and form.attempt(
        lambda: sign_courier_list(actor=request.actor, shop_id=shop.id, number=number, **form.cleaned_data)
    ):
        messages.success(request, _("Signed: %(name)s took the parcels.") % {"name": form.cleaned_data["collector"]})
        return redirect("fulfilment:vouchers")
    context = {
        "title": _("%(courier)s signs list %(number)s") % {"courier": courier_words(made.courier), "number": number},
        "lead": ngettext("%(count)s parcel stands on it.", "%(count)s parcels stand on it.", made.parcel_count)
        % {"count": made.parcel_count},
        "form": form,
        "act_label": _("Signed"),
        "cancel_url": reverse("fulfilment:vouchers"),
    }
    return show(request, "fulfilment/reason.html", context, status=422 if form.errors else 200)


@staff_page(VIEW_BATCHES, methods=("GET",))
def list_file(request: StaffRequest, number: str) -> HttpResponse:
    """The printed list."""
    path = courier_list_file(courier_list_by_number(shop_of(request).id, number))
    response = FileResponse(path.open("rb"), filename=f"{number}.pdf")
    response["Cache-Control"] = "private, no-store"
    # A streamed file has its own base class; pages speak of HttpResponse throughout.
    return cast("HttpResponse", response)


@staff_page(PRINT_BATCH, methods=("GET",))
def voucher(request: StaffRequest, voucher_id: int) -> HttpResponse:
    """The archived file of a voucher; its address names the page, and readers of PDF files go there."""
    path, page = fetch_voucher(actor=request.actor, shop_id=shop_of(request).id, voucher_id=voucher_id)
    response = FileResponse(path.open("rb"), filename=path.name)
    response["Cache-Control"] = "private, no-store"
    response["X-Voucher-Page"] = str(page)
    # A streamed file has its own base class; pages speak of HttpResponse throughout.
    return cast("HttpResponse", response)
