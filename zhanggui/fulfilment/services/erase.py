"""What fulfilment keeps of a buyer: invoices lose the buyer, label copies stay for their time (SEC-09, FUL-17)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from zhanggui.fulfilment.models import Invoice, ParcelOrder, RedLetter, ShippingNotice, Voucher
from zhanggui.fulfilment.queries.invoice_copies import copies_of
from zhanggui.fulfilment.values import VoucherKind
from zhanggui.kernel.documents.archive import absolute
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.erasure import Emptied, Kept
from zhanggui.shops.queries import settings_of


def empty_invoices(order_id: int) -> Emptied:
    """Take title, tax number and e-mail from the invoices of an order; number, amount, kind and dates are kept.

    The tax system holds the invoice itself with its title, and the shop's books need number and amount for
    as long as the law says. The notice to the buyer goes. Label copies stay until the shop's voucher time is over.
    """
    invoices = Invoice.objects.filter(order_id=order_id)
    issued = list(invoices.exclude(number="").values_list("number", flat=True))
    rows = invoices.update(title="", tax_no="", email="", void_reason="")
    rows += RedLetter.objects.filter(invoice__order_id=order_id).update(reason="")
    rows += ShippingNotice.objects.filter(order_id=order_id).update(text="", copy_key="")
    # The tax system keeps the invoice itself; our copies name the buyer, so their files go when all else is written.
    copies = [each for found in copies_of(list(invoices.values_list("pk", flat=True))).values() for each in found]
    transaction.on_commit(lambda: _remove(copies))
    kept = [Kept("invoice_number_and_amount", number, None) for number in issued]
    return Emptied(rows, (*kept, *_label_copies(order_id)))


def _remove(documents: Sequence[Document]) -> None:
    for document in documents:
        absolute(document).unlink(missing_ok=True)


def _label_copies(order_id: int) -> list[Kept]:
    shared = ParcelOrder.objects.filter(order_id=order_id).values("parcel_id")
    own = Voucher.objects.filter(kind=VoucherKind.LABEL, parcel__order_id=order_id)
    labels = own | Voucher.objects.filter(kind=VoucherKind.LABEL, parcel_id__in=shared)
    return [
        Kept("label_copy", number, _years_after(day, settings_of(shop_id)["voucher_years"]))
        for shop_id, number, day in labels.distinct().values_list("shop_id", "parcel__number", "day")
    ]


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
