"""Parcels leave: their waybill numbers come by scan or file, orders and stock follow (FUL-14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import F

from zhanggui.couriers.queries import (
    OTHER,
    Chooser,
    approved_codes,
    check_waybill,
    courier_code,
    couriers,
    guess_couriers,
    normal_waybill,
    refuse_unapproved,
)
from zhanggui.couriers.values import Destination
from zhanggui.fulfilment.errors import (
    AlreadyPostedBack,
    AlreadyShipped,
    NotHandedOver,
    OrderGone,
    WaybillForm,
    WaybillUsed,
    WaybillVoid,
    WrongState,
)
from zhanggui.fulfilment.events import ParcelShipped
from zhanggui.fulfilment.lifecycle import PARCEL
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.companions import closed_order_in, order_ids_in
from zhanggui.fulfilment.queries.parcels import parcel_by_number
from zhanggui.fulfilment.services.leaving import ship_what_left, unship_what_came_back
from zhanggui.fulfilment.services.notices import drop_notices, write_notices
from zhanggui.fulfilment.services.plan_couriers import arrival
from zhanggui.fulfilment.services.subscribe import drop_subscriptions, want_tracking
from zhanggui.fulfilment.services.waybill_pool import is_void, unuse_numbers, use_numbers
from zhanggui.fulfilment.values import SHIP_PARCELS, BatchState, ParcelState
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import InstructionsOpen
from zhanggui.orders.queries import numbers_with_open_instructions
from zhanggui.orders.values import ShippedRow
from zhanggui.shops.queries import shop_by_id

_SHIP = """
UPDATE fulfilment_parcel p
SET state = 'shipped', courier = w.courier, waybill_no = w.waybill_no, shipped_at = %(now)s, tracked_at = %(now)s,
    import_batch_id = %(import)s, expected_on = %(today)s::date + w.days
FROM unnest(%(ids)s::bigint[], %(couriers)s::text[], %(numbers)s::text[], %(days)s::int[])
     AS w (id, courier, waybill_no, days)
WHERE p.id = w.id AND p.state = 'packed'
"""
_PLACES = """
SELECT p.id, coalesce(c.province, ''), coalesce(c.city, '')
FROM fulfilment_parcel p LEFT JOIN orders_ordercontact c ON c.order_id = p.order_id WHERE p.id = ANY(%s)
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


def courier_of(name: str, waybill_no: str, *, approved: frozenset[str] | None = None, chosen: str = "") -> str:
    """The courier's code for a name as people write it; without a name the likeliest by the number.

    The parcel's `chosen` courier comes first if the number has its form, then the shop's `approved` ones.
    """
    if name.strip():
        return courier_code(name)
    guesses = guess_couriers(waybill_no)
    if chosen in guesses or (chosen and chosen not in couriers()):
        return chosen
    return next((code for code in guesses if approved is not None and code in approved), next(iter(guesses), OTHER))


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
    WaybillForm, WaybillUsed, CourierNotApproved, AlreadyShipped with another number, OrderGone.
    """
    require(actor, SHIP_PARCELS, shop_id)
    waybill_no = normal_waybill(waybill_no)
    with transaction.atomic():
        found = parcel_by_number(shop_id, number)
        approved = approved_codes(shop_id)
        code = courier_of(courier, waybill_no, approved=approved, chosen=found.chosen_courier)
        parcel = Parcel.objects.select_for_update(of=("self",)).select_related("batch").get(pk=found.pk)
        require(actor, SHIP_PARCELS, shop_id, parcel.batch.warehouse_id)
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
    if gone := closed_order_in(parcel):
        raise OrderGone(gone)
    if asking := numbers_with_open_instructions(order_ids_in(parcel)):
        raise InstructionsOpen(asking)
    fault = check_waybill(code, waybill_no)
    if fault:
        raise WaybillForm(waybill_no, courier or code, fault)
    refuse_unapproved(parcel.shop_id, kept_courier(code, courier))
    user = Parcel.objects.filter(shop_id=parcel.shop_id, waybill_no=waybill_no).exclude(pk=parcel.pk).first()
    if user is not None:
        raise WaybillUsed(waybill_no, user.number)
    if is_void(parcel.shop_id, waybill_no):
        raise WaybillVoid(waybill_no)


def ship_set(actor: Actor, shop_id: int, leaving: Sequence[Leaving], *, import_batch_id: int | None = None) -> int:
    """Ship checked, packed parcels as a set, in the caller's transaction: parcels, orders, stock, news to the buyer."""
    if not leaving:
        return 0
    moment = now()
    ids = [row.parcel_id for row in leaving]
    today = moment.astimezone(shop_zone(shop_by_id(shop_id).timezone)).date()
    with transaction.atomic():
        days = _transit_days(shop_id, leaving, today)
        with connection.cursor() as cursor:
            cursor.execute(
                _SHIP,
                {
                    "now": moment,
                    "today": today,
                    "import": import_batch_id,
                    "ids": ids,
                    "couriers": [row.courier for row in leaving],
                    "numbers": [row.waybill_no for row in leaving],
                    "days": days,
                },
            )
        use_numbers(ids)
        record_set(actor, PARCEL.transition("ship").event, select=_EVENTS, params=[ParcelState.PACKED.value, ids])
        ship_what_left(
            actor,
            shop_id,
            {row.parcel_id: ShippedRow(row.order_id, row.courier_name, row.waybill_no, moment) for row in leaving},
        )
        write_notices(shop_id, ids, moment)
        want_tracking(shop_id, ids)
        for row, normal in zip(leaving, days, strict=True):
            expected = arrival(today, normal)
            announce(ParcelShipped(shop_id, row.parcel_id, row.order_id, row.courier, row.waybill_no, moment, expected))
    return len(leaving)


def _transit_days(shop_id: int, leaving: Sequence[Leaving], today: date) -> list[int | None]:
    """Normal days of each parcel with the courier that takes it (LOG-13)."""
    chooser = Chooser(shop_id, today)
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [[row.parcel_id for row in leaving]])
        places = {parcel_id: Destination(province, city) for parcel_id, province, city in cursor.fetchall()}
    return [chooser.days(row.courier, places.get(row.parcel_id, Destination(""))) for row in leaving]


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
            state=ParcelState.PACKED,
            courier=F("chosen_courier"),
            waybill_no="",
            shipped_at=None,
            tracked_at=None,
            import_batch_id=None,
        )
        unuse_numbers(shop_id, ids)
        drop_subscriptions(ids)
        drop_notices(ids)
        unship_what_came_back(actor, shop_id, parcels)
    return len(parcels)
