"""Noting that a buyer got the price difference back, and taking that note back (ORD-08)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.permissions import require
from zhanggui.kernel.tasks.verbs import close_task_set
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import NothingOwed
from zhanggui.orders.models import ShortageChoice
from zhanggui.orders.queries.shortages import ChoiceRow, choice_row
from zhanggui.orders.services.shortage.choosing import locked_choice
from zhanggui.orders.services.shortage.owing import open_pay_back_task, tell_of_money
from zhanggui.orders.services.shortage.tasks import PAY_BACK
from zhanggui.orders.values import HOLD_ORDERS

_LONGEST = 500


def mark_paid_back(*, actor: Actor, shop_id: int, choice_id: int, note: str) -> ChoiceRow:
    """Note that the difference was paid back, with a remark such as the number of the transfer; its task ends.

    Moves no money itself. Errors: no remark, nothing owed or noted before.
    """
    require(actor, HOLD_ORDERS, shop_id)
    if not note.strip():
        raise InvalidInput("orders.no_pay_back_note", _("Write down how the money went back, such as its number."))
    with transaction.atomic():
        row = locked_choice(shop_id, choice_id)
        if row.back_amount is None or row.paid_back_at is not None:
            raise NothingOwed
        _keep(row, actor.name, note.strip()[:_LONGEST])
        tell_of_money(actor, "order.shortage_paid_back", row)
        close_task_set(PAY_BACK, shop_id=shop_id, subject_kind="order", subject_ids=[row.order_id], actor=actor)
        return choice_row(row)


def undo_paid_back(*, actor: Actor, shop_id: int, choice_id: int) -> ChoiceRow:
    """Take the note back that the difference was paid: the task asks for it again. Errors: nothing noted."""
    require(actor, HOLD_ORDERS, shop_id)
    with transaction.atomic():
        row = locked_choice(shop_id, choice_id)
        if row.paid_back_at is None:
            raise NothingOwed
        _keep(row, "", "")
        tell_of_money(actor, "order.shortage_pay_back_due", row, "undo")
        open_pay_back_task(row)
        return choice_row(row)


def _keep(row: ShortageChoice, name: str, note: str) -> None:
    row.paid_back_at = now() if name else None
    row.paid_back_by, row.paid_back_note = name, note
    row.save(update_fields=["paid_back_at", "paid_back_by", "paid_back_note"])
