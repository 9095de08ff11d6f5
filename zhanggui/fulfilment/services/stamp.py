"""The shipping stamp (发货专用章) on each outbound slip (FUL-07)."""

from collections.abc import Sequence

from django.db import transaction

from zhanggui.fulfilment.errors import ParcelNotFound, WrongState
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.parcels import by_numbers
from zhanggui.fulfilment.values import PACK_PARCELS, ParcelState
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor

_EVENTS = """
SELECT shop_id, 'parcel', id, jsonb_build_object('slip', slip_number) FROM fulfilment_parcel WHERE id = ANY(%s)
"""


def stamp_parcels(*, actor: Actor, shop_id: int, numbers: Sequence[str]) -> int:
    """Confirm that the slips of these parcels carry the stamp; returns how many were new.

    Numbers are of parcels or slips. All or nothing: an unknown number or a parcel that is not packed
    yet stops the whole list.
    """
    require(actor, PACK_PARCELS, shop_id)
    with transaction.atomic():
        parcels = list(
            by_numbers(shop_id, numbers).order_by("pk").select_related("batch").select_for_update(of=("self",))
        )
        for warehouse_id in {parcel.batch.warehouse_id for parcel in parcels}:
            require(actor, PACK_PARCELS, shop_id, warehouse_id)
        _refuse_wrong(parcels, numbers)
        fresh = [parcel.pk for parcel in parcels if parcel.stamped_at is None]
        Parcel.objects.filter(pk__in=fresh).update(stamped_at=now(), stamped_by=actor.name)
        if fresh:
            record_set(actor, "parcel.stamped", select=_EVENTS, params=[fresh])
    return len(fresh)


def _refuse_wrong(parcels: Sequence[Parcel], numbers: Sequence[str]) -> None:
    known = {number for parcel in parcels for number in (parcel.number, parcel.slip_number)}
    for number in numbers:
        if number.strip().upper() not in known:
            raise ParcelNotFound(number)
    for parcel in parcels:
        if parcel.state not in (ParcelState.PACKED, ParcelState.SHIPPED):
            raise WrongState("fulfilment.not_packed", parcel.number, parcel.get_state_display())
