"""Pages about the people of the shop: list, new account, one person."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from zhanggui.kernel.capabilities import brand_capabilities
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.events.read import timeline
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.rulebook.read import rule_value
from zhanggui.kernel.values import EVERY_SHOP, Actor
from zhanggui.people.queries import LivePosition, PersonRow, live_positions, offered_positions, people_rows, person_row
from zhanggui.people.queries.given_tasks import staff_of
from zhanggui.people.queries.security import signatures_of
from zhanggui.people.rules.security import DORMANT_DAYS
from zhanggui.people.services import (
    agree_wage,
    change_positions,
    create_user,
    disable_user,
    enable_user,
    remove_second_factor,
    reset_password,
)
from zhanggui.people.ui.account import show_once, take_shown
from zhanggui.people.ui.forms import NewPersonForm
from zhanggui.people.ui.wages import WageForm, wage_panel
from zhanggui.people.ui.words import event_words
from zhanggui.people.values import MANAGE_PEOPLE, VIEW_PEOPLE, Holding
from zhanggui.shops.queries import warehouses_of

EVERYWHERE = "all"
_BRAND = ":brand:"
_PLACE = re.compile(r"(?P<shop>all|\d{1,18})(:(?P<warehouse>\d{1,18})|:brand:(?P<brand>[^\0]{1,200}))?", re.ASCII)


def _seen_shops(actor: Actor) -> frozenset[int] | None:
    return actor.shops_for(VIEW_PEOPLE)


@staff_page(VIEW_PEOPLE, methods=("GET",))
def people(request: StaffRequest) -> HttpResponse:
    """Everybody with positions, last sign-in and second factor; dormant accounts stand out (SEC-08)."""
    names = {shop.id: shop.name for shop in request.scope.available}
    rows = people_rows(_seen_shops(request.actor))
    dormant_days = rule_value(DORMANT_DAYS)
    live = live_positions()
    shown = [
        {
            "person": row,
            "positions": [_holding_words(each, names, live) for each in row.holdings],
            "is_dormant": row.is_active and row.dormant_days >= dormant_days,
        }
        for row in rows
    ]
    context = {
        "rows": shown,
        "may_manage": request.actor.can(MANAGE_PEOPLE),
        "dormant_days": dormant_days,
        "dormant": sum(bool(row["is_dormant"]) for row in shown),
        "active": sum(row.is_active for row in rows),
    }
    return render(request, "people/list.html", context)


def _holding_words(holding: Holding, names: dict[int, str], live: Mapping[str, LivePosition]) -> str:
    position = live.get(holding.position)
    label = str(position.label) if position else holding.position
    if holding.shop_id is None:
        return label
    place = names.get(holding.shop_id, _("another shop"))
    if holding.warehouse_id is not None:
        cards = warehouses_of(holding.shop_id)
        place = next((f"{place} {card.name}" for card in cards if card.id == holding.warehouse_id), place)
    return " · ".join(each for each in (label, place, holding.brand) if each)


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
        brand=values["brand"],
        password=values["password"] or None,
        must_change_password=True,
    )


@staff_page(VIEW_PEOPLE, methods=("GET",))
def person(request: StaffRequest, username: str) -> HttpResponse:
    """One person: positions per shop, account, and what happened to it."""
    return _person_page(request, person_row(username, _seen_shops(request.actor)))


def _person_page(
    request: StaffRequest,
    row: PersonRow,
    *,
    error: str = "",
    wanted: set[Holding] | None = None,
    wage: WageForm | None = None,
) -> HttpResponse:
    context = {
        "person": row,
        "matrix": _matrix(request, set(row.holdings) if wanted is None else wanted, row.holdings),
        "shops": _columns(request, row.holdings),
        "brand_positions": _brand_positions(row.holdings),
        "brand_shops": _managed(request),
        "may_manage": request.actor.can(MANAGE_PEOPLE),
        "is_self": row.id == request.actor.user_id,
        "heirs": [each for each in staff_of([shop.id for shop in request.scope.available]) if each[0] != row.username],
        "signed": signatures_of([row.id]).get(row.id),
        "shown": take_shown(request, "password"),
        "error": error,
        "entries": [event_words(entry) for entry in timeline("user", row.id, limit=30)],
        "wage": wage_panel(request.actor, row, wage),
    }
    response = render(request, "people/person.html", context, status=422 if error or wage else 200)
    response["Cache-Control"] = "no-store"
    return response


def _columns(request: StaffRequest, holdings: Collection[Holding]) -> list[dict[str, Any]]:
    """All shops first, then each shop when there are several, and each warehouse of a shop that has several.

    After them the brands for which the person holds something already.

    `can` says whether the actor may change it, `place` how the form names it.
    """
    actor = request.actor
    columns = [_column(EVERYWHERE, _("All shops"), None, None, can=actor.can(MANAGE_PEOPLE, EVERY_SHOP))]
    are_several = len(request.scope.available) > 1 or not columns[0]["can"]
    for shop in request.scope.available:
        can = actor.can(MANAGE_PEOPLE, shop.id)
        if are_several:
            columns.append(_column(str(shop.id), shop.name, shop.id, None, can=can))
        cards = warehouses_of(shop.id)
        for card in cards if len(cards) > 1 else ():
            label = f"{shop.name} · {card.name}" if are_several else card.name
            columns.append(_column(f"{shop.id}:{card.id}", label, shop.id, card.id, can=can))
        for brand in sorted({each.brand for each in holdings if each.brand and each.shop_id == shop.id}):
            label = f"{shop.name} · {brand}" if are_several else brand
            columns.append(_column(f"{shop.id}{_BRAND}{brand}", label, shop.id, None, brand, can=can))
    return columns


def _column(
    place: str, label: str, shop_id: int | None, warehouse_id: int | None, brand: str = "", *, can: bool
) -> dict[str, Any]:
    return {"place": place, "label": label, "where": (shop_id, warehouse_id, brand), "can": can}


def _brand_positions(holdings: Collection[Holding]) -> list[tuple[str, Any]]:
    """The positions that include something about products, so that they may be held for one brand."""
    carried = brand_capabilities()
    offered = offered_positions(each.position for each in holdings)
    return [(code, position.label) for code, position in offered.items() if position.capabilities & carried]


def _matrix(request: StaffRequest, held: set[Holding], holdings: Collection[Holding]) -> list[dict[str, Any]]:
    columns = _columns(request, holdings)
    return [
        {
            "code": code,
            "label": position.label,
            "cells": [
                {
                    "value": f"{code}:{column['place']}",
                    "name": f"{position.label}, {column['label']}",
                    "is_on": Holding(code, *column["where"]) in held,
                    "can": column["can"] and _fits(position, column),
                }
                for column in columns
            ],
        }
        for code, position in offered_positions(each.position for each in held).items()
    ]


def _fits(position: LivePosition, column: dict[str, Any]) -> bool:
    """A shop's own position is held there only, and one brand is for positions about products."""
    shop_id, _warehouse, brand = column["where"]
    return position.shop_id in {None, shop_id} and (not brand or bool(position.capabilities & brand_capabilities()))


