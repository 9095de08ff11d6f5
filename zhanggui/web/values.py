"""Legal values and timers in one place: what each is, its source and date, and changing it (CMP-01)."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, scope_for, staff_page
from zhanggui.kernel.rulebook.read import ValueRow, value_rows
from zhanggui.kernel.rulebook.verbs import MANAGE_VALUES, VIEW_VALUES, change_value
from zhanggui.kernel.values import EVERY_SHOP

AREAS: dict[str, Any] = {
    "law": gettext_lazy("Law"),
    "platform": gettext_lazy("Marketplace rules"),
    "clocks": gettext_lazy("Deadlines"),
    "data": gettext_lazy("Age of data"),
    "security": gettext_lazy("Security"),
}


@staff_page(VIEW_VALUES, methods=("GET",))
def values(request: StaffRequest) -> HttpResponse:
    """The values of the chosen shop, or of the first one that the person sees."""
    return _page(request, request.scope.shops[0])


@staff_page(VIEW_VALUES)
def shop_values(request: StaffRequest) -> HttpResponse:
    """The values of one shop; a change needs a reason and stays within what its source allows."""
    shop = request.scope.shops[0]
    if request.method != "POST":
        return _page(request, shop)
    code, text = request.POST.get("code", ""), request.POST.get("value", "").strip()
    try:
        reason = request.POST.get("reason", "")
        change_value(actor=request.actor, shop_id=shop.id, code=code, value=_number(text), reason=reason)
    except InvalidInput as error:
        return _page(request, shop, refused=(code, text, str(error)))
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('shop_values', args=[shop.code])}#{code}")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise InvalidInput("rulebook.no_number", _("Write a whole number."))
    return int(text)


def _page(request: StaffRequest, shop: ShopRef, *, refused: tuple[str, str, str] = ("", "", "")) -> HttpResponse:
    order = list(AREAS)
    rows = sorted(value_rows(shop.id), key=lambda row: (*order, row.kind.area).index(row.kind.area))
    seen = scope_for(request, VIEW_VALUES).available
    context = {
        "shop": shop,
        "tabs": [
            {"label": each.name, "url": reverse("shop_values", args=[each.code]), "current": each.id == shop.id}
            for each in seen
        ]
        if len(seen) > 1
        else [],
        "areas": [
            {"label": AREAS.get(area, area), "rows": [_line(request, shop, row, refused) for row in found]}
            for area, found in groupby(rows, key=lambda row: row.kind.area)
        ],
    }
    return render(request, "web/values.html", context, status=422 if refused[2] else 200)


def _line(request: StaffRequest, shop: ShopRef, row: ValueRow, refused: tuple[str, str, str]) -> dict[str, Any]:
    code, text, error = refused
    is_refused = bool(error) and code == row.kind.code
    place = EVERY_SHOP if row.kind.is_everywhere else shop.id
    is_fixed = row.kind.minimum == row.kind.maximum
    return {
        "row": row,
        "kind": row.kind,
        "shown": text if is_refused else row.value,
        "error": error if is_refused else "",
        "is_changed": row.value != row.kind.default,
        "may_change": not is_fixed and request.actor.can(MANAGE_VALUES, place),
    }
