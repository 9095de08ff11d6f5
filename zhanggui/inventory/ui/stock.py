"""The stock list: what is there, what is promised, where it lies; one count set in its row, with undo."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.inventory.errors import UnknownSku
from zhanggui.inventory.queries import stock_row, stock_rows
from zhanggui.inventory.services import set_stock
from zhanggui.inventory.values import SET_STOCK, VIEW_STOCK, BalanceRow, StockRow
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.one_shop import choose_shop

_PAGE = 50


class CountForm(StaffForm):
    """What was counted of one SKU."""

    on_hand = forms.IntegerField(label=gettext_lazy("On hand"), min_value=0)


@staff_page(VIEW_STOCK, methods=("GET",))
def stock(request: StaffRequest) -> HttpResponse:
    """SKUs of one shop with on hand, reserved, available and place (INV-01)."""
    shop = request.scope.one
    if shop is None:
        return choose_shop(request)
    text = request.GET.get("q", "").strip()
    is_low = request.GET.get("low") == "1"
    after = request.GET.get("after", "")
    page = stock_rows(shop.id, text=text, is_low=is_low, after=int(after) if after.isdigit() else None, limit=_PAGE)
    keep = {name: value for name, value in (("q", text), ("low", "1" if is_low else "")) if value}
    context = {
        "shop": shop,
        "rows": [_row(request, shop, row) for row in page.rows],
        "columns": _columns(),
        "query": text,
        "is_low": is_low,
        "low_url": "?"
        + urlencode({name: value for name, value in keep.items() if name != "low"} | ({} if is_low else {"low": "1"})),
        "next_url": f"?{urlencode(keep | {'after': page.next})}" if page.next else "",
        "shown": len(page.rows),
    }
    return render(request, "inventory/list.html", context)


def _row(request: StaffRequest, shop: ShopRef, row: BalanceRow, **more: Any) -> dict[str, Any]:
    return {
        "balance": row,
        "url": reverse("inventory:set", args=[shop.code, row.sku_id]),
        "may_set": request.actor.can(SET_STOCK, shop.id),
        **more,
    }


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("SKU"), "width": 180},
        {"label": _("Title")},
        {"label": _("Place"), "width": 120, "is_fold": True},
        {"label": _("Available"), "width": 100, "css": "zg-num"},
        {"label": _("Reserved"), "width": 100, "css": "zg-num", "is_fold": True},
        {"label": _("On hand"), "width": 220, "css": "zg-num"},
    ]


@staff_page(SET_STOCK, methods=("POST",))
def set_one(request: StaffRequest, sku_id: int) -> HttpResponse:
    """Set one SKU to what was counted; the toast takes it back."""
    shop = request.scope.one
    before = stock_row(shop.id, sku_id) if shop else None
    if shop is None or before is None:
        raise UnknownSku(sku_id)
    form = CountForm(request.POST)
    is_done = form.attempt(
        lambda: set_stock(actor=request.actor, shop_id=shop.id, rows=[StockRow(sku_id, form.cleaned_data["on_hand"])])
    )
    errors = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if not getattr(request, "htmx", False):
        if is_done:
            messages.success(request, _said(before, form.cleaned_data["on_hand"]))
        else:
            messages.error(request, errors)
        return redirect(f"{reverse('inventory:list')}?{urlencode({'q': before.sku_code})}")
    row = (stock_row(shop.id, sku_id) if is_done else before) or before
    context = {"row": _row(request, shop, row, error=errors, typed=request.POST.get("on_hand", "") if errors else "")}
    if is_done:
        context["toast"] = {
            "text": _said(before, row.on_hand),
            "undo_url": context["row"]["url"],
            "undo_fields": [{"name": "on_hand", "value": before.on_hand}],
        }
    return render(request, "inventory/_set_row.html", context, status=200 if is_done else 422)


def _said(before: BalanceRow, after: int) -> str:
    return _("%(code)s: %(before)s → %(after)s") % {"code": before.sku_code, "before": before.on_hand, "after": after}
