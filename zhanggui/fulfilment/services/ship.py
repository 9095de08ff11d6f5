"""Parcels leave: their waybill numbers come by scan or file, orders and stock follow (FUL-14)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from zhanggui.fulfilment.errors import (
    AlreadyPostedBack,
    AlreadyShipped,
    NotHandedOver,
    OrderGone,
    WaybillForm,
    WaybillUsed,
    WrongState,
)
from zhanggui.fulfilment.events import ParcelShipped
from zhanggui.fulfilment.lifecycle import PARCEL
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.parcels import parcel_by_number
from zhanggui.fulfilment.queries.waybills import order_state
from zhanggui.fulfilment.rules.waybills import (
    OTHER,
    check_waybill,
    courier_code,
    couriers,
    guess_couriers,
    normal_waybill,
)
from zhanggui.fulfilment.services.notices import drop_notices, write_notices
from zhanggui.fulfilment.values import SHIP_PARCELS, BatchState, ParcelState
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.services import ship_orders, unship_orders
from zhanggui.orders.values import OrderState, ShippedRow

_SHIP = """
UPDATE fulfilment_parcel p
SET state = 'shipped', courier = w.courier, waybill_no = w.waybill_no, shipped_at = %s, import_batch_id = %s
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS w (id, courier, waybill_no)
WHERE p.id = w.id AND p.state = 'packed'
"""
_EVENTS = """
SELECT shop_id, 'parcel', id, jsonb_build_object('before', %s::text, 'after', state, 'courier', courier,
       'waybill_no', waybill_no) FROM fulfilment_parcel WHERE id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Leaving:
    """One packed parcel with the number that was checked for it."""

    parcel_id: int
    order_id: int
    courier: str
    courier_name: str
    waybill_no: str


def courier_of(name: str, waybill_no: str) -> str:
    """The courier's code for a name as people write it; without a name the likeliest by the number."""
    if not name.strip():
        return next(iter(guess_couriers(waybill_no)), OTHER)
    return courier_code(name)


def kept_courier(code: str, name: str) -> str:
    """What a parcel keeps: the code of a known courier, else the name as it was written."""
    return name.strip()[:20] or OTHER if code == OTHER else code


def spoken_courier(code: str, name: str) -> str:
    """What an order keeps: the name as it was written, else the known courier's own."""
    known = couriers().get(code)
    return name.strip() or (known.name if known else "")


def enter_waybill(*, actor: Actor, shop_id: int, number: str, courier: str = "", waybill_no: str) -> Parcel:
    """Enter the courier's number of one packed parcel; parcel and order are shipped, stock leaves.

    `number` is of the parcel or its slip, `courier` a code or name, or empty to take the likeliest.
    The same number again changes nothing. Errors: unknown parcel, NotHandedOver, not packed,
    WaybillForm, WaybillUsed, AlreadyShipped with another number, OrderGone.
    """
    require(actor, SHIP_PARCELS, shop_id)
    waybill_no = normal_waybill(waybill_no)
    code = courier_of(courier, waybill_no)
    with transaction.atomic():
        found = parcel_by_number(shop_id, number)
        parcel = Parcel.objects.select_for_update(of=("self",)).select_related("batch").get(pk=found.pk)
        if parcel.state == ParcelState.SHIPPED and parcel.waybill_no == waybill_no:
            return parcel
        _refuse(parcel, code, courier, waybill_no)
        leaving = Leaving(
            parcel.pk, parcel.order_id, kept_courier(code, courier), spoken_courier(code, courier), waybill_no
        )
        ship_set(actor, shop_id, [leaving])
        parcel.refresh_from_db()
    return parcel


def _refuse(parcel: Parcel, code: str, courier: str, waybill_no: str) -> None:
    if parcel.state == ParcelState.SHIPPED:
        raise AlreadyShipped(parcel.number, parcel.waybill_no)
    if parcel.batch.state != BatchState.HANDED_OVER:
        raise NotHandedOver(parcel.number, parcel.batch.number)
    if parcel.state != ParcelState.PACKED:
        raise WrongState("fulfilment.not_packed", parcel.number, parcel.get_state_display())
    if order_state(parcel.order_id) == OrderState.CLOSED:
        raise OrderGone(parcel.order_number)
    fault = check_waybill(code, waybill_no)
    if fault:
        raise WaybillForm(waybill_no, courier or code, fault)
    user = Parcel.objects.filter(shop_id=parcel.shop_id, waybill_no=waybill_no).first()
    if user is not None:
        raise WaybillUsed(waybill_no, user.number)


def ship_set(actor: Actor, shop_id: int, leaving: Sequence[Leaving], *, import_batch_id: int | None = None) -> int:
    """Ship checked, packed parcels as a set, in the caller's transaction: parcels, orders, stock, news to the buyer."""
    if not leaving:
        return 0
    moment = now()
    ids = [row.parcel_id for row in leaving]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                _SHIP,
                [
                    moment,
                    import_batch_id,
                    ids,
                    [row.courier for row in leaving],
                    [row.waybill_no for row in leaving],
                ],
            )
        record_set(actor, PARCEL.transition("ship").event, select=_EVENTS, params=[ParcelState.PACKED.value, ids])
        ship_orders(
            actor=actor,
            shop_id=shop_id,
            rows=[ShippedRow(row.order_id, row.courier_name, row.waybill_no, moment) for row in leaving],
        )
        write_notices(shop_id, ids, moment)
        for row in leaving:
            announce(ParcelShipped(shop_id, row.parcel_id, row.order_id, row.courier, row.waybill_no, moment))
    return len(leaving)


def unship_import(*, actor: Actor, shop_id: int, import_batch_id: int) -> int:
    """Take back the numbers that one waybill file brought; parcels and orders are packed again.

    AlreadyPostedBack when the marketplace was told of one of them. Who may undo imports may do this;
    the import machine has checked it.
    """
    with transaction.atomic():
        rows = Parcel.objects.select_for_update().filter(shop_id=shop_id, import_batch_id=import_batch_id)
        parcels = list(rows.filter(state=ParcelState.SHIPPED).order_by("pk"))
        posted = sum(1 for parcel in parcels if parcel.posted_back_at)
        if posted:
            raise AlreadyPostedBack(posted)
        ids = [parcel.pk for parcel in parcels]
        record_set(actor, PARCEL.transition("unship").event, select=_EVENTS, params=[ParcelState.SHIPPED.value, ids])
        Parcel.objects.filter(pk__in=ids).update(
            state=ParcelState.PACKED, courier="", waybill_no="", shipped_at=None, import_batch_id=None
        )
        drop_notices(ids)
        if parcels:
            unship_orders(actor=actor, shop_id=shop_id, order_ids=[parcel.order_id for parcel in parcels])
    return len(parcels)
