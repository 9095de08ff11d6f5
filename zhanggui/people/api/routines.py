"""Endpoints of routines and the tasks that they make (TSK-02)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Body, Router, Schema

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.pages.api import acting, endpoint, shop_for
from zhanggui.kernel.permissions import require
from zhanggui.people.queries.routines import (
    VIEWS,
    LiveRoutine,
    live_routines,
    next_dues,
    routine_json,
    routine_task_json,
    routine_tasks,
    routine_tasks_json,
)
from zhanggui.people.services import (
    RoutineChange,
    add_routine,
    change_routine,
    finish_routine_task,
    reset_routine,
    tick_routine_task,
)
from zhanggui.people.values import DO_TASKS, MANAGE_ROUTINES

router = Router()


class RoutineOut(Schema):
    """A routine with its rule."""

    code: str
    position: str
    title: str
    rhythm: str
    at: str
    day: int
    month: int
    lead_days: int
    day_off: str
    event: str
    days_after: int
    checklist: list[str]
    needs_evidence: bool
    is_on: bool
    is_own: bool
    is_changed: bool
    next_due: datetime | None


class RoutineList(Schema):
    """The routines of a shop."""

    routines: list[RoutineOut]


class PointOut(Schema):
    """A point of the checklist."""

    text: str
    is_done: bool


class EvidenceOut(Schema):
    """A file of evidence."""

    id: int
    name: str
    size: int


class RoutineTaskOut(Schema):
    """One time that a routine was due."""

    id: int
    routine: str
    period: str
    position: str
    title: str
    state: str
    due_at: datetime
    escalated_to: str
    checklist: list[PointOut]
    needs_evidence: bool
    files: list[EvidenceOut]
    closed_at: datetime | None
    closed_by: str
    words: str


class RoutineTaskList(Schema):
    """Routine tasks of a view."""

    tasks: list[RoutineTaskOut]


class WorkIn(Schema):
    """Which points are done, counted from 0, and words; without points all of them."""

    points: list[int] | None = None
    text: str = ""


@router.get("/shops/{shop}/routines", **endpoint(RoutineList, DO_TASKS))
def list_routines(request: HttpRequest, shop: str) -> dict[str, object]:
    """Every routine of the shop with its rule and when it is due next."""
    found = shop_for(request, shop, DO_TASKS)
    dues = next_dues(found.id)
    return {"routines": [_out(each, dues) for each in live_routines(found.id).values()]}


@router.post("/shops/{shop}/routines", **endpoint(RoutineOut, MANAGE_ROUTINES))
def new_routine(request: HttpRequest, shop: str, body: Body[RoutineChange]) -> dict[str, object]:
    """A routine of the shop's own."""
    found = shop_for(request, shop, MANAGE_ROUTINES)
    made = add_routine(actor=acting(request), shop_id=found.id, change=body)
    return _out(made, next_dues(found.id))


@router.post("/shops/{shop}/routines/{code}", **endpoint(RoutineOut, MANAGE_ROUTINES))
def set_routine(request: HttpRequest, shop: str, code: str, body: Body[RoutineChange]) -> dict[str, object]:
    """Change a routine, or switch it on or off."""
    found = shop_for(request, shop, MANAGE_ROUTINES)
    changed = change_routine(actor=acting(request), shop_id=found.id, code=code, change=body)
    return _out(changed, next_dues(found.id))


@router.post("/shops/{shop}/routines/{code}/reset", **endpoint(RoutineOut, MANAGE_ROUTINES))
def ship_routine(request: HttpRequest, shop: str, code: str) -> dict[str, object]:
    """A shipped routine as it is shipped again."""
    found = shop_for(request, shop, MANAGE_ROUTINES)
    return _out(reset_routine(actor=acting(request), shop_id=found.id, code=code), next_dues(found.id))


@router.get("/shops/{shop}/routine-tasks", **endpoint(RoutineTaskList, DO_TASKS))
def list_routine_tasks(
    request: HttpRequest, shop: str, view: str = "open", before: int | None = None
) -> dict[str, object]:
    """What routines made that concerns one: `open`, `done` or `missed`."""
    found = shop_for(request, shop, DO_TASKS)
    if view not in VIEWS:
        raise InvalidInput("tasks.view", _("The view is one of %(known)s."), known=", ".join(VIEWS))
    rows = routine_tasks(acting(request), [found.id], view, before=before)
    return {"tasks": routine_tasks_json(rows)}


@router.post("/routine-tasks/{task_id}/tick", **endpoint(RoutineTaskOut, DO_TASKS))
def tick(request: HttpRequest, task_id: int, body: WorkIn) -> dict[str, object]:
    """Keep which points are done so far."""
    require(acting(request), DO_TASKS)
    task = tick_routine_task(actor=acting(request), task_id=task_id, ticks=body.points or [], text=body.text)
    return routine_task_json(task)


@router.post("/routine-tasks/{task_id}/finish", **endpoint(RoutineTaskOut, DO_TASKS))
def finish(request: HttpRequest, task_id: int, body: WorkIn) -> dict[str, object]:
    """The work is done; a point left open needs words. Evidence is added on the page or by the command."""
    require(acting(request), DO_TASKS)
    task = finish_routine_task(actor=acting(request), task_id=task_id, ticks=body.points, text=body.text)
    return routine_task_json(task)


def _out(routine: LiveRoutine, dues: dict[str, Any]) -> dict[str, object]:
    return routine_json(routine, dues.get(routine.code))
