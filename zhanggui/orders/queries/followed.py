"""Queues of followed cases, be they of orders or of parcels: open ones by the date of their next step, closed ones newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet

from zhanggui.kernel.clock import now
from zhanggui.kernel.figures import Figures, figures
from zhanggui.orders.errors import UnknownChoice
from zhanggui.orders.queries.as_json import time_text
from zhanggui.orders.queries.filters import page_by_time

_OPEN, _CLOSED = "open", "closed"
_KEPT = (
    "shop_id", "kind", "state", "next_step", "due_at", "owner_id", "opened_at", "opened_by", "closed_at", "closed_by", "result",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """What every followed case tells: what is wrong, what comes next, until when, who sees to it, what came of it."""

    id: int
    shop_id: int
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

    @property
    def is_open(self) -> bool:
        """Whether it is still followed."""
        return self.state == _OPEN


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """One entry of a case's log: what was done, and what was to come next."""

    text: str
    next_step: str
    due_at: datetime | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What part of a queue: open, overdue or closed ones, or another view of the queue's own; of a kind."""

    view: str = "open"
    kind: str = ""


def page_of_cases(
    rows: QuerySet[Any],
    filters: CaseFilters,
    *,
    views: Sequence[str],
    kinds: Sequence[str],
    limit: int,
    cursor: str | None,
) -> tuple[list[Any], str | None]:
    """A page of the rows of a queue and the cursor of the next; UnknownChoice for another view or kind."""
    if filters.view not in views:
        raise UnknownChoice("view", filters.view, views)
    if filters.kind and filters.kind not in kinds:
        raise UnknownChoice("kind", filters.kind, kinds)
    is_closed = filters.view == _CLOSED
    rows = rows.filter(state=_CLOSED if is_closed else _OPEN)
    if filters.view == "overdue":
        rows = rows.filter(due_at__lt=now())
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    key = "closed_at" if is_closed else "due_at"
    return page_by_time(rows, filters.view, key, limit=limit, cursor=cursor, newest_first=is_closed)


_COUNTS = """
SELECT count(*), count(*) FILTER (WHERE due_at < %(now)s){more} FROM {table} WHERE shop_id = ANY(%(shops)s) AND state = 'open'
"""


def figures_of_cases(cases: type[Model], **more: str) -> Figures:
    """How many are `open` and `overdue`, and by name what else is asked of the open ones in SQL; they are few."""
    asked = "".join(f", {expression}" for expression in more.values())
    return figures(("open", "overdue", *more), _COUNTS.format(table=cases._meta.db_table, more=asked))


def case_values(row: Any) -> dict[str, Any]:
    """The fields of `Case` as a row keeps them."""
    return {"id": row.pk, "owner": row.owner_name, **{name: getattr(row, name) for name in _KEPT}}


def entry_values(row: Any) -> dict[str, Any]:
    """The fields of `CaseEntry` as a row of a log keeps them."""
    return {"text": row.text, "next_step": row.next_step, "due_at": row.due_at, "at": row.made_at, "by": row.made_by}


def case_json(case: Case, zone: ZoneInfo) -> dict[str, Any]:
    """What every case tells, as commands and the API say it."""
    return {
        "id": case.id,
        "kind": case.kind,
        "state": case.state,
        "next_step": case.next_step,
        "due_at": time_text(case.due_at, zone),
        "is_overdue": case.is_open and case.due_at < now(),
        "owner": case.owner,
        "opened_at": time_text(case.opened_at, zone),
        "opened_by": case.opened_by,
        "closed_at": time_text(case.closed_at, zone),
        "closed_by": case.closed_by,
        "result": case.result,
    }


def entry_json(entry: CaseEntry, zone: ZoneInfo) -> dict[str, Any]:
    """What every entry of a log tells, as commands and the API say it."""
    return {
        "text": entry.text,
        "next_step": entry.next_step,
        "due_at": time_text(entry.due_at, zone),
        "at": time_text(entry.at, zone),
        "by": entry.by,
    }
