"""Where the pages of a courier are."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from zhanggui.kernel.pages.access import ShopRef


def courier_url(shop: ShopRef, code: str, part: str = "") -> str:
    """The page of a courier, at one of its parts."""
    return f"{reverse('couriers:courier', args=[shop.code, code])}{f'#{part}' if part else ''}"


def back_to(shop: ShopRef, code: str, part: str = "") -> HttpResponse:
    """Lead to a courier's page after a change."""
    return redirect(courier_url(shop, code, part))
