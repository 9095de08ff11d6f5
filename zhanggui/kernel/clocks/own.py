"""The clocks of the kernel's own machines: deadlines, tasks with a due time, requests that wait for a decision."""

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.approvals.models import Approval, ApprovalState
from zhanggui.kernel.approvals.verbs import approval_kinds
from zhanggui.kernel.clocks.registry import (
    ClockAsk,
    ClockKind,
    ClockSource,
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
_RUNNING_DEADLINES = "SELECT started_at, due_at FROM kernel_deadline WHERE shop_id = ANY(%s) AND state = 'running'"
_RUNNING_TASKS = (
    "SELECT created_at, due_at FROM kernel_task WHERE shop_id = ANY(%s) AND state = 'open' AND due_at IS NOT NULL"
)
_RUNNING_APPROVALS = "SELECT asked_at, asked_at FROM kernel_approval WHERE shop_id = ANY(%s) AND state = 'waiting'"


def _deadlines(ask: ClockAsk) -> QuerySet[Deadline]:
    return Deadline.objects.filter(shop_id__in=ask.shops, state=DeadlineState.RUNNING)


def _deadline_rows(ask: ClockAsk, limit: int) -> list[RunningClock]:
    return [_deadline_clock(row) for row in _deadlines(ask).order_by("due_at", "pk")[:limit]]


def _deadline_clock(row: Deadline) -> RunningClock:
    words = deadline_words().get(row.kind)
    label, url = (str(words[0]), _address(words[1])) if words else (row.kind, reverse("home"))
    return RunningClock(row.shop_id, f"{label} {row.period}".strip(), url, row.started_at, row.due_at)


def _tasks(ask: ClockAsk) -> QuerySet[Task]:
    return Task.objects.filter(shop_id__in=ask.shops, state=TaskState.OPEN).exclude(due_at=None)


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
    return Approval.objects.filter(shop_id__in=ask.shops, state=ApprovalState.WAITING)


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


register_clock_source(ClockSource(DEADLINE, None, _deadline_rows, running=_RUNNING_DEADLINES))
register_clock_source(ClockSource(TASK, None, _task_rows, running=_RUNNING_TASKS))
register_clock_source(ClockSource(APPROVAL, None, _approval_rows, running=_RUNNING_APPROVALS))
