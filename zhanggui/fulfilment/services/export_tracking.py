"""The logistics file as a table: what left, with whom, when it should come, where it is (LOG-12)."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from zhanggui.couriers.queries import courier_label
from zhanggui.fulfilment.queries.tracking import TrackingFilter, shipped_parcels
from zhanggui.fulfilment.values import VIEW_BATCHES, TrackState
from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.shops.queries import shop_by_id

MOST_ROWS = 10_000


def tracking_table(*, actor: Actor, shop_id: int, wanted: TrackingFilter) -> list[list[Any]]:
    """Header and rows of the parcels that fit, the newest first, at most ten thousand; the fetching is noted.

    No name, phone or address is in it.
    """
    require(actor, VIEW_BATCHES, shop_id)
    zone = shop_zone(shop_by_id(shop_id).timezone)
    parcels = shipped_parcels(shop_id, replace(wanted, after=None), limit=MOST_ROWS)
    header = [
        _("Parcel"),
        _("Order"),
        _("Courier"),
        _("Waybill"),
        _("Left"),
        _("Expected"),
        _("Where it is"),
        _("Last news"),
        _("Delivered"),
    ]
    rows: list[list[Any]] = [header]
    for parcel in parcels:
        times = [
            f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""
            for at in (parcel.shipped_at, parcel.tracked_at, parcel.delivered_at)
        ]
        state = str(TrackState(parcel.track_state).label) if parcel.track_state else ""
        # Spreadsheets spoil long numbers unless they are written as a text formula.
        numbers = [f'="{parcel.order_number}"', courier_label(parcel.courier), f'="{parcel.waybill_no}"']
        rows.append([parcel.number, *numbers, times[0], parcel.expected_on or "", state, times[1], times[2]])
    record(actor, "logistics.exported", shop_id=shop_id, subject=Subject("shop", shop_id), data={"rows": len(parcels)})
    return rows
