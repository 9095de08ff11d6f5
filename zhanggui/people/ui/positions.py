"""Pages about positions: the matrix of rights, one position, the steps of the order process, refused attempts."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.capabilities import capabilities
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.addresses import id_of
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.values import EVERY_SHOP, Actor
from zhanggui.people.queries import LivePosition, duty_cover, live_positions, people_rows, process_steps
from zhanggui.people.queries.denied import denied_attempts
from zhanggui.people.queries.routines import superiors
from zhanggui.people.rules.duties import roles, routines
from zhanggui.people.rules.rights import DEEDS, by_area, deed_of
from zhanggui.people.services import add_position, change_position, name_step_position, reset_position
from zhanggui.people.ui.routine_words import RHYTHMS
from zhanggui.people.values import MANAGE_PEOPLE, MUST_NOT, OWNER, OWNER_KEEPS, VIEW_AUDIT, VIEW_PEOPLE

_PAGE = 50


class NewPositionForm(StaffForm):
    """A position of the shop's own."""

    places: ClassVar[dict[str, str]] = {
        "people.bad_code": "code",
        "people.position_exists": "code",
        "people.no_label": "label_zh",
    }
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=40, help_text=gettext_lazy("Small letters, as commands write it.")
    )
    label_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=60)
    label_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=60, required=False)
    like = forms.ChoiceField(label=gettext_lazy("Begins with the rights of"), required=False)

    def __init__(self, *args: Any, live: dict[str, LivePosition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("nothing")), *((code, each.label) for code, each in live.items() if code != OWNER)]
        self.offer("like", choices)


def _manages_all(actor: Actor) -> bool:
    return actor.can(MANAGE_PEOPLE, EVERY_SHOP)


@staff_page(VIEW_PEOPLE, methods=("GET",))
def positions(request: StaffRequest) -> HttpResponse:
    """Every position that is on and what its holder may do, in words; below, those that are off (ORG-02, ORG-09)."""
    live = live_positions()
    held = _held(request, live)
    on = [each for each in live.values() if each.is_on]
    known = capabilities()
    areas = [
        {
            "label": label,
            "rows": [
                {
                    "label": known[code].label,
                    "deed": DEEDS[deed_of(code)],
                    "cells": [code in each.capabilities for each in on],
                }
                for code in codes
            ],
        }
        for _area, label, codes in by_area(known)
    ]
    context = {
        "columns": [{"position": each, "count": held.get(each.code, 0)} for each in on],
        "areas": areas,
        "off": [{"position": each, "role": roles().get(each.code)} for each in live.values() if not each.is_on],
        "may_manage": request.actor.can(MANAGE_PEOPLE),
        "may_switch": _manages_all(request.actor),
        "form": NewPositionForm(live=live),
    }
    return render(request, "people/positions.html", context)


def _held(request: StaffRequest, live: dict[str, LivePosition]) -> dict[str, int]:
    held = dict.fromkeys(live, 0)
    for row in people_rows(request.actor.shops_for(VIEW_PEOPLE)):
        for code in {each.position for each in row.holdings if row.is_active}:
            held[code] = held.get(code, 0) + 1
    return held


@staff_page(MANAGE_PEOPLE, methods=("POST",))
def new_position(request: StaffRequest) -> HttpResponse:
    """Add a position of the shop's own; its rights are ticked on the next page."""
    form = NewPositionForm(request.POST, live=live_positions())
    shop_id = None if _manages_all(request.actor) else request.scope.shops[0].id
    if not form.attempt(lambda: add_position(actor=request.actor, shop_id=shop_id, **form.cleaned_data)):
        return render(request, "people/position_new.html", {"form": form}, status=422)
    messages.success(request, _("The position is there. Tick what it may do."))
    return redirect("people:position", code=form.result.code)


@staff_page(VIEW_PEOPLE)
def position(request: StaffRequest, code: str) -> HttpResponse:
    """One position: duties, routines, what it must not touch, and its rights, which the owner ticks (ORG-09)."""
    live = live_positions().get(code)
    if live is None:
        raise NotFound("people.no_position", _("There is no position “%(code)s”."), code=code)
    if request.method == "POST":
        return _change(request, live)
    return _position_page(request, live)


