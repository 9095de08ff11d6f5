"""The packing table: one field takes every code and decides by its form; no click is ever needed (FUL-05, FUL-10)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries import PackingView, packing_view
from zhanggui.fulfilment.queries.desk import next_parcels
from zhanggui.fulfilment.queries.needs import parcel_needs
from zhanggui.fulfilment.queries.parcels import parcel_by_label
from zhanggui.fulfilment.services import enter_waybill, pack_parcel, stamp_parcels, unpack_parcel
from zhanggui.fulfilment.services.set_aside import set_parcel_aside, take_parcel_up
from zhanggui.fulfilment.services.take_out import take_out_item
from zhanggui.fulfilment.services.tick import untick_extra
from zhanggui.fulfilment.services.weigh import weigh_parcel
from zhanggui.fulfilment.ui.forms import TroubleForm
from zhanggui.fulfilment.ui.frame import chosen_warehouse, show, warehouse_url
from zhanggui.fulfilment.ui.packing_page import WISH, Outcome, Point, packing_page, points_of
from zhanggui.fulfilment.ui.verdicts import (
    Verdict,
    complete,
    first_missing,
    good_scan,
    is_called,
    refused,
    unmet,
    wrong_scan,
)
from zhanggui.fulfilment.ui.weighing import weighed_verdict
from zhanggui.fulfilment.ui.words import courier_words
from zhanggui.fulfilment.values import PACK_PARCELS, BatchState, PackResult, ParcelState, TroubleKind
from zhanggui.kernel.errors import ZhangguiError
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of
from zhanggui.kernel.weights import read_grams
from zhanggui.orders.services import untick_instruction

_OURS = re.compile(r"(ZG|CK)\d{9,}", re.IGNORECASE)
_POINT = re.compile(r"[1-9]\d?")
_TICK = "tick:"


@dataclass(frozen=True, slots=True)
class _Scan:
    """What the field and the page say: the code, the open parcel, the last right scan."""

    code: str
    parcel: str
    last: str


@staff_page(PACK_PARCELS)
@for_one_shop
def pack(request: StaffRequest) -> HttpResponse:
    """Scan a slip to open its parcel, then the goods, then the waybill, then Enter for the stamp."""
    if request.method != "POST":
        return packing_page(request, _opened(request, request.GET.get("parcel", "").strip()))
    scan = _Scan(
        request.POST.get("code", "").strip(),
        request.POST.get("parcel", "").strip(),
        request.POST.get("last", "").strip(),
    )
    verb = request.POST.get("verb", "")
    if verb.startswith(_TICK):
        return _answer(request, scan, lambda request, scan: _tick_by_key(request, scan, verb.removeprefix(_TICK)))
    steps = {"undo": _undo, "stamp": _stamp, "resume": _resume}
    return _answer(request, scan, steps.get(verb, _read))


def _opened(request: StaffRequest, number: str) -> Outcome:
    if not number:
        return Outcome("")
    return _open(request, _Scan(number, "", ""))


def _answer(request: StaffRequest, scan: _Scan, step: Callable[[StaffRequest, _Scan], Outcome]) -> HttpResponse:
    """A refused scan is a verdict here, not an error page: the packer goes on with the next scan."""
    try:
        outcome = step(request, scan)
    except ZhangguiError as error:
        outcome = Outcome(scan.parcel, refused(error, scan.code), scan.last)
    verdict = outcome.verdict
    if verdict is None or verdict.is_good:
        if not getattr(request, "htmx", False):
            if verdict and verdict.what:
                messages.success(request, f"{verdict.what} {verdict.todo}")
            return redirect(warehouse_url("fulfilment:pack", chosen_warehouse(request), parcel=outcome.parcel))
        return packing_page(request, outcome)
    return packing_page(request, outcome, status=422)


def _read(request: StaffRequest, scan: _Scan) -> Outcome:
    """Decide by the code's form and by how far the open parcel is."""
    if _OURS.fullmatch(scan.code):
        return _open(request, scan)
    if not scan.parcel:
        return _no_parcel(request, scan)
    view = packing_view(shop_of(request).id, scan.parcel)
    if _is_weight(view, scan.code):
        weighed = weigh_parcel(actor=request.actor, shop_id=shop_of(request).id, number=scan.parcel, weight=scan.code)
        return Outcome(scan.parcel, weighed_verdict(weighed), scan.last)
    if view.parcel.state == ParcelState.BATCHED:
        return _item(request, scan)
    return _read_packed(request, scan, view)


