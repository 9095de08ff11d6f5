"""What the pages of this module share: the shop's own time, its warehouses and their closes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from zhanggui.fulfilment.services.schedule_batches import due_at
from zhanggui.fulfilment.values import VIEW_BATCHES
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.pages.access import ShopRef, StaffRequest
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.one_shop import shop_of
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.shops.queries import warehouse_by_code, warehouses_of
from zhanggui.shops.values import WarehouseCard


def show(request: StaffRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render in the shop's own time."""
    with timezone.override(shop_zone(shop_of(request).timezone)):
        return render(request, template, {"shop": shop_of(request), **context}, status=status)


def answer_first(
    request: StaffRequest,
    form: StaffForm,
    call: Callable[[], Any],
    *,
    done: Callable[[Any], str],
    back: str,
    **question: Any,
) -> HttpResponse:
    """Do it with what the form says and go `back` with a toast; until then, or when refused, ask.

    `done` gets what the service returned; `question` is title, lead, act_label, is_file.
    """
    if request.method == "POST" and form.attempt(call):
        messages.success(request, done(form.result))
        return redirect(back)
    context = {**question, "form": form, "cancel_url": back}
    return show(request, "fulfilment/reason.html", context, status=422 if form.errors else 200)


def next_close(shop: ShopRef, warehouse: WarehouseCard | None = None) -> tuple[WarehouseCard, datetime]:
    """A warehouse and the moment of its next close, in shop time; without one, whichever closes first."""
    moment = now().astimezone(shop_zone(shop.timezone))
    closes = [(_next_due(card, moment), card) for card in ([warehouse] if warehouse else warehouses_of(shop.id))]
    due, card = min(closes, key=lambda close: close[0])
    return card, due


def _next_due(warehouse: WarehouseCard, moment: datetime) -> datetime:
    due = due_at(warehouse, moment.date())
    return due if due > moment else due_at(warehouse, moment.date() + timedelta(days=1))


def chosen_warehouse(request: StaffRequest) -> WarehouseCard:
    """The warehouse of `?warehouse=CODE`, else the first where the person may look (ORG-09)."""
    shop, actor = shop_of(request), request.actor
    code = request.POST.get("warehouse") or request.GET.get("warehouse")
    limit = actor.warehouses_for(VIEW_BATCHES, shop.id)
    if not code and limit:
        return next(card for card in warehouses_of(shop.id) if card.id in limit)
    found = warehouse_by_code(shop.id, code)
    require(actor, VIEW_BATCHES, shop.id, found.id)
    return found


def warehouse_url(name: str, warehouse: WarehouseCard, **query: Any) -> str:
    """The address of a page that speaks of a warehouse; the first one goes without saying."""
    wanted = query if warehouse.is_default else {"warehouse": warehouse.code, **query}
    return f"{reverse(name)}?{urlencode(wanted)}" if wanted else reverse(name)


def warehouse_tabs(shop: ShopRef, chosen: WarehouseCard, actor: Actor) -> list[dict[str, Any]]:
    """One tab a warehouse where the person may look, when there are several."""
    cards = [card for card in warehouses_of(shop.id) if actor.can(VIEW_BATCHES, shop.id, card.id)]
    if len(cards) == 1:
        return []
    return [
        {"label": card.name, "url": f"?warehouse={card.code}", "current": card.id == chosen.id, "code": card.code}
        for card in cards
    ]


def orders_url(**conditions: str) -> str:
    """The order desk with conditions, while that module has pages."""
    try:
        base = reverse("orders:list")
    except NoReverseMatch:
        return reverse("home")
    query = "&".join(f"{name}={value}" for name, value in conditions.items())
    return f"{base}?{query}" if query else base
