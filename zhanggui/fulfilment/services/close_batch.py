"""Closing a batch: every order that is ready goes in, in the order in which it will be picked."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction

from zhanggui.fulfilment.errors import NothingReady
from zhanggui.fulfilment.events import BatchClosed
from zhanggui.fulfilment.models import Batch
from zhanggui.fulfilment.queries.batches import subject_of
from zhanggui.fulfilment.rules.numbers import batch_number
from zhanggui.fulfilment.services.parcelling import OrderToPack, parcels_for
from zhanggui.fulfilment.services.plan_couriers import plan_couriers
from zhanggui.fulfilment.services.report import open_report
from zhanggui.fulfilment.services.write_parcels import write_parcels
from zhanggui.fulfilment.values import CLOSE_BATCH, BatchState
from zhanggui.inventory.queries import places, route_numbers
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.events.record import record
from zhanggui.kernel.jobs.progress import Progress
from zhanggui.kernel.locks import BATCH_CLOSE_LOCK
from zhanggui.kernel.numbering import take_numbers
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import ready_orders
from zhanggui.orders.services import batch_orders
from zhanggui.orders.values import ReadyOrder
from zhanggui.shops.queries import shop_by_id, warehouse_by_id
from zhanggui.shops.values import WarehouseCard

_MOST_ORDERS = 1_000_000


def close_batch(
    *,
    actor: Actor,
    shop_id: int,
    warehouse_id: int | None = None,
    at: datetime | None = None,
    period: str | None = None,
    progress: Progress | None = None,
    only: Collection[int] | None = None,
) -> Batch:
    """Take all orders of a warehouse that are ready at `at` into a batch with numbered parcels (FUL-01).

    Without a warehouse it is the shop's first; an order belongs where its goods are promised. Parcels get
    courier and, from its pool, number (LOG-03). `period` names the close: the scheduled one of a day is
    `YYYY-MM-DD`, and running it again returns the same batch; `YYYY-MM-DD#name`, or none, is a close by
    hand, which raises NothingReady when no order is ready. A scheduled close without orders leaves an
    empty batch. `only` narrows to these orders.
    """
    progress = progress or Progress()
    zone = shop_zone(shop_by_id(shop_id).timezone)
    warehouse = warehouse_by_id(shop_id, warehouse_id)
    require(actor, CLOSE_BATCH, shop_id, warehouse.id)
    moment = at or now()
    day = date.fromisoformat(period[:10]) if period else moment.astimezone(zone).date()
    with transaction.atomic():
        _wait_for_turn(warehouse.id)
        batches = Batch.objects.filter(shop_id=shop_id, warehouse_id=warehouse.id)
        existing = batches.filter(period=period).first() if period else None
        if existing is not None:
            return existing
        progress.update(stage="collect")
        ready = ready_orders(shop_id, moment, warehouse_id=warehouse.id, limit=_MOST_ORDERS)
        orders = _placed(warehouse, (order for order in ready if only is None or order.id in only))
        number = batch_number(day, take_numbers(shop_id, "batch", f"{day:%Y%m%d}").start)
        orders = _claim(actor, shop_id, orders, number)
        if not orders and "#" in (period or "#"):
            raise NothingReady
        parcels = parcels_for(orders, route_numbers(shop_id, warehouse.id))
        by_hand = batches.filter(day=day, period__contains="#").count() + 1
        batch = Batch.objects.create(
            shop_id=shop_id,
            warehouse_id=warehouse.id,
            number=number,
            day=day,
            period=period or f"{day.isoformat()}#{by_hand}",
            state=BatchState.CLOSED,
            closed_at=moment,
            closed_by=actor.name,
            order_count=len(orders),
            parcel_count=len(parcels),
            line_count=sum(len(parcel.lines) for parcel in parcels),
            amount=sum((order.amount for order in orders), Decimal("0.00")),
        )
        if orders:
            progress.update(stage="parcels", total=len(parcels))
            write_parcels(batch, parcels)
            plan_couriers(actor=actor, batch=batch)
        open_report(shop_id, day)
        _tell(actor, batch)
    return batch


def _tell(actor: Actor, batch: Batch) -> None:
    record(
        actor,
        "batch.closed",
        shop_id=batch.shop_id,
        subject=subject_of(batch),
        data={
            "period": batch.period,
            "warehouse": batch.warehouse_id,
            "orders": batch.order_count,
            "lines": batch.line_count,
            "amount": f"{batch.amount:.2f}",
        },
    )
    announce(BatchClosed(batch.shop_id, batch.pk, batch.number, batch.order_count))


def _wait_for_turn(warehouse_id: int) -> None:
    """One close of a warehouse at a time; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [BATCH_CLOSE_LOCK, warehouse_id])


def _placed(warehouse: WarehouseCard, orders: Iterable[ReadyOrder]) -> list[OrderToPack]:
    # Contact data is not kept: a large batch must fit into memory.
    ready = [(order.id, order.number, order.paid_amount or Decimal(0), order.lines) for order in orders]
    skus = {line.sku_id for *_facts, lines in ready for line in lines if line.sku_id}
    where = places(warehouse.shop_id, skus, warehouse_id=warehouse.id)
    return [
        OrderToPack(order_id, number, amount, tuple((where.get(line.sku_id or 0, ""), line) for line in lines))
        for order_id, number, amount, lines in ready
    ]


def _claim(actor: Actor, shop_id: int, orders: list[OrderToPack], number: str) -> list[OrderToPack]:
    """Move the orders into the batch; one that was held or closed since it was read stays out."""
    if not orders:
        return []
    ids = [order.order_id for order in orders]
    taken = set(batch_orders(actor=actor, shop_id=shop_id, order_ids=ids, batch_number=number))
    return [order for order in orders if order.order_id in taken]
