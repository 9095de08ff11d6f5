"""The queue of difficult orders, what is overdue first, and the log of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from zhanggui.orders.models import DifficultOrder, DifficultStep
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
from zhanggui.orders.values import DifficultKind

VIEWS = ("open", "overdue", "closed")
_FIGURES = figures_of_cases(DifficultOrder)


@dataclass(frozen=True, slots=True)
class DifficultRow(Case):
    """One difficult order."""

    order_id: int
    number: str


@dataclass(frozen=True, slots=True)
class StepRow(CaseEntry):
    """One entry of the log, and who was to see to the next step."""

    owner: str


def difficult_orders(
    filters: CaseFilters, shops: Sequence[int], *, limit: int = 50, cursor: str | None = None
) -> tuple[list[DifficultRow], str | None]:
    """A page of the queue and the cursor of the next: by date, what is overdue first; closed ones newest first (ORD-14)."""
    page, after = page_of_cases(
        _rows(shops).select_related("order"),
        filters,
        views=VIEWS,
        kinds=DifficultKind.values,
        limit=limit,
        cursor=cursor,
    )
    return [_row(row) for row in page], after


def difficult_counts(shops: Sequence[int]) -> dict[str, int]:
    """How many are open and overdue."""
    return _FIGURES.of(shops)


def difficulties_of(order_id: int) -> list[tuple[DifficultRow, list[StepRow]]]:
    """Every difficulty of an order with its log, newest first. Two statements."""
    rows = list(DifficultOrder.objects.select_related("order").filter(order_id=order_id).order_by("-pk"))
    logs: dict[int, list[StepRow]] = {row.pk: [] for row in rows}
    for step in DifficultStep.objects.filter(difficulty_id__in=list(logs)).order_by("-pk"):
        logs[step.difficulty_id].append(StepRow(**entry_values(step), owner=step.owner_name))
    return [(_row(row), logs[row.pk]) for row in rows]


def difficulty(difficulty_id: int, shops: Sequence[int]) -> DifficultRow | None:
    """One difficulty within the shops."""
    row = _rows(shops).select_related("order").filter(pk=difficulty_id).first()
    return _row(row) if row else None


def difficult_json(row: DifficultRow, zone: ZoneInfo, steps: Sequence[StepRow] | None = None) -> dict[str, Any]:
    """A difficulty as commands and the API tell it."""
    told = {**case_json(row, zone), "number": row.number}
    if steps is not None:
        told["log"] = [{**entry_json(step, zone), "owner": step.owner} for step in steps]
    return told


def _rows(shops: Sequence[int]) -> QuerySet[DifficultOrder]:
    return DifficultOrder.objects.filter(shop_id__in=list(shops))


def _row(row: DifficultOrder) -> DifficultRow:
    return DifficultRow(**case_values(row), order_id=row.order_id, number=row.order.number)
