"""Red-letter invoices: noting one, and where its task leads (FUL-18)."""

from decimal import Decimal
from typing import ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.fulfilment.errors import InvoiceNotFound
from zhanggui.fulfilment.queries.invoices import invoice_by_id
from zhanggui.fulfilment.queries.red_letters import due_red_letters
from zhanggui.fulfilment.services import reverse_invoice
from zhanggui.fulfilment.services.red_letters import left_over
from zhanggui.fulfilment.ui.frame import answer_first
from zhanggui.fulfilment.values import MAKE_INVOICES
from zhanggui.kernel.money import spoken_amount
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.one_shop import shop_of


class RedLetterForm(StaffForm):
    """What the tax system gave: number and amount of the red-letter invoice; and why."""

    places: ClassVar[dict[str, str]] = {
        "fulfilment.invoice_number": "number",
        "fulfilment.red_twice": "number",
        "fulfilment.red_amount": "amount",
        "fulfilment.no_reason": "reason",
    }
    number = forms.CharField(
        label=gettext_lazy("Number of the red-letter invoice"),
        max_length=40,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Amount taken back"), max_digits=14, decimal_places=2, min_value=Decimal("0.01")
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


@staff_page(MAKE_INVOICES)
def reverse_one(request: StaffRequest, invoice_id: int) -> HttpResponse:
    """Note the red-letter invoice of an issued one; the amount is what the refund asks for, else all that is left."""
    shop = shop_of(request)
    invoice = invoice_by_id(invoice_id, [shop.id])
    if invoice is None:
        raise InvoiceNotFound
    due = next((row.due for row in due_red_letters(shop.id, [invoice.pk])), None)
    left = left_over(invoice)
    initial = {"amount": due or left, "reason": _("Refunded after the invoice") if due else ""}
    form = RedLetterForm(request.POST or None, initial=initial)
    facts = {
        "number": invoice.number,
        "order": invoice.order_number,
        "amount": spoken_amount(invoice.amount, shop.currency),
        "left": spoken_amount(left, shop.currency),
    }
    return answer_first(
        request,
        form,
        lambda: reverse_invoice(actor=request.actor, shop_id=shop.id, invoice_id=invoice.pk, **form.cleaned_data),
        done=lambda made: _("Red-letter invoice %(number)s is noted.") % {"number": made.number},
        back=reverse("fulfilment:invoices"),
        title=_("Red-letter invoice for %(number)s") % facts,
        lead=_("Order %(order)s, invoiced %(amount)s, %(left)s of it left. Make it in the tax system first.") % facts,
        act_label=_("Note it"),
    )


@staff_page(MAKE_INVOICES, methods=("GET",))
def due_one(request: StaffRequest, invoice_id: int) -> HttpResponse:
    """Where a task leads: noting the red-letter invoice."""
    invoice = invoice_by_id(invoice_id, [shop.id for shop in request.scope.available])
    if invoice is None:
        raise InvoiceNotFound
    code = next(shop.code for shop in request.scope.available if shop.id == invoice.shop_id)
    return redirect("fulfilment:reverse_invoice", shop=code, invoice_id=invoice.pk)
