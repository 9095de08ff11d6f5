"""Doing what a routine made: ticked, proved, finished, or settled by work elsewhere on the desk (TSK-02)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.events.record import record_denied
from zhanggui.kernel.values import Actor
from zhanggui.people.errors import NotYourRoutine
from zhanggui.people.models import RoutineTask
from zhanggui.people.queries.positions import position_label
from zhanggui.people.queries.routines import may_do, routine_task
from zhanggui.people.services.attachments import Attachment, check_files, keep_files
from zhanggui.people.services.routine_ends import close_task
from zhanggui.people.values import DO_TASKS, RoutineState

_LONGEST = 4_000


def tick_routine_task(
    *, actor: Actor, task_id: int, ticks: Collection[int], text: str = "", files: Sequence[Attachment] = ()
) -> RoutineTask:
    """Keep which points are done so far, the words and the files. Errors: not theirs, closed, too large a file."""
    with transaction.atomic():
        task = _working(actor, task_id)
        _keep_work(actor, task, ticks, text, files)
    return task


def finish_routine_task(
    *,
    actor: Actor,
    task_id: int,
    ticks: Collection[int] | None = None,
    text: str = "",
    files: Sequence[Attachment] = (),
    at: datetime | None = None,
) -> RoutineTask:
    """The work is done; without `ticks` every point of the list is. `at` is when, now by default.

    Errors: not theirs, closed already, points left open without a word why, evidence that is missing.
    """
    with transaction.atomic():
        task = _working(actor, task_id)
        _keep_work(actor, task, range(len(task.checklist)) if ticks is None else ticks, text, files)
        if not all(point["is_done"] for point in task.checklist) and not task.words:
            raise InvalidInput("routines.points_open", _("Tick every point, or write down why one was left out."))
        if task.needs_evidence and not task.files.exists():
            raise InvalidInput("routines.no_evidence", _("Add a photo or a file as evidence."))
        close_task(actor, task, "finish", result="done", at=at)
    return task


def settle_routine(*, actor: Actor, shop_id: int, code: str, period: str = "") -> int:
    """Finish the open task of a routine whose work was just done elsewhere on the desk; returns how many there were.

    Called by the service that did the work, which checks the right.
    """
    rows = RoutineTask.objects.filter(shop_id=shop_id, routine=code, closed_at=None)
    found = list(rows.filter(period=period) if period else rows)
    for task in found:
        task.checklist = [{**point, "is_done": True} for point in task.checklist]
        close_task(actor, task, "finish", result="done", checklist=task.checklist)
    return len(found)


def _working(actor: Actor, task_id: int) -> RoutineTask:
    task = routine_task(actor, task_id)
    if not may_do(actor, task):
        record_denied(actor, DO_TASKS, task.shop_id)
        raise NotYourRoutine(position_label(task.position))
    RoutineTask.objects.select_for_update().get(pk=task.pk)
    task.refresh_from_db()
    if task.state != RoutineState.OPEN:
        raise Conflict(
            "routines.closed", _("This task is closed already. Nothing was changed; look who closed it."), id=task.pk
        )
    return task


def _keep_work(actor: Actor, task: RoutineTask, ticks: Collection[int], text: str, files: Sequence[Attachment]) -> None:
    check_files(files, task.files.count())
    task.checklist = [{**point, "is_done": place in ticks} for place, point in enumerate(task.checklist)]
    task.words = text.strip()[:_LONGEST] or task.words
    task.save(update_fields=["checklist", "words"])
    keep_files(actor, task, files)
