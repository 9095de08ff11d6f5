"""Erasing the buyer of a finished order: asked with what it means, answered with what had to stay (SEC-09)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.asking import ask
from zhanggui.orders.queries import order_detail
from zhanggui.orders.services.erase_buyer import erase_buyer
from zhanggui.orders.ui.deciding import back_of
from zhanggui.orders.ui.forms import ReasonForm
from zhanggui.orders.ui.order_page import shop_of
from zhanggui.orders.ui.rows import order_url
from zhanggui.orders.values import ERASE_BUYERS

_KEPT: dict[str, Any] = {
    "invoice_number_and_amount": gettext_lazy("Number and amount of an invoice"),
    "label_copy": gettext_lazy("Archived copy of the label"),
    "import_file": gettext_lazy("Imported file"),
}


@staff_page(ERASE_BUYERS)
def erase(request: StaffRequest, number: str) -> HttpResponse:
    """Ask who wants it and why; then empty everything and show what still names the buyer, and until when."""
    shop = shop_of(request)
    order_detail(shop.id, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.attempt(
        lambda: erase_buyer(actor=request.actor, shop_id=shop.id, number=number, reason=form.cleaned_data["reason"])
    ):
        kept = [
            {"what": _KEPT.get(each.what, each.what), "name": each.name, "until": each.until}
            for each in form.result.erased.kept
        ]
        return render(request, "orders/erased.html", {"number": number, "kept": kept, "back": order_url(shop, number)})
    return ask(
        request,
        form,
        template="orders/ask.html",
        back=back_of(request, number),
        number=number,
        title=_("Erase the buyer's data for good"),
        teach=_(
            "Name, phones, address, notes and invoice titles of this order are emptied everywhere and cannot be brought"
            " back. Goods, money and dates stay."
        ),
        act=_("Erase for good"),
    )
