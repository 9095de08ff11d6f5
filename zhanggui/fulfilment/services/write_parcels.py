"""Writing the parcels of a batch with their lines, by COPY."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from zhanggui.fulfilment.models import Batch, Parcel, ParcelLine, ParcelOrder
from zhanggui.fulfilment.rules.numbers import parcel_number, slip_number
from zhanggui.fulfilment.services.parcelling import ParcelToMake
from zhanggui.fulfilment.values import ParcelState
from zhanggui.kernel.numbering import take_numbers
from zhanggui.orders.values import ReadyLine

_PARCEL_COLUMNS = tuple(str(field.column) for field in Parcel._meta.concrete_fields)
# What a new parcel has not got: a time or day is null, a text is empty.
_NULLS = {str(field.column) for field in Parcel._meta.concrete_fields if field.null}
_LINE_COLUMNS = tuple(str(field.column) for field in ParcelLine._meta.concrete_fields)


def write_parcels(batch: Batch, parcels: Sequence[ParcelToMake], *, after: int = 0) -> list[int]:
    """Write parcels in picking order and return their ids: ten thousand take about a second.

    `after` is the last position that the batch has already.
    """
    running = take_numbers(batch.shop_id, "parcel", f"{batch.day:%Y%m%d}", len(parcels))
    ids = _reserve_ids("fulfilment_parcel", len(parcels))
    line_ids = iter(_reserve_ids("fulfilment_parcelline", sum(len(parcel.lines) for parcel in parcels)))
    places = list(zip(ids, running, range(after + 1, after + len(parcels) + 1), parcels, strict=True))
    with connection.cursor() as cursor:
        with cursor.copy(_copy("fulfilment_parcel", _PARCEL_COLUMNS)) as copy:
            for parcel_id, number, position, parcel in places:
                copy.write_row(_parcel_row(batch, parcel_id, number, position, parcel))
        with cursor.copy(_copy("fulfilment_parcelline", _LINE_COLUMNS)) as copy:
            for parcel_id, _number, _position, parcel in places:
                for place, line in parcel.lines:
                    copy.write_row(_line_row(batch.shop_id, next(line_ids), parcel_id, place, line))
    ParcelOrder.objects.bulk_create(
        ParcelOrder(shop_id=batch.shop_id, parcel_id=parcel_id, order_id=order_id, order_number=number)
        for parcel_id, _number, _position, parcel in places
        for order_id, number in parcel.others
    )
    return ids


def _copy(table: str, columns: tuple[str, ...]) -> str:
    return f"COPY {table} ({', '.join(columns)}) FROM STDIN"


def _reserve_ids(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return sorted(int(row[0]) for row in cursor.fetchall())


def _parcel_row(batch: Batch, parcel_id: int, running: int, position: int, parcel: ParcelToMake) -> list[Any]:
    facts: dict[str, Any] = {
        "id": parcel_id,
        "shop_id": batch.shop_id,
        "batch_id": batch.pk,
        "order_id": parcel.order_id,
        "order_number": parcel.number,
        "part_id": parcel.part_id,
        "number": parcel_number(batch.day, running),
        "slip_number": slip_number(batch.day, running),
        "position": position,
        "state": ParcelState.BATCHED.value,
        "choice": "{}",
        "is_platform_label": False,
    }
    return [facts.get(column, None if column in _NULLS else "") for column in _PARCEL_COLUMNS]


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
