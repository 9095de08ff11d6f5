"""Shipping single orders on their own when their promise does not wait for the next close."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.models import Batch, Parcel, ParcelOrder
from zhanggui.fulfilment.queries.companions import orders_in
from zhanggui.fulfilment.rules.numbers import EXTRA
from zhanggui.fulfilment.services.close_batch import close_batch
from zhanggui.fulfilment.values import CLOSE_BATCH, ParcelState
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import companions_of, ready_order_ids
from zhanggui.orders.queries.keys import keys_by_number
from zhanggui.shops.queries import shop_by_id, warehouses_of

_MOST = 50


def close_extra_batch(*, actor: Actor, shop_id: int, numbers: Sequence[str]) -> Batch:
    """Close a small batch of just these orders, with its own papers and hand-over.

    An order that leaves with others brings them along. Asked again for the same orders it returns the same batch. Errors: no or too many orders, unknown
    ones, one that is not ready (unpaid, unchecked, held, or in a batch already), orders of several
    warehouses.
    """
    require(actor, CLOSE_BATCH, shop_id)
    wanted = list(dict.fromkeys(number.strip() for number in numbers if number.strip()))
    if not wanted or len(wanted) > _MOST:
        raise InvalidInput("fulfilment.extra_count", _("Name 1 to %(most)s orders."), most=_MOST)
    with transaction.atomic():
        keys = keys_by_number(shop_id, wanted)
        named = [key.id for key in keys]
        ids = sorted({*named, *companions_of(named)})
        made = _made_before(shop_id, ids)
        if made is not None:
            return made
        moment = now()
        ready = {
            card.id: set(ready_order_ids(shop_id, moment, warehouse_id=card.id)) for card in warehouses_of(shop_id)
        }
        anywhere = set().union(*ready.values())
        waiting = [key.number for key in keys if key.id not in anywhere]
        if waiting:
            raise Conflict(
                "fulfilment.extra_not_ready",
                _("These orders cannot leave now: %(numbers)s. They must be paid, checked, not held and in no batch."),
                numbers=", ".join(waiting),
            )
        warehouse = next((card_id for card_id, orders in ready.items() if set(ids) <= orders), None)
        if warehouse is None:
            raise Conflict(
                "fulfilment.extra_warehouses",
                _("These orders are packed in different warehouses. Make a batch for each warehouse."),
            )
        day = moment.astimezone(shop_zone(shop_by_id(shop_id).timezone)).date()
        period = _period(shop_id, day, ids[0])
        return close_batch(
            actor=actor, shop_id=shop_id, warehouse_id=warehouse, at=moment, period=period, only=frozenset(ids)
        )


def _made_before(shop_id: int, ids: Sequence[int]) -> Batch | None:
    """The batch that holds exactly these orders already, as it was made on its own."""
    shared = ParcelOrder.objects.filter(order_id__in=ids).values("parcel_id")
    rows = Parcel.objects.filter(Q(order_id__in=ids) | Q(pk__in=shared), shop_id=shop_id)
    live = rows.exclude(state=ParcelState.PULLED)
    parcels = list(live.select_related("batch"))
    batches = {parcel.batch_id: parcel.batch for parcel in parcels}
    inside = {order_id for orders in orders_in([parcel.pk for parcel in parcels]).values() for order_id, _no in orders}
    if len(batches) != 1 or inside != set(ids):
        return None
    batch = next(iter(batches.values()))
    return batch if EXTRA in batch.period else None


def _period(shop_id: int, day: date, first_id: int) -> str:
    """One key an order and day; an order that was pulled out and goes again gets the next one."""
    stem = f"{day.isoformat()}{EXTRA}{first_id}"
    earlier = Batch.objects.filter(shop_id=shop_id, period__startswith=stem).count()
    return f"{stem}.{earlier}" if earlier else stem
