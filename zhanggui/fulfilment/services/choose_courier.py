"""A person's choice of courier for parcels that are not packed yet, and numbers for those that have none (LOG-03)."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.queries import Chooser, courier_by_code, courier_code, refuse_unapproved
from zhanggui.couriers.values import ChoiceRule, Destination
from zhanggui.fulfilment.errors import ParcelNotFound, WrongState
from zhanggui.fulfilment.models import Batch, Parcel
from zhanggui.fulfilment.queries.batches import batch_by_number
from zhanggui.fulfilment.queries.parcels import by_numbers
from zhanggui.fulfilment.services.plan_couriers import arrival, give_numbers
from zhanggui.fulfilment.services.waybill_pool import take_numbers_back
from zhanggui.fulfilment.values import CHOOSE_COURIER, ParcelState
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor

_PLACES = "SELECT order_id, province, city FROM orders_ordercontact WHERE order_id = ANY(%s)"
_EVENTS = """
SELECT shop_id, 'parcel', id, jsonb_build_object('before', w.before, 'after', courier, 'waybill_no', waybill_no)
FROM fulfilment_parcel JOIN unnest(%s::bigint[], %s::text[]) AS w (parcel_id, before) ON w.parcel_id = id
"""


def choose_courier(*, actor: Actor, shop_id: int, numbers: Sequence[str], courier: str, reason: str = "") -> int:
    """Give parcels that are not packed yet to another courier; returns how many changed.

    `numbers` are of parcels or slips, `courier` a code or name. A number of the courier's file goes
    back, and the new courier's pool gives another. All or none: ParcelNotFound, WrongState for a
    parcel that is packed, CourierNotApproved, CourierNotFound.
    """
    require(actor, CHOOSE_COURIER, shop_id)
    code = courier_code(courier)
    code = courier.strip() if code == "OTHER" else code
    if not code:
        raise InvalidInput("fulfilment.no_courier", _("Say which courier."))
    with transaction.atomic():
        card = courier_by_code(shop_id, code)
        refuse_unapproved(shop_id, card.code)
        parcels = _locked(shop_id, numbers)
        changing = [parcel for parcel in parcels if parcel.courier != card.code]
        if not changing:
            return 0
        before = [parcel.courier for parcel in changing]
        ids = [parcel.pk for parcel in changing]
        take_numbers_back(actor, shop_id, ids, reason or "another courier")
        _write(shop_id, changing, card.code)
        give_numbers(actor, shop_id, Chooser(shop_id, changing[0].batch.day), [(key, card.code) for key in ids])
        record_set(actor, "parcel.courier_chosen", select=_EVENTS, params=[ids, before], reason=reason.strip())
    return len(changing)


def give_missing_numbers(*, actor: Actor, shop_id: int, batch: str) -> int:
    """Give numbers to a batch's parcels whose pool was empty at the close; returns how many got one."""
    require(actor, CHOOSE_COURIER, shop_id)
    with transaction.atomic():
        found = batch_by_number(shop_id, batch)
        rows = Parcel.objects.filter(batch_id=found.pk, state=ParcelState.BATCHED, waybill_no="")
        return give_numbers(actor, shop_id, Chooser(shop_id, found.day), list(rows.values_list("pk", "courier")))


def _locked(shop_id: int, numbers: Sequence[str]) -> list[Parcel]:
    rows = by_numbers(shop_id, numbers).select_related("batch").select_for_update(of=("self",)).order_by("pk")
    parcels = list(rows)
    known = {name for parcel in parcels for name in (parcel.number, parcel.slip_number, parcel.waybill_no)}
    missing = [number for number in numbers if number.strip().upper() not in known]
    if missing or not parcels:
        raise ParcelNotFound(missing[0] if missing else "")
    for parcel in parcels:
        if parcel.state != ParcelState.BATCHED:
            raise WrongState("fulfilment.courier_fixed", parcel.number, parcel.get_state_display())
    return parcels


def _write(shop_id: int, parcels: Sequence[Parcel], code: str) -> None:
    """Keep what the rule had said, under the name of the person's rule."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [[parcel.order_id for parcel in parcels]])
        places = {order_id: Destination(province, city) for order_id, province, city in cursor.fetchall()}
    choosers: dict[int, Chooser] = {}
    for parcel in parcels:
        batch: Batch = parcel.batch
        chooser = choosers.setdefault(batch.pk, Chooser(shop_id, batch.day))
        place = places.get(parcel.order_id, Destination(""))
        days = chooser.days(code, place)
        met = chooser.choose(place, wish=code, weight_g=parcel.weight_g)
        offers = {offer.code: offer for offer in met.others}
        price = met.price if met.courier == code else offers[code].price if code in offers else None
        parcel.courier = parcel.chosen_courier = code
        parcel.choice = {
            **parcel.choice,
            "courier": code,
            "rule": ChoiceRule.PERSON.value,
            "days": days,
            "price": None if price is None else f"{price:.2f}",
            "difference": None,
            "wish_refused": "",
        }
        parcel.expected_on = arrival(batch.day, days)
        parcel.waybill_no = ""
    Parcel.objects.bulk_update(parcels, ["courier", "chosen_courier", "choice", "expected_on"], batch_size=1_000)
