"""The daily report: figures, signature of the keeper, confirmation by the manager (FUL-08, FUL-09)."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.fulfilment.papers.render import render_label_test_page
from zhanggui.fulfilment.papers.values import LabelSize, Offset
from zhanggui.fulfilment.queries import daily_report, not_shipped_rows, request_rows
from zhanggui.fulfilment.queries.desk import parcels_aside
from zhanggui.fulfilment.queries.report import state_words
from zhanggui.fulfilment.services import confirm_report, export_report, sign_report
from zhanggui.fulfilment.ui.forms import SignForm
from zhanggui.fulfilment.ui.frame import orders_url, show
from zhanggui.fulfilment.ui.words import courier_words, reason_words
from zhanggui.fulfilment.values import (
    CONFIRM_REPORT,
    SIGN_REPORT,
    VIEW_REPORT,
    OpenReason,
    ReportFigures,
    ReportState,
    RequestKind,
    TroubleKind,
)
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of
from zhanggui.orders.values import HoldReason
from zhanggui.shops.queries import settings_of
from zhanggui.shops.values import LABEL_SIZES, VIEW_SETTINGS

_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MOST_REQUESTS = 100
_REASON = "reason-"


@staff_page(VIEW_REPORT, methods=("GET",))
@for_one_shop
def report(request: StaffRequest) -> HttpResponse:
    """The report of a day; until it is signed the figures are those of this moment."""
    return _page(request, _day(request, shop_of(request)))


def _day(request: StaffRequest, shop: ShopRef) -> date:
    today = now().astimezone(shop_zone(shop.timezone)).date()
    text = request.POST.get("date") or request.GET.get("date") or ""
    if not text:
        return today
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise InvalidInput(
            "fulfilment.bad_date", _("“%(text)s” is not a day. Write it like 2026-11-21."), text=text
        ) from wrong


def _page(request: StaffRequest, day: date, *, form: SignForm | None = None, status: int = 200) -> HttpResponse:
    shop = shop_of(request)
    figures = daily_report(shop.id, day)
    today = now().astimezone(shop_zone(shop.timezone)).date()
    requests = request_rows(shop.id, day)
    context = {
        "day": day,
        "previous": day - timedelta(days=1),
        "following": day + timedelta(days=1) if day < today else None,
        "figures": figures,
        "state_label": ReportState(figures.state).label,
        "phases": _phases(figures),
        "figure_tiles": _tiles(figures),
        "couriers": [{"name": courier_words(code), "count": count} for code, count in figures.couriers.items()],
        "requests": [(RequestKind(code).label, count) for code, count in figures.requests.items()],
        "request_rows": requests[:_MOST_REQUESTS],
        "requests_more": max(0, len(requests) - _MOST_REQUESTS),
        "open": [
            {
                "label": reason_words(code),
                "count": count,
                "url": _reason_url(code),
                "is_late": code == OpenReason.TO_PACK,
            }
            for code, count in figures.open.items()
        ],
        "not_shipped": [{"row": row, "words": state_words(row.state)} for row in not_shipped_rows(shop.id, day)],
        "form": form or SignForm(initial=_found_trouble(shop.id, day)),
        "may_sign": figures.state == ReportState.OPEN and request.actor.can(SIGN_REPORT, shop.id),
        "may_confirm": figures.state == ReportState.SIGNED and request.actor.can(CONFIRM_REPORT, shop.id),
        "is_signer": bool(figures.signed_by) and figures.signed_by == request.actor.name,
    }
    return show(request, "fulfilment/report.html", context, status=status)


def _tiles(figures: ReportFigures) -> list[dict[str, Any]]:
    values = (
        (_("Orders in"), figures.orders_in),
        (_("Lines"), figures.lines),
        (_("Pieces"), figures.pieces),
        (_("Amount"), figures.amount),
        (_("Parcels"), figures.parcels),
        (_("Shipped"), figures.shipped),
        (_("Still open"), sum(figures.open.values())),
    )
    return [{"label": label, "value": value, "is_money": value is figures.amount} for label, value in values]


def _phases(figures: ReportFigures) -> list[dict[str, Any]]:
    is_signed = figures.state != ReportState.OPEN
    is_confirmed = figures.state == ReportState.CONFIRMED
    return [
        {"label": _("Figures"), "note": _("of this moment") if not is_signed else _("as signed"), "state": "done"},
        {
            "label": _("Keeper signs"),
            "note": figures.signed_by or _("shortage and damage noted"),
            "state": "done" if is_signed else "now",
        },
        {
            "label": _("Manager confirms"),
            "note": figures.confirmed_by or _("receipt of the signed report"),
            "state": "done" if is_confirmed else "now" if is_signed else "todo",
        },
    ]


def _reason_url(code: str) -> str:
    if code in HoldReason.values:
        return orders_url(hold=code)
    if code in (OpenReason.TO_CHECK, OpenReason.NEXT_BATCH):
        return orders_url(step="to_check" if code == OpenReason.TO_CHECK else "checked")
    if code in (OpenReason.TO_SHIP, OpenReason.UNSTAMPED):
        return f"{reverse('fulfilment:waybills')}?view={'number' if code == OpenReason.TO_SHIP else 'stamp'}"
    return reverse("fulfilment:batches")


def _found_trouble(shop_id: int, day: date) -> dict[str, str]:
    """What packers set aside that day, as a first draft of the notes."""
    notes: dict[str, list[str]] = {TroubleKind.SHORT: [], TroubleKind.DAMAGED: []}
    for parcel, data in parcels_aside(shop_id):
        if parcel.batch.day == day and data.get("kind") in notes:
            line = f"{data['sku']} {data['title']} ×{data['quantity']} ({parcel.number})"
            notes[data["kind"]].append(f"{line} {data.get('note', '')}".strip())
    return {"shortage": "\n".join(notes[TroubleKind.SHORT]), "damage": "\n".join(notes[TroubleKind.DAMAGED])}


@staff_page(SIGN_REPORT, methods=("POST",))
@for_one_shop
def sign(request: StaffRequest) -> HttpResponse:
    """The keeper signs; from here on the figures stay as they are."""
    shop = shop_of(request)
    day = _day(request, shop)
    form = SignForm(request.POST)
    if not form.attempt(
        lambda: sign_report(
            actor=request.actor,
            shop_id=shop.id,
            day=day,
            shortage_note=form.cleaned_data["shortage"],
            damage_note=form.cleaned_data["damage"],
            reasons=_written_reasons(request),
        )
    ):
        return _page(request, day, form=form, status=422)
    messages.success(request, _("Signed. The manager confirms next."))
    return redirect(f"{reverse('fulfilment:report')}?date={day.isoformat()}")


def _written_reasons(request: StaffRequest) -> dict[str, str]:
    """What the keeper wrote beside each parcel that has not left: `reason-ZG2611210001`."""
    fields = ((name.removeprefix(_REASON), text) for name, text in request.POST.items() if name.startswith(_REASON))
    return {number: str(text) for number, text in fields}


@staff_page(CONFIRM_REPORT, methods=("POST",))
@for_one_shop
def confirm(request: StaffRequest) -> HttpResponse:
    """The manager confirms that the signed report has arrived."""
    shop = shop_of(request)
    day = _day(request, shop)
    confirm_report(actor=request.actor, shop_id=shop.id, day=day)
    messages.success(request, _("Confirmed. The day is closed."))
    return redirect(f"{reverse('fulfilment:report')}?date={day.isoformat()}")


@staff_page(VIEW_REPORT, methods=("GET",))
@for_one_shop
def report_file(request: StaffRequest, ending: str) -> HttpResponse:
    """The report as PDF or workbook."""
    shop = shop_of(request)
    day = _day(request, shop)
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"report-{shop.code}-{day.isoformat()}.{ending}"
        export_report(actor=request.actor, shop_id=shop.id, day=day, out=out)
        return _file(out, _TYPES[out.suffix[1:]])


@staff_page(VIEW_SETTINGS, methods=("GET",))
@for_one_shop
def label_test(request: StaffRequest) -> HttpResponse:
    """The test page of the label printer: rulers, a frame and a sample code, with the shop's offset."""
    kept = settings_of(shop_of(request).id)
    offset = Offset(kept["label_offset_x_mm"], kept["label_offset_y_mm"])
    with TemporaryDirectory() as folder:
        rendered = render_label_test_page(Path(folder), size=LabelSize(LABEL_SIZES[kept["label_size"]]), offset=offset)
        return _file(rendered.path, _TYPES["pdf"])


def _file(path: Path, content_type: str) -> HttpResponse:
    response = HttpResponse(path.read_bytes(), content_type=content_type)
    place = "inline" if path.suffix == ".pdf" else "attachment"
    response["Content-Disposition"] = f'{place}; filename="{path.name}"'
    return response
