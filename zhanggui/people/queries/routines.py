"""Routines as a shop has them now, and the tasks that they made (TSK-02)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, prefetch_related_objects

from zhanggui.kernel.clock import now
from zhanggui.kernel.values import Actor
from zhanggui.people.errors import FileGone, RoutineNotFound, TaskNotFound
from zhanggui.people.models import PositionHolding, PositionSetting, RoutineFile, RoutineSetting, RoutineTask
from zhanggui.people.queries.positions import live_positions
from zhanggui.people.rules.duties import Routine, Words, roles, routines
from zhanggui.people.rules.routines import RULE_FIELDS, RoutineRule, ShopDays, coming
from zhanggui.people.values import DO_TASKS, GIVE_TASKS, MANAGE_ROUTINES, OWNER, RoutineState
from zhanggui.shops.queries import working_days

VIEWS = ("open", "done", "missed")
_STATES = {"done": (RoutineState.DONE,), "missed": (RoutineState.MISSED, RoutineState.DROPPED)}


@dataclass(frozen=True, slots=True)
class LiveRoutine:
    """A routine of a shop: whose it is, when it is due, what is ticked, and whether it makes tasks."""

    shop_id: int
    code: str
    position: str
    title: Words
    rule: RoutineRule
    checklist: tuple[Words, ...] = ()
    needs_evidence: bool = False
    is_on: bool = True
    is_own: bool = False
    is_changed: bool = False
    since: datetime | None = None
    requirement: str = ""


def live_routines(shop_id: int) -> dict[str, LiveRoutine]:
    """Every routine of the shop by code, shipped ones first. One statement."""
    found = shipped_routines(shop_id)
    for row in RoutineSetting.objects.filter(shop_id=shop_id).order_by("pk"):
        if row.is_own or row.code in found:
            found[row.code] = _stored(row, found.get(row.code))
    return found


def shipped_routines(shop_id: int) -> dict[str, LiveRoutine]:
    """The shipped routines by code, as they begin in a shop."""
    return {
        code: _shipped(shop_id, code, routine)
        for position, each in routines().items()
        for routine in each
        for code in (f"{position}-{routine.code}",)
    }


def live_routine(shop_id: int, code: str) -> LiveRoutine:
    """One routine; RoutineNotFound when there is none of that code."""
    found = live_routines(shop_id).get(code)
    if found is None:
        raise RoutineNotFound(code)
    return found


def _shipped(shop_id: int, code: str, routine: Routine) -> LiveRoutine:
    return LiveRoutine(
        shop_id,
        code,
        routine.position,
        routine.words,
        routine.rule,
        routine.checklist,
        routine.needs_evidence,
        requirement=routine.requirement,
    )


def _stored(row: RoutineSetting, shipped: LiveRoutine | None) -> LiveRoutine:
    rule = RoutineRule(**{name: getattr(row, name) for name in RULE_FIELDS})
    stored = LiveRoutine(
        row.shop_id,
        row.code,
        row.position,
        Words(row.title_en, row.title_zh),
        rule,
        tuple(Words(each["en"], each["zh"]) for each in row.checklist),
        row.needs_evidence,
        is_on=row.is_on,
        is_own=row.is_own,
        requirement=shipped.requirement if shipped else "",
    )
    return replace(stored, is_changed=shipped is not None and stored != shipped, since=row.since)


def shop_days(shop_id: int) -> ShopDays:
    """The working days of a shop, for the arithmetic of due times (TSK-13)."""
    return ShopDays(*working_days(shop_id))


def next_dues(shop_id: int) -> dict[str, datetime | None]:
    """When each routine that is on is due next. Reads the calendar once."""
    days, moment = shop_days(shop_id), now()
    return {code: coming(each.rule, days, moment) for code, each in live_routines(shop_id).items() if each.is_on}


def manned_positions(shop_id: int) -> set[str]:
    """Positions that are on and that somebody with an open account holds in the shop; the others' routines rest."""
    on = {code for code, each in live_positions().items() if each.is_on}
    return on & set(_holdings(shop_id).values_list("position", flat=True))


def holders_of(position: str, shop_id: int) -> list[int]:
    """Ids of the open accounts that hold the position in the shop."""
    return list(_holdings(shop_id).filter(position=position).values_list("user_id", flat=True).distinct())


def holders_who_may(capability: str, shop_id: int) -> list[int]:
    """Ids of the open accounts that have the capability in the shop."""
    able = [code for code, each in live_positions().items() if capability in each.capabilities]
    return list(_holdings(shop_id).filter(position__in=able).values_list("user_id", flat=True).distinct())


def _holdings(shop_id: int) -> Any:
    held = PositionHolding.objects.filter(user__is_active=True, brand="")
    return held.filter(Q(shop_id=None) | Q(shop_id=shop_id))


def superiors() -> dict[str, str]:
    """Position to the position above it: as appendix A has it, with the owner's changes; the owner has none."""
    found = {code: role.superior for code, role in roles().items()}
    for row in PositionSetting.objects.all():
        found[row.code] = row.superior or found.get(row.code, OWNER)
    return {**found, OWNER: ""}


