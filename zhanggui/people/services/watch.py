"""What is looked at by the clock: dormant accounts and unusual reading become tasks for the owner (SEC-04, SEC-08)."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.tasks.models import Task, TaskState
from zhanggui.kernel.tasks.verbs import TaskKind, close_tasks, open_task, register_task_kind
from zhanggui.kernel.values import Origin, Subject, system_actor
from zhanggui.people.models import User
from zhanggui.people.queries.security import dormant_accounts, heavy_readers
from zhanggui.people.values import OWNER
from zhanggui.shops.queries import shop_cards

DORMANT_TASK = register_task_kind(
    TaskKind("people.dormant", _("Dormant account"), _("Look"), "people:list", "user")
).code
ALARM_TASK = register_task_kind(
    TaskKind("people.reading", _("Unusually many customer records read"), _("Look"), "people:list", "alert")
).code


def watch_accounts() -> int:
    """Open a task for each dormant account, close those of accounts that are used or closed again; returns how many are open."""
    shops = shop_cards()
    if not shops:
        return 0
    found = {each.user_id: each for each in dormant_accounts()}
    actor = system_actor(Origin.JOB)
    for task in Task.objects.filter(kind=DORMANT_TASK, state=TaskState.OPEN).exclude(subject_id__in=list(found)):
        subject = Subject("user", task.subject_id)
        close_tasks(DORMANT_TASK, shop_id=task.shop_id, subject=subject, actor=actor, result="used or closed")
    for each in found.values():
        open_task(
            DORMANT_TASK,
            shop_id=each.shop_id or shops[0].id,
            subject=Subject("user", each.user_id, each.username),
            position=OWNER,
            data={"days": each.days},
        )
    return len(found)


def watch_reading() -> int:
    """Tell the owner of people who read unusually many customer records within an hour; returns how many."""
    shops = shop_cards()
    readers = heavy_readers() if shops else []
    names = dict(User.objects.filter(pk__in=[user_id for user_id, _count in readers]).values_list("pk", "username"))
    for user_id, count in readers:
        open_task(
            ALARM_TASK,
            shop_id=shops[0].id,
            subject=Subject("user", user_id, f"{names.get(user_id, user_id)} · {count}"),
            position=OWNER,
            data={"records": count},
        )
    return len(readers)
