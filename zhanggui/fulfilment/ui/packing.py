"""The packing table: one field takes every code and decides by its form; no click is ever needed (FUL-05, FUL-10)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.catalog.queries import sku_cards
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries import PackingView, batch_detail, packing_view, parcels_without_number, unstamped_slips
from zhanggui.fulfilment.queries.desk import aside_ids, goods_of, next_parcels, parcels_aside
from zhanggui.fulfilment.queries.papers import receivers
from zhanggui.fulfilment.services import enter_waybill, scan_item, stamp_parcels, unpack_parcel
from zhanggui.fulfilment.services.set_aside import set_parcel_aside, take_parcel_up
from zhanggui.fulfilment.services.take_out import take_out_item
from zhanggui.fulfilment.ui.forms import TroubleForm
from zhanggui.fulfilment.ui.frame import chosen_warehouse, for_one_shop, shop_of, show, warehouse_tabs, warehouse_url
from zhanggui.fulfilment.ui.verdicts import (
    Verdict,
    complete,
    first_missing,
    full_title,
    good_scan,
    is_called,
    refused,
    wrong_scan,
)
from zhanggui.fulfilment.ui.words import courier_words, masked_name, running_number
from zhanggui.fulfilment.values import PACK_PARCELS, SHIP_PARCELS, BatchState, ParcelState, TroubleKind
from zhanggui.kernel.errors import ZhangguiError
from zhanggui.kernel.pages.access import StaffRequest, staff_page

_OURS = re.compile(r"(ZG|CK)\d{9,}", re.IGNORECASE)
_SHOWN = 6
_LIST = 8


@dataclass(frozen=True, slots=True)
class _Scan:
    """What the field and the page say: the code, the open parcel, the last right scan."""

    code: str
    parcel: str
    last: str


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Which parcel is open now, what is said about the scan, and what F8 would take back."""

    parcel: str
    verdict: Verdict | None = None
    last: str = ""


@staff_page(PACK_PARCELS)
@for_one_shop
def pack(request: StaffRequest) -> HttpResponse:
    """Scan a slip to open its parcel, then the goods, then the waybill, then Enter for the stamp."""
    if request.method != "POST":
        return _page(request, _opened(request, request.GET.get("parcel", "").strip()))
    scan = _Scan(
        request.POST.get("code", "").strip(),
        request.POST.get("parcel", "").strip(),
        request.POST.get("last", "").strip(),
    )
    steps = {"undo": _undo, "stamp": _stamp, "resume": _resume}
    return _answer(request, scan, steps.get(request.POST.get("verb", ""), _read))


def _opened(request: StaffRequest, number: str) -> _Outcome:
    if not number:
        return _Outcome("")
    return _open(request, _Scan(number, "", ""))


def _answer(request: StaffRequest, scan: _Scan, step: Callable[[StaffRequest, _Scan], _Outcome]) -> HttpResponse:
    """A refused scan is a verdict here, not an error page: the packer goes on with the next scan."""
    try:
        outcome = step(request, scan)
    except ZhangguiError as error:
        outcome = _Outcome(scan.parcel, refused(error, scan.code), scan.last)
    verdict = outcome.verdict
    if verdict is None or verdict.is_good:
        if not getattr(request, "htmx", False):
            if verdict and verdict.what:
                messages.success(request, f"{verdict.what} {verdict.todo}")
            return redirect(warehouse_url("fulfilment:pack", chosen_warehouse(request), parcel=outcome.parcel))
        return _page(request, outcome)
    return _page(request, outcome, status=422)


def _read(request: StaffRequest, scan: _Scan) -> _Outcome:
    """Decide by the code's form and by how far the open parcel is."""
    if _OURS.fullmatch(scan.code):
        return _open(request, scan)
    if not scan.parcel:
        return _no_parcel(request, scan)
    view = packing_view(shop_of(request).id, scan.parcel)
    if view.parcel.state == ParcelState.BATCHED:
        return _item(request, scan)
    if not scan.code:
        return _stamp(request, scan)
    if any(is_called(line, scan.code) for line in view.lines):
        return _Outcome(scan.parcel, Verdict(is_good=False, what=_("This parcel is complete already"), code=scan.code))
    return _waybill(request, scan, view.parcel)


def _no_parcel(request: StaffRequest, scan: _Scan) -> _Outcome:
    shop_id = shop_of(request).id
    if not scan.code:
        first = next(iter(next_parcels(shop_id, warehouse_id=chosen_warehouse(request).id, limit=1)), None)
        return _Outcome(first.number if first else "")
    todo = _("Scan the barcode of the outbound slip; it starts with CK.")
    return _Outcome("", Verdict(is_good=False, what=_("No parcel is open"), todo=todo, code=scan.code))


