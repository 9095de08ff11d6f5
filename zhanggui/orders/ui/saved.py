"""Saved filters: keep the conditions of the desk under a name, rename, delete (ORD-16)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.asking import answer, back_with_toast
from zhanggui.orders.queries import FlagPolicy, saved_filters
from zhanggui.orders.queries.address import CONDITIONS, read_address
from zhanggui.orders.services import delete_filter, rename_filter, save_filter
from zhanggui.orders.services.save_filter import FilterNotFound
from zhanggui.orders.ui.forms import FilterForm, FilterNameForm
from zhanggui.orders.ui.narrowing import narrowed
from zhanggui.orders.ui.searching import flag_choices
from zhanggui.orders.values import VIEW_ORDERS


def _desk(query: str) -> str:
    base = reverse("orders:list")
    return f"{base}?{query}" if query else base


@staff_page(VIEW_ORDERS)
def save(request: StaffRequest) -> HttpResponse:
    """Keep the conditions of the address under a name, for oneself or for everybody in one shop."""
    query = read_address(QueryDict(request.GET.get("of", ""))).query()
    # Conditions that cannot be read are refused before anybody names them.
    found = narrowed(request.actor, request.scope, read_address(QueryDict(query)))
    shops = [(str(shop.id), shop.name) for shop in found.named]
    form = FilterForm(request.POST or None, shops=shops)
    return answer(
        request,
        form,
        lambda: save_filter(
            actor=request.actor,
            name=form.cleaned_data["name"],
            query=query,
            shop_id=int(form.cleaned_data["shop"]) if form.cleaned_data["shop"] else None,
        ),
        done=_("Filter saved. It stands behind the views."),
        url=request.get_full_path(),
        title=_("Save as a view"),
        teach=_("It keeps view, conditions and order. Days like “last 7 days” move along with the calendar."),
        act=_("Save"),
        back=_desk(query),
    )


@staff_page(VIEW_ORDERS, methods=("GET",))
def manage(request: StaffRequest) -> HttpResponse:
    """All filters that the person may use, with what may be changed."""
    names = {shop.id: shop.name for shop in request.scope.available}
    rows = [
        {
            "name": row.name,
            "open_url": _desk(row.query),
            "rename_url": reverse("orders:filter_rename", args=[row.id]),
            "delete_url": reverse("orders:filter_delete", args=[row.id]),
            "whose": names.get(row.shop_id or 0, "") if row.shop_id is not None else "",
            "owner": row.owner_name,
            "can_change": row.can_change,
        }
        for row in saved_filters(request.actor, list(names))
    ]
    return render(request, "orders/filters.html", {"rows": rows, "back": reverse("orders:list")})


@staff_page(VIEW_ORDERS)
def rename(request: StaffRequest, filter_id: int) -> HttpResponse:
    """Give a filter another name."""
    known = next(
        (
            row
            for row in saved_filters(request.actor, [shop.id for shop in request.scope.available])
            if row.id == filter_id
        ),
        None,
    )
    if known is None or not known.can_change:
        raise FilterNotFound
    form = FilterNameForm(request.POST or None, initial={"name": known.name})
    return answer(
        request,
        form,
        lambda: rename_filter(actor=request.actor, filter_id=filter_id, name=form.cleaned_data["name"]),
        done=_("Filter renamed"),
        back=reverse("orders:filters"),
        title=_("Rename “%(name)s”") % {"name": known.name},
        act=_("Rename"),
    )


@staff_page(VIEW_ORDERS, methods=("POST",))
def delete(request: StaffRequest, filter_id: int) -> HttpResponse:
    """Forget a filter; no order changes."""
    delete_filter(actor=request.actor, filter_id=filter_id)
    return back_with_toast(request, _("Filter deleted; no order has changed."), back=reverse("orders:filters"))


@staff_page(VIEW_ORDERS, methods=("GET",))
def panel(request: StaffRequest) -> HttpResponse:
    """Every condition in one form; sending it opens the list with them."""
    address = read_address(QueryDict(request.GET.get("of", "")))
    if request.GET.get("go") == "1":
        found = read_address(request.GET, view=request.GET.get("view", ""))
        return redirect(_desk(found.query()))
    named = narrowed(request.actor, request.scope, address)
    template = "orders/panel.html#panel" if getattr(request, "htmx", False) else "orders/panel.html"
    context = {"fields": _panel_fields(request, address.values, named.policies), "view": address.view.code}
    return render(request, template, {**context, "back": _desk(address.query()), "url": reverse("orders:panel")})


def _panel_fields(
    request: StaffRequest, values: Mapping[str, str], policies: Mapping[int, FlagPolicy]
) -> list[dict[str, Any]]:
    fields = []
    for condition in CONDITIONS.values():
        choices: list[tuple[str, Any]] = list(condition.choices)
        if condition.name == "shop":
            choices = [(shop.code, shop.name) for shop in request.scope.available]
        if condition.name == "flag":
            choices = [(value, label) for value, label, _count in flag_choices(policies)]
        if condition.name == "shop" and len(choices) < 2:
            continue
        fields.append(
            {
                "name": condition.name,
                "label": condition.label,
                "value": values.get(condition.name, ""),
                "choices": choices,
                "hint": _("today, 7d, 2026-11-21 or 2026-11-19..2026-11-21") if condition.is_day else "",
            }
        )
    return fields
