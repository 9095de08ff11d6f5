"""Reading where parcels are: the searchable file of everything that left (LOG-12), and those that need a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from zhanggui.couriers.queries import courier_label, normal_waybill
from zhanggui.couriers.values import Performance
from zhanggui.fulfilment.models import Parcel, TrackingEvent
from zhanggui.fulfilment.values import ParcelState, TrackState
from zhanggui.kernel.clock import day_bounds, now, shop_zone
from zhanggui.shops.queries import settings_of, shop_by_id

VIEWS = ("all", "silent", "late", "trouble", "delivered")
TROUBLE = (TrackState.TROUBLE, TrackState.RETURNING, TrackState.RETURNED)
# Older silence is no news any more; the marketplace has closed these trades by itself.
_SILENT_DAYS = 60
_FIGURES_DAYS = 30
_LONGEST_ID = 19
_SILENT = """
SELECT p.id FROM fulfilment_parcel p JOIN orders_order o ON o.id = p.order_id
WHERE p.shop_id = %(shop)s AND p.state = 'shipped' AND p.delivered_at IS NULL AND p.tracked_at < %(before)s
  AND p.tracked_at > %(oldest)s AND o.state = 'shipped'
ORDER BY p.tracked_at, p.id LIMIT %(limit)s
"""
_FIGURES = """
SELECT courier, count(*) FILTER (WHERE delivered_at IS NOT NULL AND expected_on IS NOT NULL),
       count(*) FILTER (WHERE (delivered_at AT TIME ZONE %(zone)s)::date <= expected_on),
       count(*) FILTER (WHERE delivered_at IS NULL),
       avg(extract(epoch FROM delivered_at - shipped_at) / 86400) FILTER (WHERE delivered_at > shipped_at)
FROM fulfilment_parcel
WHERE shop_id = %(shop)s AND state = 'shipped' AND shipped_at >= %(since)s GROUP BY courier
"""


@dataclass(frozen=True, slots=True)
class TrackingFilter:
    """What a person looks for: a number, days of shipping, a courier, a state or view."""

    text: str = ""
    courier: str = ""
    state: str = ""
    view: str = "all"
    first_day: date | None = None
    last_day: date | None = None
    after: tuple[datetime, int] | None = None


def shipped_parcels(shop_id: int, wanted: TrackingFilter, *, limit: int = 50) -> list[Parcel]:
    """Parcels that left, the newest first, by the conditions; `after` is shipping time and id of the last row."""
    rows = _narrowed(shop_id, wanted)
    if wanted.after is not None:
        at, last_id = wanted.after
        rows = rows.filter(Q(shipped_at__lt=at) | Q(shipped_at=at, pk__lt=last_id))
    return list(rows.select_related("batch").order_by("-shipped_at", "-pk")[:limit])


def place_of_page(text: str) -> tuple[datetime, int] | None:
    """Shipping time and id of a page's last row, as addresses carry them; None for anything else."""
    # A plus sign of the offset comes out of an address as a space.
    moment, _gap, last = text.replace(" 00:00 ", "+00:00 ").rpartition(" ")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, int(last)) if at.tzinfo and last.isdecimal() and len(last) < _LONGEST_ID else None


def _narrowed(shop_id: int, wanted: TrackingFilter) -> QuerySet[Parcel]:
    rows = Parcel.objects.filter(shop_id=shop_id, shipped_at__isnull=False, state=ParcelState.SHIPPED)
    zone = shop_zone(shop_by_id(shop_id).timezone)
    if wanted.text:
        number = wanted.text.strip().upper()
        named = Q(number=number) | Q(slip_number=number) | Q(order_number=wanted.text.strip())
        rows = rows.filter(named | (Q(waybill_no=normal_waybill(number)) & ~Q(waybill_no="")))
    if wanted.courier:
        rows = rows.filter(courier=wanted.courier)
    if wanted.state in TrackState.values:
        rows = rows.filter(track_state=wanted.state)
    if wanted.first_day:
        rows = rows.filter(shipped_at__gte=day_bounds(wanted.first_day, zone)[0])
    if wanted.last_day:
        rows = rows.filter(shipped_at__lt=day_bounds(wanted.last_day, zone)[1])
    if wanted.view == "silent":
        rows = rows.filter(pk__in=silent_parcels(shop_id, limit=1_000))
    elif wanted.view == "late":
        rows = rows.filter(delivered_at=None, expected_on__lt=now().astimezone(zone).date())
    elif wanted.view == "trouble":
        rows = rows.filter(track_state__in=TROUBLE)
    elif wanted.view == "delivered":
        rows = rows.filter(delivered_at__isnull=False)
    return rows


