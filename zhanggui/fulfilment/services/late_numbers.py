"""Telling who enters numbers of parcels whose number is late (FUL-15)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.queries.batches import subject_of
from zhanggui.fulfilment.queries.late_numbers import late_batches
from zhanggui.fulfilment.values import LATE_TASK
from zhanggui.kernel.clock import now
from zhanggui.kernel.tasks.models import Task, TaskState
from zhanggui.kernel.tasks.verbs import TaskKind, close_tasks, open_task, register_task_kind
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.queries import held_position

# The keeper's work; in a shop without one it goes to whoever leads there.
_POSITIONS = ("keeper", "shop_manager", "supervisor", "owner")

register_task_kind(
    TaskKind(LATE_TASK, _("parcels whose number is late"), _("Enter the numbers"), "fulfilment:late_batch", "truck")
)


def tell_late_numbers(actor: Actor, shop_id: int, *, at: datetime | None = None) -> int:
    """One open task a batch with late parcels, due when the first was; done by itself once none is late.

    Returns how many batches are late.
    """
    moment = at or now()
    with transaction.atomic():
        late = {row.batch.pk: row for row in late_batches(shop_id, at=moment)}
        open_tasks = Task.objects.filter(shop_id=shop_id, kind=LATE_TASK, state=TaskState.OPEN)
        for batch_id, label in list(open_tasks.values_list("subject_id", "subject_label")):
            if batch_id not in late:
                close_tasks(LATE_TASK, shop_id=shop_id, subject=Subject("batch", batch_id, label), actor=actor)
        position = held_position(shop_id, *_POSITIONS) if late else ""
        for row in late.values():
            open_task(
                LATE_TASK,
                shop_id=shop_id,
                subject=subject_of(row.batch),
                position=position,
                due_at=row.due_at,
                data={"parcels": row.parcels},
            )
    return len(late)
