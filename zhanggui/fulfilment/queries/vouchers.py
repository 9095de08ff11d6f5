"""Finding vouchers by parcel, waybill, order, day and courier; what each courier still has to sign for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhanggui.fulfilment.errors import VoucherNotFound
from zhanggui.fulfilment.models import CourierList, Parcel, Voucher
from zhanggui.fulfilment.values import ParcelState, VoucherKind
from zhanggui.kernel.clock import local_moment, shop_zone
from zhanggui.kernel.documents.archive import absolute
from zhanggui.kernel.documents.models import Document
from zhanggui.shops.queries import shop_by_id


@dataclass(frozen=True, slots=True)
class Collection:
    """How many parcels of one courier left on a day and stand on no list yet."""

    courier: str
    parcels: int


@dataclass(frozen=True, slots=True)
class VoucherFilters:
    """What a search for vouchers says; empty parts narrow nothing."""

    text: str = ""
    courier: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


def find_vouchers(
    shop_id: int, filters: VoucherFilters, *, before: int | None = None, limit: int = 50
) -> list[Voucher]:
    """Vouchers of a shop, newest first; `text` is a parcel, slip, waybill or order number, `before` the last id shown."""
    rows = Voucher.objects.filter(shop_id=shop_id).select_related("parcel", "courier_list")
    if filters.text.strip():
        word = filters.text.strip().upper()
        known = Q(number=word) | Q(slip_number=word) | Q(waybill_no=word) | Q(order_number=filters.text.strip())
        parcels = Parcel.objects.filter(known, shop_id=shop_id).values_list("pk", flat=True)[:100]
        rows = rows.filter(parcel_id__in=list(parcels))
    if filters.courier:
        rows = rows.filter(parcel__courier=filters.courier)
    if filters.kind in VoucherKind.values:
        rows = rows.filter(kind=filters.kind)
    if filters.since:
        rows = rows.filter(day__gte=filters.since)
    if filters.until:
        rows = rows.filter(day__lte=filters.until)
    return list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[:limit])


def voucher_by_id(shop_id: int, voucher_id: int) -> Voucher:
    """One voucher of a shop; VoucherNotFound otherwise."""
    row = Voucher.objects.select_related("parcel").filter(shop_id=shop_id, pk=voucher_id).first()
    if row is None:
        raise VoucherNotFound
    return row


def voucher_file(voucher: Voucher) -> Path:
    """The archived file that a voucher points into; VoucherNotFound when it is gone."""
    return _file(voucher.document_id)


def courier_list_file(made: CourierList) -> Path:
    """The printed list; VoucherNotFound when it is gone."""
    return _file(made.document_id)


def _file(document_id: int) -> Path:
    document = Document.objects.filter(pk=document_id).first()
    path = absolute(document) if document else None
    if path is None or not path.is_file():
        raise VoucherNotFound
    return path


def courier_lists(shop_id: int, *, day: date | None = None, limit: int = 50) -> list[CourierList]:
    """The couriers' lists of a shop, newest first."""
    rows = CourierList.objects.filter(shop_id=shop_id)
    return list((rows.filter(day=day) if day else rows).order_by("-day", "-pk")[:limit])


def courier_list_by_number(shop_id: int, number: str) -> CourierList:
    """One list; VoucherNotFound otherwise."""
    made = CourierList.objects.filter(shop_id=shop_id, number=number).first()
    if made is None:
        raise VoucherNotFound
    return made


def to_collect(shop_id: int, day: date) -> list[Collection]:
    """Parcels that left on a day and are on no list yet, by courier."""
    rows = _left(shop_id, day).values("courier").annotate(parcels=Count("pk")).order_by("-parcels", "courier")
    return [Collection(row["courier"], row["parcels"]) for row in rows]


def collected_parcels(shop_id: int, *, courier: str, day: date) -> list[Parcel]:
    """The parcels that a courier's next list of the day names, in the order of their waybill numbers."""
    return list(_left(shop_id, day).filter(courier=courier).order_by("waybill_no", "pk"))


def _left(shop_id: int, day: date) -> QuerySet[Parcel]:
    zone = shop_zone(shop_by_id(shop_id).timezone)
    begin, end = local_moment(day, time(0), zone), local_moment(day + timedelta(days=1), time(0), zone)
    rows = Parcel.objects.filter(shop_id=shop_id, state=ParcelState.SHIPPED)
    rows = rows.filter(shipped_at__gte=begin, shipped_at__lt=end)
    listed = Voucher.objects.filter(shop_id=shop_id, kind=VoucherKind.COURIER_LIST, day__gte=day - timedelta(days=1))
    return rows.exclude(pk__in=listed.values("parcel_id"))


def voucher_json(voucher: Voucher) -> dict[str, Any]:
    """A voucher as commands and API tell it."""
    return {
        "id": voucher.pk,
        "kind": voucher.kind,
        "parcel": voucher.parcel.number,
        "order": voucher.parcel.order_number,
        "courier": voucher.parcel.courier,
        "waybill_no": voucher.parcel.waybill_no,
        "day": voucher.day.isoformat(),
        "page": voucher.page,
        "list": voucher.courier_list.number if voucher.courier_list else None,
    }


def courier_list_json(made: CourierList) -> dict[str, Any]:
    """A courier's list as commands and API tell it."""
    return {
        "list": made.number,
        "day": made.day.isoformat(),
        "courier": made.courier,
        "parcels": made.parcel_count,
        "collector": made.collector,
        "counted": made.signed_count,
        "signed_at": _moment(made.signed_at),
        "note": made.note,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
