"""routines list, set, reset, run, tasks, finish."""

from dataclasses import asdict, fields
from typing import Any

from zhanggui.cli.handlers.moments import time_of
from zhanggui.cli.handlers.tasks import read_files
from zhanggui.cli.prepare import Context
from zhanggui.kernel.permissions import require
from zhanggui.people.queries.routines import (
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
    run_routines,
)
from zhanggui.people.values import DO_TASKS, MANAGE_ROUTINES


def list_routines(context: Context) -> dict[str, Any]:
    """Every routine of the shop."""
    require(context.actor, DO_TASKS, context.shop.id)
    dues = next_dues(context.shop.id)
    return {"routines": [_told(each, dues) for each in live_routines(context.shop.id).values()]}


def set_routine(context: Context) -> dict[str, Any]:
    """Change a routine, or add one as `new`."""
    words = context.arguments
    given: dict[str, Any] = {field.name: getattr(words, field.name) for field in fields(RoutineChange)}
    if words.at is not None:
        given["at"] = time_of(words.at)
    for name in ("needs_evidence", "is_on"):
        if given[name] is not None:
            given[name] = given[name] in {"yes", "on"}
    change = RoutineChange(**given)
    shop_id = context.shop.id
    if words.code == "new":
        made = add_routine(actor=context.actor, shop_id=shop_id, change=change)
    else:
        made = change_routine(actor=context.actor, shop_id=shop_id, code=words.code, change=change)
    return {"routine": _told(made, next_dues(shop_id))}


def ship_routine(context: Context) -> dict[str, Any]:
    """As shipped again."""
    found = reset_routine(actor=context.actor, shop_id=context.shop.id, code=context.arguments.code)
    return {"routine": _told(found, next_dues(context.shop.id))}


def run(context: Context) -> dict[str, Any]:
    """What the scheduler does each minute."""
    require(context.actor, MANAGE_ROUTINES, context.shop.id)
    return {"run": asdict(run_routines(actor=context.actor, shop_id=context.shop.id))}


def list_tasks(context: Context) -> dict[str, Any]:
    """What routines made that concerns the person."""
    require(context.actor, DO_TASKS, context.shop.id)
    rows = routine_tasks(context.actor, [context.shop.id], context.arguments.view)
    return {"tasks": routine_tasks_json(rows)}


def finish(context: Context) -> dict[str, Any]:
    """The work is done."""
    words = context.arguments
    ticks = None if words.point is None else [number - 1 for number in words.point]
    task = finish_routine_task(
        actor=context.actor, task_id=words.task, ticks=ticks, text=words.text, files=read_files(words.file)
    )
    return {"task": routine_task_json(task)}


def _told(routine: LiveRoutine, dues: dict[str, Any]) -> dict[str, Any]:
    return routine_json(routine, dues.get(routine.code))
