"""Pages of routines: what they make, their rules, and changing one (TSK-02)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.acting import position_words
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.addresses import id_of
from zhanggui.people.models import RoutineTask
from zhanggui.people.queries import positions_in
from zhanggui.people.queries.routines import (
    VIEWS,
    LiveRoutine,
    live_routine,
    live_routines,
    manned_positions,
    next_dues,
    open_counts,
    routine_tasks,
    superior_of,
    superiors,
    task_words,
)
from zhanggui.people.services import RoutineChange, add_routine, change_routine, reset_routine
from zhanggui.people.ui.routine_words import DAY_OFF, RoutineForm, form_values, rule_words
from zhanggui.people.values import DO_TASKS, MANAGE_ROUTINES, RoutineState

_PAGE = 50
TONES = {"open": "", "done": "is-good", "missed": "is-late", "dropped": ""}
_LABELS: dict[str, Any] = {
    "open": gettext_lazy("To be done"),
    "rules": gettext_lazy("When each is due"),
    "done": gettext_lazy("Done"),
    "missed": gettext_lazy("Not done"),
}


@staff_page(DO_TASKS, methods=("GET",))
def routines(request: StaffRequest) -> HttpResponse:
    """What routines made and what came of it; under Rules, when each is due. Others see their own positions' only."""
    view = request.GET.get("view", "open")
    view = view if view in _LABELS else "open"
    may_manage = request.actor.can(MANAGE_ROUTINES)
    counts = open_counts(request.actor, request.scope.ids)
    context: dict[str, Any] = {
        "tabs": [
            {
                "label": label,
                "url": f"{reverse('people:routines')}?view={each}",
                "current": each == view,
                "count": counts["open"] if each == "open" else None,
                "is_late": counts["late"] > 0,
            }
            for each, label in _LABELS.items()
        ],
        "view": view,
        "may_manage": may_manage,
        "shop": request.scope.shops[0],
    }
    context |= _rules(request) if view == "rules" else _tasks(request, view)
    return render(request, "people/routines.html", context)


def _tasks(request: StaffRequest, view: str) -> dict[str, Any]:
    after = request.GET.get("after", "")
    before = id_of(after)
    rows = routine_tasks(request.actor, request.scope.ids, view, before=before, limit=_PAGE + 1)
    names = {shop.id: shop.name for shop in request.scope.shops} if len(request.scope.shops) > 1 else {}
    return {
        "rows": [task_line(row, names) for row in rows[:_PAGE]],
        "next_url": f"?view={view}&after={rows[_PAGE - 1].pk}" if len(rows) > _PAGE and view in VIEWS[1:] else "",
    }


def task_line(task: RoutineTask, names: dict[int, str]) -> dict[str, Any]:
    """A routine task as lists and its own page show it."""
    done = sum(point["is_done"] for point in task.checklist)
    return {
        "task": task,
        "title": task_words(task),
        "position": position_words(task.position),
        "escalated_to": position_words(task.escalated_to),
        "state": RoutineState(task.state).label,
        "tone": TONES[task.state],
        "points": f"{done} / {len(task.checklist)}" if task.checklist else "",
        "is_late": task.closed_at is not None and task.closed_at > task.due_at,
        "shop": names.get(task.shop_id, ""),
        "url": reverse("people:routine_task", args=[task.pk]),
    }


def _rules(request: StaffRequest) -> dict[str, Any]:
    """Rules by position of every shop in scope; positions that are on first."""
    held = positions_in(request.actor.user_id or 0, request.scope.ids)
    groups, ranks = [], superiors()
    for shop in request.scope.shops:
        may_manage = request.actor.can(MANAGE_ROUTINES, shop.id)
        manned, dues = manned_positions(shop.id), next_dues(shop.id)
        found: dict[str, list[LiveRoutine]] = {}
        for routine in live_routines(shop.id).values():
            if may_manage or routine.position in held[shop.id]:
                found.setdefault(routine.position, []).append(routine)
        for position, each in sorted(found.items(), key=lambda pair: pair[0] not in manned):
            groups.append(_group(shop, position, each, manned, ranks, dues, is_named=len(request.scope.shops) > 1))
    return {"groups": groups}


def _group(
    shop: ShopRef,
    position: str,
    routines_of: list[LiveRoutine],
    manned: set[str],
    ranks: dict[str, str],
    dues: dict[str, Any],
    *,
    is_named: bool,
) -> dict[str, Any]:
    rests = position not in manned
    return {
        "label": position_words(position),
        "shop": shop.name if is_named else "",
        "rests": rests,
        "superior": position_words(superior_of(position, manned, ranks)),
        "rows": [
            {
                "routine": each,
                "when": rule_words(each.rule),
                "next": None if rests else dues.get(each.code),
                "url": reverse("people:routine", args=[shop.code, each.code]),
            }
            for each in routines_of
        ],
    }


@staff_page(MANAGE_ROUTINES)
def new_routine(request: StaffRequest) -> HttpResponse:
    """A routine of the shop's own."""
    shop = request.scope.shops[0]
    form = RoutineForm(request.POST if request.method == "POST" else None, initial={"day_off": "move", "event": ""})
    if request.method == "POST" and form.attempt(
        lambda: add_routine(actor=request.actor, shop_id=shop.id, change=form.change())
    ):
        messages.success(request, _("The routine is set up. Its first task comes by itself."))
        return redirect("people:routine", shop=shop.code, code=form.result.code)
    context = {"form": form, "shop": shop, "routine": None}
    return render(request, "people/routine.html", context, status=422 if form.errors else 200)


@staff_page(DO_TASKS)
def routine(request: StaffRequest, code: str) -> HttpResponse:
    """One routine: its rule; who manages routines changes it, switches it on or off, or takes what is shipped."""
    shop = request.scope.shops[0]
    found = live_routine(shop.id, code)
    if request.method == "POST" and request.POST.get("verb") in {"on", "off", "reset"}:
        return _switch(request, shop, code)
    form = RoutineForm(request.POST if request.method == "POST" else None, initial=form_values(found))
    if request.method == "POST" and form.attempt(
        lambda: change_routine(actor=request.actor, shop_id=shop.id, code=code, change=form.change())
    ):
        messages.success(request, _("Saved. Tasks that are open already stay as they are."))
        return redirect("people:routine", shop=shop.code, code=code)
    manned = manned_positions(shop.id)
    context = {
        "form": form,
        "shop": shop,
        "routine": found,
        "position": position_words(found.position),
        "when": rule_words(found.rule),
        "day_off": DAY_OFF[found.rule.day_off],
        "next": next_dues(shop.id).get(code) if found.position in manned else None,
        "rests": found.position not in manned,
        "superior": position_words(superior_of(found.position, manned)),
        "may_manage": request.actor.can(MANAGE_ROUTINES, shop.id),
    }
    return render(request, "people/routine.html", context, status=422 if form.errors else 200)


def _switch(request: StaffRequest, shop: ShopRef, code: str) -> HttpResponse:
    verb = request.POST["verb"]
    if verb == "reset":
        reset_routine(actor=request.actor, shop_id=shop.id, code=code)
        messages.success(request, _("The routine is as shipped again."))
    else:
        change = RoutineChange(is_on=verb == "on")
        change_routine(actor=request.actor, shop_id=shop.id, code=code, change=change)
        messages.success(
            request,
            _("The routine makes tasks again.") if verb == "on" else _("Switched off; its open tasks are taken back."),
        )
    return redirect("people:routine", shop=shop.code, code=code)
