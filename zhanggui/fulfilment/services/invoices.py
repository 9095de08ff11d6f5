"""Invoices that buyers ask for: written down, issued with a number, taken back (FUL-18)."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.errors import InvoiceNotFound
from zhanggui.fulfilment.models import Batch, Invoice, Parcel, ParcelOrder
from zhanggui.fulfilment.queries.invoices import InvoiceOrder, invoice_order, invoices_of_batch, wanted_invoices
from zhanggui.fulfilment.values import MAKE_INVOICES, InvoiceKind, InvoiceState, ParcelState
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.shops.services import take_invoice_number

# A tax number is 15, 17, 18 or 20 digits and capital letters; people write spaces between.
_TAX_NO = re.compile(r"[0-9A-Z]{15,20}")
_NUMBER = re.compile(r"[0-9A-Z-]{4,40}")
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """What a buyer wants on the invoice. Without amount it is what was paid."""

    title: str
    tax_no: str = ""
    email: str = ""
    kind: str = InvoiceKind.NORMAL
    amount: Decimal | None = None


def request_invoice(*, actor: Actor, shop_id: int, order_number: str, facts: InvoiceFacts) -> Invoice:
    """Write down that a buyer wants an invoice, or correct it while it is not issued.

    Errors: unknown order, an unpaid or closed one, no title, a tax number or e-mail of a wrong form,
    a special invoice without tax number, an amount of nothing or above what was paid, already issued.
    """
    require(actor, MAKE_INVOICES, shop_id)
    order = invoice_order(shop_id, order_number)
    checked = _checked(order, facts)
    with transaction.atomic():
        row = Invoice.objects.select_for_update(of=("self",)).filter(order_id=order.id)
        known = row.exclude(state=InvoiceState.VOID).first()
        if known is not None and known.state == InvoiceState.ISSUED:
            raise Conflict(
                "fulfilment.invoice_issued",
                _("The invoice of order %(order)s is issued already. Take it back first."),
                order=order.number,
            )
        invoice = known or Invoice(shop_id=shop_id, order_id=order.id, order_number=order.number)
        invoice.parcel = _parcel(order.id)
        invoice.kind, invoice.title, invoice.tax_no = checked.kind, checked.title, checked.tax_no
        invoice.email, invoice.amount = checked.email, checked.amount or Decimal(0)
        invoice.requested_at, invoice.requested_by = now(), actor.name
        _save(invoice)
        _tell(actor, invoice, "invoice.requested")
    return invoice


def issue_invoice(*, actor: Actor, shop_id: int, invoice_id: int, number: str = "") -> Invoice:
    """Give a requested invoice its number: the one of the tax system, or the next of the shop's range.

    Errors: unknown invoice, not requested any more, a number of a wrong form or used already, and
    without a number a range that is not set or used up.
    """
    require(actor, MAKE_INVOICES, shop_id)
    with transaction.atomic():
        invoice = locked_invoice(shop_id, invoice_id)
        if invoice.state != InvoiceState.REQUESTED:
            raise Conflict("fulfilment.invoice_not_requested", _("This invoice is issued or taken back already."))
        _issue(actor, invoice, number.strip().upper() or take_invoice_number(shop_id))
    return invoice


def void_invoice(*, actor: Actor, shop_id: int, invoice_id: int, reason: str) -> Invoice:
    """Take an invoice back; its number stays with it, and the order may ask for another one."""
    require(actor, MAKE_INVOICES, shop_id)
    if not reason.strip():
        raise InvalidInput("fulfilment.no_reason", _("Write down why the invoice is taken back."))
    with transaction.atomic():
        invoice = locked_invoice(shop_id, invoice_id)
        if invoice.state == InvoiceState.VOID:
            return invoice
        invoice.state, invoice.void_reason = InvoiceState.VOID, reason.strip()
        invoice.save(update_fields=["state", "void_reason"])
        _tell(actor, invoice, "invoice.void", reason=reason.strip())
    return invoice


def issue_for_batch(actor: Actor, batch: Batch) -> int:
    """Before a batch is printed: write down titles that orders brought, and number what is requested.

    Numbers come from the shop's range while it lasts; what gets none waits for a person and is not
    printed. Returns how many were issued.
    """
    issued = 0
    with transaction.atomic():
        for wanted in wanted_invoices(batch):
            if not wanted.title or not wanted.paid_amount or wanted.paid_amount <= 0:
                continue
            invoice = Invoice(
                shop_id=batch.shop_id,
                order_id=wanted.order_id,
                order_number=wanted.order_number,
                parcel_id=wanted.parcel_id,
                title=wanted.title[:_LONGEST_TITLE],
                amount=wanted.paid_amount,
                requested_at=now(),
                requested_by=actor.name,
            )
            _save(invoice)
            _tell(actor, invoice, "invoice.requested")
        _bind_parcels(batch)
        for invoice in invoices_of_batch(batch, state=InvoiceState.REQUESTED):
            number = take_invoice_number(batch.shop_id, is_needed=False)
            if not number:
                break
            _issue(actor, invoice, number)
            issued += 1
    return issued


def _bind_parcels(batch: Batch) -> None:
    """An invoice written down before its order was in a batch finds its parcel."""
    live = Parcel.objects.filter(batch_id=batch.pk).exclude(state=ParcelState.PULLED).order_by("-position")
    shared = ParcelOrder.objects.filter(parcel__in=live.order_by())
    # An order in parts has several parcels here: its invoice goes with the first that is picked.
    parcels = dict([*live.values_list("order_id", "pk"), *shared.values_list("order_id", "parcel_id")])
    rows = Invoice.objects.filter(shop_id=batch.shop_id, order_id__in=list(parcels)).exclude(state=InvoiceState.VOID)
    for invoice in rows:
        if invoice.parcel_id != parcels[invoice.order_id]:
            Invoice.objects.filter(pk=invoice.pk).update(parcel_id=parcels[invoice.order_id])


def _issue(actor: Actor, invoice: Invoice, number: str) -> None:
    invoice.state, invoice.number = InvoiceState.ISSUED, check_number(number)
    invoice.issued_at, invoice.issued_by = now(), actor.name
    _save(invoice)
    _tell(actor, invoice, "invoice.issued")


def check_number(number: str) -> str:
    """The number as it is; InvalidInput when the tax system gives none of that form."""
    if not _NUMBER.fullmatch(number):
        raise InvalidInput(
            "fulfilment.invoice_number", _("“%(number)s” is no invoice number: 4 to 40 digits or letters."), number=number
        )  # fmt: skip
    return number


def _save(invoice: Invoice) -> None:
    try:
        with transaction.atomic():
            invoice.save()
    except IntegrityError as error:
        raise Conflict(
            "fulfilment.invoice_twice",
            _("Order %(order)s has an invoice already, or the number %(number)s is used."),
            order=invoice.order_number,
            number=invoice.number,
        ) from error


def locked_invoice(shop_id: int, invoice_id: int) -> Invoice:
    """One invoice of the shop, locked; InvoiceNotFound."""
    rows = Invoice.objects.select_for_update(of=("self",)).select_related("parcel")
    invoice = rows.filter(shop_id=shop_id, pk=invoice_id).first()
    if invoice is None:
        raise InvoiceNotFound
    return invoice


def _parcel(order_id: int) -> Parcel | None:
    shared = ParcelOrder.objects.filter(order_id=order_id).values("parcel_id")
    mine = Parcel.objects.filter(Q(order_id=order_id) | Q(pk__in=shared))
    return mine.exclude(state=ParcelState.PULLED).order_by("-pk").first()


def _checked(order: InvoiceOrder, facts: InvoiceFacts) -> InvoiceFacts:
    title = facts.title.strip() or order.invoice_title.strip()
    tax_no = re.sub(r"[\s-]", "", facts.tax_no).upper()
    email = facts.email.strip()
    if order.state in {"unpaid", "closed"} or order.paid_amount is None:
        raise Conflict(
            "fulfilment.invoice_unpaid",
            _("Order %(order)s is not paid or was closed, so there is nothing to invoice."),
            order=order.number,
        )
    if not title or len(title) > _LONGEST_TITLE:
        raise InvalidInput("fulfilment.invoice_title", _("An invoice needs a title of at most 200 signs."))
    if facts.kind not in InvoiceKind.values:
        raise InvalidInput("fulfilment.invoice_kind", _("An invoice is ordinary or special."))
    if (tax_no and not _TAX_NO.fullmatch(tax_no)) or (not tax_no and facts.kind == InvoiceKind.SPECIAL):
        raise InvalidInput("fulfilment.invoice_tax_no", _("A tax number has 15 to 20 digits and letters."))
    _check_email(email)
    amount = facts.amount if facts.amount is not None else order.paid_amount
    if not Decimal(0) < amount <= order.paid_amount or amount != round(amount, 2):
        raise InvalidInput(
            "fulfilment.invoice_amount",
            _("The amount must be above 0 and at most %(paid)s, what was paid."),
            paid=f"{order.paid_amount:.2f}",
        )
    return InvoiceFacts(title, tax_no, email, facts.kind, amount)


def _check_email(email: str) -> None:
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise InvalidInput("fulfilment.invoice_email", _("This is no e-mail address.")) from error


def _tell(actor: Actor, invoice: Invoice, kind: str, *, reason: str = "") -> None:
    """Title, tax number and e-mail are the buyer's and stay out of the timeline."""
    record(
        actor,
        kind,
        shop_id=invoice.shop_id,
        subject=Subject("order", invoice.order_id, invoice.order_number),
        reason=reason,
        data={"invoice": invoice.pk, "number": invoice.number, "amount": f"{invoice.amount:.2f}"},
    )
