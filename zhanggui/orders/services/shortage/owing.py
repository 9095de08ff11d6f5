"""What a buyer gets back because the goods that took the place of short ones cost less (ORD-08)."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.db.models import QuerySet

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.money import amount_text
from zhanggui.kernel.tasks.verbs import close_task_set, open_task
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import PaidBackAlready
from zhanggui.orders.models import ShortageChoice
from zhanggui.orders.services.shortage.tasks import AFTER_SALES, PAY_BACK
from zhanggui.orders.values import OrderState
from zhanggui.shops.queries import settings_of, shop_by_id


def owe_difference(actor: Actor, choice: ShortageChoice) -> None:
    """The goods are swapped for cheaper ones: the amount that the buyer was told is now to be paid back."""
    difference = Decimal(choice.plan.get("difference") or 0)
    if difference >= 0:
        return
    choice.back_amount = -difference
    choice.back_due_at = now() + timedelta(hours=settings_of(choice.shop_id)["shortage_answer_hours"])
    choice.save(update_fields=["back_amount", "back_due_at"])
    tell_of_money(actor, "order.shortage_pay_back_due", choice)
    open_pay_back_task(choice)


def open_pay_back_task(choice: ShortageChoice) -> None:
    """Ask those who care for the buyer to pay the amount back, in the shop's own way: no money moves here."""
    open_task(
        PAY_BACK,
        shop_id=choice.shop_id,
        subject=Subject("order", choice.order_id, choice.order.number),
        position=AFTER_SALES,
        due_at=choice.back_due_at,
        data=_amount(choice),
    )


def withdraw_owed(actor: Actor, shop_id: int, order_id: int, change_id: int, reason: str = "") -> None:
    """The goods are put back, so nothing is owed any more. PaidBackAlready when the money is on its way."""
    rows = ShortageChoice.objects.filter(
        shop_id=shop_id, order_id=order_id, plan__change=change_id, back_amount__isnull=False
    )
    found = list(rows.select_related("order").select_for_update(of=("self",)))
    if any(row.paid_back_at is not None for row in found):
        raise PaidBackAlready
    _withdraw(actor, found, reason)


def withdraw_owed_of_closed(actor: Actor, shop_id: int) -> None:
    """Orders that closed were refunded whole: their difference is not owed besides."""
    rows: QuerySet[ShortageChoice] = ShortageChoice.objects.filter(
        shop_id=shop_id, back_amount__isnull=False, paid_back_at=None, order__state=OrderState.CLOSED
    )
    _withdraw(actor, list(rows.select_related("order").select_for_update(of=("self",))), "")


def tell_of_money(actor: Actor, kind: str, choice: ShortageChoice, reason: str = "") -> None:
    """One event on the order: which choice, how much."""
    record(
        actor,
        kind,
        shop_id=choice.shop_id,
        subject=Subject("order", choice.order_id, choice.order.number),
        data={"shortage": choice.pk, "kind": choice.kind, **_amount(choice)},
        reason=reason,
    )


def _withdraw(actor: Actor, rows: Sequence[ShortageChoice], reason: str) -> None:
    for row in rows:
        tell_of_money(actor, "order.shortage_pay_back_withdrawn", row, reason)
        close_task_set(
            PAY_BACK, shop_id=row.shop_id, subject_kind="order", subject_ids=[row.order_id], actor=actor, result=reason
        )
        row.back_amount = row.back_due_at = None
        row.save(update_fields=["back_amount", "back_due_at"])


def _amount(choice: ShortageChoice) -> dict[str, str | None]:
    return {"amount": amount_text(choice.back_amount), "currency": shop_by_id(choice.shop_id).currency}
