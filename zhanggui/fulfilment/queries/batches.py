"""Reading batches: lists, one whole, and the JSON of commands and API."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from zhanggui.fulfilment.errors import BatchNotFound
from zhanggui.fulfilment.models import Batch, Handover, Invoice, Parcel, ParcelLine
from zhanggui.fulfilment.values import (
    PRINTED_PAPERS,
    VIEW_BATCHES,
    InvoiceState,
    PaperKind,
    ParcelState,
    PrintedFile,
)
from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.documents.archive import documents_of
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.values import Actor, Subject
from zhanggui.shops.queries import shop_by_id, warehouse_by_id


@dataclass(frozen=True, slots=True)
class BatchCard:
    """A batch as lists show it, with how far its parcels are."""

    id: int
    shop_id: int
    warehouse_id: int
    number: str
    day: date
    period: str
    state: str
    closed_at: datetime
    closed_by: str
    orders: int
    parcels: int
    lines: int
    amount: Decimal
    packed: int
    shipped: int
    pulled: int
    unstamped: int


@dataclass(frozen=True, slots=True)
class BatchDetail:
    """A batch whole: its progress, its papers and who handed them to whom."""

    card: BatchCard
    documents: tuple[Document, ...]
    expected: dict[str, int]
    handover: Handover | None


def subject_of(batch: Batch) -> Subject:
    """The batch as timeline, tasks and documents know it."""
    return Subject("batch", batch.pk, batch.number)


def batch_by_number(shop_id: int, number: str) -> Batch:
    """One batch of a shop; BatchNotFound otherwise."""
    batch = Batch.objects.filter(shop_id=shop_id, number=number).first()
    if batch is None:
        raise BatchNotFound(number)
    return batch


def batch_by_id(batch_id: int) -> Batch:
    """One batch; BatchNotFound otherwise. The caller checks the shop."""
    batch = Batch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise BatchNotFound(str(batch_id))
    return batch


def batches(
    shop_ids: list[int],
    *,
    state: str = "",
    day: date | None = None,
    before_id: int | None = None,
    limit: int = 50,
    within: Mapping[int, frozenset[int]] | None = None,
) -> list[BatchCard]:
    """Batches of the shops, newest first; `before_id` is the last one of the page before.

    `within` names, by shop, the warehouses that the reader is limited to (ORG-09).
    """
    rows = Batch.objects.filter(shop_id__in=shop_ids).order_by("-pk")
    for shop_id, warehouses in (within or {}).items():
        rows = rows.exclude(Q(shop_id=shop_id) & ~Q(warehouse_id__in=warehouses))
    if state:
        rows = rows.filter(state=state)
    if day is not None:
        rows = rows.filter(day=day)
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return [_card(batch) for batch in _with_progress(rows)[:limit]]


def warehouse_limits(actor: Actor, shop_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The warehouses within which the actor sees batches, by shop; shops without a limit are left out."""
    found = ((shop_id, actor.warehouses_for(VIEW_BATCHES, shop_id)) for shop_id in shop_ids)
    return {shop_id: limit for shop_id, limit in found if limit is not None}


def batch_detail(shop_id: int, number: str) -> BatchDetail:
    """Everything the page of a batch shows."""
    batch = _with_progress(Batch.objects.filter(shop_id=shop_id, number=number)).first()
    if batch is None:
        raise BatchNotFound(number)
    return BatchDetail(
        _card(batch),
        tuple(documents_of(subject_of(batch))),
        paper_counts(batch),
        Handover.objects.filter(batch_id=batch.pk).first(),
    )


def paper_counts(batch: Batch) -> dict[str, int]:
    """How many papers of each kind a person counts at the hand-over.

    One report, a slip and a label a parcel, an invoice for each that is issued; after printing what was printed.
    """
    printed: dict[str, int] = {}
    for document in documents_of(subject_of(batch)):
        printed[document.kind] = printed.get(document.kind, 0) + document.items
    if printed:
        return {kind: printed.get(kind, 0) for kind in PaperKind.values}
    return expected_papers(batch)