def _change(request: StaffRequest, live: LivePosition) -> HttpResponse:
    verb = request.POST.get("verb", "rights")
    try:
        if verb == "reset":
            reset_position(actor=request.actor, code=live.code)
        elif verb in {"on", "off"}:
            change_position(actor=request.actor, code=live.code, is_on=verb == "on")
        else:
            change_position(
                actor=request.actor,
                code=live.code,
                capabilities=request.POST.getlist("right"),
                needs_second_factor=request.POST.get("needs_second_factor") == "on",
                superior=request.POST.get("superior") or None,
                reason=request.POST.get("reason", ""),
            )
    except (Conflict, InvalidInput) as error:
        return _position_page(request, live, error=str(error), ticked=set(request.POST.getlist("right")))
    messages.success(request, _("The position is changed. It holds from the next page on for everybody who has it."))
    return redirect("people:position", code=live.code)


def _position_page(
    request: StaffRequest, live: LivePosition, *, error: str = "", ticked: set[str] | None = None
) -> HttpResponse:
    known = capabilities()
    wanted = live.capabilities if ticked is None else ticked
    delicate = MUST_NOT.get(live.code, frozenset())
    kept = OWNER_KEEPS if live.code == OWNER else frozenset()
    areas = [
        {
            "label": label,
            "rows": [
                {
                    "code": code,
                    "label": known[code].label,
                    "deed": DEEDS[deed_of(code)],
                    "is_on": code in wanted,
                    "is_delicate": code in delicate,
                    "is_kept": code in kept,
                }
                for code in codes
            ],
        }
        for _area, label, codes in by_area(known)
    ]
    may_manage = request.actor.can(MANAGE_PEOPLE, EVERY_SHOP if live.shop_id is None else live.shop_id)
    context = {
        "position": live,
        "role": roles().get(live.code),
        "duties": [each for each in duty_cover(_shop_ids(request)) if each.position == live.code],
        "routines": [{"routine": each, "rhythm": RHYTHMS[each.rule.rhythm]} for each in routines().get(live.code, ())],
        "areas": areas,
        "superiors": [] if live.code == OWNER else _superiors(live.code),
        "may_manage": may_manage,
        "has_delicate": bool(delicate),
        "error": error,
    }
    return render(request, "people/position.html", context, status=422 if error else 200)


def _superiors(code: str) -> list[tuple[str, Any, bool]]:
    """Positions that may stand above, and which one does."""
    above = superiors().get(code, OWNER)
    inside = (each for each in live_positions().values() if not each.is_outside and each.code != code)
    return [(each.code, each.label, each.code == above) for each in inside]


def _shop_ids(request: StaffRequest) -> list[int]:
    return [shop.id for shop in request.scope.available]


@staff_page(VIEW_PEOPLE)
def steps(request: StaffRequest) -> HttpResponse:
    """The steps of the order process: who answers, what is allowed, who sees it read-only (ORG-08)."""
    if request.method == "POST":
        step, named = request.POST.get("step", ""), request.POST.get("position", "")
        name_step_position(actor=request.actor, step=step, position=named)
        messages.success(request, _("Saved."))
        return redirect("people:steps")
    live = {code: each for code, each in live_positions().items() if each.is_on}
    known = capabilities()
    rows = []
    for found in process_steps():
        able = {code for codes in found.actions.values() for code in codes}
        watching = [
            each.label for code, each in live.items() if code not in able and found.step.view in each.capabilities
        ]
        rows.append(
            {
                "step": found.step,
                "position": live.get(found.position),
                "choices": [(code, each.label, code == found.position) for code, each in live.items() if code in able],
                "actions": [
                    {"label": known[action].label, "positions": [live[code].label for code in codes]}
                    for action, codes in found.actions.items()
                ],
                "watching": watching,
                "is_mine": any(request.actor.can(action) for action in found.actions),
            }
        )
    return render(request, "people/steps.html", {"rows": rows, "may_manage": _manages_all(request.actor)})


@staff_page(VIEW_AUDIT, methods=("GET",))
def denied(request: StaffRequest) -> HttpResponse:
    """Every refused attempt, newest first (ORG-09)."""
    after = request.GET.get("after", "")
    before = id_of(after)
    rows = denied_attempts(request.actor.shops_for(VIEW_AUDIT), before=before, limit=_PAGE + 1)
    names = {shop.id: shop.name for shop in request.scope.available}
    live = live_positions()
    shown = [
        {
            "row": row,
            "shop": names.get(row.shop_id or 0, ""),
            "position": live[row.position].label if row.position in live else row.position,
        }
        for row in rows[:_PAGE]
    ]
    next_url = f"?after={rows[_PAGE - 1].id}" if len(rows) > _PAGE else ""
    return render(request, "people/denied.html", {"rows": shown, "next_url": next_url, "is_first": before is None})
