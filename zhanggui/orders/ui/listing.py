"""The order desk: views, conditions, rows, the close meter (ORD-05, ORD-16)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.kernel.pages.access import Scope, ShopRef, StaffRequest, staff_page
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import (
    OrderRow,
    SavedRow,
    desk_figures,
    hold_counts,
    list_orders,
    saved_filters,
    view_counts,
    without_hidden_flags,
)
from zhanggui.orders.queries.address import CONDITIONS, DEFAULT_VIEW, MOVING_DAYS, VIEWS, ListAddress, read_address
from zhanggui.orders.queries.columns import Column
from zhanggui.orders.ui.cells import Shown, put_cells, shown_columns
from zhanggui.orders.ui.conditions import typed_conditions
from zhanggui.orders.ui.narrowing import Narrowed, extent_of, narrowed
from zhanggui.orders.ui.rows import NextClose, next_close, order_rows, url_if
from zhanggui.orders.ui.searching import SINGLE, flag_choices, searched
from zhanggui.orders.ui.words import hold_label
from zhanggui.orders.values import CHECK_ORDERS, HOLD_ORDERS, MANAGE_RULES, NOTE_ORDERS, VIEW_ORDERS
from zhanggui.shops.queries import shops_verifying_by_hand

PAGE_ROWS = 50
_OFFERED_COURIERS = 8


@staff_page(VIEW_ORDERS, methods=("GET",))
def order_list(request: StaffRequest) -> HttpResponse:
    """Orders of a view; htmx gets the table with its footer only."""
    return _desk(request, "")


@staff_page(VIEW_ORDERS, methods=("GET",))
def held_list(request: StaffRequest) -> HttpResponse:
    """The view of orders on hold, under an address of its own for the navigation."""
    return _desk(request, "held")


def _desk(request: StaffRequest, view: str) -> HttpResponse:
    address = read_address(request.GET, view=view)
    typed = request.GET.get("q", "").strip()
    if typed:
        query = _with_typed(address, typed, request.scope)
        return redirect(f"{reverse('orders:list')}?{query}")
    found = narrowed(request.actor, request.scope, address)
    page = list_orders(found.filters, found.shops, limit=PAGE_ROWS, cursor=address.after or None)
    shop_ids = [shop.id for shop in found.named]
    counts = view_counts(shop_ids)
    total, extent = extent_of(address, found, page, counts)
    one = found.named[0] if len(found.named) == 1 else None
    close = next_close(one) if one else None
    query = address.query()
    saved = saved_filters(request.actor, request.scope.ids)
    by_hand = shops_verifying_by_hand(shop_ids)
    shown = shown_columns(request, address, has_shops=len(found.named) > 1)
    orders = without_hidden_flags(page.rows, found.policies)
    rows = order_rows(
        orders,
        actor=request.actor,
        shops=request.scope.available,
        close=close,
        tail=f"?{_inside(address)}",
        by_hand=by_hand,
    )
    put_cells(rows, orders, shown)
    context = {
        "rows": rows,
        "columns": _columns(address, shown),
        "least_width": shown.least_width,
        "tabs": _tabs(address, counts, saved, total),
        "active": _active(address, found.named),
        "offered": _offered(address, page.rows, found, request.scope),
        "keep": [{"name": name, "value": value} for name, value in QueryDict(query).items()],
        "address": address,
        "query": query,
        **_doors(address, saved),
        "total": total,
        **extent,
        "is_filtered": bool(address.values),
        **_paging(request, address, page.next),
        **_meter(one, close, counts),
        **_verbs(request.actor, needs_person=bool(by_hand)),
    }
    return render(request, _template(request), context)


def _template(request: StaffRequest) -> str:
    """The page, or for htmx its tabs (when only numbers change) or its table."""
    if not getattr(request, "htmx", False):
        return "orders/list.html"
    return "orders/list.html#views" if request.GET.get("part") == "views" else "orders/list.html#listing"


def _doors(address: ListAddress, saved: Sequence[SavedRow]) -> dict[str, str]:
    """Where the filter bar leads: all conditions, keeping them under a name, and the names kept."""
    of = urlencode({"of": address.query()})
    is_saved = any(row.query == address.query() for row in saved)
    return {
        "panel_url": f"{reverse('orders:panel')}?{of}",
        "columns_url": f"{reverse('orders:columns')}?{of}",
        "save_url": f"{reverse('orders:filter_save')}?{of}"
        if (address.values or address.columns) and not is_saved
        else "",
        "saved_url": reverse("orders:filters") if saved else "",
    }


def _with_typed(address: ListAddress, text: str, scope: Scope) -> str:
    found = searched(typed_conditions(text, scope.available), scope.ids)
    # A state or step that is typed would contradict most views, so it looks through all orders; so
    # does a single thing, which may lie in any of them.
    changes = {"view": "all", "sort": "placed"} if {"state", "step", *SINGLE} & found.keys() else {}
    return address.query(**changes, **found)


def _inside(address: ListAddress) -> str:
    """What an order's address carries, so that its page knows the list that it was opened from."""
    place = {"after": address.after} if address.after else {}
    inside = QueryDict(mutable=True)
    inside["in"] = address.query(**place) or f"view={address.view.code}"
    return inside.urlencode()


def _columns(address: ListAddress, shown: Shown) -> list[dict[str, Any]]:
    heads = {column.code: _head(column, shown) for column in shown.columns}
    for code, sort, direction in (("due", "promise", "ascending"), ("number", "placed", "descending")):
        if code in heads:
            heads[code] |= {"sort_url": f"?{address.query(sort=sort)}"} if address.view.is_open else {}
            heads[code] |= {"sort": direction} if address.sort == sort else {}
    return list(heads.values())


