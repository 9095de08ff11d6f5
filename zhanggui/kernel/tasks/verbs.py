"""Opening and closing tasks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.figures import FigureRows
from zhanggui.kernel.memory import is_one_page, once_a_page
from zhanggui.kernel.tasks.models import Task, TaskState
from zhanggui.kernel.values import Actor, Subject


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task: its words, icon, the verb of its button and where that leads.

    `words` names the subject where that depends on the reader's language. `rows_for` is the capability
    whose home page shows the subjects by rows of its own, so that the task need not stand there again.
    """

    code: str
    label: Any
    verb: Any
    url_name: str
    icon: str = "task"
    words: Callable[[Task], str] | None = None
    rows_for: str = ""


_KINDS: dict[str, TaskKind] = {}
_OPEN_TASKS = FigureRows(
    "SELECT kind, position, count(*) AS tasks FROM kernel_task WHERE shop_id = ANY(%(shops)s) AND state = 'open'"
    " GROUP BY kind, position"
)


def register_task_kind(kind: TaskKind) -> TaskKind:
    """Make a kind of task known to the workbenches."""
    _KINDS[kind.code] = kind
    return kind


def task_kinds() -> dict[str, TaskKind]:
    """All kinds by code."""
    return dict(_KINDS)


def task_label(task: Task) -> str:
    """What a task is about, in the reader's language."""
    kind = _KINDS.get(task.kind)
    return kind.words(task) if kind is not None and kind.words is not None else task.subject_label


def open_task(
    kind: str,
    *,
    shop_id: int,
    subject: Subject,
    position: str,
    due_at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Open a task unless the same one is open already; an open one gets the new data."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_task (shop_id, kind, subject_kind, subject_id, subject_label, position, due_at, state,"
            " data, result, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, 'open', %s, '', %s)"
            " ON CONFLICT (shop_id, kind, subject_kind, subject_id) WHERE state = 'open'"
            " DO UPDATE SET data = EXCLUDED.data, subject_label = EXCLUDED.subject_label",
            [
                shop_id,
                kind,
                subject.kind,
                subject.id,
                subject.label[:200],
                position,
                due_at,
                Task._meta.get_field("data").get_db_prep_save(dict(data or {}), connection),
                now(),
            ],
        )


def close_tasks(kind: str, *, shop_id: int, subject: Subject, actor: Actor, result: str = "") -> int:
    """Close the open tasks of a kind about a subject; returns how many."""
    return Task.objects.filter(
        shop_id=shop_id, kind=kind, subject_kind=subject.kind, subject_id=subject.id, state=TaskState.OPEN
    ).update(state=TaskState.DONE, closed_at=now(), closed_by=actor.user_id, result=result)


def open_tasks(shop_ids: list[int], positions: list[str], *, limit: int = 200) -> list[Task]:
    """Open tasks of the positions in the shops, overdue first."""
    if is_one_page() and not count_open_tasks(shop_ids, positions):
        return []
    return list(
        Task.objects.filter(shop_id__in=shop_ids, position__in=positions, state=TaskState.OPEN).order_by(
            "due_at", "pk"
        )[:limit]
    )


def count_open_tasks(shop_ids: list[int], positions: list[str]) -> int:
    """How many open tasks wait for the positions in the shops."""
    return sum(count for (_kind, position), count in open_task_counts(shop_ids).items() if position in positions)


@once_a_page
def open_task_counts(shop_ids: list[int]) -> dict[tuple[str, str], int]:
    """How many open tasks there are in the shops, by kind and position. One statement."""
    return {(row["kind"], row["position"]): row["tasks"] for row in _OPEN_TASKS.of(shop_ids)}


def open_task_set(
    kind: str, *, shop_id: int, subjects: Sequence[tuple[Subject, datetime | None, Mapping[str, Any]]], position: str
) -> None:
    """Open one task a subject, each with its due time and data, at once; an open one gets them anew."""
    if not subjects:
        return
    field = Task._meta.get_field("data")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO kernel_task (shop_id, kind, subject_kind, subject_id, subject_label, position, due_at, state,"
            " data, result, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, 'open', %s, '', %s)"
            " ON CONFLICT (shop_id, kind, subject_kind, subject_id) WHERE state = 'open'"
            " DO UPDATE SET data = EXCLUDED.data, due_at = EXCLUDED.due_at",
            [
                (shop_id, kind, subject.kind, subject.id, subject.label[:200], position, due_at,
                 field.get_db_prep_save(dict(data), connection), now())
                for subject, due_at, data in subjects
            ],
        )  # fmt: skip


def close_task_set(
    kind: str, *, shop_id: int, subject_kind: str, subject_ids: Iterable[int], actor: Actor, result: str = ""
) -> int:
    """Close the open tasks of a kind about many subjects; returns how many."""
    return Task.objects.filter(
        shop_id=shop_id, kind=kind, subject_kind=subject_kind, subject_id__in=list(subject_ids), state=TaskState.OPEN
    ).update(state=TaskState.DONE, closed_at=now(), closed_by=actor.user_id, result=result)
