"""The order desk: views, conditions, rows, the close meter (ORD-05, ORD-16)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.pages.access import Scope, StaffRequest, staff_page
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import OrderRow, desk_figures, hold_counts, list_orders, view_counts
from zhanggui.orders.queries.keys import count_orders
from zhanggui.orders.ui.address import CONDITIONS, DEFAULT_VIEW, VIEWS, ListAddress, read_address
from zhanggui.orders.ui.conditions import typed_conditions
from zhanggui.orders.ui.rows import NextClose, next_close, order_rows, url_if
from zhanggui.orders.ui.words import hold_label
from zhanggui.orders.values import CHECK_ORDERS, EXPORT_ORDERS, HOLD_ORDERS, NOTE_ORDERS, VIEW_ORDERS

PAGE_ROWS = 50
_OFFERED_COURIERS = 8


def zone_of(scope: Scope) -> ZoneInfo:
    """The zone that days of the address mean: the shop's, or the first one's of several."""
    return shop_zone(scope.shops[0].timezone if scope.shops else settings.TIME_ZONE)


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
        return redirect(f"{reverse('orders:list')}?{_with_typed(address, typed)}")
    zone = zone_of(request.scope)
    filters = address.filters(zone)
    shops = request.scope.ids
    page = list_orders(filters, shops, limit=PAGE_ROWS, cursor=address.after or None)
    counts = view_counts(shops)
    total = counts[address.view.code] if not address.values else count_orders(filters, shops)
    close = next_close(request.scope.one) if request.scope.one else None
    query = address.query()
    rows = order_rows(
        page.rows, actor=request.actor, shops=request.scope.available, close=close, tail=f"?{_inside(address)}"
    )
    context = {
        "rows": rows,
        "columns": _columns(address),
        "tabs": _tabs(address, counts),
        "active": _active(address),
        "offered": _offered(address, page.rows, shops, zone),
        "keep": [{"name": name, "value": value} for name, value in QueryDict(query).items()],
        "address": address,
        "query": query,
        "total": total,
        "is_filtered": bool(address.values),
        **_paging(request, address, page.next),
        **_meter(request, close, counts),
        **_verbs(request.actor),
    }
    return render(request, _template(request), context)


def _template(request: StaffRequest) -> str:
    """The page, or for htmx its tabs (when only numbers change) or its table."""
    if not getattr(request, "htmx", False):
        return "orders/list.html"
    return "orders/list.html#views" if request.GET.get("part") == "views" else "orders/list.html#listing"


def _with_typed(address: ListAddress, text: str) -> str:
    found = typed_conditions(text)
    # A state or step that is typed would contradict most views, so it looks through all orders.
    changes = {"view": "all", "sort": "placed"} if {"state", "step"} & found.keys() else {}
    return address.query(**changes, **found)


def _inside(address: ListAddress) -> str:
    """What an order's address carries, so that its page knows the list that it was opened from."""
    place = {"after": address.after} if address.after else {}
    inside = QueryDict(mutable=True)
    inside["in"] = address.query(**place) or f"view={address.view.code}"
    return inside.urlencode()


def _columns(address: ListAddress) -> list[dict[str, Any]]:
    due: dict[str, Any] = {"label": _("Ship by"), "width": 96}
    number: dict[str, Any] = {"label": _("Order number"), "width": 184}
    if address.view.is_open:
        due |= {"sort_url": f"?{address.query(sort='promise')}"}
        number |= {"sort_url": f"?{address.query(sort='placed')}"}
    if address.sort == "promise":
        due["sort"] = "ascending"
    else:
        number["sort"] = "descending"
    return [
        due,
        {"label": "", "width": 32, "css": "zg-c-mark"},
        number,
        {"label": _("Progress"), "width": 116},
        {"label": _("Hold and action")},
        {"label": _("Buyer"), "width": 122, "is_fold": True},
        {"label": _("Goods"), "width": 204},
        {"label": _("Amount paid"), "width": 90, "css": "zg-num"},
        {"label": _("Courier"), "width": 82, "is_fold": True},
    ]


def _tabs(address: ListAddress, counts: dict[str, int]) -> list[dict[str, Any]]:
    base = reverse("orders:list")
    return [
        {
            "label": view.label,
            "url": base if view.code == DEFAULT_VIEW else f"{base}?view={view.code}",
            "count": counts.get(view.code),
            "current": view.code == address.view.code,
            "is_late": view.is_late,
        }
        for view in VIEWS.values()
    ]


def _active(address: ListAddress) -> list[dict[str, Any]]:
    return [
        {
            "name": CONDITIONS[name].label,
            "value": CONDITIONS[name].words(value),
            "clear_url": f"?{address.query(**{name: ''})}",
        }
        for name, value in address.values.items()
    ]


def _offered(
    address: ListAddress, rows: Sequence[OrderRow], shops: Sequence[int], zone: ZoneInfo
) -> list[dict[str, Any]]:
    choices: list[tuple[str, list[tuple[str, Any, int | None]]]] = [
        ("hold", [(reason, hold_label(reason), count) for reason, count in hold_counts(shops).items()]),
        ("channel", [(value, label, None) for value, label in CONDITIONS["channel"].choices]),
        ("paid", _days(zone)),
        ("courier", [(name, name, None) for name in _couriers(rows)]),
        ("flag", [(value, label, None) for value, label in CONDITIONS["flag"].choices]),
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


def _days(zone: ZoneInfo) -> list[tuple[str, Any, int | None]]:
    today = now().astimezone(zone).date()
    spans = ((0, _("today")), (1, _("since yesterday")), (6, _("last 7 days")))
    return [((today - timedelta(days=days)).isoformat(), words, None) for days, words in spans]


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


def _meter(request: StaffRequest, close: NextClose | None, counts: dict[str, int]) -> dict[str, Any]:
    """The close meter of one shop; over several shops there is no one close."""
    shop = request.scope.one
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


def _verbs(actor: Actor) -> dict[str, Any]:
    """What the bulk bar offers this person, each with the address that does it."""
    known = (
        (
            CHECK_ORDERS,
            {"name": "pass", "label": _("Pass"), "key": "P", "is_lead": True, "url": reverse("orders:bulk_pass")},
        ),
        (HOLD_ORDERS, {"name": "hold", "label": _("Hold…"), "key": "H", "url": reverse("orders:bulk_hold")}),
        (NOTE_ORDERS, {"name": "note", "label": _("Add a note…"), "key": "N", "url": reverse("orders:bulk_note")}),
        (NOTE_ORDERS, {"name": "flag", "label": _("Flag…"), "key": "L", "url": reverse("orders:bulk_flag")}),
        (EXPORT_ORDERS, {"name": "export", "label": _("Export"), "url": reverse("orders:export")}),
    )
    return {
        "verbs": [verb for capability, verb in known if actor.can(capability)],
        "can_check": actor.can(CHECK_ORDERS),
        "can_export": actor.can(EXPORT_ORDERS),
        "import_url": url_if("channels:import"),
    }
