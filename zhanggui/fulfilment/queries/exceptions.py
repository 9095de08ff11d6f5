"""The queue of parcels that went wrong, what is overdue first, and the log of one (LOG-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from zhanggui.couriers.queries import courier_label
from zhanggui.fulfilment.models import CourierContact, ParcelException
from zhanggui.fulfilment.rules.exceptions import first_step, result_words
from zhanggui.fulfilment.values import ExceptionKind
from zhanggui.kernel.money import amount_text
from zhanggui.orders.queries.as_json import time_text
from zhanggui.orders.queries.followed import (
    Case,
    CaseEntry,
    CaseFilters,
    case_json,
    case_values,
    entry_json,
    entry_values,
    figures_of_cases,
    page_of_cases,
)

VIEWS = ("open", "overdue", "untold", "closed")
_FIGURES = figures_of_cases(
    ParcelException, untold="count(*) FILTER (WHERE told_at IS NULL)", claimed="coalesce(sum(claim_amount), 0.00)"
)


@dataclass(frozen=True, slots=True)
class ExceptionRow(Case):
    """One parcel that went wrong, what is claimed, and whether the buyer knows."""

    parcel_id: int
    parcel: str
    order_id: int
    order_number: str
    courier: str
    waybill_no: str
    claim_amount: Decimal | None
    told_at: datetime | None
    told_by: str


@dataclass(frozen=True, slots=True)
class ContactRow(CaseEntry):
    """One talk with the courier."""

    spoke_with: str


def parcel_exceptions(
    filters: CaseFilters, shops: Sequence[int], *, limit: int = 50, cursor: str | None = None
) -> tuple[list[ExceptionRow], str | None]:
    """A page of the queue and the next cursor: by date, what is overdue first; closed ones newest first (LOG-07)."""
    rows = _rows(shops).select_related("parcel")
    if filters.view == "untold":
        rows = rows.filter(told_at=None)
    page, after = page_of_cases(rows, filters, views=VIEWS, kinds=ExceptionKind.values, limit=limit, cursor=cursor)
    return [_row(row) for row in page], after


def exception_counts(shops: Sequence[int]) -> dict[str, Any]:
    """How many are open, overdue and of untold buyers, and what is claimed in all."""
    return _FIGURES.of(shops)


def exceptions_of(parcel_ids: Sequence[int]) -> list[tuple[ExceptionRow, list[ContactRow]]]:
    """Every exception of parcels with its log, newest first. Two statements."""
    rows = list(ParcelException.objects.select_related("parcel").filter(parcel_id__in=list(parcel_ids)).order_by("-pk"))
    return _with_logs(rows)


def exception_with_log(exception_id: int, shops: Sequence[int]) -> tuple[ExceptionRow, list[ContactRow]] | None:
    """One exception within the shops, and its log, newest first."""
    return next(iter(_with_logs(list(_rows(shops).select_related("parcel").filter(pk=exception_id)))), None)


def _rows(shops: Sequence[int]) -> QuerySet[ParcelException]:
    return ParcelException.objects.filter(shop_id__in=list(shops))


def _with_logs(rows: Sequence[ParcelException]) -> list[tuple[ExceptionRow, list[ContactRow]]]:
    logs: dict[int, list[ContactRow]] = {row.pk: [] for row in rows}
    for talk in CourierContact.objects.filter(exception_id__in=list(logs)).order_by("-pk"):
        logs[talk.exception_id].append(ContactRow(**entry_values(talk), spoke_with=talk.spoke_with))
    return [(_row(row), logs[row.pk]) for row in rows]


def exception_json(row: ExceptionRow, zone: ZoneInfo, contacts: Sequence[ContactRow] | None = None) -> dict[str, Any]:
    """An exception as commands and the API tell it."""
    told = {
        **case_json(row, zone),
        "parcel": row.parcel,
        "order": row.order_number,
        "courier": row.courier,
        "courier_name": courier_label(row.courier),
        "waybill_no": row.waybill_no,
        "claim_amount": amount_text(row.claim_amount),
        "is_buyer_told": row.told_at is not None,
        "told_at": time_text(row.told_at, zone),
        "told_by": row.told_by,
    }
    if contacts is not None:
        told["contacts"] = [{**entry_json(talk, zone), "spoke_with": talk.spoke_with} for talk in contacts]
    return told


def _row(row: ParcelException) -> ExceptionRow:
    parcel, values = row.parcel, case_values(row)
    values |= {"next_step": row.next_step or first_step(row.kind), "result": result_words(row.result)}
    return ExceptionRow(
        **values,
        parcel_id=parcel.pk,
        parcel=parcel.number,
        order_id=parcel.order_id,
        order_number=parcel.order_number,
        courier=parcel.courier,
        waybill_no=parcel.waybill_no,
        claim_amount=row.claim_amount,
        told_at=row.told_at,
        told_by=row.told_by,
    )
