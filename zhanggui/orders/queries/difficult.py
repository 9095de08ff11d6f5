"""The queue of difficult orders, what is overdue first, and the log of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from zhanggui.kernel.clock import now
from zhanggui.kernel.memory import once_a_page
from zhanggui.orders.errors import UnknownChoice
from zhanggui.orders.models import DifficultOrder, DifficultStep
from zhanggui.orders.queries.as_json import time_text
from zhanggui.orders.queries.followed import page_of_followed
from zhanggui.orders.values import DifficultKind, DifficultState


@dataclass(frozen=True, slots=True)
class DifficultRow:
    """One difficult order: what is wrong, what comes next, until when, who sees to it."""

    id: int
    shop_id: int
    order_id: int
    number: str
    kind: str
    state: str
    next_step: str
    due_at: datetime
    owner_id: int | None
    owner: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str
    result: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One entry of the log."""

    text: str
    next_step: str
    due_at: datetime | None
    owner: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class DifficultFilters:
    """What part of the queue: open, overdue or closed ones, of a kind, of an owner."""

    view: str = "open"
    kind: str = ""
    owner_id: int | None = None


VIEWS = ("open", "overdue", "closed")
_COUNTS = """
SELECT count(*), count(*) FILTER (WHERE due_at < %s) FROM orders_difficultorder
WHERE shop_id = ANY(%s) AND state = 'open'
"""


def difficult_orders(
    filters: DifficultFilters, shops: Sequence[int], *, limit: int = 50, cursor: str | None = None
) -> tuple[list[DifficultRow], str | None]:
    """A page of the queue and the cursor of the next: by date, what is overdue first; closed ones newest first (ORD-14)."""
    if filters.kind and filters.kind not in DifficultKind.values:
        raise UnknownChoice("kind", filters.kind, DifficultKind.values)
    rows = DifficultOrder.objects.select_related("order").filter(_where(filters, shops))
    page, after = page_of_followed(rows, filters.view, VIEWS, limit=limit, cursor=cursor)
    return [_row(row) for row in page], after


def _where(filters: DifficultFilters, shops: Sequence[int]) -> Q:
    state = DifficultState.CLOSED if filters.view == "closed" else DifficultState.OPEN
    where = Q(shop_id__in=list(shops), state=state)
    if filters.view == "overdue":
        where &= Q(due_at__lt=now())
    if filters.kind:
        where &= Q(kind=filters.kind)
    if filters.owner_id is not None:
        where &= Q(owner_id=filters.owner_id)
    return where


@once_a_page
def difficult_counts(shops: Sequence[int]) -> dict[str, int]:
    """How many are open and overdue; open ones are few, so both are counted. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [now(), list(shops)])
        every, overdue = cursor.fetchone()
    return {"open": every, "overdue": overdue}


def difficulties_of(order_id: int) -> list[tuple[DifficultRow, list[StepRow]]]:
    """Every difficulty of an order with its log, newest first."""
    rows = list(DifficultOrder.objects.select_related("order").filter(order_id=order_id).order_by("-pk"))
    return [(_row(row), steps_of(row.pk)) for row in rows]


def difficulty(difficulty_id: int, shops: Sequence[int]) -> DifficultRow | None:
    """One difficulty within the shops."""
    row = DifficultOrder.objects.select_related("order").filter(pk=difficulty_id, shop_id__in=list(shops)).first()
    return _row(row) if row else None


def steps_of(difficulty_id: int) -> list[StepRow]:
    """The log of one, newest first."""
    steps = DifficultStep.objects.filter(difficulty_id=difficulty_id).order_by("-pk")
    return [StepRow(row.text, row.next_step, row.due_at, row.owner_name, row.made_at, row.made_by) for row in steps]


def difficult_json(row: DifficultRow, zone: ZoneInfo, steps: Sequence[StepRow] | None = None) -> dict[str, Any]:
    """A difficulty as commands and the API tell it."""
    told: dict[str, Any] = {
        "id": row.id,
        "number": row.number,
        "kind": row.kind,
        "state": row.state,
        "next_step": row.next_step,
        "due_at": time_text(row.due_at, zone),
        "is_overdue": row.state == DifficultState.OPEN and row.due_at < now(),
        "owner": row.owner,
        "opened_at": time_text(row.opened_at, zone),
        "opened_by": row.opened_by,
        "closed_at": time_text(row.closed_at, zone),
        "closed_by": row.closed_by,
        "result": row.result,
    }
    if steps is not None:
        told["log"] = [
            {
                "text": step.text,
                "next_step": step.next_step,
                "due_at": time_text(step.due_at, zone),
                "owner": step.owner,
                "at": time_text(step.at, zone),
                "by": step.by,
            }
            for step in steps
        ]
    return told


def _row(row: DifficultOrder) -> DifficultRow:
    return DifficultRow(
        row.pk, row.shop_id, row.order_id, row.order.number, row.kind, row.state, row.next_step, row.due_at,
        row.owner_id, row.owner_name, row.opened_at, row.opened_by, row.closed_at, row.closed_by, row.result,
    )  # fmt: skip