def _head(column: Column, shown: Shown) -> dict[str, Any]:
    is_mark = column.code == "channel"
    css = "zg-c-mark" if is_mark else "zg-num" if column.is_money or column.code == "pieces" else ""
    return {
        "label": "" if is_mark else column.label,
        "width": column.width or None,
        "css": css,
        "is_fold": column.is_folded and not shown.is_own,
    }


def _tabs(address: ListAddress, counts: dict[str, int], saved: Sequence[SavedRow], total: int) -> list[dict[str, Any]]:
    """Shipped views, then saved filters; the saved one is current while its conditions stand unchanged."""
    base = reverse("orders:list")
    here = address.query()
    mine = next((row for row in saved if row.query == here), None)
    shop = {"shop": address.values["shop"]} if "shop" in address.values else {}
    tabs = [
        {
            "label": view.label,
            "url": _view_url(base, view.code, shop),
            "count": counts.get(view.code),
            "current": mine is None and view.code == address.view.code,
            "is_late": view.is_late,
        }
        for view in VIEWS.values()
    ]
    return tabs + [
        {
            "label": row.name,
            "url": f"{base}?{row.query}",
            "count": total if row == mine else None,
            "current": row == mine,
            "icon": "people" if row.shop_id is not None else "star",
        }
        for row in saved
    ]


def _view_url(base: str, code: str, shop: dict[str, str]) -> str:
    query = urlencode({**({} if code == DEFAULT_VIEW else {"view": code}), **shop})
    return f"{base}?{query}" if query else base


def _active(address: ListAddress, named: Sequence[ShopRef]) -> list[dict[str, Any]]:
    return [
        {
            "name": CONDITIONS[name].label,
            "value": "、".join(shop.name for shop in named) if name == "shop" else CONDITIONS[name].words(value),
            "clear_url": f"?{address.query(**{name: ''})}",
        }
        for name, value in address.values.items()
    ]


def _offered(address: ListAddress, rows: Sequence[OrderRow], found: Narrowed, scope: Scope) -> list[dict[str, Any]]:
    shops = [shop.id for shop in found.named]
    choices: list[tuple[str, list[tuple[str, Any, int | None]]]] = [
        ("shop", [(shop.code, shop.name, None) for shop in scope.available] if len(scope.shops) > 1 else []),
        ("hold", [(reason, hold_label(reason), count) for reason, count in hold_counts(shops).items()]),
        ("channel", [(value, label, None) for value, label in CONDITIONS["channel"].choices]),
        ("paid", [(code, CONDITIONS["paid"].words(code), None) for code in MOVING_DAYS]),
        ("courier", [(name, name, None) for name in _couriers(rows)]),
        ("flag", flag_choices(found.policies)),
        ("note", [(value, label, None) for value, label in CONDITIONS["note"].choices]),
    ]
    return [
        {
            "name": CONDITIONS[name].label,
            "options": [
                {"label": label, "url": f"?{address.query(**{name: value})}", "count": count}
                for value, label, count in options
            ],
        }
        for name, options in choices
        if options and name not in address.values
    ]


def _couriers(rows: Sequence[OrderRow]) -> list[str]:
    return sorted({row.courier_name for row in rows if row.courier_name})[:_OFFERED_COURIERS]


def _paging(request: StaffRequest, address: ListAddress, following: str | None) -> dict[str, str]:
    paging = {}
    if following:
        trail = ",".join([*address.trail, address.after]) if address.after else ""
        paging["next_url"] = f"?{address.query(after=following)}&trail={trail}"
    if address.after:
        *before, last = address.trail or ("",)
        place = {"after": last} if last else {}
        query = address.query(**place)
        trail = f"&trail={','.join(before)}" if last else ""
        paging["previous_url"] = f"{request.path}?{query}{trail}"
    return paging


def _meter(shop: ShopRef | None, close: NextClose | None, counts: dict[str, int]) -> dict[str, Any]:
    """The close meter of one shop; over several shops there is no one close."""
    if shop is None or close is None:
        return {}
    figures = desk_figures(shop.id)
    return {
        "meter": {
            "url": url_if("fulfilment:close") or f"{reverse('orders:list')}?view=ready",
            "at": close.words,
            "closes_at": close.at,
            "ready": figures.ready.count,
            "waiting": figures.to_check.count,
            "held": figures.held.count,
            "amount": figures.ready.amount,
            "currency": shop.currency,
        },
        "waiting_total": counts["to_check"] + counts["held"],
    }


def _verbs(actor: Actor, *, needs_person: bool) -> dict[str, Any]:
    """What the bulk bar offers this person, each with the address that does it."""
    known = (
        (
            CHECK_ORDERS,
            {
                "name": "pass",
                "label": _("Verify…") if needs_person else _("Pass"),
                "key": "P",
                "is_lead": True,
                "url": reverse("orders:bulk_verify" if needs_person else "orders:bulk_pass"),
            },
        ),
        (HOLD_ORDERS, {"name": "hold", "label": _("Hold…"), "key": "H", "url": reverse("orders:bulk_hold")}),
        (NOTE_ORDERS, {"name": "note", "label": _("Add a note…"), "key": "N", "url": reverse("orders:bulk_note")}),
        (NOTE_ORDERS, {"name": "flag", "label": _("Flag…"), "key": "L", "url": reverse("orders:bulk_flag")}),
        (VIEW_ORDERS, {"name": "export", "label": _("Export…"), "url": reverse("orders:export")}),
    )
    return {
        "verbs": [verb for capability, verb in known if actor.can(capability)],
        "can_check": actor.can(CHECK_ORDERS),
        "flags_url": reverse("orders:flags") if actor.can(MANAGE_RULES) else "",
        "needs_person": needs_person,
        "import_url": url_if("channels:import"),
    }
