"""Pages about the people of the shop: list, new account, one person, the position templates."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from zhanggui.kernel.capabilities import capabilities
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.events.read import timeline
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.values import EVERY_SHOP, Actor
from zhanggui.people.queries import PersonRow, people_rows, person_row
from zhanggui.people.services import (
    change_positions,
    create_user,
    disable_user,
    enable_user,
    remove_second_factor,
    reset_password,
)
from zhanggui.people.ui.account import show_once, take_shown
from zhanggui.people.ui.forms import NewPersonForm
from zhanggui.people.ui.words import event_words
from zhanggui.people.values import MANAGE_PEOPLE, POSITIONS, VIEW_PEOPLE, Holding

DORMANT_DAYS = 60
EVERYWHERE = "all"


def _seen_shops(actor: Actor) -> frozenset[int] | None:
    return actor.shops_for(VIEW_PEOPLE)


@staff_page(VIEW_PEOPLE, methods=("GET",))
def people(request: StaffRequest) -> HttpResponse:
    """Everybody with positions, last sign-in and second factor; dormant accounts stand out (SEC-08)."""
    names = {shop.id: shop.name for shop in request.scope.available}
    rows = people_rows(_seen_shops(request.actor))
    shown = [
        {
            "person": row,
            "positions": [_holding_words(each, names) for each in row.holdings],
            "is_dormant": row.is_active and row.dormant_days >= DORMANT_DAYS,
        }
        for row in rows
    ]
    context = {
        "rows": shown,
        "may_manage": request.actor.can(MANAGE_PEOPLE),
        "dormant": sum(bool(row["is_dormant"]) for row in shown),
        "active": sum(row.is_active for row in rows),
    }
    return render(request, "people/list.html", context)


def _holding_words(holding: Holding, names: dict[int, str]) -> str:
    position = POSITIONS.get(holding.position)
    label = str(position.label) if position else holding.position
    if holding.shop_id is None:
        return label
    return f"{label} · {names.get(holding.shop_id, _('another shop'))}"


def _managed(request: StaffRequest) -> list[ShopRef]:
    return [shop for shop in request.scope.available if request.actor.can(MANAGE_PEOPLE, shop.id)]


def _shop_choices(request: StaffRequest) -> list[tuple[str, Any]]:
    choices: list[tuple[str, Any]] = []
    if request.actor.can(MANAGE_PEOPLE, EVERY_SHOP):
        choices.append((EVERYWHERE, _("All shops")))
    return choices + [(str(shop.id), shop.name) for shop in _managed(request)]


@sensitive_post_parameters("password")
@staff_page(MANAGE_PEOPLE)
def new_person(request: StaffRequest) -> HttpResponse:
    """Open an account; a password made by us is shown once on the person's page."""
    form = NewPersonForm(request.POST or None, shops=_shop_choices(request))
    if request.method == "POST" and form.attempt(lambda: _create(request.actor, form.cleaned_data)):
        account = form.result
        if account.password:
            show_once(request, "password", password=account.password, username=account.name)
        messages.success(request, _("The account is open."))
        return redirect("people:person", username=account.name)
    return render(request, "people/new.html", {"form": form}, status=422 if form.errors else 200)


def _create(actor: Actor, values: dict[str, Any]) -> Any:
    return create_user(
        actor=actor,
        username=values["username"],
        name=values["name"],
        positions=values["positions"],
        shop_id=None if values["shop"] == EVERYWHERE else int(values["shop"]),
        password=values["password"] or None,
        must_change_password=True,
    )


@staff_page(VIEW_PEOPLE, methods=("GET",))
def person(request: StaffRequest, username: str) -> HttpResponse:
    """One person: positions per shop, account, and what happened to it."""
    return _person_page(request, person_row(username, _seen_shops(request.actor)))


def _person_page(
    request: StaffRequest, row: PersonRow, *, error: str = "", wanted: set[Holding] | None = None
) -> HttpResponse:
    context = {
        "person": row,
        "matrix": _matrix(request, set(row.holdings) if wanted is None else wanted),
        "shops": _columns(request),
        "may_manage": request.actor.can(MANAGE_PEOPLE),
        "is_self": row.id == request.actor.user_id,
        "shown": take_shown(request, "password"),
        "error": error,
        "entries": [event_words(entry) for entry in timeline("user", row.id, limit=30)],
    }
    response = render(request, "people/person.html", context, status=422 if error else 200)
    response["Cache-Control"] = "no-store"
    return response


