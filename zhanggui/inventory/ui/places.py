"""Storage places of a warehouse: the pick route, stacking, and where a SKU lies (INV-04)."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.catalog.queries import skus_by_code
from zhanggui.inventory.errors import UnknownSku
from zhanggui.inventory.queries import storage_places
from zhanggui.inventory.services import describe_place, put_away
from zhanggui.inventory.values import SET_STOCK, VIEW_STOCK
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of
from zhanggui.shops.queries import warehouse_by_code, warehouses_of
from zhanggui.shops.values import WarehouseCard


class PlaceForm(StaffForm):
    """Where a place lies on the route, how high one may stack there, what to mind."""

    places: ClassVar[dict[str, str]] = {"inventory.bad_place": "code"}
    code = forms.CharField(
        label=gettext_lazy("Place"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    route_no = forms.IntegerField(
        label=gettext_lazy("Number on the pick route"), required=False, min_value=1, max_value=100_000
    )
    stack_limit = forms.IntegerField(
        label=gettext_lazy("Most pieces of one SKU"), required=False, min_value=1, max_value=100_000
    )
    note = forms.CharField(
        label=gettext_lazy("What to mind"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Like “glass: at most three boxes high”."),
    )


class PutForm(StaffForm):
    """Where a SKU lies."""

    places: ClassVar[dict[str, str]] = {"inventory.bad_place": "place", "inventory.unknown_sku": "sku"}
    sku = forms.CharField(
        label=gettext_lazy("SKU code or barcode"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=30, required=False)


@staff_page(VIEW_STOCK, methods=("GET",))
@for_one_shop
def places(request: StaffRequest) -> HttpResponse:
    """Places in the order of the pick route, with what lies there."""
    shop = shop_of(request)
    return _page(request, shop, warehouse_by_code(shop.id, request.GET.get("warehouse")))


@staff_page(SET_STOCK, methods=("POST",))
def describe(request: StaffRequest, warehouse: str) -> HttpResponse:
    """Keep what is said of a place."""
    shop, card, form = shop_of(request), warehouse_by_code(shop_of(request).id, warehouse), PlaceForm(request.POST)
    return _kept(
        request,
        card,
        form,
        lambda: describe_place(actor=request.actor, shop_id=shop.id, warehouse_id=card.id, **form.cleaned_data),
        place_form=form,
    )


@staff_page(SET_STOCK, methods=("POST",))
def put(request: StaffRequest, warehouse: str) -> HttpResponse:
    """Keep where a SKU lies."""
    shop, card, form = shop_of(request), warehouse_by_code(shop_of(request).id, warehouse), PutForm(request.POST)

    def call() -> int:
        code = form.cleaned_data["sku"].strip()
        sku_id = skus_by_code(shop.id, [code]).get(code)
        if sku_id is None:
            raise UnknownSku(code)
        where = {sku_id: form.cleaned_data["place"]}
        return put_away(actor=request.actor, shop_id=shop.id, warehouse_id=card.id, places=where)

    return _kept(request, card, form, call, put_form=form)


def _kept(
    request: StaffRequest, card: WarehouseCard, form: StaffForm, call: Callable[[], Any], **forms_shown: StaffForm
) -> HttpResponse:
    if form.attempt(call):
        messages.success(request, _("Place kept"))
        return redirect(f"{reverse('inventory:places')}?warehouse={card.code}")
    return _page(request, shop_of(request), card, status=422, **forms_shown)


def _page(
    request: StaffRequest,
    shop: ShopRef,
    card: WarehouseCard,
    *,
    place_form: StaffForm | None = None,
    put_form: StaffForm | None = None,
    status: int = 200,
) -> HttpResponse:
    cards = warehouses_of(shop.id)
    context = {
        "shop": shop,
        "warehouse": card,
        "tabs": [
            {"label": each.name, "url": f"?warehouse={each.code}", "current": each.id == card.id} for each in cards
        ]
        if len(cards) > 1
        else [],
        "rows": storage_places(shop.id, card.id),
        "may_set": request.actor.can(SET_STOCK, shop.id),
        "place_form": place_form or PlaceForm(),
        "put_form": put_form or PutForm(),
        "describe_url": reverse("inventory:place_describe", args=[shop.code, card.code]),
        "put_url": reverse("inventory:place_put", args=[shop.code, card.code]),
    }
    return render(request, "inventory/places.html", context, status=status)
