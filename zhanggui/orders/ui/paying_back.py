"""Noting on pages that a buyer got the price difference of cheaper goods back (ORD-08)."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.kernel.money import spoken_amount
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.asking import ask, back_with_toast
from zhanggui.orders.errors import NothingOwed
from zhanggui.orders.services import mark_paid_back, undo_paid_back
from zhanggui.orders.ui.shortage_forms import PaidBackForm
from zhanggui.orders.ui.shortages import one_choice
from zhanggui.orders.values import HOLD_ORDERS


@staff_page(HOLD_ORDERS)
def paid_back(request: StaffRequest, choice_id: int) -> HttpResponse:
    """Ask how the money went back and note it."""
    shop, row, back = one_choice(request, choice_id)
    if row.back_amount is None:
        raise NothingOwed
    amount = spoken_amount(row.back_amount, shop.currency)
    form = PaidBackForm(request.POST or None)
    if request.method == "POST" and form.attempt(
        lambda: mark_paid_back(actor=request.actor, shop_id=shop.id, choice_id=row.id, note=form.cleaned_data["note"])
    ):
        undo_url = reverse("orders:shortage_not_paid_back", args=[shop.code, row.id])
        return back_with_toast(
            request, _("Noted: %(amount)s paid back") % {"amount": amount}, back=back, undo_url=undo_url
        )
    return ask(
        request,
        form,
        back=back,
        title=_("%(amount)s paid back?") % {"amount": amount},
        teach=_("Order %(number)s: pay it back where it was paid; this page moves no money. Then write down how.")
        % {"number": row.number},
        act=_("Note it"),
    )


@staff_page(HOLD_ORDERS, methods=("POST",))
def not_paid_back(request: StaffRequest, choice_id: int) -> HttpResponse:
    """Take the note back."""
    shop, row, back = one_choice(request, choice_id)
    undo_paid_back(actor=request.actor, shop_id=shop.id, choice_id=row.id)
    return back_with_toast(request, _("The money waits to be paid back again."), back=back)