def has_tracking(shop_id: int) -> bool:
    """Whether anything was ever told of this shop's parcels; without it silence says nothing."""
    return TrackingEvent.objects.filter(shop_id=shop_id).exists()


def silent_parcels(shop_id: int, *, before: datetime | None = None, limit: int = 50) -> list[int]:
    """Ids of parcels under way without news since `before` (default: the shop's hours), the longest first."""
    if not has_tracking(shop_id):
        return []
    moment = before or now() - timedelta(hours=settings_of(shop_id)["silent_after_hours"])
    facts: dict[str, Any] = {
        "shop": shop_id,
        "before": moment,
        "oldest": now() - timedelta(days=_SILENT_DAYS),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SILENT, facts)
        return [row[0] for row in cursor.fetchall()]


def late_parcels(shop_id: int, today: date, *, limit: int = 50) -> list[int]:
    """Ids of parcels under way that were expected before today, the longest overdue first, of the last sixty days."""
    rows = Parcel.objects.filter(
        shop_id=shop_id,
        state=ParcelState.SHIPPED,
        delivered_at=None,
        expected_on__lt=today,
        expected_on__gt=today - timedelta(days=_SILENT_DAYS),
    )
    return list(rows.order_by("expected_on", "pk").values_list("pk", flat=True)[:limit])


def view_counts(shop_id: int, *, most: int = 1_000) -> dict[str, int]:
    """How many parcels need a person, by view, counted up to `most`."""
    names = ("silent", "late", "trouble")
    return {name: _narrowed(shop_id, TrackingFilter(view=name)).order_by()[:most].count() for name in names}


def trace_of(parcel_id: int) -> list[TrackingEvent]:
    """What was told of a parcel, the newest first."""
    return list(TrackingEvent.objects.filter(parcel_id=parcel_id).order_by("-at", "-pk"))


def courier_figures(shop_id: int) -> dict[str, Performance]:
    """By courier, the parcels of the last thirty days: delivered, in time, under way, days on average (LOG-01)."""
    zone = shop_by_id(shop_id).timezone
    facts: dict[str, Any] = {"shop": shop_id, "zone": zone, "since": now() - timedelta(days=_FIGURES_DAYS)}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, facts)
        return {
            courier: Performance(delivered, on_time, under_way, _days(average))
            for courier, delivered, on_time, under_way, average in cursor.fetchall()
        }


def _days(average: Decimal | None) -> Decimal | None:
    return None if average is None else Decimal(average).quantize(Decimal("0.1"))


def tracking_json(parcel: Parcel, events: Sequence[TrackingEvent] | None = None) -> dict[str, Any]:
    """A parcel's way for programs; with `events` the whole trace."""
    facts: dict[str, Any] = {
        "parcel": parcel.number,
        "order": parcel.order_number,
        "courier": parcel.courier,
        "courier_name": courier_label(parcel.courier),
        "waybill_no": parcel.waybill_no,
        "shipped_at": parcel.shipped_at,
        "expected_on": parcel.expected_on,
        "track_state": parcel.track_state or None,
        "tracked_at": parcel.tracked_at,
        "delivered_at": parcel.delivered_at,
    }
    if events is not None:
        facts["events"] = [
            {"at": event.at, "state": event.state, "text": event.text, "place": event.place, "source": event.source}
            for event in events
        ]
    return facts