def superior_of(position: str, manned: Collection[str], above: Mapping[str, str] | None = None) -> str:
    """The nearest position above that somebody holds; empty when there is none."""
    above = superiors() if above is None else above
    seen = {position}
    code = above.get(position, OWNER)
    while code and code not in seen:
        if code in manned:
            return code
        seen.add(code)
        code = above.get(code, OWNER)
    return ""


def routine_tasks(
    actor: Actor, shop_ids: Collection[int], view: str, *, before: int | None = None, limit: int = 50
) -> list[RoutineTask]:
    """Routine tasks that are the actor's business: `open` by due time; `done` and `missed` newest first."""
    rows = RoutineTask.objects.filter(_seen(actor, shop_ids))
    if view == "open":
        return list(rows.filter(closed_at=None).order_by("due_at", "pk")[:limit])
    rows = rows.filter(state__in=_STATES[view])
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])


def open_counts(actor: Actor, shop_ids: Collection[int]) -> dict[str, int]:
    """How many open routine tasks are the actor's business, and how many of them are late."""
    rows = RoutineTask.objects.filter(_seen(actor, shop_ids), closed_at=None)
    return rows.aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lte=now())))


def routine_task(actor: Actor, task_id: int) -> RoutineTask:
    """One routine task with its files, for who does it or leads there; else TaskNotFound."""
    rows = RoutineTask.objects.prefetch_related("files")
    found = rows.filter(pk=task_id).first() if task_id < 2**63 else None
    if found is None or not RoutineTask.objects.filter(_seen(actor, [found.shop_id]), pk=found.pk).exists():
        raise TaskNotFound(task_id)
    return found


def may_do(actor: Actor, task: RoutineTask) -> bool:
    """Whether the actor may tick and finish it: who holds the position, whoever it was escalated to, who leads."""
    if actor.is_system or actor.can(GIVE_TASKS, task.shop_id):
        return True
    mine = set(_holdings(task.shop_id).filter(user_id=actor.user_id or 0).values_list("position", flat=True))
    return actor.can(DO_TASKS, task.shop_id) and bool(mine & {task.position, task.escalated_to})


def routine_file(task: RoutineTask, file_id: int) -> tuple[RoutineFile, Path]:
    """A file of the task and where it lies; FileGone when it is not there."""
    found = task.files.filter(pk=file_id).first()
    path = Path(settings.MEDIA_ROOT) / found.path if found else None
    if found is None or path is None or not path.is_file():
        raise FileGone
    return found, path


def task_words(task: RoutineTask) -> str:
    """The title of a routine task in the reader's language."""
    return str(Words(task.title_en, task.title_zh))


def _seen(actor: Actor, shop_ids: Collection[int]) -> Q:
    if actor.is_system:
        return Q(shop_id__in=list(shop_ids))
    leads = [each for each in shop_ids if actor.can(GIVE_TASKS, each) or actor.can(MANAGE_ROUTINES, each)]
    where = Q(shop_id__in=leads)
    held = PositionHolding.objects.filter(user_id=actor.user_id or 0, brand="").values_list("position", "shop_id")
    for position, shop_id in held:
        places = list(shop_ids) if shop_id is None else [each for each in shop_ids if each == shop_id]
        where |= Q(shop_id__in=places) & (Q(position=position) | Q(escalated_to=position))
    return where


def routine_json(routine: LiveRoutine, next_due: datetime | None) -> dict[str, Any]:
    """A routine with its rule as commands and the API show it."""
    return {
        "code": routine.code,
        "position": routine.position,
        "title": str(routine.title),
        **asdict(routine.rule),
        "at": f"{routine.rule.at:%H:%M}",
        "checklist": [str(each) for each in routine.checklist],
        "needs_evidence": routine.needs_evidence,
        "is_on": routine.is_on,
        "is_own": routine.is_own,
        "is_changed": routine.is_changed,
        "next_due": next_due,
    }


def routine_task_json(task: RoutineTask) -> dict[str, Any]:
    """A routine task as commands and the API show it."""
    return {
        "id": task.pk,
        "routine": task.routine,
        "period": task.period,
        "position": task.position,
        "title": task_words(task),
        "state": task.state,
        "due_at": task.due_at,
        "escalated_to": task.escalated_to,
        "checklist": [
            {"text": str(Words(each["en"], each["zh"])), "is_done": each["is_done"]} for each in task.checklist
        ],
        "needs_evidence": task.needs_evidence,
        "files": [{"id": file.pk, "name": file.name, "size": file.size} for file in task.files.all()],
        "closed_at": task.closed_at,
        "closed_by": task.closed_by,
        "words": task.words,
    }


def routine_tasks_json(rows: Sequence[RoutineTask]) -> list[dict[str, Any]]:
    """The same for a list, in one statement."""
    prefetch_related_objects(rows, "files")
    return [routine_task_json(row) for row in rows]