def _read_packed(request: StaffRequest, scan: _Scan, view: PackingView) -> Outcome:
    if not scan.code:
        return _stamp(request, scan)
    if any(is_called(line, scan.code) for line in view.lines):
        return Outcome(scan.parcel, Verdict(is_good=False, what=_("This parcel is complete already"), code=scan.code))
    return _waybill(request, scan, view.parcel)


def _is_weight(view: PackingView, code: str) -> bool:
    """What a scale types, unless a code of this parcel's goods reads like it."""
    return read_grams(code, unit_needed=True) is not None and not any(is_called(line, code) for line in view.lines)


def _no_parcel(request: StaffRequest, scan: _Scan) -> Outcome:
    shop_id = shop_of(request).id
    if not scan.code:
        return Outcome(_next_number(request, 0))
    labelled = parcel_by_label(shop_id, scan.code)
    if labelled is not None:
        return _open(request, _Scan(labelled.number, "", ""))
    todo = _("Scan the barcode of the outbound slip; it starts with CK.")
    return Outcome("", Verdict(is_good=False, what=_("No parcel is open"), todo=todo, code=scan.code))


def _next_number(request: StaffRequest, after: int) -> str:
    """The parcel that is next in pick order, empty when all are packed."""
    found = next_parcels(shop_of(request).id, warehouse_id=chosen_warehouse(request).id, after=after, limit=1)
    return found[0].number if found else ""


def _open(request: StaffRequest, scan: _Scan) -> Outcome:
    view = packing_view(shop_of(request).id, scan.code)
    parcel = view.parcel
    if view.batch.state != BatchState.HANDED_OVER:
        words = _("Batch %(batch)s is not handed over yet") % {"batch": view.batch.number}
        todo = _("Packing starts once order clerk and keeper have both counted the papers.")
        return Outcome(scan.parcel, Verdict(is_good=False, what=words, todo=todo, code=scan.code))
    if parcel.state == ParcelState.PULLED:
        todo = _("Put the slip and the label aside.") + f" {parcel.pulled_reason}"
        words = _("This order was pulled out of the batch")
        return Outcome(scan.parcel, Verdict(is_good=False, what=words, todo=todo, code=scan.code))
    return Outcome(parcel.number, good_scan() if scan.parcel else None)


def _item(request: StaffRequest, scan: _Scan) -> Outcome:
    """A scan for an open parcel: goods or an accessory, a number to tick, Enter alone for the next point."""
    shop_id = shop_of(request).id
    view = packing_view(shop_id, scan.parcel)
    points = points_of(view, parcel_needs(view.parcel, view.lines))
    if not scan.code:
        point = next((point for point in points if point.is_required and not point.is_ticked), None)
        return _tick(request, scan, point) if point else Outcome(scan.parcel, None, scan.last)
    if _POINT.fullmatch(scan.code) and not any(is_called(line, scan.code) for line in view.lines):
        point = next((point for point in points if point.number == int(scan.code)), None)
        if point is not None:
            return _tick(request, scan, point)
    result = pack_parcel(actor=request.actor, shop_id=shop_id, number=scan.parcel, codes=[scan.code])
    if result.wrong:
        labelled = parcel_by_label(shop_id, scan.code)
        if labelled is not None and labelled.pk != view.parcel.pk:
            return _open(request, _Scan(labelled.number, scan.parcel, ""))
        view = packing_view(shop_id, scan.parcel)
        is_all_in = first_missing(view) is None
        verdict = unmet(result, scan.code) if is_all_in else wrong_scan(shop_id, view, result, scan.code)
        return Outcome(scan.parcel, verdict, scan.last)
    return _packed(result, scan.code)


def _packed(result: PackResult, last: str) -> Outcome:
    return Outcome(result.parcel, complete() if result.complete else good_scan(), last)


