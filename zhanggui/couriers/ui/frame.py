"""What the pages of couriers share: one shop at a time."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhanggui.kernel.pages.access import ShopRef, StaffRequest

View = Callable[..., HttpResponse]


def for_one_shop(view: View) -> View:
    """Below `staff_page`: a page of one shop asks which one while the person speaks of several."""

    @wraps(view)
    def narrowed(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.scope.one is None:
            return render(request, "couriers/choose_shop.html", {"shops": request.scope.available})
        return view(request, *args, **kwargs)

    return narrowed


def shop_of(request: StaffRequest) -> ShopRef:
    """The shop of a page below `for_one_shop` or with the shop in its address."""
    shop = request.scope.one
    if shop is None:
        raise LookupError("the view is not decorated with for_one_shop")
    return shop


def courier_url(shop: ShopRef, code: str, part: str = "") -> str:
    """The page of a courier, at one of its parts."""
    return f"{reverse('couriers:courier', args=[shop.code, code])}{f'#{part}' if part else ''}"


def back_to(shop: ShopRef, code: str, part: str = "") -> HttpResponse:
    """Lead to a courier's page after a change."""
    return redirect(courier_url(shop, code, part))
