"""One courier: facts, approval, contracts, prices, transit days, and how it did."""

import csv
import io
import tempfile
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.couriers.errors import BadPrices, BadTransit
from zhanggui.couriers.models import CourierContract
from zhanggui.couriers.ports import performance_of
from zhanggui.couriers.queries.prices import price_lists_of, zones_of
from zhanggui.couriers.queries.register import courier_row
from zhanggui.couriers.queries.transit import origin_of, transit_rows
from zhanggui.couriers.rules.regions import provinces, short_province
from zhanggui.couriers.services import (
    TransitEntry,
    approve_courier,
    change_courier,
    enter_prices,
    read_prices,
    read_transit,
    retire_courier,
    set_transit_days,
)
from zhanggui.couriers.services.read_tables import PRICE_COLUMNS, TRANSIT_COLUMNS
from zhanggui.couriers.ui.forms import ContractForm, CourierForm, PricesForm, TransitFileForm
from zhanggui.couriers.ui.frame import back_to
from zhanggui.couriers.ui.words import TONES, event_words
from zhanggui.couriers.values import CONTRACT_PRICES, MANAGE_COURIERS, VIEW_COURIERS, CourierState, NewPrices, Zone
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.confidential import masked, may_see, why_hidden
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.events.read import timeline
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.one_shop import shop_of
from zhanggui.kernel.pages.registry import panels_beside
from zhanggui.kernel.values import Actor

_EMPTY_ZONES = 2
_ZONE_FIELDS = ("name", "provinces", "first_kg", "first_price", "step_kg", "step_price")
_MOST_BYTES = 5 * 1024 * 1024


@staff_page(VIEW_COURIERS, methods=("GET",))
def courier(request: StaffRequest, code: str) -> HttpResponse:
    """Everything known of one courier."""
    return page(request, code)


def page(
    request: StaffRequest, code: str, *, bound: Mapping[str, StaffForm] | None = None, zones: Any = None
) -> HttpResponse:
    """The page, with forms that were refused."""
    shop = shop_of(request)
    row = courier_row(shop.id, code)
    origin = short_province(request.GET.get("origin", "")) or origin_of(shop.id)
    if origin not in provinces():
        raise NotFound("couriers.no_province", _("There is no such province."))
    lists = price_lists_of(row.pk)
    versions = [entry.version for entry in lists]
    may_manage = request.actor.can(MANAGE_COURIERS, shop.id)
    forms: dict[str, StaffForm] = {
        "facts": CourierForm(prefix="facts", initial=CourierForm.initial_of(row)),
        "contract": ContractForm(prefix="contract", versions=versions),
        "prices": PricesForm(prefix="prices"),
        "transit": TransitFileForm(prefix="transit"),
        **(bound or {}),
    }
    for field in forms["facts"].fields.values():
        field.disabled = not may_manage
    current = zones_of(lists[0].pk) if lists else ()
    shown = [_zone_row(request.actor, shop.id, zone) for zone in current]
    context = {
        "shop": shop,
        "courier": row,
        "tone": TONES[CourierState(row.state)],
        "forms": forms,
        "may_manage": may_manage,
        "lists": lists,
        "zones": zones if zones is not None else [*shown, *({} for _n in range(_EMPTY_ZONES))],
        "why": "" if may_see(request.actor, CONTRACT_PRICES, shop.id) else why_hidden(CONTRACT_PRICES),
        "origin": origin,
        "origins": list(provinces()),
        "days": transit_rows(row.pk, row.code, origin),
        "contracts": list(
            CourierContract.objects.filter(courier=row).select_related("price_list").order_by("is_ended", "-ends_on")
        ),
        "today": now().astimezone(shop_zone(shop.timezone)).date(),
        "figures": performance_of(shop.id).get(row.code),
        "panels": panels_beside("courier", request.actor, shop.id, row.pk),
        "entries": [event_words(entry) for entry in timeline("courier", row.pk, limit=30)],
    }
    return render(request, "couriers/courier.html", context, status=422 if bound else 200)


def _zone_row(actor: Actor, shop_id: int, zone: Zone) -> dict[str, Any]:
    return {
        "name": zone.name,
        "provinces": "、".join(zone.provinces),
        "first_kg": zone.first_kg,
        "first_price": masked(actor, CONTRACT_PRICES, zone.first_price, shop_id),
        "step_kg": zone.step_kg,
        "step_price": masked(actor, CONTRACT_PRICES, zone.step_price, shop_id),
    }


@staff_page(MANAGE_COURIERS, methods=("POST",))
def save(request: StaffRequest, code: str) -> HttpResponse:
    """Save the facts."""
    shop = shop_of(request)
    form = CourierForm(request.POST, prefix="facts")
    if not form.attempt(lambda: change_courier(actor=request.actor, shop_id=shop.id, code=code, **form.facts())):
        return page(request, code, bound={"facts": form})
    messages.success(request, _("Saved."))
    return back_to(shop, code)


