"""Waybill numbers: by scan, by file, and back to the marketplace (FUL-14)."""

import re
from pathlib import Path
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.fulfilment.errors import ParcelNotFound
from zhanggui.fulfilment.errors import WaybillForm as NoWaybill
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries import parcel_by_number, parcels_without_number, unstamped_slips
from zhanggui.fulfilment.queries.desk import open_work, parcels_to_post_back
from zhanggui.fulfilment.queries.notices import notices_of, parcels_to_tell
from zhanggui.fulfilment.services import enter_waybill, export_waybills, stamp_parcels
from zhanggui.fulfilment.ui.copies import picture_urls
from zhanggui.fulfilment.ui.forms import WaybillForm
from zhanggui.fulfilment.ui.frame import show
from zhanggui.fulfilment.ui.words import courier_words, waybill_fault_words
from zhanggui.fulfilment.values import PACK_PARCELS, SHIP_PARCELS, TELL_BUYERS, VIEW_BATCHES
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.documents.archive import files_folder
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of

_LIST = 50
_KEPT_FILES = 5
_FILE = re.compile(r"waybills-\d{8}-\d{6}\.(csv|xlsx)")
_VIEWS = {
    "number": parcels_without_number,
    "post": parcels_to_post_back,
    "tell": parcels_to_tell,
    "stamp": unstamped_slips,
}


@staff_page(VIEW_BATCHES)
@for_one_shop
def waybills(request: StaffRequest) -> HttpResponse:
    """Enter a number by scan; lists of what has no number, no stamp, or is not posted back."""
    if request.method == "POST":
        return _enter(request)
    number = request.GET.get("parcel", "").strip()
    form = WaybillForm(initial={"parcel": number})
    return _page(request, form, _found(request, number))


def _enter(request: StaffRequest) -> HttpResponse:
    """With a parcel alone the page asks for its number; with both the parcel is shipped."""
    shop = shop_of(request)
    number = request.POST.get("parcel", "").strip()
    if number and not request.POST.get("waybill_no", "").strip():
        return redirect(f"{reverse('fulfilment:waybills')}?parcel={number}")
    form = WaybillForm(request.POST)
    if not form.attempt(lambda: _ship(request, shop, form.cleaned_data)):
        return _page(request, form, _found(request, number), status=422)
    parcel = form.result
    words = _("%(parcel)s left with %(courier)s %(number)s.") % {
        "parcel": parcel.number,
        "courier": courier_words(parcel.courier),
        "number": parcel.waybill_no,
    }
    messages.success(request, words)
    return redirect("fulfilment:waybills")


def _ship(request: StaffRequest, shop: ShopRef, values: dict[str, str]) -> Parcel:
    try:
        return enter_waybill(
            actor=request.actor,
            shop_id=shop.id,
            number=values["parcel"],
            courier=values["courier"],
            waybill_no=values["waybill_no"],
        )
    except ParcelNotFound as unknown:
        # At the form an unknown number is a wrong value, not a missing page.
        raise InvalidInput(unknown.code, unknown.message, **unknown.params) from unknown
    except NoWaybill as wrong:
        raise InvalidInput(wrong.code, waybill_fault_words(wrong.params["reason"])) from wrong


def _found(request: StaffRequest, number: str) -> Parcel | None:
    if not number:
        return None
    try:
        return parcel_by_number(shop_of(request).id, number)
    except ParcelNotFound:
        return None


