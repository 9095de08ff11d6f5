"""Choosing the columns of the order list: for oneself, for one saved view, or for now."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.asking import back_with_toast
from zhanggui.orders.queries import SavedRow, saved_filters
from zhanggui.orders.queries.address import ListAddress, read_address
from zhanggui.orders.queries.columns import COLUMNS, LIST, SIGN, whole
from zhanggui.orders.services import change_filter_query
from zhanggui.orders.ui.cells import shown_columns
from zhanggui.orders.values import VIEW_ORDERS
from zhanggui.people.services import change_list_columns


@staff_page(VIEW_ORDERS)
def columns(request: StaffRequest) -> HttpResponse:
    """Tick and order columns; `keep` says for whom. Moving one asks again, so that it works without script."""
    address = read_address(QueryDict(request.GET.get("of", "")))
    if request.method != "POST":
        return _ask(request, address, shown_columns(request, address, has_shops=True).codes)
    ordered = [code for code in request.POST.getlist("order") if code in COLUMNS]
    ticked = set(request.POST.getlist("columns"))
    for way, step in (("up", -1), ("down", 1)):
        if way in request.POST:
            _move(ordered, request.POST[way], step)
            return _ask(request, address, [code for code in ordered if code in ticked], ordered)
    return _keep(request, address, whole(code for code in ordered if code in ticked))


def _move(ordered: list[str], code: str, step: int) -> None:
    if code in ordered:
        at = ordered.index(code)
        ordered.insert(max(0, at + step), ordered.pop(at))


def _keep(request: StaffRequest, address: ListAddress, chosen: tuple[str, ...]) -> HttpResponse:
    keep = request.POST.get("keep", "mine")
    plain, with_columns = address.query(columns=""), address.query(columns=SIGN.join(chosen))
    view = _current_view(request, address)
    if keep == "now":
        return redirect(_desk(with_columns))
    if keep == "view" and view:
        change_filter_query(actor=request.actor, filter_id=view.id, query=with_columns)
        return back_with_toast(request, _("Columns kept in this view"), back=_desk(with_columns))
    is_reset = keep == "reset"
    if is_reset and view and address.columns:
        change_filter_query(actor=request.actor, filter_id=view.id, query=plain)
    change_list_columns(user_id=request.actor.user_id or 0, name=LIST, columns=() if is_reset else chosen)
    text = _("Columns as they were shipped") if is_reset else _("Columns kept for you")
    return back_with_toast(request, text, back=_desk(plain))


def _desk(query: str) -> str:
    base = reverse("orders:list")
    return f"{base}?{query}" if query else base


def _current_view(request: StaffRequest, address: ListAddress) -> SavedRow | None:
    """The saved view that the list stands in, when the person may change it."""
    here = address.query()
    rows = saved_filters(request.actor, request.scope.ids)
    return next((row for row in rows if row.query == here and row.can_change), None)


def _ask(
    request: StaffRequest, address: ListAddress, chosen: tuple[str, ...] | list[str], ordered: list[str] | None = None
) -> HttpResponse:
    order = ordered or [*chosen, *(code for code in COLUMNS if code not in chosen)]
    rows: list[dict[str, Any]] = [
        {
            "code": code,
            "label": COLUMNS[code].label,
            "is_on": code in chosen or COLUMNS[code].is_fixed,
            "is_fixed": COLUMNS[code].is_fixed,
        }
        for code in order
    ]
    template = "orders/columns.html#ask" if getattr(request, "htmx", False) else "orders/columns.html"
    context = {
        "rows": rows,
        "url": request.get_full_path(),
        "back": _desk(address.query()),
        "view": _current_view(request, address),
    }
    return render(request, template, context)
