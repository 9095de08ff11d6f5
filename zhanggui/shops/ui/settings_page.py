"""The settings page: each section is a form of its own, so that one wrong field loses nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, scope_for, staff_page
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.values import Actor
from zhanggui.shops.queries import calendar_days, default_warehouse, settings_of, stamp_file, warehouses_of
from zhanggui.shops.rules import public_holidays
from zhanggui.shops.services import (
    change_settings,
    change_warehouse,
    clear_calendar_day,
    open_warehouse,
    remove_stamp,
    rename_shop,
    set_calendar_day,
    set_stamp,
)
from zhanggui.shops.ui import forms
from zhanggui.shops.ui.plan import PlanForm, plan_section, save_plan
from zhanggui.shops.values import MANAGE_SHOPS, VIEW_SETTINGS


def _save_sender(actor: Actor, shop_id: int, values: dict[str, Any]) -> None:
    rename_shop(actor=actor, shop_id=shop_id, name=values.pop("name"))
    change_settings(actor=actor, shop_id=shop_id, **values)


def _save_plain(actor: Actor, shop_id: int, values: dict[str, Any]) -> None:
    change_settings(actor=actor, shop_id=shop_id, **values)


def _save_calendar(actor: Actor, shop_id: int, values: dict[str, Any]) -> None:
    chosen = values.pop("weekdays")
    week = "".join("1" if str(day) in chosen else "0" for day in range(7))
    change_settings(actor=actor, shop_id=shop_id, working_weekdays=week, **values)


def _add_day(actor: Actor, shop_id: int, values: dict[str, Any]) -> None:
    is_working = values["is_working"] == "1"
    set_calendar_day(actor=actor, shop_id=shop_id, day=values["day"], is_working=is_working, name=values["name"])


def _save_warehouse(actor: Actor, shop_id: int, values: dict[str, Any]) -> None:
    change_warehouse(actor=actor, shop_id=shop_id, **values)


def _open_warehouse(actor: Actor, shop_id: int, values: dict[str, Any]) -> None:
    open_warehouse(actor=actor, shop_id=shop_id, **values)


@dataclass(frozen=True, slots=True)
class Section:
    """A form of the page and the service call that saves it."""

    form: type[StaffForm]
    save: Callable[[Actor, int, dict[str, Any]], None]


SECTIONS: Mapping[str, Section] = {
    "sender": Section(forms.SenderForm, _save_sender),
    "orders": Section(forms.OrdersForm, _save_plain),
    "checking": Section(forms.CheckingForm, _save_plain),
    "labels": Section(forms.LabelsForm, _save_plain),
    "packing": Section(forms.WarehouseWorkForm, _save_plain),
    "calendar": Section(forms.CalendarForm, _save_calendar),
    "day": Section(forms.CalendarDayForm, _add_day),
    "privacy": Section(forms.PrivacyForm, _save_plain),
    "warehouse": Section(forms.WarehouseForm, _save_warehouse),
    "new_warehouse": Section(forms.NewWarehouseForm, _open_warehouse),
    "plan": Section(PlanForm, save_plan),
}
# These forms are made for a row or stay empty, not for what the shop has set.
_UNFILLED = {"day", "warehouse", "new_warehouse", "plan"}


@staff_page(VIEW_SETTINGS, methods=("GET",))
def settings(request: StaffRequest) -> HttpResponse:
    """Settings of the chosen shop, or of the first one that the person sees."""
    return _page(request, request.scope.shops[0])


@staff_page(VIEW_SETTINGS)
def shop_settings(request: StaffRequest) -> HttpResponse:
    """Settings of one shop; saving one section needs the right to change them."""
    shop = request.scope.shops[0]
    if request.method != "POST":
        return _page(request, shop)
    name = request.POST.get("section", "")
    section = SECTIONS.get(name)
    if section is None:
        raise InvalidInput("shops.unknown_section", _("The form could not be read. Load the page again."))
    form = section.form(request.POST, prefix=name)
    if not form.attempt(lambda: section.save(request.actor, shop.id, dict(form.cleaned_data))):
        return _page(request, shop, bound={name: form})
    messages.success(request, _("Saved."))
    return _back(shop, name)


@staff_page(MANAGE_SHOPS, methods=("POST",))
def upload_stamp(request: StaffRequest) -> HttpResponse:
    """Keep the uploaded picture as the shop's stamp."""
    shop = request.scope.shops[0]
    form = forms.StampForm(QueryDict(), request.FILES, prefix="stamp")
    if not form.attempt(
        lambda: set_stamp(actor=request.actor, shop_id=shop.id, data=form.cleaned_data["picture"].read())
    ):
        return _page(request, shop, bound={"stamp": form})
    messages.success(request, _("The stamp is kept and stands on new papers."))
    return _back(shop, "stamp")


