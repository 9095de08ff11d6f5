"""Pages that speak of one shop: they ask which one while the person looks at several."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from zhanggui.kernel.pages.access import ShopRef, StaffRequest

View = Callable[..., HttpResponse]


def for_one_shop(view: View) -> View:
    """Below `staff_page`: a page of one shop asks which one while the person speaks of several."""

    @wraps(view)
    def narrowed(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return choose_shop(request) if request.scope.one is None else view(request, *args, **kwargs)

    return narrowed


def choose_shop(request: StaffRequest) -> HttpResponse:
    """The question which shop, leading back to the page that was asked for."""
    return render(request, "web/choose_shop.html", {"shops": request.scope.available})


def shop_of(request: StaffRequest) -> ShopRef:
    """The shop of a page below `for_one_shop` or with the shop in its address."""
    shop = request.scope.one
    if shop is None:
        raise LookupError("the view is not decorated with for_one_shop")
    return shop
