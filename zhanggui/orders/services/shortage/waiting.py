"""The day until which a buyer waits for goods: when it is over, somebody decides again (ORD-08)."""

from datetime import datetime, time, timedelta

from zhanggui.kernel.clock import local_moment, shop_zone
from zhanggui.kernel.deadlines.verbs import meet_deadline, set_deadline
from zhanggui.kernel.tasks.verbs import open_task
from zhanggui.kernel.values import Subject
from zhanggui.orders.models import ShortageChoice
from zhanggui.orders.services.shortage.tasks import CLERK, OVER
from zhanggui.orders.values import ShortageState
from zhanggui.shops.queries import shop_by_id

WAIT_JOB, DEADLINE = "orders.shortage_wait_over", "shortage_wait"


def start_waiting(choice: ShortageChoice) -> None:
    """Let the clock run to the end of the day until which the buyer waits."""
    if choice.wait_until is None:
        return
    set_deadline(
        DEADLINE,
        shop_id=choice.shop_id,
        subject=Subject("shortage", choice.pk),
        due_at=_end_of_day(choice),
        job=WAIT_JOB,
        arguments={"choice_id": choice.pk},
    )


def stop_waiting(choice: ShortageChoice) -> None:
    """The goods came, or the buyer chose something else."""
    meet_deadline(DEADLINE, shop_id=choice.shop_id, subject=Subject("shortage", choice.pk))


def wait_is_over(choice_id: int) -> bool:
    """The day passed: when the goods are still not here, a task asks to decide again. Says whether it did."""
    row = ShortageChoice.objects.select_related("order").filter(pk=choice_id, state=ShortageState.AGREED).first()
    if row is None:
        return False
    subject = Subject("order", row.order_id, row.order.number)
    open_task(OVER, shop_id=row.shop_id, subject=subject, position=CLERK, due_at=_end_of_day(row))
    return True


def _end_of_day(choice: ShortageChoice) -> datetime:
    zone = shop_zone(shop_by_id(choice.shop_id).timezone)
    day = choice.wait_until or choice.answer_by.astimezone(zone).date()
    return local_moment(day + timedelta(days=1), time(0), zone)
