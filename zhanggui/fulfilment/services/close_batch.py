"""Closing a batch: every order that is ready goes in, in the order in which it will be picked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from zhanggui.fulfilment.errors import NothingReady
from zhanggui.fulfilment.events import BatchClosed
from zhanggui.fulfilment.models import Batch, Parcel, ParcelLine
from zhanggui.fulfilment.queries.batches import subject_of
from zhanggui.fulfilment.rules.numbers import batch_number, parcel_number, slip_number
from zhanggui.fulfilment.rules.pick_route import RouteKey, route_key
from zhanggui.fulfilment.services.report import open_report
from zhanggui.fulfilment.values import CLOSE_BATCH, BatchState, ParcelState
from zhanggui.inventory.queries import places
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
from zhanggui.orders.values import ReadyLine, ReadyOrder
from zhanggui.shops.queries import shop_by_id, warehouse_by_id
from zhanggui.shops.values import WarehouseCard

_MOST_ORDERS = 1_000_000
_PARCEL_COLUMNS = tuple(str(field.column) for field in Parcel._meta.concrete_fields)
_LINE_COLUMNS = tuple(str(field.column) for field in ParcelLine._meta.concrete_fields)


@dataclass(frozen=True, slots=True)
class _Packed:
    """A ready order with its lines in walking order and the key of its first place."""

    key: RouteKey
    number: str
    order_id: int
    amount: Decimal
    lines: tuple[tuple[str, ReadyLine], ...]


def close_batch(
    *,
    actor: Actor,
    shop_id: int,
    warehouse_id: int | None = None,
    at: datetime | None = None,
    period: str | None = None,
    progress: Progress | None = None,
) -> Batch:
    """Take all orders of a warehouse that are ready at `at` into a batch with numbered parcels (FUL-01).

    Without a warehouse it is the shop's first; an order belongs where its goods are promised.
    `period` names the close: the scheduled one of a day is `YYYY-MM-DD`, and running it again
    returns the same batch; `YYYY-MM-DD#name`, or none, is a close by hand, and NothingReady is raised
    when no order is ready. A scheduled close without orders leaves an empty batch.
    """
    require(actor, CLOSE_BATCH, shop_id)
    progress = progress or Progress()
    zone = shop_zone(shop_by_id(shop_id).timezone)
    warehouse = warehouse_by_id(shop_id, warehouse_id)
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
        orders = _in_pick_order(warehouse, ready)
        number = batch_number(day, take_numbers(shop_id, "batch", f"{day:%Y%m%d}").start)
        orders = _claim(actor, shop_id, orders, number)
        if not orders and "#" in (period or "#"):
            raise NothingReady
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
            parcel_count=len(orders),
            line_count=sum(len(order.lines) for order in orders),
            amount=sum((order.amount for order in orders), Decimal("0.00")),
        )
        if orders:
            progress.update(stage="parcels", total=len(orders))
            _write_parcels(batch, orders)
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


def _in_pick_order(warehouse: WarehouseCard, orders: Iterable[ReadyOrder]) -> list[_Packed]:
    # Contact data is not kept: a large batch must fit into memory.
    ready = [(order.number, order.id, order.paid_amount or Decimal(0), order.lines) for order in orders]
    skus = {line.sku_id for *_facts, lines in ready for line in lines if line.sku_id}
    where = places(warehouse.shop_id, skus, warehouse_id=warehouse.id)
    packed = []
    for number, order_id, amount, lines in ready:
        placed = tuple(sorted(((where.get(line.sku_id or 0, ""), line) for line in lines), key=_walk))
        packed.append(_Packed(route_key(placed[0][0] if placed else ""), number, order_id, amount, placed))
    packed.sort(key=lambda order: (order.key, order.number))
    return packed


def _walk(placed: tuple[str, ReadyLine]) -> tuple[RouteKey, int]:
    return route_key(placed[0]), placed[1].line_id


def _claim(actor: Actor, shop_id: int, orders: list[_Packed], number: str) -> list[_Packed]:
    """Move the orders into the batch; one that was held or closed since it was read stays out."""
    if not orders:
        return []
    ids = [order.order_id for order in orders]
    taken = set(batch_orders(actor=actor, shop_id=shop_id, order_ids=ids, batch_number=number))
    return [order for order in orders if order.order_id in taken]


def _write_parcels(batch: Batch, orders: list[_Packed]) -> None:
    """Parcels and their lines by COPY: ten thousand orders take about a second."""
    running = take_numbers(batch.shop_id, "parcel", f"{batch.day:%Y%m%d}", len(orders))
    ids = _reserve_ids("fulfilment_parcel", len(orders))
    line_ids = iter(_reserve_ids("fulfilment_parcelline", batch.line_count))
    places = list(zip(ids, running, range(1, len(orders) + 1), orders, strict=True))
    with connection.cursor() as cursor:
        with cursor.copy(_copy("fulfilment_parcel", _PARCEL_COLUMNS)) as copy:
            for parcel_id, number, position, order in places:
                copy.write_row(_parcel_row(batch, parcel_id, number, position, order))
        with cursor.copy(_copy("fulfilment_parcelline", _LINE_COLUMNS)) as copy:
            for parcel_id, _number, _position, order in places:
                for place, line in order.lines:
                    copy.write_row(_line_row(batch.shop_id, next(line_ids), parcel_id, place, line))


def _copy(table: str, columns: tuple[str, ...]) -> str:
    return f"COPY {table} ({', '.join(columns)}) FROM STDIN"


def _reserve_ids(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return sorted(int(row[0]) for row in cursor.fetchall())


def _parcel_row(batch: Batch, parcel_id: int, running: int, position: int, order: _Packed) -> list[Any]:
    facts: dict[str, Any] = {
        "id": parcel_id,
        "shop_id": batch.shop_id,
        "batch_id": batch.pk,
        "order_id": order.order_id,
        "order_number": order.number,
        "number": parcel_number(batch.day, running),
        "slip_number": slip_number(batch.day, running),
        "position": position,
        "state": ParcelState.BATCHED.value,
    }
    empty = {"courier": "", "waybill_no": "", "packed_by": "", "stamped_by": "", "pulled_reason": ""}
    return [facts.get(column, empty.get(column)) for column in _PARCEL_COLUMNS]


def _line_row(shop_id: int, row_id: int, parcel_id: int, place: str, line: ReadyLine) -> list[Any]:
    facts: dict[str, Any] = {
        "id": row_id,
        "shop_id": shop_id,
        "parcel_id": parcel_id,
        "line_id": line.line_id,
        "sku_id": line.sku_id,
        "sku_code": line.sku_code,
        "barcode": line.barcode,
        "title": line.title,
        "attributes": line.attributes,
        "place": place,
        "quantity": line.quantity,
        "packed_quantity": 0,
    }
    return [facts[column] for column in _LINE_COLUMNS]