@staff_page(MANAGE_COURIERS, methods=("POST",))
def state(request: StaffRequest, code: str) -> HttpResponse:
    """Approve the courier, or stop using it."""
    shop = shop_of(request)
    verbs: dict[str, Callable[[], Any]] = {
        "approve": lambda: approve_courier(actor=request.actor, shop_id=shop.id, code=code),
        "retire": lambda: retire_courier(
            actor=request.actor, shop_id=shop.id, code=code, reason=request.POST.get("reason", "")[:200]
        ),
    }
    verb = verbs.get(request.POST.get("verb", ""))
    if verb is None:
        raise InvalidInput("couriers.bad_verb", _("The form could not be read. Load the page again."))
    found = verb()
    messages.success(
        request, _("%(name)s: %(state)s.") % {"name": found.name, "state": CourierState(found.state).label}
    )
    return back_to(shop, code)


@staff_page(MANAGE_COURIERS, methods=("POST",))
def prices(request: StaffRequest, code: str) -> HttpResponse:
    """Enter a price list, from the rows of the page or from a file."""
    shop = shop_of(request)
    form = PricesForm(request.POST, request.FILES, prefix="prices")
    rows = _posted_zones(request)

    def enter() -> Any:
        upload = form.cleaned_data["table"]
        zones = _from_file(upload, read_prices) if upload else tuple(map(_zone_of, rows))
        new = NewPrices(form.cleaned_data["version"], form.cleaned_data["valid_from"], zones)
        return enter_prices(actor=request.actor, shop_id=shop.id, code=code, prices=new)

    if not form.attempt(enter):
        return page(request, code, bound={"prices": form}, zones=[*rows, {}])
    messages.success(request, _("Price list %(version)s is entered.") % {"version": form.result.version})
    return back_to(shop, code, "prices")


def _posted_zones(request: StaffRequest) -> list[dict[str, str]]:
    columns = [request.POST.getlist(f"zone-{name}")[:60] for name in _ZONE_FIELDS]
    rows = [
        dict(zip(_ZONE_FIELDS, (cell.strip() for cell in cells), strict=True)) for cells in zip(*columns, strict=False)
    ]
    return [row for row in rows if any(row.values())]


def _zone_of(row: Mapping[str, str]) -> Zone:
    def amount(name: str) -> Decimal:
        try:
            found = Decimal(row[name] or "nan")
        except InvalidOperation as error:
            raise BadPrices(_("“%(value)s” is no number."), value=row[name][:40]) from error
        if not found.is_finite():
            raise BadPrices(_("Zone “%(zone)s”: a number is missing."), zone=row["name"] or row["provinces"])
        return found

    places = row["provinces"].replace("、", " ").replace("，", " ").replace(",", " ").split()
    return Zone(
        row["name"], tuple(places), amount("first_kg"), amount("first_price"), amount("step_kg"), amount("step_price")
    )


@staff_page(MANAGE_COURIERS, methods=("POST",))
def transit(request: StaffRequest, code: str) -> HttpResponse:
    """Set transit days from one province; an empty field goes back to the proposal."""
    shop = shop_of(request)
    origin = request.POST.get("origin", "")
    entries = []
    for place, days in zip(request.POST.getlist("place"), request.POST.getlist("days"), strict=False):
        province, _gap, city = place.partition(" ")
        if province:
            entries.append(TransitEntry(origin, province, city, _whole(days)))
    done = set_transit_days(actor=request.actor, shop_id=shop.id, code=code, entries=entries)
    messages.success(request, _changed(done))
    return back_to(shop, code, "transit")


def _changed(count: int) -> str:
    text = ngettext("%(count)d pair of regions changed.", "%(count)d pairs of regions changed.", count)
    return text % {"count": count}


def _whole(days: str) -> int | None:
    plain = days.strip()
    if not plain:
        return None
    if not plain.isdecimal() or len(plain) > 3:
        raise BadTransit(_("Transit days are 1 to 60, not %(value)s."), value=plain[:20])
    return int(plain)


@staff_page(MANAGE_COURIERS, methods=("POST",))
def transit_file(request: StaffRequest, code: str) -> HttpResponse:
    """Set transit days from a file."""
    shop = shop_of(request)
    form = TransitFileForm(request.POST, request.FILES, prefix="transit")
    if not form.attempt(
        lambda: set_transit_days(
            actor=request.actor,
            shop_id=shop.id,
            code=code,
            entries=_from_file(form.cleaned_data["table"], read_transit),
        )
    ):
        return page(request, code, bound={"transit": form})
    messages.success(request, _changed(form.result))
    return back_to(shop, code, "transit")


def _from_file(upload: "UploadedFile[Any]", read: Callable[[Path, str], Any]) -> Any:
    if (upload.size or 0) > _MOST_BYTES:
        raise InvalidInput("couriers.file_too_large", _("The file is larger than 5 MB."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        path.write_bytes(upload.read())
        return read(path, upload.name or "file")


@staff_page(VIEW_COURIERS, methods=("GET",))
def template(_request: StaffRequest, name: str) -> HttpResponse:
    """An empty table with one sample row: prices or transit days."""
    samples = {
        "prices": (PRICE_COLUMNS, ["一区", "浙江、江苏、上海", "1", "4.50", "1", "1.00"]),
        "transit": (TRANSIT_COLUMNS, ["浙江", "广东", "广州", "2"]),
    }
    if name not in samples:
        raise NotFound("couriers.no_template", _("There is no such file."))
    columns, sample = samples[name]
    text = io.StringIO()
    csv.writer(text).writerows([[names[0] for names in columns.values()], sample])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