def _wanted(request: StaffRequest, row: PersonRow) -> set[Holding]:
    """What the form says, and untouched what the actor may not change."""
    places = [column["where"] for column in _columns(request, row.holdings) if column["can"]]
    wanted = {each for each in row.holdings if (each.shop_id, each.warehouse_id, each.brand) not in places}
    for value in request.POST.getlist("hold"):
        code, _colon, place = value.partition(":")
        wanted.add(_chosen(code, place))
    brand = request.POST.get("brand", "").strip()
    if brand:
        place = f"{request.POST.get('brand_shop', '')}{_BRAND}{brand}"
        wanted.add(_chosen(request.POST.get("brand_position", ""), place))
    return wanted


def _chosen(code: str, place: str) -> Holding:
    found = _PLACE.fullmatch(place)
    if not re.fullmatch(r"\w{1,40}", code) or found is None:
        raise InvalidInput("people.bad_choice", _("The choice could not be read. Load the page again."))
    shop, warehouse, brand = found.group("shop", "warehouse", "brand")
    shop_id = None if shop == EVERYWHERE else int(shop)
    return Holding(code, shop_id, int(warehouse) if warehouse else None, brand or "")


@staff_page(MANAGE_PEOPLE, methods=("POST",))
def positions_of(request: StaffRequest, username: str) -> HttpResponse:
    """Give a person exactly the ticked positions."""
    row = person_row(username, _seen_shops(request.actor))
    wanted = _wanted(request, row)
    try:
        change_positions(actor=request.actor, username=row.username, holdings=wanted)
    except (Conflict, InvalidInput) as error:
        return _person_page(request, row, error=str(error), wanted=wanted)
    messages.success(request, _("The positions are changed."))
    return redirect("people:person", username=row.username)


@staff_page(MANAGE_PEOPLE, methods=("POST",))
def disable(request: StaffRequest, username: str) -> HttpResponse:
    """Close the account at once."""
    row = person_row(username, _seen_shops(request.actor))
    try:
        disable_user(actor=request.actor, username=row.username, hand_to=request.POST.get("hand_to") or None)
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


@staff_page(MANAGE_PEOPLE, methods=("POST",))
def wage(request: StaffRequest, username: str) -> HttpResponse:
    """Write down the monthly pay that was agreed (SEC-05)."""
    row = person_row(username, _seen_shops(request.actor))
    form = WageForm(request.POST, prefix="wage")
    if not form.attempt(lambda: agree_wage(actor=request.actor, username=row.username, **form.cleaned_data)):
        return _person_page(request, row, wage=form)
    messages.success(request, _("The pay is written down. The timeline says that it changed, not to what."))
    return redirect("people:person", username=row.username)
