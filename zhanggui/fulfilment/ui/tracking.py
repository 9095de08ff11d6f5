"""The file of everything that left: search, what needs a person, and one parcel with its whole story (LOG-12)."""

import csv
import io
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from zhanggui.couriers.queries import choice_for, choice_words_of, courier_label, couriers
from zhanggui.couriers.values import FREIGHT
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.copies import waybill_copy_of
from zhanggui.fulfilment.queries.notices import notices_of
from zhanggui.fulfilment.queries.tracking import (
    VIEWS,
    TrackingFilter,
    has_tracking,
    place_of_page,
    shipped_parcels,
    trace_of,
    view_counts,
)
from zhanggui.fulfilment.services.export_tracking import tracking_table
from zhanggui.fulfilment.ui.copies import picture_urls
from zhanggui.fulfilment.ui.exceptions import exceptions_part
from zhanggui.fulfilment.ui.frame import show
from zhanggui.fulfilment.ui.words import courier_words, event_words
from zhanggui.fulfilment.values import PRINT_BATCH, TELL_BUYERS, VIEW_BATCHES, ToldHow, TrackState
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.confidential import masked
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.events.read import timeline
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of
from zhanggui.kernel.values import Actor
from zhanggui.kernel.weights import weight_text

_PAGE = 50
_LONGEST = 80
TONES = {
    TrackState.DELIVERED: "good",
    TrackState.TROUBLE: "late",
    TrackState.RETURNING: "risk",
    TrackState.RETURNED: "risk",
}


@staff_page(VIEW_BATCHES, methods=("GET",))
@for_one_shop
def tracking(request: StaffRequest) -> HttpResponse:
    """Parcels that left, searched by number, order, day, courier and state."""
    shop = shop_of(request)
    wanted, kept = _wanted(request)
    found = shipped_parcels(shop.id, wanted, limit=_PAGE + 1)
    shown = found[:_PAGE]
    counts = view_counts(shop.id)
    labels = {
        "all": _("All that left"),
        "silent": _("Without news"),
        "late": _("Later than expected"),
        "trouble": _("In trouble"),
        "delivered": _("Delivered"),
    }
    last = shown[-1] if shown else None
    more = {**kept, "after": f"{last.shipped_at.isoformat()} {last.pk}"} if last and last.shipped_at else {}
    context = {
        "rows": [_row(parcel) for parcel in shown],
        "columns": _columns(),
        "tabs": [
            {
                "label": labels[view],
                "url": f"?{urlencode({**kept, 'view': view})}",
                "count": counts.get(view),
                "current": view == wanted.view,
                "is_late": view in {"silent", "trouble"},
            }
            for view in VIEWS
        ],
        "wanted": wanted,
        "couriers": [(known.code, known.name) for known in couriers().values()],
        "states": TrackState.choices,
        "shown": len(shown),
        "next_url": f"?{urlencode(more)}" if len(found) > _PAGE else "",
        "export_url": f"{reverse('fulfilment:tracking_file')}?{urlencode(kept)}",
        "import_url": _import_url(),
        "is_tracked": has_tracking(shop.id),
        "today": now().astimezone(shop_zone(shop.timezone)).date(),
    }
    return show(request, "fulfilment/tracking.html", context)


def _wanted(request: StaffRequest) -> tuple[TrackingFilter, dict[str, str]]:
    """The conditions of the address, and those worth keeping in links."""
    asked = {
        name: request.GET.get(name, "").strip()[:_LONGEST] for name in ("q", "courier", "state", "view", "from", "to")
    }
    view = asked["view"] if asked["view"] in VIEWS else "all"
    wanted = TrackingFilter(
        text=asked["q"].replace("\0", ""),
        courier=asked["courier"].replace("\0", ""),
        state=asked["state"] if asked["state"] in TrackState.values else "",
        view=view,
        first_day=_day(asked["from"]),
        last_day=_day(asked["to"]),
        after=place_of_page(request.GET.get("after", "")),
    )
    return wanted, {name: value for name, value in asked.items() if value}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Left"), "width": 120},
        {"label": _("Waybill"), "width": 230},
        {"label": _("Order"), "width": 190, "css": "zg-c-no"},
        {"label": _("Where it is"), "width": 130},
        {"label": _("Last news"), "is_fold": True},
        {"label": _("Expected"), "width": 110},
    ]


