"""Reading invoices: those of a batch, of a shop, and orders whose buyer asked for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.models import Batch, Invoice, RedLetter
from zhanggui.fulfilment.queries.companions import PARCEL_ORDERS
from zhanggui.fulfilment.queries.red_letters import red_letter_json, red_letters_of
from zhanggui.fulfilment.values import InvoiceState
from zhanggui.kernel.errors import NotFound

_ORDER = """
SELECT o.id, o.number, o.paid_amount, o.state, coalesce(c.invoice_title, '')
FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
WHERE o.shop_id = %s AND o.number = %s
"""
# Whoever asked, by the file's invoice title or by a note that was read, and has no invoice yet.
_WANTED = f"""
SELECT p.id, o.id, o.number, o.paid_amount, coalesce(c.invoice_title, '')
FROM {PARCEL_ORDERS.format(where="p.batch_id = %(batch)s AND p.state <> 'pulled'")} w
JOIN fulfilment_parcel p ON p.id = w.parcel_id JOIN orders_order o ON o.id = w.order_id
LEFT JOIN orders_ordercontact c ON c.order_id = o.id
WHERE (coalesce(c.invoice_title, '') <> '' OR EXISTS (
        SELECT 1 FROM orders_orderinstruction i
        WHERE i.order_id = o.id AND i.kind = 'invoice' AND i.dismissed_at IS NULL))
  AND NOT EXISTS (SELECT 1 FROM fulfilment_invoice v WHERE v.order_id = o.id AND v.state <> 'void')
ORDER BY p.position, w.rank, o.id
"""


@dataclass(frozen=True, slots=True)
class InvoiceOrder:
    """What an invoice needs to know of its order."""

    id: int
    number: str
    paid_amount: Decimal | None
    state: str
    invoice_title: str


@dataclass(frozen=True, slots=True)
class WantedInvoice:
    """An order of a batch whose buyer asked for an invoice that nobody has written down."""

    parcel_id: int
    order_id: int
    order_number: str
    paid_amount: Decimal | None
    title: str


def invoice_order(shop_id: int, number: str) -> InvoiceOrder:
    """The order of an invoice; NotFound otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(_ORDER, [shop_id, number])
        row = cursor.fetchone()
    if row is None:
        raise NotFound("orders.not_found", _("There is no order “%(number)s” in this shop."), number=number)
    return InvoiceOrder(*row)


def wanted_invoices(batch: Batch) -> list[WantedInvoice]:
    """Orders of a batch that ask for an invoice and have none, in pick order."""
    with connection.cursor() as cursor:
        cursor.execute(_WANTED, {"batch": batch.pk})
        return [WantedInvoice(*row) for row in cursor.fetchall()]


def invoices_of_batch(batch: Batch, *, state: str = "") -> list[Invoice]:
    """The live invoices of a batch's orders in pick order."""
    rows = Invoice.objects.filter(parcel__batch_id=batch.pk).exclude(state=InvoiceState.VOID)
    rows = rows.exclude(parcel__state="pulled")
    return list((rows.filter(state=state) if state else rows).order_by("parcel__position", "order_id"))


def invoices_of_shop(shop_id: int, *, state: str = "", before: int | None = None, limit: int = 50) -> list[Invoice]:
    """Invoices of a shop, newest first; `before` is the last id shown."""
    rows = Invoice.objects.filter(shop_id=shop_id)
    if state:
        rows = rows.filter(state=state)
    return list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[:limit])


def invoice_of_order(order_id: int) -> Invoice | None:
    """The live invoice of an order."""
    return Invoice.objects.filter(order_id=order_id).exclude(state=InvoiceState.VOID).first()


def invoice_by_id(invoice_id: int, shops: Sequence[int]) -> Invoice | None:
    """One invoice within the shops."""
    return Invoice.objects.filter(pk=invoice_id, shop_id__in=list(shops)).first()


def invoice_json(invoice: Invoice) -> dict[str, Any]:
    """An invoice as commands and API tell it."""
    return invoices_json([invoice])[0]


def invoices_json(invoices: Sequence[Invoice]) -> list[dict[str, Any]]:
    """Invoices as commands and API tell them, with their red-letter invoices; one statement for those."""
    red = red_letters_of([invoice.pk for invoice in invoices])
    return [_json(invoice, red.get(invoice.pk, [])) for invoice in invoices]


def _json(invoice: Invoice, red: Sequence[RedLetter]) -> dict[str, Any]:
    return {
        "id": invoice.pk,
        "order": invoice.order_number,
        "parcel": invoice.parcel.number if invoice.parcel else None,
        "kind": invoice.kind,
        "state": invoice.state,
        "title": invoice.title,
        "tax_no": invoice.tax_no,
        "email": invoice.email,
        "amount": f"{invoice.amount:.2f}",
        "number": invoice.number,
        "requested_by": invoice.requested_by,
        "issued_by": invoice.issued_by,
        "red_letters": [red_letter_json(row) for row in red],
    }
