"""Products that an import entered: the list of drafts, completing one, accepting many as they are."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhanggui.catalog.queries import SkuCard, count_drafts, draft_cards, shop_of_sku, sku_cards, skus_shown
from zhanggui.catalog.services.complete_drafts import SkuFacts, accept_drafts, complete_draft
from zhanggui.catalog.values import EDIT_CATALOG
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.addresses import id_of
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.permissions import require

PAGE_ROWS = 100


class DraftForm(StaffForm):
    """What a draft lacks."""

    places = {"catalog.code_taken": "code"}
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    code = forms.CharField(
        label=gettext_lazy("SKU code"), max_length=100, help_text=gettext_lazy("The shop's own; no other SKU has it.")
    )
    brand = forms.CharField(label=gettext_lazy("Brand"), max_length=100, required=False)
    attributes = forms.CharField(label=gettext_lazy("Attributes"), max_length=300, required=False)
    barcode = forms.CharField(
        label=gettext_lazy("Barcode"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Packers scan it; scan it here into the field."),
    )
    is_active = forms.BooleanField(label=gettext_lazy("Ready to be sold and packed"), required=False)


@staff_page(EDIT_CATALOG, methods=("GET",))
def drafts(request: StaffRequest) -> HttpResponse:
    """Draft SKUs of the shops, oldest first."""
    after = request.GET.get("after", "")
    own = skus_shown(request.actor, EDIT_CATALOG, request.scope.ids)
    found = draft_cards(request.scope.ids, after=id_of(after) or 0, limit=PAGE_ROWS + 1, shown=own)
    shown = found[:PAGE_ROWS]
    context = {
        "rows": shown,
        "columns": _columns(),
        "total": count_drafts(request.scope.ids, shown=own),
        "next_url": f"?after={shown[-1].id}" if len(found) > PAGE_ROWS else "",
        "verbs": [{"name": "accept", "label": _("Accept as they are"), "key": "A", "is_lead": True}],
    }
    return render(request, "catalog/drafts.html", context)


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("SKU code"), "width": 190},
        {"label": _("Title")},
        {"label": _("Attributes"), "width": 240, "is_fold": True},
        {"label": _("Action"), "width": 130},
    ]


@staff_page(EDIT_CATALOG, methods=("POST",))
def accept(request: StaffRequest) -> HttpResponse:
    """Make the ticked drafts active, or all of the view, just as the import entered them."""
    is_all = bool(request.POST.get("everything"))
    ids = [found for each in request.POST.getlist("ids") if (found := id_of(each)) is not None]
    count = sum(
        accept_drafts(actor=request.actor, shop_id=shop.id, sku_ids=None if is_all else ids)
        for shop in request.scope.shops
    )
    text = ngettext("%(count)d SKU is active now.", "%(count)d SKUs are active now.", count)
    messages.success(request, text % {"count": count})
    return redirect("catalog:drafts")


@staff_page(EDIT_CATALOG)
def draft(request: StaffRequest, sku_id: int) -> HttpResponse:
    """One SKU: title, code, attributes, barcode, and whether it is ready."""
    shop, card = _find(request, sku_id)
    initial = {
        "title": card.title,
        "code": card.code,
        "brand": card.brand,
        "attributes": card.attributes,
        "barcode": card.barcode,
        "is_active": True,
    }
    own = skus_shown(request.actor, EDIT_CATALOG, [shop.id])
    form = DraftForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.attempt(lambda: _complete(request, shop, sku_id, dict(form.cleaned_data))):
        messages.success(request, _("Saved."))
        following = draft_cards([shop.id], after=sku_id, limit=1, shown=own)
        return redirect("catalog:draft", sku_id=following[0].id) if following else redirect("catalog:drafts")
    context = {"form": form, "card": card, "shop": shop, "waiting": count_drafts([shop.id], shown=own)}
    return render(request, "catalog/draft.html", context, status=422 if form.errors else 200)


def _complete(request: StaffRequest, shop: ShopRef, sku_id: int, values: dict[str, Any]) -> None:
    is_active = values.pop("is_active")
    complete_draft(actor=request.actor, shop_id=shop.id, sku_id=sku_id, facts=SkuFacts(**values), is_active=is_active)


def _find(request: StaffRequest, sku_id: int) -> tuple[ShopRef, SkuCard]:
    """The SKU and its shop; refused in a shop where the person may not edit products."""
    shop_id = shop_of_sku(sku_id)
    if shop_id is None:
        raise NotFound("catalog.sku_not_found", _("There is no such SKU in this shop."))
    card = sku_cards([sku_id])[sku_id]
    require(request.actor, EDIT_CATALOG, shop_id, brand=card.brand)
    shop = next(shop for shop in request.scope.available if shop.id == shop_id)
    return shop, card
