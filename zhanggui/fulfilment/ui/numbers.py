"""The pools of waybill numbers, and the couriers of parcels that are not packed yet."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.couriers.queries import choice_for, choice_words_of, courier_label, register_of
from zhanggui.couriers.values import NumberSource
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.batches import batch_by_number
from zhanggui.fulfilment.queries.waybill_pool import pool_counts, route_mark_rows
from zhanggui.fulfilment.services.choose_courier import choose_courier, give_missing_numbers
from zhanggui.fulfilment.services.route_marks import set_route_mark
from zhanggui.fulfilment.ui.forms import RouteMarkForm
from zhanggui.fulfilment.ui.frame import show
from zhanggui.fulfilment.ui.words import courier_words
from zhanggui.fulfilment.values import CHOOSE_COURIER, IMPORT_NUMBERS, VIEW_BATCHES, ParcelState
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.pages.access import StaffRequest, all_shops, staff_page
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of
from zhanggui.kernel.pages.registry import PanelSource, register_panels
from zhanggui.kernel.values import Actor
from zhanggui.shops.queries import settings_of

_LIST = 200


@staff_page(VIEW_BATCHES, methods=("GET",))
@for_one_shop
def numbers(request: StaffRequest) -> HttpResponse:
    """How many numbers each courier's pool has, and the marks for labels whose number came without one."""
    return _page(request)


def _page(request: StaffRequest, *, form: StaffForm | None = None) -> HttpResponse:
    shop = shop_of(request)
    limit = settings_of(shop.id)["low_pool_count"]
    counts = pool_counts(shop.id)
    known = {card.code: card for card in register_of(shop.id)}
    codes = [code for code, card in known.items() if card.number_source == NumberSource.POOL or code in counts]
    empty = {"free": 0, "given": 0, "used": 0, "void": 0}
    choices = [(code, courier_label(code)) for code in known]
    context = {
        "pools": [
            {
                "name": courier_label(code),
                "counts": counts.get(code, empty),
                "is_low": counts.get(code, empty)["free"] < limit,
                "is_used": known[code].number_source == NumberSource.POOL,
                "url": reverse("couriers:courier", args=[shop.code, code]),
            }
            for code in codes
        ],
        "limit": limit,
        "marks": route_mark_rows(shop.id, limit=_LIST),
        "form": form or RouteMarkForm(couriers=choices),
        "may_import": request.actor.can(IMPORT_NUMBERS, shop.id),
        "import_url": _import_url(),
        "register_url": reverse("couriers:register"),
    }
    return show(request, "fulfilment/numbers.html", context, status=422 if form else 200)


@staff_page(IMPORT_NUMBERS, methods=("POST",))
@for_one_shop
def mark(request: StaffRequest) -> HttpResponse:
    """Set the routing mark of a courier for a region."""
    shop = shop_of(request)
    choices = [(card.code, courier_label(card.code)) for card in register_of(shop.id)]
    form = RouteMarkForm(request.POST, couriers=choices)
    if not form.attempt(lambda: set_route_mark(actor=request.actor, shop_id=shop.id, **form.cleaned_data)):
        return _page(request, form=form)
    messages.success(request, _("Saved."))
    return redirect("fulfilment:numbers")


@staff_page(VIEW_BATCHES, methods=("GET",))
def couriers(request: StaffRequest, number: str) -> HttpResponse:
    """The parcels of a batch that are not packed yet, with their couriers and why, to be changed in bulk (LOG-03)."""
    shop = shop_of(request)
    batch = batch_by_number(shop.id, number)
    wanted = request.GET.get("courier", "")[:20].replace("\0", "")
    rows = Parcel.objects.filter(batch_id=batch.pk, state=ParcelState.BATCHED)
    parcels = list((rows.filter(courier=wanted) if wanted else rows).order_by("position")[:_LIST])
    codes = sorted(set(rows.values_list("courier", flat=True).distinct()))
    cards = register_of(shop.id)
    pools = {card.code for card in cards if card.number_source == NumberSource.POOL}
    context = {
        "batch": batch,
        "rows": [_courier_row(request.actor, parcel) for parcel in parcels],
        "tabs": [
            {"label": _("All"), "url": "?", "current": not wanted},
            *(
                {"label": courier_words(code), "url": f"?courier={code}", "current": code == wanted}
                for code in codes
                if code
            ),
        ],
        "couriers": [(card.code, card.name) for card in cards if card.is_approved],
        "may_choose": request.actor.can(CHOOSE_COURIER, shop.id),
        "without": sum(
            1
            for parcel in parcels
            if parcel.courier in pools and not parcel.waybill_no and not parcel.is_platform_label
        ),
    }
    return show(request, "fulfilment/couriers.html", context)


def _courier_row(actor: Actor, parcel: Parcel) -> dict[str, Any]:
    return {
        "parcel": parcel,
        "courier": courier_words(parcel.courier),
        "why": choice_words_of(choice_for(actor, parcel.shop_id, parcel.choice)),
        "url": reverse("fulfilment:tracked", args=[parcel.pk]),
    }


@staff_page(CHOOSE_COURIER, methods=("POST",))
def choose(request: StaffRequest, number: str) -> HttpResponse:
    """Give the ticked parcels to another courier, or numbers to those that have none."""
    shop = shop_of(request)
    batch = batch_by_number(shop.id, number)
    back = redirect("fulfilment:couriers", shop.code, batch.number)
    if request.POST.get("verb") == "numbers":
        done = give_missing_numbers(actor=request.actor, shop_id=shop.id, batch=batch.number)
        words = ngettext("%(count)d number given.", "%(count)d numbers given.", done)
        messages.success(request, words % {"count": done})
        return back
    ids = request.POST.getlist("ids")[:_LIST]
    if not ids:
        raise InvalidInput("fulfilment.no_parcels", _("Tick at least one parcel."))
    done = choose_courier(
        actor=request.actor,
        shop_id=shop.id,
        numbers=ids,
        courier=request.POST.get("courier", ""),
        reason=request.POST.get("reason", "")[:200],
    )
    words = ngettext(
        "%(count)d parcel goes with another courier now. Print its papers again if they were printed.",
        "%(count)d parcels go with another courier now. Print their papers again if they were printed.",
        done,
    )
    messages.success(request, words % {"count": done})
    return back


def _import_url() -> str:
    try:
        return f"{reverse('channels:import')}?kind=waybill_pool"
    except NoReverseMatch:
        return ""


def pool_panel(_actor: Actor, shop_id: int, courier_id: int) -> dict[str, Any] | None:
    """The pool of a courier beside it, where its numbers come from a file."""
    card = next((card for card in register_of(shop_id) if card.id == courier_id), None)
    if card is None or card.number_source != NumberSource.POOL:
        return None
    shop = next(shop for shop in all_shops() if shop.id == shop_id)
    counts = pool_counts(shop_id).get(card.code, {"free": 0, "given": 0, "used": 0, "void": 0})
    return {"counts": counts, "url": reverse("fulfilment:numbers"), "import_url": _import_url(), "shop": shop}


register_panels(PanelSource("courier", 100, VIEW_BATCHES, "fulfilment/_pool.html", pool_panel))
