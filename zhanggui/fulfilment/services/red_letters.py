"""Red-letter invoices: an issued invoice taken back in the tax system, whole or in part, after a refund (FUL-18)."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.models import Invoice, RedLetter
from zhanggui.fulfilment.queries.red_letters import due_red_letters
from zhanggui.fulfilment.services.invoices import check_number, locked_invoice
from zhanggui.fulfilment.values import MAKE_INVOICES, InvoiceState
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.tasks.models import Task, TaskState
from zhanggui.kernel.tasks.verbs import TaskKind, close_task_set, open_task_set, register_task_kind
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.queries import held_position

RED_TASK = "red_letter"
# The order clerk's work; in a shop without one it goes to whoever leads there.
_POSITIONS = ("order_clerk", "finance", "shop_manager", "supervisor", "owner")
_LONGEST_REASON = 500

register_task_kind(
    TaskKind(RED_TASK, _("Refunded after the invoice"), _("Red-letter invoice"), "fulfilment:invoice_due", "note")
)


def reverse_invoice(
    *, actor: Actor, shop_id: int, invoice_id: int, number: str, reason: str, amount: Decimal | None = None
) -> RedLetter:
    """Note the red-letter invoice that the tax system gave for an issued one; without amount all that is left of it.

    An invoice that is taken back whole counts as taken back: the order may ask for another one.
    Errors: unknown invoice, not issued, no reason, a number of a wrong form or used already, an amount of
    nothing or above what is left.
    """
    require(actor, MAKE_INVOICES, shop_id)
    if not reason.strip():
        raise InvalidInput("fulfilment.no_reason", _("Write down why the invoice is taken back."))
    checked = check_number(number.strip().upper())
    with transaction.atomic():
        invoice = locked_invoice(shop_id, invoice_id)
        if invoice.state != InvoiceState.ISSUED:
            raise Conflict(
                "fulfilment.invoice_not_issued", _("Only an issued invoice can be reversed. Nothing was changed.")
            )
        left = left_over(invoice)
        taken = _checked_amount(left if amount is None else amount, left)
        made = _save(actor, invoice, checked, taken, reason.strip()[:_LONGEST_REASON])
        data = {"invoice": invoice.pk, "number": invoice.number, "red": checked, "amount": f"{taken:.2f}"}
        subject = Subject("order", invoice.order_id, invoice.order_number)
        record(actor, "invoice.reversed", shop_id=shop_id, subject=subject, data=data)
        if taken == left:
            invoice.state, invoice.void_reason = InvoiceState.VOID, reason.strip()[:_LONGEST_REASON]
            invoice.save(update_fields=["state", "void_reason"])
        if not due_red_letters(shop_id, [invoice.pk]):
            close_task_set(RED_TASK, shop_id=shop_id, subject_kind="invoice", subject_ids=[invoice.pk], actor=actor)
    return made


def left_over(invoice: Invoice) -> Decimal:
    """What of an invoice no red-letter invoice has taken back yet."""
    taken = RedLetter.objects.filter(invoice_id=invoice.pk).aggregate(taken=Sum("amount"))["taken"]
    return invoice.amount - (taken or Decimal(0))


def tell_red_letters(actor: Actor, shop_id: int) -> int:
    """One open task an invoice that a refund made too high; done by itself once none is. Returns how many there are."""
    with transaction.atomic():
        due = due_red_letters(shop_id)
        known = Task.objects.filter(shop_id=shop_id, kind=RED_TASK, state=TaskState.OPEN)
        gone = set(known.values_list("subject_id", flat=True)) - {row.invoice_id for row in due}
        if gone:
            close_task_set(RED_TASK, shop_id=shop_id, subject_kind="invoice", subject_ids=gone, actor=actor)
        if due:
            subjects = [
                (Subject("invoice", row.invoice_id, row.order_number), None, {"amount": f"{row.due:.2f}"})
                for row in due
            ]
            open_task_set(RED_TASK, shop_id=shop_id, subjects=subjects, position=held_position(shop_id, *_POSITIONS))
    return len(due)


def _checked_amount(amount: Decimal, left: Decimal) -> Decimal:
    if not amount.is_finite() or not 0 < amount <= left or amount != round(amount, 2):
        raise InvalidInput(
            "fulfilment.red_amount",
            _("The amount must be above 0 and at most %(left)s, what is left of the invoice."),
            left=f"{left:.2f}",
        )
    return amount


def _save(actor: Actor, invoice: Invoice, number: str, amount: Decimal, reason: str) -> RedLetter:
    twice = Conflict("fulfilment.red_twice", _("The number %(number)s is used already."), number=number)
    if Invoice.objects.filter(shop_id=invoice.shop_id, number=number).exists():
        raise twice
    try:
        with transaction.atomic():
            return RedLetter.objects.create(
                shop_id=invoice.shop_id,
                invoice=invoice,
                number=number,
                amount=amount,
                reason=reason,
                made_at=now(),
                made_by=actor.name,
            )
    except IntegrityError as error:
        raise twice from error
