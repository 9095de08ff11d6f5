"""Reading the tasks that people gave each other (ORG-10)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, prefetch_related_objects

from zhanggui.kernel.clock import now
from zhanggui.kernel.memory import while_unchanged
from zhanggui.kernel.values import Actor
from zhanggui.people.errors import FileGone, TaskNotFound
from zhanggui.people.models import GivenTask, PositionHolding, TaskFile, TaskWord, User
from zhanggui.people.values import GIVE_TASKS, TaskState

_MONTH = timedelta(days=30)
VIEWS = ("mine", "given", "all", "closed")


def given_tasks(
    actor: Actor, shop_ids: Collection[int], view: str, *, before: int | None = None, limit: int = 50
) -> list[GivenTask]:
    """Tasks of a view: `mine` open ones by urgency; `given` by me, `all` open ones and `closed` newest first.

    `all` holds what the actor may give tasks in; `before` is the last id of a page.
    """
    rows = GivenTask.objects.filter(shop_id__in=list(shop_ids))
    if view == "mine":
        return list(
            rows.filter(owner_id=actor.user_id or 0, closed_at=None).order_by("priority", "due_at", "pk")[:limit]
        )
    if view == "given":
        rows = rows.filter(giver_id=actor.user_id or 0, closed_at=None)
    elif view == "all":
        rows = rows.filter(closed_at=None, shop_id__in=[each for each in shop_ids if actor.can(GIVE_TASKS, each)])
    else:
        rows = rows.filter(Q(owner_id=actor.user_id) | Q(giver_id=actor.user_id)).exclude(closed_at=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])


def given_counts(actor: Actor, shop_ids: Collection[int]) -> dict[str, int]:
    """How many open tasks are mine, and how many I gave wait for my word."""
    return GivenTask.objects.filter(shop_id__in=list(shop_ids), closed_at=None).aggregate(
        mine=Count("pk", filter=Q(owner_id=actor.user_id, state__in=(TaskState.GIVEN, TaskState.RETURNED))),
        given=Count("pk", filter=Q(giver_id=actor.user_id)),
        reported=Count("pk", filter=Q(giver_id=actor.user_id, state=TaskState.REPORTED)),
    )


def tasks_to_do(actor: Actor, shop_ids: Collection[int]) -> list[GivenTask]:
    """What the actor must do, and what came back to be looked at."""
    return list(_to_do(actor.user_id, frozenset(shop_ids)))


@while_unchanged("people_giventask")
def _to_do(user_id: int | None, shop_ids: frozenset[int]) -> list[GivenTask]:
    to_do = Q(owner_id=user_id, state__in=(TaskState.GIVEN, TaskState.RETURNED))
    to_judge = Q(giver_id=user_id, state=TaskState.REPORTED)
    rows = GivenTask.objects.filter(to_do | to_judge, shop_id__in=shop_ids, closed_at=None)
    return list(rows.order_by("priority", "due_at", "pk")[:100])


def given_task(actor: Actor, task_id: int) -> GivenTask:
    """One task with its words and files, for who has it, gave it, or gives tasks in its shop; else TaskNotFound."""
    rows = GivenTask.objects.prefetch_related("words", "files")
    found = rows.filter(pk=task_id).first() if task_id < 2**63 else None
    if found is None or not may_see(actor, found):
        raise TaskNotFound(task_id)
    return found


def may_see(actor: Actor, task: GivenTask) -> bool:
    """Whether the task is the actor's business."""
    return actor.is_system or actor.user_id in {task.owner_id, task.giver_id} or actor.can(GIVE_TASKS, task.shop_id)


def task_file(task: GivenTask, file_id: int) -> tuple[TaskFile, Path]:
    """A file of the task and where it lies; FileGone when it is not there."""
    found = task.files.filter(pk=file_id).first()
    path = Path(settings.MEDIA_ROOT) / found.path if found else None
    if found is None or path is None or not path.is_file():
        raise FileGone
    return found, path


def staff_of(shop_ids: Sequence[int]) -> list[tuple[str, str]]:
    """Open accounts that hold a position in one of the shops, as (sign-in name, shown name), by name."""
    held = PositionHolding.objects.filter(Q(shop_id=None) | Q(shop_id__in=list(shop_ids))).values("user_id")
    users = User.objects.filter(is_active=True, pk__in=held)
    return sorted(((user.username, user.shown_name) for user in users), key=lambda each: each[1])


def accepted_in_time(shop_ids: Collection[int], *, at: datetime | None = None) -> tuple[int, int]:
    """(reported before they were due, all) tasks accepted within the last thirty days."""
    rows = GivenTask.objects.filter(
        shop_id__in=list(shop_ids), state=TaskState.ACCEPTED, closed_at__gte=(at or now()) - _MONTH
    )
    found = rows.aggregate(kept=Count("pk", filter=Q(reported_at__lte=F("due_at"))), total=Count("pk"))
    return found["kept"], found["total"]


def task_json(task: GivenTask) -> dict[str, Any]:
    """The task with everything that was said, as commands and the API show it."""
    return {
        "id": task.pk,
        "title": task.title,
        "expected": task.expected,
        "priority": {1: "urgent", 2: "normal", 3: "low"}[task.priority],
        "state": task.state,
        "giver": task.giver_name,
        "owner": task.owner_name,
        "due_at": task.due_at,
        "given_at": task.given_at,
        "words": [
            {"verb": word.verb, "text": word.text, "by": word.actor_name, "position": word.position, "at": word.at}
            for word in sorted(task.words.all(), key=_by_id)
        ],
        "files": [
            {"id": file.pk, "name": file.name, "size": file.size} for file in sorted(task.files.all(), key=_by_id)
        ],
    }


def tasks_json(rows: Sequence[GivenTask]) -> list[dict[str, Any]]:
    """The same for a list, in two statements."""
    prefetch_related_objects(rows, "words", "files")
    return [task_json(row) for row in rows]


def _by_id(row: TaskWord | TaskFile) -> int:
    return row.pk
