"""Making parcels of a batch anew after a merge or split was taken back, while nothing is printed (ORD-17)."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from zhanggui.fulfilment.models import Batch, Parcel, ParcelLine, ParcelOrder
from zhanggui.fulfilment.queries.batches import subject_of
from zhanggui.fulfilment.services.parcelling import OrderToPack, parcels_for
from zhanggui.fulfilment.services.plan_couriers import plan_couriers
from zhanggui.fulfilment.services.waybill_pool import take_numbers_back
from zhanggui.fulfilment.services.write_parcels import write_parcels
from zhanggui.fulfilment.values import BatchState, ParcelState
from zhanggui.inventory.queries import places, route_numbers
from zhanggui.kernel.events.record import record
from zhanggui.kernel.money import as_amount
from zhanggui.kernel.values import Actor, system_actor
from zhanggui.orders.errors import TooLateToUndo
from zhanggui.orders.queries import orders_for_papers


def remake_parcels(*, shop_id: int, order_ids: Sequence[int], actor: Actor | None = None) -> int:
    """Replace the parcels of these batched orders by what their merges and splits say now; returns how many.

    The new parcels stand at the end of the batch. Refused with TooLateToUndo once papers are printed.
    """
    acting = actor or system_actor()
    made = 0
    with transaction.atomic():
        shared = ParcelOrder.objects.filter(order_id__in=list(order_ids)).values("parcel_id")
        live = Parcel.objects.filter(shop_id=shop_id, state=ParcelState.BATCHED)
        old = list((live.filter(order_id__in=list(order_ids)) | live.filter(pk__in=shared)).order_by("pk"))
        by_batch: defaultdict[int, list[Parcel]] = defaultdict(list)
        for parcel in old:
            by_batch[parcel.batch_id].append(parcel)
        for batch_id, parcels in sorted(by_batch.items()):
            batch = Batch.objects.select_for_update().get(pk=batch_id)
            if batch.state != BatchState.CLOSED:
                raise TooLateToUndo(sorted({parcel.order_number for parcel in parcels}))
            made += _remake(acting, batch, parcels, order_ids)
    return made


def _remake(actor: Actor, batch: Batch, old: Sequence[Parcel], order_ids: Sequence[int]) -> int:
    take_numbers_back(actor, batch.shop_id, [parcel.pk for parcel in old], "remade")
    Parcel.objects.filter(pk__in=[parcel.pk for parcel in old]).delete()
    last = batch.parcels.aggregate(last=Max("position"))["last"] or 0
    orders = list(orders_for_papers(batch.shop_id, list(order_ids)))
    skus = {line.sku_id for order in orders for line in order.lines if line.sku_id}
    where = places(batch.shop_id, skus, warehouse_id=batch.warehouse_id)
    parcels = parcels_for(
        [
            OrderToPack(
                order.id,
                order.number,
                as_amount(order.paid_amount or 0),
                tuple((where.get(line.sku_id or 0, ""), line) for line in order.lines),
            )
            for order in orders
        ],
        route_numbers(batch.shop_id, batch.warehouse_id),
    )
    ids = write_parcels(batch, parcels, after=last)
    plan_couriers(actor=actor, batch=batch, only=ids)
    batch.parcel_count = batch.parcels.count()
    batch.line_count = ParcelLine.objects.filter(parcel__batch_id=batch.pk).count()
    batch.save(update_fields=["parcel_count", "line_count"])
    record(
        actor,
        "batch.parcels_remade",
        shop_id=batch.shop_id,
        subject=subject_of(batch),
        data={"before": [parcel.number for parcel in old], "after": len(parcels)},
    )
    return len(parcels)
