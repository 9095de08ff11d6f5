"""tasks give, done, accept, return, cancel, list."""

from pathlib import Path
from typing import Any

from zhanggui.cli.handlers.moments import moment_of
from zhanggui.cli.prepare import Context
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.permissions import require
from zhanggui.people.queries.given_tasks import given_task, given_tasks, task_json, tasks_json
from zhanggui.people.services import Attachment, accept_task, give_task, report_task, return_task, take_task_back
from zhanggui.people.values import DO_TASKS

_PRIORITIES = {"urgent": 1, "normal": 2, "low": 3}


def _answer(context: Context, task_id: int) -> dict[str, Any]:
    return {"task": task_json(given_task(context.actor, task_id))}


def read_files(paths: list[str]) -> list[Attachment]:
    """Files named on the command line; NotFound for one that is not there."""
    found = []
    for text in paths:
        path = Path(text)
        if not path.is_file():
            raise NotFound("cli.no_file", "There is no file “%(path)s”.", path=text)
        found.append(Attachment(path.name, path.read_bytes()))
    return found


def give(context: Context) -> dict[str, Any]:
    """Give somebody a task."""
    words = context.arguments
    task = give_task(
        actor=context.actor,
        shop_id=context.shop.id,
        to=words.to,
        title=words.title,
        due_at=moment_of(words.due, context.shop.timezone),
        expected=words.expected,
        priority=_PRIORITIES[words.priority],
        files=read_files(words.file),
    )
    return _answer(context, task.pk)


def done(context: Context) -> dict[str, Any]:
    """Report a task as done."""
    words = context.arguments
    report_task(actor=context.actor, task_id=words.task, text=words.text, files=read_files(words.file))
    return _answer(context, words.task)


def accept(context: Context) -> dict[str, Any]:
    """Accept what was reported."""
    accept_task(actor=context.actor, task_id=context.arguments.task, text=context.arguments.text)
    return _answer(context, context.arguments.task)


def send_back(context: Context) -> dict[str, Any]:
    """Return a reported task."""
    return_task(actor=context.actor, task_id=context.arguments.task, text=context.arguments.text)
    return _answer(context, context.arguments.task)


def cancel(context: Context) -> dict[str, Any]:
    """Take a task back."""
    take_task_back(actor=context.actor, task_id=context.arguments.task, text=context.arguments.text)
    return _answer(context, context.arguments.task)


def list_tasks(context: Context) -> dict[str, Any]:
    """Tasks of a view; as the system, `all` open ones of the shop."""
    require(context.actor, DO_TASKS, context.shop.id)
    rows = given_tasks(context.actor, [context.shop.id], context.arguments.view)
    return {"tasks": tasks_json(rows)}
