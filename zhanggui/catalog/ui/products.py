"""Products: the list, how one is packed, the shop's own way of packing and what lies in every parcel."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.catalog.queries import (
    ProductRow,
    brands_of,
    brands_shown,
    parcel_inserts,
    product_rows,
    product_whole,
    shop_spec,
)
from zhanggui.catalog.rules import read_accessories, write_accessories
from zhanggui.catalog.services import NewAccessory, SpecFacts, describe_packing, remove_insert, set_insert
from zhanggui.catalog.ui.costs import cost_panel, typed_costs, write_costs
from zhanggui.catalog.ui.weights import typed_weights, weight_panel, write_weights
from zhanggui.catalog.values import EDIT_CATALOG, SHOP_CARD, VIEW_CATALOG, InsertCard, SpecCard
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.addresses import id_of
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.one_shop import choose_shop
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import NO_BRAND
from zhanggui.kernel.weights import MOST_G, weight_text

_PAGE = 50
_SPEC = ("box", "filler", "card", "is_neutral", "note")
_WEIGHTS = ("piece_g", "packaging_g")


def _grams(label: Any, help_text: Any) -> forms.IntegerField:
    field = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_G, required=False, help_text=help_text, widget=field
    )


class SpecForm(StaffForm):
    """Packaging: the same for every customer."""

    box = forms.CharField(label=gettext_lazy("Box"), max_length=100, required=False)
    filler = forms.CharField(label=gettext_lazy("Filler"), max_length=100, required=False)
    card = forms.CharField(label=gettext_lazy("Card"), max_length=100, required=False)
    is_neutral = forms.BooleanField(
        label=gettext_lazy("Neutral wrap"),
        required=False,
        help_text=gettext_lazy("Nothing outside tells what is in it or from which shop."),
    )
    note = forms.CharField(label=gettext_lazy("Remark for the packer"), max_length=200, required=False)
    packaging_g = _grams(
        gettext_lazy("Weight of the packaging (g)"), gettext_lazy("Box, filler and card of one parcel.")
    )

    def spec(self) -> SpecFacts:
        """What the form says of the packaging."""
        said: dict[str, Any] = {
            name: self.cleaned_data[name] for name in (*_SPEC, *_WEIGHTS) if name in self.cleaned_data
        }
        return SpecFacts(**said | {name: said.get(name) or 0 for name in _WEIGHTS})


class ProductPackingForm(SpecForm):
    """A product's packaging and what goes in with each piece."""

    places: ClassVar[dict[str, str]] = {
        "catalog.accessory_twice": "accessories",
        "catalog.accessory_wrong": "accessories",
        "catalog.accessories_too_many": "accessories",
    }
    accessories = forms.CharField(
        label=gettext_lazy("Accessories and enclosed items"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One a line, for each piece: name ×2 | barcode. The packer ticks every one."),
    )
    piece_g = _grams(
        gettext_lazy("Weight of one piece (g)"),
        gettext_lazy("With it each parcel's weight, freight and courier are known before it is packed."),
    )
    field_order = ("accessories", "piece_g", *_SPEC, "packaging_g")

    def wanted(self) -> list[NewAccessory]:
        """The accessories of the text."""
        return [NewAccessory(*each) for each in read_accessories(self.cleaned_data["accessories"])]


class InsertForm(StaffForm):
    """Something that lies in every parcel."""

    places: ClassVar[dict[str, str]] = {
        "catalog.insert_name": "name",
        "catalog.insert_twice": "name",
        "catalog.asks_for_praise": "text",
        "catalog.promises_benefit": "text",
    }
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    text = forms.CharField(
        label=gettext_lazy("Words on it"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ask for an honest review only: no praise, nothing promised for it."),
    )
    barcode = forms.CharField(label=gettext_lazy("Barcode"), max_length=60, required=False)
    is_on = forms.BooleanField(label=gettext_lazy("In every parcel"), required=False)
    is_required = forms.BooleanField(label=gettext_lazy("Must be ticked before the parcel is packed"), required=False)


@staff_page(VIEW_CATALOG, methods=("GET",))
def products(request: StaffRequest) -> HttpResponse:
    """Products of one shop, newest first, with accessories and packaging."""
    shop = request.scope.one
    if shop is None:
        return choose_shop(request)
    text = request.GET.get("q", "").strip()[:100]
    before = request.GET.get("before", "")
    found = product_rows(
        shop.id,
        text=text,
        before=id_of(before),
        limit=_PAGE + 1,
        brands=brands_shown(request.actor, VIEW_CATALOG, shop.id),
    )
    shown = found[:_PAGE]
    context = {
        "shop": shop,
        "rows": [_row(row) for row in shown],
        "columns": [
            {"label": _("Product code"), "width": 170},
            {"label": _("Title")},
            {"label": _("Brand"), "width": 130, "is_fold": True},
            {"label": _("SKUs"), "width": 80, "css": "zg-num", "is_fold": True},
            {"label": _("Accessories"), "width": 260},
            {"label": _("Packaging"), "width": 260, "is_fold": True},
        ],
        "query": text,
        "next_url": f"?q={text}&before={shown[-1].id}" if len(found) > _PAGE else "",
        "shown": len(shown),
    }
    return render(request, "catalog/products.html", context)


def _row(row: ProductRow) -> dict[str, Any]:
    return {
        "product": row,
        "url": reverse("catalog:product", args=[row.id]),
        "accessories": _(", ").join(f"{each.name} ×{each.quantity}" for each in row.accessories),
        "packaging": spec_text(row.spec),
    }


def _initial(spec: SpecCard, *weights: str) -> dict[str, Any]:
    facts: dict[str, Any] = {name: getattr(spec, name) for name in _SPEC}
    # An unknown weight is an empty field.
    return facts | {name: getattr(spec, name) or None for name in weights}


def spec_text(spec: SpecCard) -> str:
    """The packaging in one line."""
    neutral = _("neutral wrap") if spec.is_neutral else ""
    weight = _("%(weight)s a piece") % {"weight": weight_text(spec.piece_g)} if spec.piece_g else ""
    parts = [weight, spec.box, spec.filler, spec.card, neutral]
    return _(", ").join(part for part in parts if part)


@staff_page(VIEW_CATALOG)
def product(request: StaffRequest, product_id: int) -> HttpResponse:
    """One product: its SKUs, what they cost, its accessories and how it is packed (PRD-28, FUL-11, SEC-05)."""
    row = own_product(request, product_id)
    form = _packing_form(row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.attempt(
        lambda: describe_packing(
            actor=request.actor,
            shop_id=row.shop_id,
            product_id=product_id,
            spec=form.spec(),
            accessories=form.wanted(),
        )
    ):
        messages.success(request, _("Saved. Packers see it from the next parcel on."))
        return redirect("catalog:product", product_id=product_id)
    return product_page(request, row, form=form, is_refused=bool(form.errors))


@staff_page(EDIT_CATALOG, methods=("POST",))
def set_costs(request: StaffRequest, product_id: int) -> HttpResponse:
    """Write the cost prices of a product's SKUs (SEC-05)."""
    row = own_product(request, product_id)
    typed = typed_costs(request.POST, row)
    try:
        write_costs(request.actor, row, typed)
    except InvalidInput as error:
        panel = cost_panel(request.actor, row, error=str(error), typed=typed)
        return product_page(request, row, costs=panel, is_refused=True)
    messages.success(request, _("The cost prices are kept. The timeline says that they changed, not to what."))
    return redirect("catalog:product", product_id=product_id)


@staff_page(EDIT_CATALOG, methods=("POST",))
def set_weights(request: StaffRequest, product_id: int) -> HttpResponse:
    """Write what the SKUs of a product weigh, where that differs from the product's weight (LOG-03)."""
    row = own_product(request, product_id)
    typed = typed_weights(request.POST, row)
    try:
        write_weights(request.actor, row, typed)
    except InvalidInput as error:
        panel = weight_panel(request.actor, row, error=str(error), typed=typed)
        return product_page(request, row, weights=panel, is_refused=True)
    messages.success(request, _("The weights are kept; parcels made from now on are estimated by them."))
    return redirect("catalog:product", product_id=product_id)


def own_product(request: StaffRequest, product_id: int) -> ProductRow:
    """The product, if the person may see it: 404 when there is none, 403 when it is of another brand."""
    row = product_whole(product_id)
    if row is None:
        raise NotFound("catalog.product_not_found", _("There is no such product in this shop."))
    require(request.actor, VIEW_CATALOG, row.shop_id, brand=row.brand)
    return row


def _packing_form(row: ProductRow, data: QueryDict | None) -> ProductPackingForm:
    own = row.spec if row.spec.is_own else SpecCard()
    initial = _initial(own, *_WEIGHTS)
    initial["accessories"] = write_accessories((each.name, each.quantity, each.barcode) for each in row.accessories)
    return ProductPackingForm(data, initial=initial)


def product_page(
    request: StaffRequest,
    row: ProductRow,
    *,
    form: ProductPackingForm | None = None,
    costs: dict[str, Any] | None = None,
    weights: dict[str, Any] | None = None,
    brand_error: str = "",
    is_refused: bool,
) -> HttpResponse:
    """One product with its panels, as they are or as they were refused."""
    known = brands_shown(request.actor, EDIT_CATALOG, row.shop_id)
    context = {
        "shop": next(shop for shop in request.scope.available if shop.id == row.shop_id),
        "product": row,
        "form": form or _packing_form(row, None),
        "may_edit": request.actor.can(EDIT_CATALOG, row.shop_id, brand=row.brand),
        "packaging": spec_text(row.spec),
        "brands": brands_of(row.shop_id) if known is None else known,
        "brand_error": brand_error,
        "costs": costs or cost_panel(request.actor, row),
        "weights": weights or weight_panel(request.actor, row),
    }
    return render(request, "catalog/product.html", context, status=422 if is_refused else 200)


@staff_page(VIEW_CATALOG)
def packing(request: StaffRequest) -> HttpResponse:
    """The shop's own way of packing, and what lies in every parcel (FUL-11, FUL-12)."""
    shop = request.scope.one
    if shop is None:
        return choose_shop(request)
    kept = shop_spec(shop.id)
    initial = _initial(kept, "packaging_g")
    form = SpecForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.attempt(
        lambda: describe_packing(actor=request.actor, shop_id=shop.id, spec=form.spec())
    ):
        messages.success(request, _("Saved. Packers see it from the next parcel on."))
        return redirect("catalog:packing")
    context = {
        "shop": shop,
        "form": form,
        "inserts": parcel_inserts(shop.id, is_on=None),
        "may_edit": request.actor.can(EDIT_CATALOG, shop.id, brand=NO_BRAND),
    }
    return render(request, "catalog/packing.html", context, status=422 if form.errors else 200)


@staff_page(EDIT_CATALOG)
def insert(request: StaffRequest, insert_id: int) -> HttpResponse:
    """One insert; 0 is the shipped shop card while it is untouched, or with `?new=1` a new one."""
    shop = _shop(request)
    require(request.actor, EDIT_CATALOG, shop.id, brand=NO_BRAND)
    is_new = request.GET.get("new") == "1"
    card = InsertCard(0, "", "", "") if is_new else _insert(shop, insert_id)
    initial = {name: getattr(card, name) for name in ("name", "text", "barcode", "is_on", "is_required")}
    form = InsertForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.attempt(
        lambda: set_insert(
            actor=request.actor, shop_id=shop.id, insert=InsertCard(card.id, card.code, **form.cleaned_data)
        )
    ):
        messages.success(request, _("Saved. Packers see it from the next parcel on."))
        return redirect("catalog:packing")
    context = {
        "shop": shop,
        "form": form,
        "card": card,
        "is_new": is_new,
        "is_shop_card": card.code == SHOP_CARD.code,
    }
    return render(request, "catalog/insert.html", context, status=422 if form.errors else 200)


@staff_page(EDIT_CATALOG, methods=("POST",))
def drop_insert(request: StaffRequest, insert_id: int) -> HttpResponse:
    """Take an insert off the list; the shop card is switched off."""
    remove_insert(actor=request.actor, shop_id=_shop(request).id, insert_id=insert_id)
    messages.success(request, _("Off the list."))
    return redirect("catalog:packing")


def _shop(request: StaffRequest) -> ShopRef:
    shop = request.scope.one
    if shop is None:
        raise NotFound("catalog.choose_shop", _("Choose a shop first."))
    return shop


def _insert(shop: ShopRef, insert_id: int) -> InsertCard:
    found = next((card for card in parcel_inserts(shop.id, is_on=None) if card.id == insert_id), None)
    if found is None:
        raise NotFound("catalog.insert_not_found", _("There is no such insert."))
    return found