@staff_page(MANAGE_SHOPS, methods=("POST",))
def drop_stamp(request: StaffRequest) -> HttpResponse:
    """Print without a stamp."""
    shop = request.scope.shops[0]
    remove_stamp(actor=request.actor, shop_id=shop.id)
    messages.success(request, _("Papers are printed without a stamp."))
    return _back(shop, "stamp")


@staff_page(VIEW_SETTINGS, methods=("GET",))
def stamp(request: StaffRequest) -> Any:
    """The stamp's picture for the preview."""
    path = stamp_file(request.scope.shops[0].id)
    if path is None:
        raise NotFound("shops.no_stamp", _("This shop has no stamp."))
    return FileResponse(path.open("rb"), content_type="image/png", headers={"Cache-Control": "private, max-age=60"})


@staff_page(MANAGE_SHOPS, methods=("POST",))
def drop_day(request: StaffRequest) -> HttpResponse:
    """Let the week decide about a single day again."""
    shop = request.scope.shops[0]
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError as error:
        raise InvalidInput("shops.bad_day", _("The day could not be read. Load the page again.")) from error
    clear_calendar_day(actor=request.actor, shop_id=shop.id, day=day)
    return _back(shop, "calendar")


def _back(shop: ShopRef, section: str) -> HttpResponse:
    return redirect(f"{reverse('shops:shop', args=[shop.code])}#{section}")


def _page(request: StaffRequest, shop: ShopRef, *, bound: Mapping[str, StaffForm] | None = None) -> HttpResponse:
    may_manage = request.actor.can(MANAGE_SHOPS, shop.id)
    plan = plan_section(request.actor, shop)
    filled: dict[str, StaffForm] = {"plan": PlanForm(prefix="plan", initial=plan.get("initial"))}
    shown = {**_forms(shop), **filled, **(bound or {})}
    if not may_manage:
        for form in shown.values():
            for field in form.fields.values():
                field.disabled = True
    today = now().astimezone(shop_zone(shop.timezone)).date()
    context = {
        "shop": shop,
        "tabs": _tabs(request, shop),
        "forms": shown,
        "may_manage": may_manage,
        "days": calendar_days(shop.id),
        "holidays": _holidays(today),
        "warehouses": _warehouse_forms(shop, shown["warehouse"], may_manage=may_manage),
        "has_stamp": stamp_file(shop.id) is not None,
        "test_url": _test_url(shop),
        "plan": plan,
    }
    return render(request, "shops/settings.html", context, status=422 if bound else 200)


def _forms(shop: ShopRef) -> dict[str, StaffForm]:
    kept = settings_of(shop.id)
    week = [str(day) for day, sign in enumerate(kept["working_weekdays"]) if sign == "1"]
    initial = {
        **kept,
        "name": shop.name,
        "batch_time": default_warehouse(shop.id).batch_time,
        "weekdays": week,
    }
    found: dict[str, StaffForm] = {
        name: section.form(prefix=name, initial=None if name in _UNFILLED else initial)
        for name, section in SECTIONS.items()
    }
    found["stamp"] = forms.StampForm(prefix="stamp")
    return found


def _warehouse_forms(shop: ShopRef, bound: StaffForm, *, may_manage: bool) -> list[dict[str, Any]]:
    """Each warehouse beside the first with its own form; the refused one as it was sent."""
    rows = []
    for card in warehouses_of(shop.id):
        initial = {"code": card.code, "name": card.name, "batch_time": card.batch_time}
        is_refused = bound.is_bound and bound["code"].value() == card.code
        form = bound if is_refused else forms.WarehouseForm(prefix="warehouse", initial=initial)
        form.auto_id = f"id_{card.code}_%s"
        for field in form.fields.values():
            field.disabled = not may_manage
        rows.append({"card": card, "form": form})
    return rows


def _tabs(request: StaffRequest, shop: ShopRef) -> list[dict[str, Any]]:
    """One tab a shop when the person sees the settings of several."""
    seen = scope_for(request, VIEW_SETTINGS).available
    if len(seen) < 2:
        return []
    return [
        {"label": each.name, "url": reverse("shops:shop", args=[each.code]), "current": each.id == shop.id}
        for each in seen
    ]


def _holidays(today: date) -> list[dict[str, Any]]:
    """What is left of the year's public holidays, one line a holiday."""
    spans: list[dict[str, Any]] = []
    for day, name in public_holidays(today.year):
        if day < today:
            continue
        if spans and spans[-1]["name"] == name and (day - spans[-1]["last"]).days == 1:
            spans[-1]["last"] = day
        else:
            spans.append({"name": name, "first": day, "last": day})
    return spans


def _test_url(shop: ShopRef) -> str:
    """The test page of the label printer, once the module that prints is there."""
    for arguments in ([shop.code], []):
        try:
            return reverse("fulfilment:label_test", args=arguments)
        except NoReverseMatch:
            continue
    return ""
