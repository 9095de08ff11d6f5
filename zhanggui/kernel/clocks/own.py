"""The clocks of the kernel's own machines: deadlines, tasks with a due time, requests that wait for a decision."""

from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.approvals.models import Approval, ApprovalState
from zhanggui.kernel.approvals.verbs import approval_kinds
from zhanggui.kernel.clocks.registry import (
    ClockAsk,
    ClockKind,
    ClockSource,
    ClockTally,
    RunningClock,
    deadline_words,
    register_clock_source,
)
from zhanggui.kernel.deadlines.models import Deadline, DeadlineState
from zhanggui.kernel.tasks.models import Task, TaskState
from zhanggui.kernel.tasks.verbs import task_kinds, task_label

DEADLINE = ClockKind("deadline", _("Planned deadline"))
TASK = ClockKind("task", _("Task with a due time"))
APPROVAL = ClockKind("approval", _("Request that waits for a decision"), is_working=True, hours=8)


def tally_between(rows: QuerySet[Any], ask: ClockAsk, start: str, due: str) -> ClockTally:
    """Counts rows with a start and a due column of their own, in one statement."""
    whole = ExpressionWrapper(F(due) - F(start), output_field=DurationField())
    risk_at = ExpressionWrapper(F(start) + whole * (ask.percent / 100), output_field=rows.model._meta.get_field(due))
    found = rows.annotate(risk_at=risk_at).aggregate(
        late=Count("pk", filter=Q(**{f"{due}__lte": ask.at})),
        risk=Count("pk", filter=Q(**{f"{due}__gt": ask.at}, risk_at__lte=ask.at)),
        every=Count("pk"),
    )
    return ClockTally(found["every"] - found["late"] - found["risk"], found["risk"], found["late"])


def tally_since(rows: QuerySet[Any], ask: ClockAsk, start: str) -> ClockTally:
    """Counts rows whose time is set by the shop: one comparison each with the start."""
    found = rows.aggregate(
        late=Count("pk", filter=Q(**{f"{start}__lte": ask.late_before})),
        risk=Count("pk", filter=Q(**{f"{start}__gt": ask.late_before, f"{start}__lte": ask.risk_before})),
        every=Count("pk"),
    )
    return ClockTally(found["every"] - found["late"] - found["risk"], found["risk"], found["late"])


def _deadlines(ask: ClockAsk) -> QuerySet[Deadline]:
    return Deadline.objects.filter(shop_id=ask.shop_id, state=DeadlineState.RUNNING)


def _deadline_rows(ask: ClockAsk, limit: int) -> list[RunningClock]:
    return [_deadline_clock(row) for row in _deadlines(ask).order_by("due_at", "pk")[:limit]]


def _deadline_clock(row: Deadline) -> RunningClock:
    words = deadline_words().get(row.kind)
    label, url = (str(words[0]), _address(words[1])) if words else (row.kind, reverse("home"))
    return RunningClock(row.shop_id, f"{label} {row.period}".strip(), url, row.started_at, row.due_at)


def _tasks(ask: ClockAsk) -> QuerySet[Task]:
    return Task.objects.filter(shop_id=ask.shop_id, state=TaskState.OPEN).exclude(due_at=None)


def _task_rows(ask: ClockAsk, limit: int) -> list[RunningClock]:
    kinds = task_kinds()
    return [
        RunningClock(
            row.shop_id,
            f"{kinds[row.kind].label if row.kind in kinds else row.kind} {task_label(row)}".strip(),
            f"{reverse('tasks')}?kind={row.kind}",
            row.created_at,
            row.due_at or row.created_at,
        )
        for row in _tasks(ask).order_by("due_at", "pk")[:limit]
    ]


def _approvals(ask: ClockAsk) -> QuerySet[Approval]:
    return Approval.objects.filter(shop_id=ask.shop_id, state=ApprovalState.WAITING)


def _approval_rows(ask: ClockAsk, limit: int) -> list[RunningClock]:
    kinds = approval_kinds()
    return [
        RunningClock(
            row.shop_id,
            f"{kinds[row.kind].label if row.kind in kinds else row.kind} · {row.asked_name}",
            reverse("approval", args=[row.pk]),
            row.asked_at,
            row.asked_at,
        )
        for row in _approvals(ask).order_by("asked_at", "pk")[:limit]
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse("home")


register_clock_source(
    ClockSource(DEADLINE, None, _deadline_rows, lambda ask: tally_between(_deadlines(ask), ask, "started_at", "due_at"))
)
register_clock_source(
    ClockSource(TASK, None, _task_rows, lambda ask: tally_between(_tasks(ask), ask, "created_at", "due_at"))
)
register_clock_source(
    ClockSource(APPROVAL, None, _approval_rows, lambda ask: tally_since(_approvals(ask), ask, "asked_at"))
)
