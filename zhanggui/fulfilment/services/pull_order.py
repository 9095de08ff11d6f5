"""Taking one order out of its batch before it is packed (FUL-20)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.errors import WrongState
from zhanggui.fulfilment.lifecycle import PARCEL
from zhanggui.fulfilment.models import Parcel, ParcelLine
from zhanggui.fulfilment.queries.companions import living_siblings, order_ids_in
from zhanggui.fulfilment.queries.parcels import parcel_by_number, subject_of
from zhanggui.fulfilment.services.waybill_pool import take_numbers_back
from zhanggui.fulfilment.values import PULL_ORDERS, TROUBLE_TASK, ParcelState
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.tasks.verbs import close_tasks
from zhanggui.kernel.values import Actor
from zhanggui.orders.services import unbatch_orders


def pull_order(*, actor: Actor, shop_id: int, number: str, reason: str) -> Parcel:
    """Pull the order of a parcel out of its batch: it is checked again and held by hand.

    `number` is of the parcel or its slip. Batch and daily report show the parcel as pulled out;
    its papers are void, and so is a number of the courier's file. Errors: no reason, or the parcel is packed or gone already.
    """
    require(actor, PULL_ORDERS, shop_id)
    reason = reason.strip()
    if not reason:
        raise InvalidInput("fulfilment.no_reason", _("Write down why the order is pulled out."))
    with transaction.atomic():
        found = parcel_by_number(shop_id, number)
        require(actor, PULL_ORDERS, shop_id, found.batch.warehouse_id)
        parcel = Parcel.objects.select_for_update().get(pk=found.pk)
        if parcel.state != ParcelState.BATCHED:
            raise WrongState("fulfilment.not_to_pull", parcel.number, parcel.get_state_display())
        ParcelLine.objects.filter(parcel_id=parcel.pk).update(packed_quantity=0)
        move(
            parcel,
            PARCEL,
            "pull",
            actor=actor,
            subject=subject_of(parcel),
            reason=reason,
            data={"batch": found.batch.number},
            pulled_reason=reason,
        )
        take_numbers_back(actor, shop_id, [parcel.pk], reason)
        close_tasks(TROUBLE_TASK, shop_id=shop_id, subject=subject_of(parcel), actor=actor, result=reason)
        _pull_siblings(actor, shop_id, parcel, reason)
        unbatch_orders(actor=actor, shop_id=shop_id, order_ids=order_ids_in(parcel), reason=reason, is_held=True)
    return parcel


def _pull_siblings(actor: Actor, shop_id: int, parcel: Parcel, reason: str) -> None:
    """The other parcels of a split order go with it; one that is packed must be opened first."""
    for sibling in living_siblings(parcel):
        if sibling.state == ParcelState.PACKED:
            raise WrongState("fulfilment.not_to_pull", sibling.number, sibling.get_state_display())
        if sibling.state == ParcelState.BATCHED:
            move(sibling, PARCEL, "pull", actor=actor, subject=subject_of(sibling), reason=reason, pulled_reason=reason)
            take_numbers_back(actor, shop_id, [sibling.pk], reason)