def _tick(request: StaffRequest, scan: _Scan, point: Point) -> Outcome:
    """Tick a point off, or take its tick back; the last one completes the parcel."""
    shop_id = shop_of(request).id
    number = point.key.partition(":")[2]
    if point.is_ticked:
        if point.kind == WISH:
            untick_instruction(actor=request.actor, shop_id=shop_id, instruction_id=int(number))
        else:
            untick_extra(actor=request.actor, shop_id=shop_id, number=scan.parcel, key=point.key)
        return Outcome(scan.parcel, good_scan())
    ticks, wishes = ([], [int(number)]) if point.kind == WISH else ([point.key], [])
    result = pack_parcel(actor=request.actor, shop_id=shop_id, number=scan.parcel, ticks=ticks, instructions=wishes)
    return _packed(result, f"{_TICK}{point.key}")


def _tick_by_key(request: StaffRequest, scan: _Scan, key: str) -> Outcome:
    """A tap on a point."""
    view = packing_view(shop_of(request).id, scan.parcel)
    points = points_of(view, parcel_needs(view.parcel, view.lines))
    point = next((point for point in points if point.key == key), None)
    if point is None or view.parcel.state != ParcelState.BATCHED:
        return Outcome(scan.parcel, Verdict(is_good=False, what=_("This cannot be ticked now")))
    return _tick(request, scan, point)


def _waybill(request: StaffRequest, scan: _Scan, parcel: Parcel) -> Outcome:
    found = enter_waybill(actor=request.actor, shop_id=shop_of(request).id, number=parcel.number, waybill_no=scan.code)
    words = _("%(courier)s %(number)s") % {"courier": courier_words(found.courier), "number": found.waybill_no}
    todo = _("Put the shipping stamp on the slip, then press Enter.")
    return Outcome(parcel.number, Verdict(is_good=True, what=words, todo=todo, sound="done"))


def _stamp(request: StaffRequest, scan: _Scan) -> Outcome:
    """Stamp the open parcel's slip and open the next one in pick order."""
    shop_id = shop_of(request).id
    view = packing_view(shop_id, scan.parcel)
    if view.parcel.state != ParcelState.SHIPPED:
        words = _("The waybill number is missing")
        todo = _("Scan it, or scan the next slip and enter the number later.")
        return Outcome(scan.parcel, Verdict(is_good=False, what=words, todo=todo))
    stamp_parcels(actor=request.actor, shop_id=shop_id, numbers=[scan.parcel])
    words = _("Stamped and done: %(parcel)s") % {"parcel": view.parcel.number}
    following = _next_number(request, view.parcel.pk)
    todo = _("The next parcel is open; its slip is next on the pile.") if following else _("Everything is packed.")
    return Outcome(following, Verdict(is_good=True, what=words, todo=todo, sound="done"))


def _undo(request: StaffRequest, scan: _Scan) -> Outcome:
    """F8: the last piece out again; a packed parcel is opened again."""
    shop_id = shop_of(request).id
    if not scan.parcel:
        return Outcome("", Verdict(is_good=False, what=_("No parcel is open")))
    parcel = packing_view(shop_id, scan.parcel).parcel
    if parcel.state == ParcelState.PACKED:
        unpack_parcel(actor=request.actor, shop_id=shop_id, number=scan.parcel, reason=_("Opened at the table"))
        todo = _("Nothing counts as scanned. Scan every piece again.")
        return Outcome(scan.parcel, Verdict(is_good=True, what=_("The parcel is open again"), todo=todo, sound="good"))
    if not scan.last:
        return Outcome(scan.parcel, Verdict(is_good=False, what=_("There is no scan to take back")))
    if scan.last.startswith(_TICK):
        return _tick_by_key(request, scan, scan.last.removeprefix(_TICK))
    take_out_item(actor=request.actor, shop_id=shop_id, number=scan.parcel, code=scan.last)
    words = _("Taken back: one %(code)s") % {"code": scan.last}
    return Outcome(scan.parcel, Verdict(is_good=True, what=words, todo="", sound="good"))


def _resume(request: StaffRequest, scan: _Scan) -> Outcome:
    """A parcel that was set aside is the packer's turn again."""
    parcel = take_parcel_up(actor=request.actor, shop_id=shop_of(request).id, number=scan.code)
    return Outcome(parcel.number)


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