def _columns(request: StaffRequest) -> list[dict[str, Any]]:
    """All shops first, then each shop when there are several; `can` says whether the actor may change it."""
    actor = request.actor
    columns: list[dict[str, Any]] = [{"id": None, "label": _("All shops"), "can": actor.can(MANAGE_PEOPLE, EVERY_SHOP)}]
    if len(request.scope.available) > 1 or not columns[0]["can"]:
        columns += [
            {"id": shop.id, "label": shop.name, "can": actor.can(MANAGE_PEOPLE, shop.id)}
            for shop in request.scope.available
        ]
    return columns


def _matrix(request: StaffRequest, held: set[Holding]) -> list[dict[str, Any]]:
    columns = _columns(request)
    return [
        {
            "label": position.label,
            "cells": [
                {
                    "value": f"{code}:{column['id'] or EVERYWHERE}",
                    "name": f"{position.label}, {column['label']}",
                    "is_on": Holding(code, column["id"]) in held,
                    "can": column["can"],
                }
                for column in columns
            ],
        }
        for code, position in POSITIONS.items()
    ]


def _wanted(request: StaffRequest, row: PersonRow) -> set[Holding]:
    """What the form says, and untouched what the actor may not change."""
    changeable = {column["id"] for column in _columns(request) if column["can"]}
    wanted = {each for each in row.holdings if each.shop_id not in changeable}
    for value in request.POST.getlist("hold"):
        code, _colon, shop = value.partition(":")
        if code not in POSITIONS or not (shop == EVERYWHERE or shop.isdecimal()):
            raise InvalidInput("people.bad_choice", _("The choice could not be read. Load the page again."))
        wanted.add(Holding(code, None if shop == EVERYWHERE else int(shop)))
    return wanted


@staff_page(MANAGE_PEOPLE, methods=("POST",))
def positions_of(request: StaffRequest, username: str) -> HttpResponse:
    """Give a person exactly the ticked positions."""
    row = person_row(username, _seen_shops(request.actor))
    wanted = _wanted(request, row)
    try:
        change_positions(actor=request.actor, username=row.username, holdings=wanted)
    except Conflict as error:
        return _person_page(request, row, error=str(error), wanted=wanted)
    messages.success(request, _("The positions are changed."))
    return redirect("people:person", username=row.username)


@staff_page(MANAGE_PEOPLE, methods=("POST",))
def disable(request: StaffRequest, username: str) -> HttpResponse:
    """Close the account at once."""
    row = person_row(username, _seen_shops(request.actor))
    try:
        disable_user(actor=request.actor, username=row.username)
    except Conflict as error:
        return _person_page(request, row, error=str(error))
    messages.success(request, _("The account is closed: no sign-in, no session, no API key."))
    return redirect("people:person", username=row.username)


@staff_page(MANAGE_PEOPLE, methods=("POST",))
def enable(request: StaffRequest, username: str) -> HttpResponse:
    """Open a closed account again."""
    row = person_row(username, _seen_shops(request.actor))
    enable_user(actor=request.actor, username=row.username)
    messages.success(request, _("The account is open again."))
    return redirect("people:person", username=row.username)


@staff_page(MANAGE_PEOPLE, methods=("POST",))
def new_password(request: StaffRequest, username: str) -> HttpResponse:
    """Make a new password; the next page shows it once."""
    row = person_row(username, _seen_shops(request.actor))
    if row.id == request.actor.user_id:
        return redirect("people:password")
    account = reset_password(actor=request.actor, username=row.username)
    show_once(request, "password", password=account.password, username=account.name)
    return redirect("people:person", username=row.username)


@staff_page(MANAGE_PEOPLE, methods=("POST",))
def take_second_factor(request: StaffRequest, username: str) -> HttpResponse:
    """For somebody who lost phone and paper."""
    row = person_row(username, _seen_shops(request.actor))
    remove_second_factor(actor=request.actor, username=row.username)
    messages.success(request, _("The second factor is off for this account."))
    return redirect("people:person", username=row.username)


@staff_page(VIEW_PEOPLE, methods=("GET",))
def positions(request: StaffRequest) -> HttpResponse:
    """Every position template and what its holder may do, in words (ORG-08)."""
    known = capabilities()
    held = dict.fromkeys(POSITIONS, 0)
    for row in people_rows(_seen_shops(request.actor)):
        for code in {each.position for each in row.holdings if row.is_active}:
            held[code] = held.get(code, 0) + 1
    areas: dict[str, list[dict[str, Any]]] = {}
    for code in sorted({each for position in POSITIONS.values() for each in position.capabilities}):
        label = known[code].label if code in known else code
        cells = [code in position.capabilities for position in POSITIONS.values()]
        areas.setdefault(code.partition(".")[0], []).append({"label": label, "cells": cells})
    columns = [{"label": position.label, "count": held[code]} for code, position in POSITIONS.items()]
    return render(request, "people/positions.html", {"columns": columns, "areas": list(areas.values())})
