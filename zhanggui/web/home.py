"""What stands on a role's home page and on the task page: rows and figures that modules registered."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.kernel.acting import position_words
from zhanggui.kernel.clock import now
from zhanggui.kernel.pages.access import Scope
from zhanggui.kernel.pages.addresses import address
from zhanggui.kernel.pages.registry import HomeRow, home_sources
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.tasks.verbs import TaskKind, open_tasks, task_kinds, task_label
from zhanggui.kernel.values import Actor
from zhanggui.people.queries import live_positions
from zhanggui.web.approvals import approval_rows

_GROUPS = ("late", "today", "new")
_PLACES = ("strip", "wide", "side")
_NAMED = 2


def home_context(actor: Actor, scope: Scope) -> dict[str, Any]:
    """Groups of rows (overdue, due today, new), figure panels, and the heading that is the next action.

    A panel says by its `place` where it stands: strip (figures across), wide (below the rows) or
    side, which is the default.
    """
    grouped: dict[str, list[HomeRow]] = {name: [] for name in _GROUPS}
    panels: dict[str, list[dict[str, Any]]] = {name: [] for name in _PLACES}
    tasks = _task_rows(
        [task for task in open_tasks(scope.ids, actor.position.split(",")) if _stands_alone(actor, task)]
    )
    for row in tasks:
        grouped[row.group].append(row)
    for row in approval_rows(actor, scope.ids):
        grouped[row.group].append(row)
    for source in home_sources():
        shops = [shop.id for shop in scope.shops if actor.can(source.capability, shop.id)]
        if not shops:
            continue
        for row in source.rows(actor, shops) if source.rows else []:
            grouped[row.group].append(row)
        panel = source.panel(actor, shops) if source.panel else None
        if panel is not None:
            panels[panel.get("place", "side")].append({"template": source.panel_template, "panel": panel})
    for rows in grouped.values():
        rows.sort(key=lambda row: (row.due_at is None, row.due_at or now()))
    first = next((rows[0] for rows in grouped.values() if rows), None)
    return {
        "groups": _groups(grouped),
        "panels": panels,
        "heading": _heading(actor, grouped, first, is_task=any(row is first for row in tasks)),
        "lead": _lead(grouped),
        "first": first,
        "has_shop": bool(scope.available),
    }


def _groups(grouped: dict[str, list[HomeRow]]) -> list[dict[str, Any]]:
    labels = (("late", _("Overdue")), ("today", _("Due today")), ("new", _("New work")))
    return [
        {"name": name, "label": label, "rows": grouped[name], "count": _count(grouped[name])}
        for name, label in labels
        if grouped[name]
    ]


def _count(rows: list[HomeRow]) -> int:
    return sum(1 if row.count is None else row.count for row in rows)


def _heading(actor: Actor, grouped: dict[str, list[HomeRow]], first: HomeRow | None, *, is_task: bool) -> str:
    late = _count(grouped["late"])
    if late:
        text = ngettext(
            "%(name)s, first the %(count)d thing that is overdue",
            "%(name)s, first the %(count)d things that are overdue",
            late,
        )
        return text % {"name": actor.name, "count": late}
    if first is None:
        return _("%(name)s, nothing waits for you") % {"name": actor.name}
    if is_task and first.count == 1 and first.detail:
        return _("%(name)s, next: %(title)s") % {"name": actor.name, "title": f"{first.title} · {first.detail}"}
    if first.count is None:
        return _("%(name)s, next: %(title)s") % {"name": actor.name, "title": first.title}
    return _("%(name)s, next: %(count)d %(title)s") % {"name": actor.name, "title": first.title, "count": first.count}


def _lead(grouped: dict[str, list[HomeRow]]) -> str:
    today, new = _count(grouped["today"]), _count(grouped["new"])
    if today and new:
        return _("%(today)d due today, %(new)d new.") % {"today": today, "new": new}
    if today:
        return _("%(today)d due today.") % {"today": today}
    return _("%(new)d new.") % {"new": new} if new else ""


def _group_of(due_at: datetime | None) -> str:
    if due_at is None:
        return "new"
    if due_at < now():
        return "late"
    tomorrow = timezone.localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return "today" if due_at < tomorrow else "new"


def _stands_alone(actor: Actor, task: Task) -> bool:
    """Whether nothing else on the person's home page shows what the task is about."""
    kind = task_kinds().get(task.kind)
    return kind is None or not kind.rows_for or not actor.can(kind.rows_for, task.shop_id)


def _task_rows(tasks: list[Task]) -> list[HomeRow]:
    """Open tasks, those of one kind and urgency as one row."""
    ordered = sorted(tasks, key=lambda task: (_GROUPS.index(_group_of(task.due_at)), task.kind))
    rows = []
    for (group, code), same in groupby(ordered, key=lambda task: (_group_of(task.due_at), task.kind)):
        found = list(same)
        kind = task_kinds().get(code)
        dues = [task.due_at for task in found if task.due_at is not None]
        rows.append(
            HomeRow(
                kind.icon if kind else "task",
                kind.label if kind else code,
                "、".join(label for task in found[:_NAMED] if (label := task_label(task))),
                kind.verb if kind else _("Open"),
                _task_url(kind, found[0]) if len(found) == 1 else f"{reverse('tasks')}?kind={code}",
                count=len(found),
                due_at=min(dues, default=None),
                group=group,
            )
        )
    return rows


def _task_url(kind: TaskKind | None, task: Task) -> str:
    """Where a task is done: the subject's page, else the kind's page, else the task list."""
    for arguments in ([task.subject_id], []):
        try:
            return reverse(kind.url_name if kind else "tasks", args=arguments)
        except NoReverseMatch:
            continue
    return address("tasks")


def tasks_context(actor: Actor, scope: Scope, *, is_all: bool, may_see_all: bool, kind: str = "") -> dict[str, Any]:
    """Open tasks of the person's positions, or of all positions, by urgency."""
    positions = list(live_positions()) if is_all else actor.position.split(",")
    found = [task for task in open_tasks(scope.ids, positions) if not kind or task.kind == kind]
    grouped: dict[str, list[dict[str, Any]]] = {name: [] for name in _GROUPS}
    for task in found:
        grouped[_group_of(task.due_at)].append(_task_line(task, shows_position=is_all))
    labels = {"late": _("Overdue"), "today": _("Due today"), "new": _("No hurry")}
    return {
        "groups": [{"name": name, "label": labels[name], "rows": rows} for name, rows in grouped.items() if rows],
        "is_all": is_all,
        "may_see_all": may_see_all,
        "count": len(found),
    }


def _task_line(task: Task, *, shows_position: bool) -> dict[str, Any]:
    kind = task_kinds().get(task.kind)
    detail = str(kind.label if kind else task.kind)
    if shows_position and task.position:
        detail = f"{detail} · {position_words(task.position)}"
    return {
        "icon": kind.icon if kind else "task",
        "title": task_label(task),
        "detail": detail,
        "due_at": task.due_at,
        "since": task.created_at,
        "verb": kind.verb if kind else _("Open"),
        "url": _task_url(kind, task),
    }
