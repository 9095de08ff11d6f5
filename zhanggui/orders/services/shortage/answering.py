"""What the buyer said to a choice about short goods, and that the buyer was told (ORD-08)."""

from collections.abc import Sequence

from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.tasks.verbs import close_task_set
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import ConsentMissing
from zhanggui.orders.lifecycle import SHORTAGE
from zhanggui.orders.models import ShortageChoice
from zhanggui.orders.queries.shortages import OPEN_STATES, ChoiceRow, choice_row
from zhanggui.orders.services.check_orders import lock_checking
from zhanggui.orders.services.shortage.choosing import locked_choice
from zhanggui.orders.services.shortage.swapping import swap_goods
from zhanggui.orders.services.shortage.tasks import ANSWER, close_choice_tasks, refresh_decide_tasks
from zhanggui.orders.services.shortage.waiting import start_waiting
from zhanggui.orders.values import HOLD_ORDERS, Consent, ConsentWay, ShortageKind

_LONGEST = 500


def answer_shortage(
    *, actor: Actor, shop_id: int, choice_id: int, agrees: bool, words: str, how: str = ConsentWay.CHAT
) -> ChoiceRow:
    """Note the buyer's answer: agreed, the goods are swapped or the waiting begins; not wanted, it is decided anew.

    Errors: no words, answered or ended before.
    """
    require(actor, HOLD_ORDERS, shop_id)
    if not words.strip():
        raise ConsentMissing
    with transaction.atomic():
        lock_checking(shop_id)
        row = locked_choice(shop_id, choice_id)
        at = now()
        row.told_at, row.told_by = row.told_at or at, row.told_by or actor.name
        move(
            row,
            SHORTAGE,
            "agree" if agrees else "decline",
            actor=actor,
            subject=Subject("order", row.order_id, row.order.number),
            data={"shortage": row.pk, "kind": row.kind, "how": how},
            answer=words.strip()[:_LONGEST],
            answered_at=at,
            answered_by=actor.name,
            told_at=row.told_at,
            told_by=row.told_by,
            ended_at=None if agrees else at,
        )
        close_choice_tasks(actor, shop_id, [row.order_id], result=words.strip())
        if agrees and row.kind == ShortageKind.REPLACE:
            swap_goods(actor, row, Consent(how, words))
        elif agrees:
            start_waiting(row)
        refresh_decide_tasks(actor, shop_id)
        row.refresh_from_db()
        return choice_row(row)


def mark_shortage_told(*, actor: Actor, shop_id: int, choice_ids: Sequence[int]) -> int:
    """Note that the buyers were told; returns how many were not yet.

    Of a part-shipment or a refund nothing more is asked, so the task to tell the buyer ends.
    """
    require(actor, HOLD_ORDERS, shop_id)
    with transaction.atomic():
        rows = ShortageChoice.objects.select_for_update().filter(
            shop_id=shop_id, pk__in=list(choice_ids), state__in=OPEN_STATES, told_at=None
        )
        fresh = list(rows.order_by("pk").values_list("pk", "order_id", "kind"))
        ShortageChoice.objects.filter(pk__in=[row[0] for row in fresh]).update(told_at=now(), told_by=actor.name)
        done = [order_id for _pk, order_id, kind in fresh if kind in {ShortageKind.PART_SHIP, ShortageKind.REFUND}]
        close_task_set(ANSWER, shop_id=shop_id, subject_kind="order", subject_ids=done, actor=actor)
        return len(fresh)