def _open(request: StaffRequest, scan: _Scan) -> _Outcome:
    view = packing_view(shop_of(request).id, scan.code)
    parcel = view.parcel
    if view.batch.state != BatchState.HANDED_OVER:
        words = _("Batch %(batch)s is not handed over yet") % {"batch": view.batch.number}
        todo = _("Packing starts once order clerk and keeper have both counted the papers.")
        return _Outcome(scan.parcel, Verdict(is_good=False, what=words, todo=todo, code=scan.code))
    if parcel.state == ParcelState.PULLED:
        todo = _("Put the slip and the label aside.") + f" {parcel.pulled_reason}"
        words = _("This order was pulled out of the batch")
        return _Outcome(scan.parcel, Verdict(is_good=False, what=words, todo=todo, code=scan.code))
    return _Outcome(parcel.number, good_scan() if scan.parcel else None)


def _item(request: StaffRequest, scan: _Scan) -> _Outcome:
    shop_id = shop_of(request).id
    if not scan.code:
        return _Outcome(scan.parcel, None, scan.last)
    result = scan_item(actor=request.actor, shop_id=shop_id, number=scan.parcel, code=scan.code)
    if result.wrong:
        view = packing_view(shop_id, scan.parcel)
        return _Outcome(scan.parcel, wrong_scan(shop_id, view, result, scan.code), scan.last)
    return _Outcome(result.parcel, complete() if result.complete else good_scan(), scan.code)


def _waybill(request: StaffRequest, scan: _Scan, parcel: Parcel) -> _Outcome:
    found = enter_waybill(actor=request.actor, shop_id=shop_of(request).id, number=parcel.number, waybill_no=scan.code)
    words = _("%(courier)s %(number)s") % {"courier": courier_words(found.courier), "number": found.waybill_no}
    todo = _("Put the shipping stamp on the slip, then press Enter.")
    return _Outcome(parcel.number, Verdict(is_good=True, what=words, todo=todo, sound="done"))


def _stamp(request: StaffRequest, scan: _Scan) -> _Outcome:
    """Stamp the open parcel's slip and open the next one in pick order."""
    shop_id = shop_of(request).id
    view = packing_view(shop_id, scan.parcel)
    if view.parcel.state != ParcelState.SHIPPED:
        words = _("The waybill number is missing")
        todo = _("Scan it, or scan the next slip and enter the number later.")
        return _Outcome(scan.parcel, Verdict(is_good=False, what=words, todo=todo))
    stamp_parcels(actor=request.actor, shop_id=shop_id, numbers=[scan.parcel])
    words = _("Stamped and done: %(parcel)s") % {"parcel": view.parcel.number}
    todo = _("Scan the next slip.")
    return _Outcome("", Verdict(is_good=True, what=words, todo=todo, sound="done"))


def _undo(request: StaffRequest, scan: _Scan) -> _Outcome:
    """F8: the last piece out again; a packed parcel is opened again."""
    shop_id = shop_of(request).id
    if not scan.parcel:
        return _Outcome("", Verdict(is_good=False, what=_("No parcel is open")))
    parcel = packing_view(shop_id, scan.parcel).parcel
    if parcel.state == ParcelState.PACKED:
        unpack_parcel(actor=request.actor, shop_id=shop_id, number=scan.parcel, reason=_("Opened at the table"))
        todo = _("Nothing counts as scanned. Scan every piece again.")
        return _Outcome(scan.parcel, Verdict(is_good=True, what=_("The parcel is open again"), todo=todo, sound="good"))
    if not scan.last:
        return _Outcome(scan.parcel, Verdict(is_good=False, what=_("There is no scan to take back")))
    take_out_item(actor=request.actor, shop_id=shop_id, number=scan.parcel, code=scan.last)
    words = _("Taken back: one %(code)s") % {"code": scan.last}
    return _Outcome(scan.parcel, Verdict(is_good=True, what=words, todo="", sound="good"))


def _resume(request: StaffRequest, scan: _Scan) -> _Outcome:
    """A parcel that was set aside is the packer's turn again."""
    parcel = take_parcel_up(actor=request.actor, shop_id=shop_of(request).id, number=scan.code)
    return _Outcome(parcel.number)


