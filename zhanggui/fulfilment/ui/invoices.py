"""Invoices: the list, writing one down, issuing it, taking it back (FUL-18)."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.fulfilment.queries.invoice_copies import copies_of
from zhanggui.fulfilment.queries.invoices import invoice_of_order, invoice_order, invoices_of_shop
from zhanggui.fulfilment.queries.red_letters import due_red_letters, red_letters_of
from zhanggui.fulfilment.services import InvoiceFacts, issue_invoice, request_invoice, void_invoice
from zhanggui.fulfilment.ui.forms import ReasonForm
from zhanggui.fulfilment.ui.frame import answer_first, show
from zhanggui.fulfilment.values import MAKE_INVOICES, InvoiceKind, InvoiceState
from zhanggui.kernel.pages.access import StaffRequest, all_shops, staff_page
from zhanggui.kernel.pages.addresses import id_of
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of
from zhanggui.kernel.pages.registry import PanelSource, register_panels
from zhanggui.kernel.values import Actor

_PAGE = 50
_TONES = {InvoiceState.REQUESTED: "risk", InvoiceState.ISSUED: "good", InvoiceState.VOID: ""}


class InvoiceForm(StaffForm):
    """What the buyer wants on the invoice."""

    places: ClassVar[dict[str, str]] = {
        "fulfilment.invoice_title": "title",
        "fulfilment.invoice_tax_no": "tax_no",
        "fulfilment.invoice_email": "email",
        "fulfilment.invoice_amount": "amount",
    }
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=InvoiceKind)
    tax_no = forms.CharField(
        label=gettext_lazy("Tax number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("15 to 20 digits and letters; a special invoice needs it."),
    )
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=200, required=False)
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"), max_digits=14, decimal_places=2, min_value=Decimal("0.01")
    )


class NumberForm(StaffForm):
    """The number of the tax system; empty takes the next of the shop's range."""

    places: ClassVar[dict[str, str]] = {
        "fulfilment.invoice_number": "number",
        "fulfilment.invoice_twice": "number",
        "shops.no_invoice_number": "number",
    }
    number = forms.CharField(
        label=gettext_lazy("Invoice number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Left empty, the next number of the shop's range is taken."),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )


@staff_page(MAKE_INVOICES, methods=("GET",))
@for_one_shop
def invoices(request: StaffRequest) -> HttpResponse:
    """Invoices of the shop, newest first."""
    shop = shop_of(request)
    state = request.GET.get("state", "")
    known = state if state in InvoiceState.values else ""
    before = request.GET.get("before", "")
    found = invoices_of_shop(shop.id, state=known, before=id_of(before), limit=_PAGE + 1)
    shown = found[:_PAGE]
    red, copies = red_letters_of([row.pk for row in shown]), copies_of([row.pk for row in shown])
    context = {
        "due": [] if before else due_red_letters(shop.id),
        "rows": [
            {
                "invoice": row,
                "tone": _TONES[InvoiceState(row.state)],
                "url": _order_url(shop.code, row.order_number),
                "red": red.get(row.pk, []),
                "copies": copies.get(row.pk, []),
            }
            for row in shown
        ],
        "columns": [
            {"label": _("Order"), "width": 190},
            {"label": _("State"), "width": 100},
            {"label": _("Title")},
            {"label": _("Tax number"), "width": 170, "is_fold": True},
            {"label": _("Amount"), "width": 120, "css": "zg-num"},
            {"label": _("Invoice number"), "width": 205},
            {"label": _("Action"), "width": 300},
        ],
        "tabs": [
            {"label": label, "url": f"?state={value}" if value else "?", "current": value == known}
            for value, label in (("", _("All")), *InvoiceState.choices)
        ],
        "next_url": f"?state={known}&before={shown[-1].pk}" if len(found) > _PAGE else "",
        "shown": len(shown),
    }
    return show(request, "fulfilment/invoices.html", context)


@staff_page(MAKE_INVOICES)
def invoice_for(request: StaffRequest, number: str) -> HttpResponse:
    """Write down what the buyer of an order wants on the invoice."""
    shop = shop_of(request)
    order = invoice_order(shop.id, number)
    known = invoice_of_order(order.id)
    initial: dict[str, Any] = {"title": order.invoice_title, "kind": InvoiceKind.NORMAL, "amount": order.paid_amount}
    if known is not None:
        initial = {name: getattr(known, name) for name in ("title", "kind", "tax_no", "email", "amount")}
    form = InvoiceForm(request.POST or None, initial=initial)
    return answer_first(
        request,
        form,
        lambda: request_invoice(
            actor=request.actor, shop_id=shop.id, order_number=number, facts=InvoiceFacts(**form.cleaned_data)
        ),
        done=lambda _made: _("Written down. It is printed with the batch once it has its number."),
        back=reverse("fulfilment:invoices"),
        title=_("Invoice of order %(order)s") % {"order": number},
        lead=_("What the buyer told us. The amount is at most what was paid."),
        act_label=_("Write down"),
    )


@staff_page(MAKE_INVOICES)
def issue(request: StaffRequest, invoice_id: int) -> HttpResponse:
    """Give a requested invoice its number."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    return answer_first(
        request,
        form,
        lambda: issue_invoice(
            actor=request.actor,
            shop_id=shop_of(request).id,
            invoice_id=invoice_id,
            number=form.cleaned_data["number"],
        ),
        done=lambda made: _("Issued under number %(number)s.") % {"number": made.number},
        back=reverse("fulfilment:invoices"),
        title=_("Issue an invoice"),
        lead=_("Enter the number that the tax system gave."),
        act_label=_("Issue"),
    )


@staff_page(MAKE_INVOICES)
def void(request: StaffRequest, invoice_id: int) -> HttpResponse:
    """Take an invoice back with the reason."""
    form = ReasonForm(request.POST or None)
    return answer_first(
        request,
        form,
        lambda: void_invoice(
            actor=request.actor,
            shop_id=shop_of(request).id,
            invoice_id=invoice_id,
            reason=form.cleaned_data["reason"],
        ),
        done=lambda _gone: _("Taken back."),
        back=reverse("fulfilment:invoices"),
        title=_("Take an invoice back"),
        lead=_("Its number stays with it; in the tax system it must be reversed as well."),
        act_label=_("Take back"),
    )


def order_invoice(_actor: Actor, shop_id: int, order_id: int) -> dict[str, Any] | None:
    """The invoice of an order beside it; whoever makes invoices may write one down."""
    invoice = invoice_of_order(order_id)
    if invoice is None:
        return None
    shop = next(shop for shop in all_shops() if shop.id == shop_id)
    return {
        "invoice": invoice,
        "tone": _TONES[InvoiceState(invoice.state)],
        "url": _order_url(shop.code, invoice.order_number),
        "red": red_letters_of([invoice.pk]).get(invoice.pk, []),
        "due": next(iter(due_red_letters(shop_id, [invoice.pk])), None),
        "shop": shop,
    }


def _order_url(shop: str, number: str) -> str:
    return reverse("fulfilment:invoice_for", args=[shop, number])


register_panels(PanelSource("order", 140, MAKE_INVOICES, "fulfilment/_order_invoice.html", order_invoice))
