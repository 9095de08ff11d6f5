"""What the pages of this module share: one shop at a time, shown in its own time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from zhanggui.fulfilment.services.schedule_batches import due_at
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.pages.access import ShopRef, StaffRequest
from zhanggui.shops.queries import default_warehouse
from zhanggui.shops.values import WarehouseCard

View = Callable[..., HttpResponse]


def for_one_shop(view: View) -> View:
    """Below `staff_page`: a page of one shop asks which one while the person speaks of several."""

    @wraps(view)
    def narrowed(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.scope.one is None:
            return render(request, "fulfilment/choose_shop.html", {"shops": request.scope.available})
        return view(request, *args, **kwargs)

    return narrowed


def shop_of(request: StaffRequest) -> ShopRef:
    """The shop of a page below `for_one_shop` or with the shop in its address."""
    shop = request.scope.one
    if shop is None:
        raise LookupError("the view is not decorated with for_one_shop")
    return shop


def show(request: StaffRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render in the shop's own time."""
    with timezone.override(shop_zone(shop_of(request).timezone)):
        return render(request, template, {"shop": shop_of(request), **context}, status=status)


def next_close(shop: ShopRef) -> tuple[WarehouseCard, datetime]:
    """The warehouse and the moment of its next close, in shop time."""
    warehouse = default_warehouse(shop.id)
    moment = now().astimezone(shop_zone(shop.timezone))
    due = due_at(warehouse, moment.date())
    return warehouse, due if due > moment else due_at(warehouse, moment.date() + timedelta(days=1))


def orders_url(**conditions: str) -> str:
    """The order desk with conditions, while that module has pages."""
    try:
        base = reverse("orders:list")
    except NoReverseMatch:
        return reverse("home")
    query = "&".join(f"{name}={value}" for name, value in conditions.items())
    return f"{base}?{query}" if query else base