def _page(request: StaffRequest, outcome: _Outcome, *, status: int = 200) -> HttpResponse:
    shop = shop_of(request)
    warehouse = chosen_warehouse(request)
    tabs = warehouse_tabs(shop, warehouse)
    context: dict[str, Any] = {"verdict": outcome.verdict, "last": outcome.last, "warehouse_tabs": tabs}
    context |= {"warehouse": warehouse, "next_up": _next_up(shop.id, 0, warehouse.id)}
    if outcome.parcel:
        view = packing_view(shop.id, outcome.parcel)
        context |= _parcel_context(view)
        context["next_up"] = _next_up(shop.id, view.parcel.pk, view.batch.warehouse_id)
        context["may_ship"] = request.actor.can(SHIP_PARCELS, shop.id)
    context |= _side(shop.id, context)
    template = "fulfilment/pack.html#table" if getattr(request, "htmx", False) else "fulfilment/pack.html"
    return show(request, template, context, status=status)


def _parcel_context(view: PackingView) -> dict[str, Any]:
    missing = first_missing(view)
    receiver = next(iter(receivers([view.parcel.order_id])), None)
    cards = sku_cards([line.sku_id for line in view.lines if line.sku_id])
    lines = [
        {
            "line": line,
            "title": full_title(line, cards),
            "is_done": line.packed_quantity >= line.quantity,
            "is_now": line is missing,
        }
        for line in view.lines
    ]
    return {
        "view": view,
        "parcel": view.parcel,
        "lines": lines,
        "now_line": missing,
        "now_title": full_title(missing, cards) if missing else "",
        "now_position": lines.index(next(row for row in lines if row["is_now"])) + 1 if missing else 0,
        "missing": [
            {"title": full_title(line, cards), "count": line.quantity - line.packed_quantity}
            for line in view.lines
            if line.packed_quantity < line.quantity
        ],
        "wish": courier_words(view.parcel.courier or (receiver.wish if receiver else "")),
        "receiver": masked_name(receiver.name) if receiver else "",
        "is_aside": view.parcel.pk in aside_ids(view.parcel.shop_id),
    }


def _next_up(shop_id: int, after: int, warehouse_id: int) -> list[dict[str, Any]]:
    parcels = next_parcels(shop_id, warehouse_id=warehouse_id, after=after, limit=_SHOWN)
    goods = goods_of([parcel.pk for parcel in parcels])
    return [
        {
            "parcel": parcel,
            "goods": "，".join(f"{line.title} ×{line.quantity}" for line in goods.get(parcel.pk, [])[:2]),
            "place": goods[parcel.pk][0].place if goods.get(parcel.pk) else "",
        }
        for parcel in parcels
    ]


def _side(shop_id: int, context: dict[str, Any]) -> dict[str, Any]:
    """The right column: how far the batch is, what waits without number or stamp, what lies aside."""
    batch = context["view"].batch if "view" in context else None
    if batch is None and context["next_up"]:
        batch = context["next_up"][0]["parcel"].batch
    card = batch_detail(shop_id, batch.number).card if batch else None
    return {
        "card": card,
        "running": running_number(card.number) if card else "",
        "left": card.parcels - card.pulled if card else 0,
        "packed": card.packed + card.shipped if card else 0,
        "without_number": parcels_without_number(shop_id, limit=_LIST),
        "unstamped": unstamped_slips(shop_id, limit=_LIST),
        "aside": parcels_aside(shop_id),
        "trouble_labels": dict(TroubleKind.choices),
    }


@staff_page(PACK_PARCELS)
@for_one_shop
def trouble(request: StaffRequest, number: str) -> HttpResponse:
    """F4 and F6: say what is short or damaged; the parcel is set aside and the order clerk decides."""
    shop = shop_of(request)
    view = packing_view(shop.id, number)
    goods = [(line.sku_code, f"{line.title} {line.attributes}".strip()) for line in view.lines]
    missing = first_missing(view)
    kind = request.GET.get("kind", TroubleKind.SHORT)
    initial = {"kind": kind, "sku_code": missing.sku_code if missing else "", "quantity": 1}
    form = TroubleForm(request.POST or None, goods=goods, initial=initial)
    if request.method == "POST" and form.attempt(
        lambda: set_parcel_aside(actor=request.actor, shop_id=shop.id, number=number, **form.cleaned_data)
    ):
        messages.success(request, _("Parcel %(parcel)s is set aside; the order clerk is told.") % {"parcel": number})
        return redirect("fulfilment:pack")
    context = {
        "title": _("Set parcel %(parcel)s aside") % {"parcel": view.parcel.number},
        "lead": _("The goods stay reserved; the order clerk pulls the order or has them brought."),
        "form": form,
        "act_label": _("Set aside"),
        "cancel_url": f"{reverse('fulfilment:pack')}?parcel={view.parcel.number}",
        "url": reverse("fulfilment:trouble", args=[number]),
    }
    is_dialog = bool(getattr(request, "htmx", False)) and request.method == "GET"
    template = "fulfilment/_trouble.html" if is_dialog else "fulfilment/reason.html"
    return show(request, template, context, status=422 if form.errors else 200)
