"""The queue of parcels that went wrong, what is overdue first, and the log of one (LOG-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from zhanggui.couriers.queries import courier_label
from zhanggui.fulfilment.models import CourierContact, ParcelException
from zhanggui.fulfilment.rules.exceptions import first_step, result_words
from zhanggui.fulfilment.values import ExceptionKind, ExceptionState
from zhanggui.kernel.clock import now
from zhanggui.kernel.memory import once_a_page
from zhanggui.kernel.money import amount_text
from zhanggui.orders.errors import UnknownChoice
from zhanggui.orders.queries.followed import page_of_followed

VIEWS = ("open", "overdue", "untold", "closed")


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One parcel that went wrong: what, what comes next, until when, by whom, what is claimed, whether the buyer knows."""

    id: int
    shop_id: int
    parcel_id: int
    parcel: str
    order_id: int
    order_number: str
    courier: str
    waybill_no: str
    kind: str
    state: str
    next_step: str
    due_at: datetime
    owner: str
    claim_amount: Decimal | None
    told_at: datetime | None
    told_by: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str
    result: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One talk with the courier."""

    spoke_with: str
    text: str
    next_step: str
    due_at: datetime | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ExceptionFilters:
    """What part of the queue: open, overdue, of untold buyers, or closed; of a kind."""

    view: str = "open"
    kind: str = ""


def parcel_exceptions(
    filters: ExceptionFilters, shops: Sequence[int], *, limit: int = 50, cursor: str | None = None
) -> tuple[list[ExceptionRow], str | None]:
    """A page of the queue and the next cursor: by date, what is overdue first; closed ones newest first (LOG-07)."""
    if filters.kind and filters.kind not in ExceptionKind.values:
        raise UnknownChoice("kind", filters.kind, ExceptionKind.values)
    rows = ParcelException.objects.select_related("parcel").filter(_where(filters, shops))
    page, after = page_of_followed(rows, filters.view, VIEWS, limit=limit, cursor=cursor)
    return [_row(row) for row in page], after


def _where(filters: ExceptionFilters, shops: Sequence[int]) -> Q:
    state = ExceptionState.CLOSED if filters.view == "closed" else ExceptionState.OPEN
    where = Q(shop_id__in=list(shops), state=state)
    if filters.view == "overdue":
        where &= Q(due_at__lt=now())
    if filters.view == "untold":
        where &= Q(told_at=None)
    return where & Q(kind=filters.kind) if filters.kind else where


_COUNTS = """
SELECT count(*), count(*) FILTER (WHERE due_at < %s), count(*) FILTER (WHERE told_at IS NULL), sum(claim_amount)
FROM fulfilment_parcelexception WHERE shop_id = ANY(%s) AND state = 'open'
"""


@once_a_page
def exception_counts(shops: Sequence[int]) -> dict[str, Any]:
    """How many are open, overdue and of untold buyers, and what is claimed in all; open ones are few."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [now(), list(shops)])
        every, overdue, untold, claimed = cursor.fetchone()
    return {"open": every, "overdue": overdue, "untold": untold, "claimed": claimed or Decimal("0.00")}


def exceptions_of(parcel_ids: Sequence[int]) -> list[tuple[ExceptionRow, list[ContactRow]]]:
    """Every exception of parcels with its log, newest first."""
    rows = ParcelException.objects.select_related("parcel").filter(parcel_id__in=list(parcel_ids)).order_by("-pk")
    return [(_row(row), contacts_of(row.pk)) for row in rows]


def exception_by_id(exception_id: int, shops: Sequence[int]) -> ExceptionRow | None:
    """One exception within the shops."""
    row = ParcelException.objects.select_related("parcel").filter(pk=exception_id, shop_id__in=list(shops)).first()
    return _row(row) if row else None


def contacts_of(exception_id: int) -> list[ContactRow]:
    """The log of one, newest first."""
    rows = CourierContact.objects.filter(exception_id=exception_id).order_by("-pk")
    return [ContactRow(row.spoke_with, row.text, row.next_step, row.due_at, row.made_at, row.made_by) for row in rows]


def exception_json(row: ExceptionRow, zone: ZoneInfo, contacts: Sequence[ContactRow] | None = None) -> dict[str, Any]:
    """An exception as commands and the API tell it."""
    told: dict[str, Any] = {
        "id": row.id,
        "parcel": row.parcel,
        "order": row.order_number,
        "courier": row.courier,
        "courier_name": courier_label(row.courier),
        "waybill_no": row.waybill_no,
        "kind": row.kind,
        "state": row.state,
        "next_step": row.next_step,
        "due_at": _text(row.due_at, zone),
        "is_overdue": row.state == ExceptionState.OPEN and row.due_at < now(),
        "owner": row.owner,
        "claim_amount": amount_text(row.claim_amount),
        "is_buyer_told": row.told_at is not None,
        "told_at": _text(row.told_at, zone),
        "told_by": row.told_by,
        "opened_at": _text(row.opened_at, zone),
        "opened_by": row.opened_by,
        "closed_at": _text(row.closed_at, zone),
        "closed_by": row.closed_by,
        "result": row.result,
    }
    if contacts is not None:
        told["contacts"] = [
            {
                "spoke_with": contact.spoke_with,
                "text": contact.text,
                "next_step": contact.next_step,
                "due_at": _text(contact.due_at, zone),
                "at": _text(contact.at, zone),
                "by": contact.by,
            }
            for contact in contacts
        ]
    return told


def _text(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None


def _row(row: ParcelException) -> ExceptionRow:
    parcel = row.parcel
    return ExceptionRow(
        row.pk, row.shop_id, parcel.pk, parcel.number, parcel.order_id, parcel.order_number, parcel.courier,
        parcel.waybill_no, row.kind, row.state, row.next_step or first_step(row.kind), row.due_at, row.owner_name, row.claim_amount,
        row.told_at, row.told_by, row.opened_at, row.opened_by, row.closed_at, row.closed_by, result_words(row.result),
    )  # fmt: skip
