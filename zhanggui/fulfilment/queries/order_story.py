"""What fulfilment knows of an order beside the order's own timeline: papers, parcels, couriers' news (ORD-11)."""

import re
from typing import Any

from zhanggui.customers.queries import mask_phone
from zhanggui.fulfilment.models import TrackingEvent
from zhanggui.fulfilment.queries.notices import parcels_of_order
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.events.read import event_values

# The order's own timeline tells these already.
_TOLD = ("parcel.packed", "parcel.unpacked", "parcel.shipped", "parcel.unshipped", "parcel.pulled", "parcel.tracked")
_PAPERS = ("batch.printed", "batch.paper_stamped", "batch.given", "batch.handed_over", "batch.parcels_reprinted")
_MOST = 500
# Couriers write their drivers' numbers into the news.
_PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")


def order_story(shop_id: int, order_id: int) -> list[dict[str, Any]]:
    """Events of an order's parcels and their batches, and what the couriers told; phones are masked."""
    parcels = parcels_of_order(shop_id, order_id)
    if not parcels:
        return []
    ids = [parcel.pk for parcel in parcels]
    batches = sorted({parcel.batch_id for parcel in parcels})
    of_parcels = Event.objects.filter(subject_kind="parcel", subject_id__in=ids).exclude(kind__in=_TOLD)
    of_batches = Event.objects.filter(subject_kind="batch", subject_id__in=batches, kind__in=_PAPERS)
    events = [*of_parcels.order_by("-pk")[:_MOST], *of_batches.order_by("-pk")[:_MOST]]
    news = TrackingEvent.objects.filter(parcel_id__in=ids).order_by("-at", "-pk")[:_MOST]
    return [event_values(event) for event in events] + [_news(one) for one in news]


def _news(one: TrackingEvent) -> dict[str, Any]:
    return {
        "id": one.pk,
        "at": one.at,
        "kind": "tracking.news",
        "actor": "",
        "position": "system",
        "origin": one.source,
        "reason": "",
        "data": {"state": one.state, "text": _with_masked_phones(one.text), "place": one.place},
    }


def _with_masked_phones(text: str) -> str:
    """A courier's sentence with phone numbers masked."""
    return _PHONE.sub(lambda found: mask_phone(found[0]), text)
