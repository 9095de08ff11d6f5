"""Ticking off what lies in a parcel beside its goods, and taking a tick back (FUL-06)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.errors import WrongState
from zhanggui.fulfilment.models import Parcel, ParcelTick
from zhanggui.fulfilment.queries.companions import order_ids_in
from zhanggui.fulfilment.queries.needs import parcel_needs
from zhanggui.fulfilment.queries.parcels import lines_of, parcel_by_number
from zhanggui.fulfilment.values import PACK_PARCELS, ParcelExtra, ParcelState
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import open_instructions
from zhanggui.orders.services import tick_instruction


def tick_extras(actor: Actor, parcel: Parcel, extras: Sequence[ParcelExtra]) -> None:
    """Note accessories and inserts as put in, in the caller's transaction; a second tick changes nothing."""
    moment = now()
    ParcelTick.objects.bulk_create(
        [
            ParcelTick(
                shop_id=parcel.shop_id,
                parcel_id=parcel.pk,
                kind=extra.kind,
                item_id=extra.item_id,
                name=extra.name,
                quantity=extra.quantity,
                ticked_at=moment,
                ticked_by=actor.name,
            )
            for extra in extras
            if not extra.is_ticked
        ],
        ignore_conflicts=True,
    )


def tick_wishes(actor: Actor, parcel: Parcel, instruction_ids: Sequence[int]) -> None:
    """Tick instructions of the parcel's orders, in the caller's transaction; NotFound for another order's."""
    if not instruction_ids:
        return
    known = {card.id for cards in open_instructions(order_ids_in(parcel)).values() for card in cards}
    for instruction_id in instruction_ids:
        if instruction_id not in known:
            raise NotFound(
                "fulfilment.no_such_instruction",
                _("Parcel %(parcel)s has no open request of that number."),
                parcel=parcel.number,
            )
        tick_instruction(actor=actor, shop_id=parcel.shop_id, instruction_id=instruction_id)


def untick_extra(*, actor: Actor, shop_id: int, number: str, key: str) -> None:
    """Take a tick of an open parcel back; `key` as `accessory:12`, a name or a barcode. WrongState once it is packed."""
    require(actor, PACK_PARCELS, shop_id)
    with transaction.atomic():
        parcel = Parcel.objects.select_for_update(of=("self",)).get(pk=parcel_by_number(shop_id, number).pk)
        if parcel.state != ParcelState.BATCHED:
            raise WrongState("fulfilment.not_to_pack", parcel.number, parcel.get_state_display())
        extra = parcel_needs(parcel, lines_of(parcel.pk)).called(key)
        if extra is not None:
            ParcelTick.objects.filter(parcel_id=parcel.pk, kind=extra.kind, item_id=extra.item_id).delete()
