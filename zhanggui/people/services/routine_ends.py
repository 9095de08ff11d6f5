"""Beginning and end of a routine task: what stands for it on the workbenches (TSK-02)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.notices.read import in_words
from zhanggui.kernel.notices.verbs import NoticeKind, register_notice_kind
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.tasks.verbs import TaskKind, close_tasks, open_task, register_task_kind
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.lifecycle import ROUTINE_TASK
from zhanggui.people.models import RoutineTask
from zhanggui.people.queries.positions import position_label


def _task_label(task: Task) -> str:
    return str(in_words(task.data))


ROUTINE = register_task_kind(
    TaskKind("routine", _("Routine"), _("Do it"), "people:routine_task", "calendar", _task_label)
).code
MISSED = register_task_kind(
    TaskKind("routine.missed", _("Routine not done in time"), _("Look"), "people:routine_task", "alert", _task_label)
).code
MISSED_NOTICE = register_notice_kind(
    NoticeKind(
        "routine.missed",
        _("Not done in time by “%(position)s”: %(title)s"),
        "people:routine_task",
        "alert",
        lambda data: {**data, "position": position_label(data["position"])},
    )
).code


def close_task(
    actor: Actor, task: RoutineTask, verb: str, *, result: str, at: datetime | None = None, **changes: Any
) -> None:
    """End a routine task by a verb of its lifecycle, and what stands for it on the workbenches."""
    moment = at or now()
    facts = {"routine": task.routine, "period": task.period, "is_late": task.due_at < moment}
    move(
        task,
        ROUTINE_TASK,
        verb,
        actor=actor,
        subject=subject_of(task),
        data=facts,
        closed_at=moment,
        closed_by="" if actor.is_system else actor.name,
        **changes,
    )
    for kind in (ROUTINE, MISSED):
        close_tasks(kind, shop_id=task.shop_id, subject=subject_of(task), actor=actor, result=result)


def open_for(kind: str, task: RoutineTask, position: str, due_at: datetime | None) -> None:
    """Put it on the workbench of a position."""
    words = {"en": task.title_en, "zh": task.title_zh}
    open_task(kind, shop_id=task.shop_id, subject=subject_of(task), position=position, due_at=due_at, data=words)


def subject_of(task: RoutineTask) -> Subject:
    """The routine task as the timeline and the workbenches name it."""
    return Subject("routine_task", task.pk, task.title_zh)
