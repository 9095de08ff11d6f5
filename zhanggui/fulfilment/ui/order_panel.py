"""What the order page shows of its parcels: where each stands, and what its buyer is told (FUL-14)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from zhanggui.couriers.queries import choice_for, choice_words_of, register_of
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.notices import notices_of, parcels_of_order
from zhanggui.fulfilment.queries.order_choice import choice_now
from zhanggui.fulfilment.services import mark_told
from zhanggui.fulfilment.ui.copies import picture_urls
from zhanggui.fulfilment.ui.words import courier_words
from zhanggui.fulfilment.values import TELL_BUYERS, VIEW_BATCHES, ParcelState, ToldHow, TrackState
from zhanggui.kernel.pages.access import StaffRequest, all_shops, staff_page
from zhanggui.kernel.pages.one_shop import shop_of
from zhanggui.kernel.pages.registry import PanelSource, register_panels
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries.keys import keys_by_id
from zhanggui.orders.values import OrderState


def order_parcels(actor: Actor, shop_id: int, order_id: int) -> dict[str, Any] | None:
    """The parcels of an order with their notices; nothing while it was in no batch."""
    parcels = parcels_of_order(shop_id, order_id)
    if not parcels:
        return None
    notices = notices_of([parcel.pk for parcel in parcels])
    code = next(shop.code for shop in all_shops() if shop.id == shop_id)
    pictures = picture_urls(actor, shop_id, code, parcels)
    return {
        "may_tell": actor.can(TELL_BUYERS, shop_id),
        "rows": [
            {
                "parcel": parcel,
                "url": reverse("fulfilment:parcel", args=[parcel.pk]),
                "courier": courier_words(parcel.courier) if parcel.courier else "",
                "why": choice_words_of(choice_for(actor, shop_id, parcel.choice)),
                "track": TrackState(parcel.track_state).label if parcel.track_state else "",
                "track_url": reverse("fulfilment:tracked", args=[parcel.pk]),
                "notice": notices.get(parcel.pk),
                "how": ToldHow(notices[parcel.pk].told_how).label
                if parcel.pk in notices and notices[parcel.pk].told_how
                else "",
                "tell_url": reverse("fulfilment:told", args=[code, parcel.number]),
                "picture_url": pictures.get(parcel.pk, ""),
            }
            for parcel in parcels
        ],
    }


@staff_page(TELL_BUYERS, methods=("POST",))
def told(request: StaffRequest, number: str) -> HttpResponse:
    """Note that the buyer of a parcel was told by hand."""
    mark_told(actor=request.actor, shop_id=shop_of(request).id, numbers=[number])
    messages.success(request, _("Noted: the buyer of %(parcel)s was told.") % {"parcel": number})
    target = request.POST.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()})
    return redirect(target if is_ours else f"{reverse('fulfilment:waybills')}?view=tell")


def order_courier(actor: Actor, shop_id: int, order_id: int) -> dict[str, Any] | None:
    """Which courier the rule would take, while an order that is to be shipped is in no batch (LOG-03)."""
    key = next(iter(keys_by_id([order_id])), None)
    if key is None or key.state != OrderState.PAID or register_of(shop_id) == []:
        return None
    if Parcel.objects.filter(shop_id=shop_id, order_id=order_id).exclude(state=ParcelState.PULLED).exists():
        return None
    found = choice_now(shop_id, order_id)
    return {"name": found.name, "words": choice_words_of(choice_for(actor, shop_id, found.as_json()))}


register_panels(PanelSource("order", 95, VIEW_BATCHES, "fulfilment/_order_courier.html", order_courier))
register_panels(PanelSource("order", 100, VIEW_BATCHES, "fulfilment/_order_parcels.html", order_parcels))
