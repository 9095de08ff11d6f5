"""The whole story of one order on a page of its own, narrowed by what kind of thing happened (ORD-11)."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.orders.queries import order_detail
from zhanggui.orders.queries.timeline import GROUPS, seen_timeline
from zhanggui.orders.ui.order_page import shop_of
from zhanggui.orders.ui.rows import order_url
from zhanggui.orders.ui.timeline import timeline_entry
from zhanggui.orders.values import VIEW_ORDERS

_WORDS: dict[str, Any] = {
    "": gettext_lazy("Everything"),
    "trade": gettext_lazy("Payment and trade"),
    "checking": gettext_lazy("Checking and holds"),
    "edits": gettext_lazy("Changes"),
    "buyer": gettext_lazy("With the buyer"),
    "documents": gettext_lazy("Papers"),
    "parcels": gettext_lazy("Parcels"),
    "tracking": gettext_lazy("On the way"),
    "imports": gettext_lazy("Imports"),
}


@staff_page(VIEW_ORDERS, methods=("GET",))
def story(request: StaffRequest, number: str) -> HttpResponse:
    """Everything that happened to an order, newest first, with tabs by kind."""
    shop = shop_of(request)
    order = order_detail(shop.id, number).order
    group = str(request.GET.get("kind", ""))
    group = group if group in GROUPS else ""
    events = seen_timeline(request.actor, shop.id, order.id)
    counts = {name: sum(event["group"] == name for event in events) for name in GROUPS}
    counts[""] = len(events)
    context = {
        "title": _("Timeline of …%(tail)s") % {"tail": number[-5:]},
        "tabs": [
            {
                "label": label,
                "url": f"?{urlencode({'kind': name})}" if name else "?",
                "count": counts[name],
                "current": name == group,
            }
            for name, label in _WORDS.items()
            if counts[name] or name in {"", group}
        ],
        "entries": [timeline_entry(event) for event in events if not group or event["group"] == group],
        "back": order_url(shop, number),
    }
    return render(request, "orders/story.html", context)
