"""Taking a choice about short goods back while nothing is printed (ORD-08)."""

from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.lifecycle import SHORTAGE
from zhanggui.orders.models import OrderHold, OrderSplit, ShortageChoice
from zhanggui.orders.queries.shortages import ChoiceRow, choice_row
from zhanggui.orders.services.agree_change import undo_change
from zhanggui.orders.services.check_orders import check_ids, lock_checking
from zhanggui.orders.services.joint.undo import undo_together
from zhanggui.orders.services.release_orders import end_holds
from zhanggui.orders.services.shortage.choosing import locked_choice
from zhanggui.orders.services.shortage.tasks import close_choice_tasks, refresh_decide_tasks
from zhanggui.orders.services.shortage.waiting import stop_waiting
from zhanggui.orders.values import HOLD_ORDERS, HoldReason, ShortageKind, ShortageState


def undo_shortage(*, actor: Actor, shop_id: int, choice_id: int, reason: str = "") -> ChoiceRow:
    """Take a choice back: parts become whole, swapped goods come back, the hold of a refund wish ends (ORD-08).

    Works until papers are printed. The order is checked again and waits for a decision once more.
    Errors: ended already, papers printed.
    """
    require(actor, HOLD_ORDERS, shop_id)
    with transaction.atomic():
        lock_checking(shop_id)
        row = locked_choice(shop_id, choice_id)
        move(
            row,
            SHORTAGE,
            "undo_swap" if _is_settled_swap(row) else "undo",
            actor=actor,
            subject=Subject("order", row.order_id, row.order.number),
            reason=reason,
            data={"shortage": row.pk, "kind": row.kind},
            ended_at=now(),
        )
        stop_waiting(row)
        close_choice_tasks(actor, shop_id, [row.order_id], result=reason)
        _put_back(actor, row, reason)
        refresh_decide_tasks(actor, shop_id)
        row.refresh_from_db()
        return choice_row(row)


def _is_settled_swap(row: ShortageChoice) -> bool:
    """Swapped goods settle the choice at once; their swap can still be taken back until papers are printed."""
    return row.state == ShortageState.ENDED and "change" in row.plan


def _put_back(actor: Actor, row: ShortageChoice, reason: str) -> None:
    if row.kind == ShortageKind.PART_SHIP and OrderSplit.objects.filter(order_id=row.order_id, undone_at=None).exists():
        undo_together(actor=actor, shop_id=row.shop_id, order_id=row.order_id, reason=reason)
    elif row.kind == ShortageKind.REPLACE and "change" in row.plan:
        undo_change(actor=actor, shop_id=row.shop_id, change_id=row.plan["change"])
    elif row.kind == ShortageKind.REFUND:
        holds = OrderHold.objects.filter(
            order_id=row.order_id, reason=HoldReason.MANUAL, released_at=None, placed_at__gte=row.chosen_at
        )
        end_holds(actor, list(holds.values_list("pk", flat=True)), reason or "undo")
        check_ids(actor, row.shop_id, [row.order_id])