def _row(parcel: Parcel) -> dict[str, Any]:
    return {
        "parcel": parcel,
        "courier": courier_words(parcel.courier),
        "state": TrackState(parcel.track_state).label if parcel.track_state else _("No news yet"),
        "tone": TONES.get(TrackState(parcel.track_state), "") if parcel.track_state else "",
        "url": reverse("fulfilment:tracked", args=[parcel.pk]),
    }


@staff_page(VIEW_BATCHES, methods=("GET",))
@for_one_shop
def tracking_file(request: StaffRequest) -> HttpResponse:
    """The same parcels as a table file; it holds no contact data."""
    shop = shop_of(request)
    wanted, _kept = _wanted(request)
    rows = tracking_table(actor=request.actor, shop_id=shop.id, wanted=wanted)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="logistics-{shop.code}.csv"'
    return answer


@staff_page(VIEW_BATCHES, methods=("GET",))
def tracked(request: StaffRequest, parcel_id: int) -> HttpResponse:
    """One parcel: courier, number, why this courier, trace, notice, archived copy, what we did."""
    found = Parcel.objects.select_related("batch").filter(pk=parcel_id, shop_id__in=request.scope.ids).first()
    shop = next((shop for shop in request.scope.shops if found is not None and shop.id == found.shop_id), None)
    if found is None or shop is None:
        raise NotFound("fulfilment.no_such_parcel", _("There is no such parcel."))
    request.scope = type(request.scope)((shop,), request.scope.available)
    notice = notices_of([found.pk]).get(found.pk)
    copy = waybill_copy_of(found.pk) if request.actor.can(PRINT_BATCH, shop.id) else None
    context = {
        "parcel": found,
        **_row(found),
        "weight": weight_text(found.weight_g),
        "panel": exceptions_part(request.actor, shop, [found]),
        "why": choice_words_of(choice_for(request.actor, found.shop_id, found.choice)),
        "others": _others(request.actor, found),
        "trace": [
            {
                "text": event.text,
                "at": event.at,
                "place": event.place,
                "kind": "person" if event.state == TrackState.DELIVERED else "system",
                "change": TrackState(event.state).label if event.state else "",
            }
            for event in trace_of(found.pk)
        ],
        "order_url": _order_url(shop, found.order_number),
        "copy_url": reverse("fulfilment:voucher", args=[shop.code, copy.pk]) if copy else "",
        "rights": {"may_tell": request.actor.can(TELL_BUYERS, shop.id)},
        "row": {
            "notice": notice,
            "how": ToldHow(notice.told_how).label if notice and notice.told_how else "",
            "tell_url": reverse("fulfilment:told", args=[shop.code, found.number]),
            "picture_url": picture_urls(request.actor, shop.id, shop.code, [found]).get(found.pk, ""),
        },
        "entries": [event_words(entry) for entry in timeline("parcel", found.pk, limit=50)],
        "is_late": bool(
            found.expected_on
            and found.delivered_at is None
            and found.expected_on < now().astimezone(shop_zone(shop.timezone)).date()
        ),
    }
    return show(request, "fulfilment/tracked.html", context)


def _others(actor: Actor, parcel: Parcel) -> list[dict[str, Any]]:
    """The couriers that were not taken, with days and price, and why not if they could not."""
    why = {(False, True): _("not approved"), (False, False): _("not approved"), (True, False): _("does not go there")}
    return [
        {
            **other,
            "name": courier_label(other["courier"]),
            "price": masked(actor, FREIGHT, other["price"], parcel.shop_id),
            "why": why.get((other["approved"], other["covers"]), ""),
        }
        for other in parcel.choice.get("others", [])
    ]


def _order_url(shop: ShopRef, number: str) -> str:
    try:
        return reverse("orders:order", args=[shop.code, number])
    except NoReverseMatch:
        return ""


def _import_url() -> str:
    try:
        return f"{reverse('channels:import')}?kind=tracking"
    except NoReverseMatch:
        return ""