def expected_papers(batch: Batch) -> dict[str, int]:
    """How many papers of each kind the printing will make; of masked contacts the marketplace has the label."""
    live = Parcel.objects.filter(batch_id=batch.pk).exclude(state=ParcelState.PULLED)
    found = live.aggregate(all=Count("pk"), labels=Count("pk", filter=Q(is_platform_label=False)))
    return {
        PaperKind.DAILY_REPORT.value: 1,
        PaperKind.OUTBOUND_SLIP.value: found["all"],
        PaperKind.LABEL.value: found["labels"],
        PaperKind.INVOICE.value: Invoice.objects.filter(parcel__batch_id=batch.pk, state=InvoiceState.ISSUED).count(),
    }


def batch_json(batch: Batch) -> dict[str, Any]:
    """`batch orders parcels documents{daily_report outbound_slip label}` of the command table."""
    counts = paper_counts(batch)
    return {
        "batch": batch.number,
        "orders": batch.order_count,
        "parcels": batch.parcel_count,
        "documents": {kind.value: counts[kind] for kind in PRINTED_PAPERS},
    }


def batch_show_json(shop_id: int, number: str) -> dict[str, Any]:
    """`batch show`: the counts of `batch close`, then how far it is."""
    batch = batch_by_number(shop_id, number)
    card = batch_detail(shop_id, number).card
    return {
        **batch_json(batch),
        "state": batch.state,
        "warehouse": warehouse_by_id(shop_id, batch.warehouse_id).code,
        "day": batch.day.isoformat(),
        "closed_at": _in_shop_time(batch, batch.closed_at),
        "handed_over": _in_shop_time(batch, batch.handed_over_at),
        "amount": f"{batch.amount:.2f}",
        "lines": batch.line_count,
        "packed": card.packed,
        "shipped": card.shipped,
        "pulled": card.pulled,
        "unstamped": card.unstamped,
        "numbers": _numbers(batch),
    }


def _numbers(batch: Batch) -> list[dict[str, Any]]:
    """Each parcel with what belongs into it, written as it is scanned: `TS001-BLU-1*2 TS003-RED-2`."""
    goods: dict[int, list[str]] = {}
    lines = ParcelLine.objects.filter(parcel__batch_id=batch.pk).order_by("parcel_id", "pk")
    for parcel_id, code, quantity in lines.values_list("parcel_id", "sku_code", "quantity"):
        goods.setdefault(parcel_id, []).append(code if quantity == 1 else f"{code}*{quantity}")
    parcels = Parcel.objects.filter(batch_id=batch.pk).order_by("position")
    return [
        {
            "number": parcel.number,
            "slip_number": parcel.slip_number,
            "order_number": parcel.order_number,
            "goods": " ".join(goods.get(parcel.pk, [])),
            "state": parcel.state,
            "courier": parcel.courier,
            "waybill_no": parcel.waybill_no,
        }
        for parcel in parcels
    ]


def print_json(files: Sequence[PrintedFile]) -> dict[str, Any]:
    """`files[{path kind pages sha256}]` of `batch print`."""
    return {
        "files": [
            {"path": file.path, "kind": file.kind, "pages": file.pages, "sha256": file.sha256, "is_copy": file.is_copy}
            for file in files
        ]
    }


def handover_json(batch: Batch) -> dict[str, Any]:
    """`batch handed_over` of `batch handover`."""
    return {"batch": batch.number, "handed_over": _in_shop_time(batch, batch.handed_over_at)}


def _in_shop_time(batch: Batch, moment: datetime | None) -> str | None:
    zone = shop_zone(shop_by_id(batch.shop_id).timezone)
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None


def _with_progress(rows: Any) -> Any:
    parcels = "parcels__state"
    return rows.annotate(
        packed=Count("parcels", filter=Q(**{parcels: ParcelState.PACKED})),
        shipped=Count("parcels", filter=Q(**{parcels: ParcelState.SHIPPED})),
        pulled=Count("parcels", filter=Q(**{parcels: ParcelState.PULLED})),
        unstamped=Count("parcels", filter=Q(**{parcels: ParcelState.SHIPPED, "parcels__stamped_at": None})),
    )


def _card(row: Any) -> BatchCard:
    return BatchCard(
        id=row.pk,
        shop_id=row.shop_id,
        warehouse_id=row.warehouse_id,
        number=row.number,
        day=row.day,
        period=row.period,
        state=row.state,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        orders=row.order_count,
        parcels=row.parcel_count,
        lines=row.line_count,
        amount=row.amount,
        packed=row.packed,
        shipped=row.shipped,
        pulled=row.pulled,
        unstamped=row.unstamped,
    )