def _page(request: StaffRequest, form: WaybillForm, parcel: Parcel | None, *, status: int = 200) -> HttpResponse:
    shop = shop_of(request)
    view = request.GET.get("view", "number")
    view = view if view in _VIEWS else "number"
    work = open_work([shop.id])
    counts = {"number": work.without_number, "post": work.to_post_back, "tell": work.to_tell, "stamp": work.unstamped}
    labels = {
        "number": _("Without number"),
        "post": _("Not posted back"),
        "tell": _("Buyers to tell"),
        "stamp": _("Unstamped"),
    }
    rows = _VIEWS[view](shop.id, limit=_LIST)
    notices = notices_of([row.pk for row in rows]) if view == "tell" else {}
    pictures = picture_urls(request.actor, shop.id, shop.code, rows) if view == "tell" else {}
    focus = "waybill_no" if parcel is not None else "parcel"
    form.fields[focus].widget.attrs |= {"autofocus": True, "data-scan": ""}
    context = {
        "form": form,
        "parcel": parcel,
        "parcel_unknown": bool(form.initial.get("parcel")) and parcel is None,
        "view": view,
        "rows": [
            {
                "parcel": row,
                "courier": courier_words(row.courier) if row.courier else "",
                "notice": notices.get(row.pk),
                "tell_url": reverse("fulfilment:told", args=[shop.code, row.number]),
                "picture_url": pictures.get(row.pk, ""),
            }
            for row in rows
        ],
        "tabs": [
            {"label": labels[name], "url": f"?view={name}", "count": counts[name], "current": name == view}
            for name in _VIEWS
        ],
        "work": work,
        "files": _files(shop),
        "import_url": _import_url(),
        "may_ship": request.actor.can(SHIP_PARCELS, shop.id),
        "rights": {"may_tell": request.actor.can(TELL_BUYERS, shop.id)},
        "may_stamp": request.actor.can(PACK_PARCELS, shop.id),
    }
    return show(request, "fulfilment/waybills.html", context, status=status)


def _import_url() -> str:
    try:
        return f"{reverse('channels:import')}?kind=waybills"
    except NoReverseMatch:
        return ""


@staff_page(PACK_PARCELS, methods=("POST",))
@for_one_shop
def stamp(request: StaffRequest) -> HttpResponse:
    """Confirm the shipping stamp of ticked slips (FUL-07)."""
    numbers = request.POST.getlist("ids")
    done = stamp_parcels(actor=request.actor, shop_id=shop_of(request).id, numbers=numbers)
    words = ngettext("%(count)d slip stamped.", "%(count)d slips stamped.", done) % {"count": done}
    messages.success(request, words)
    return redirect(f"{reverse('fulfilment:waybills')}?view=stamp")


@staff_page(SHIP_PARCELS, methods=("POST",))
@for_one_shop
def export(request: StaffRequest) -> HttpResponse:
    """Write the marketplace's upload file; the file stays here to be fetched again."""
    shop = shop_of(request)
    ending = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    moment = now().astimezone(shop_zone(shop.timezone))
    name = f"waybills-{moment:%Y%m%d-%H%M%S}.{ending}"
    done = export_waybills(actor=request.actor, shop_id=shop.id, out=_folder(shop) / name)
    words = ngettext(
        "%(count)d number is in the file. Upload it at the marketplace.",
        "%(count)d numbers are in the file. Upload it at the marketplace.",
        done.parcels,
    )
    messages.success(request, words % {"count": done.parcels})
    return redirect(f"{reverse('fulfilment:waybills')}?view=post&file={name}")


@staff_page(SHIP_PARCELS, methods=("GET",))
@for_one_shop
def export_file(request: StaffRequest, name: str) -> HttpResponse:
    """An upload file that was written before."""
    path = _folder(shop_of(request)) / name
    if not _FILE.fullmatch(name) or not path.is_file():
        raise NotFound("fulfilment.no_export", _("This file is not there."))
    # A streamed file has its own base class; pages speak of HttpResponse throughout.
    return cast("HttpResponse", FileResponse(path.open("rb"), as_attachment=True, filename=name))


def _folder(shop: ShopRef) -> Path:
    return files_folder("exports", shop.code)


def _files(shop: ShopRef) -> list[dict[str, Any]]:
    names = sorted((path.name for path in _folder(shop).glob("waybills-*") if _FILE.fullmatch(path.name)), reverse=True)
    return [{"name": name} for name in names[:_KEPT_FILES]]
