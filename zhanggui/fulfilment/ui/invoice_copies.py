"""Copies of invoices: keeping the tax system's file, and fetching it for the buyer (FUL-18)."""

from typing import ClassVar

from django import forms
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.fulfilment.errors import InvoiceNotFound
from zhanggui.fulfilment.queries.invoices import invoice_by_id
from zhanggui.fulfilment.services import fetch_invoice_copy, keep_invoice_copy
from zhanggui.fulfilment.services.invoice_copies import MOST_BYTES
from zhanggui.fulfilment.ui.frame import answer_first
from zhanggui.fulfilment.values import MAKE_INVOICES
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.one_shop import shop_of


class CopyForm(StaffForm):
    """The file that the tax system gave."""

    places: ClassVar[dict[str, str]] = {
        "fulfilment.copy_too_large": "file",
        "fulfilment.copy_kind": "file",
        "fulfilment.copies_too_many": "file",
    }
    file = forms.FileField(
        label=gettext_lazy("File of the tax system"), help_text=gettext_lazy("PDF, OFD, XML, JPG or PNG up to 10 MB.")
    )


@staff_page(MAKE_INVOICES)
def keep_copy(request: StaffRequest, invoice_id: int) -> HttpResponse:
    """Keep the file of an issued invoice."""
    shop = shop_of(request)
    invoice = invoice_by_id(invoice_id, [shop.id])
    if invoice is None:
        raise InvoiceNotFound
    form = CopyForm(request.POST or None, request.FILES or None)
    return answer_first(
        request,
        form,
        lambda: keep_invoice_copy(
            actor=request.actor,
            shop_id=shop.id,
            invoice_id=invoice.pk,
            data=form.cleaned_data["file"].read(MOST_BYTES + 1),
        ),
        done=lambda _kept: _("The copy is kept with invoice %(number)s.") % {"number": invoice.number},
        back=reverse("fulfilment:invoices"),
        title=_("Copy of invoice %(number)s") % {"number": invoice.number},
        lead=_("It is fetched for the buyer from the list of invoices; each time is noted."),
        act_label=_("Keep the copy"),
        is_file=True,
    )


@staff_page(MAKE_INVOICES, methods=("GET",))
def fetch_copy(request: StaffRequest, invoice_id: int, part: int) -> FileResponse:
    """The file itself, never shown inside the page."""
    shop = shop_of(request)
    path, name = fetch_invoice_copy(actor=request.actor, shop_id=shop.id, invoice_id=invoice_id, part=part)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response
