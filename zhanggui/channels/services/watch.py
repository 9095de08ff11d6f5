"""Late and failing imports become tasks, which close by themselves at the next good import (MPI-06)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from zhanggui.channels.queries.pages import newest_by_channel
from zhanggui.kernel.clock import now
from zhanggui.kernel.clocks.working_time import add_time
from zhanggui.kernel.imports.models import ImportBatch, ImportState
from zhanggui.kernel.notices.verbs import NoticeKind, post_notices, register_notice_kind
from zhanggui.kernel.rulebook.read import rule_value
from zhanggui.kernel.rulebook.registry import ValueKind, declare_value
from zhanggui.kernel.tasks.models import Task, TaskState
from zhanggui.kernel.tasks.verbs import TaskKind, close_tasks, open_task, register_task_kind
from zhanggui.kernel.values import Origin, Subject, system_actor
from zhanggui.orders.values import Channel
from zhanggui.people.queries import held_position, holders_of
from zhanggui.shops.queries import shop_cards

EXPECTED_HOURS = declare_value(
    ValueKind(
        "imports.expected_hours",
        "data",
        _("A channel's orders come in at least every"),
        9,
        _("working hours"),
        1,
        240,
        _("proposed; house rule"),
        used_by=_("task of a late import"),
    )
)
LATE_TASK = register_task_kind(
    TaskKind("imports.late", _("Import is late"), _("Import"), "channels:import", "alert")
).code
FAILING_TASK = register_task_kind(
    TaskKind("imports.failing", _("Import failed"), _("See why"), "channels:list", "alert")
).code
_FAILED = register_notice_kind(
    NoticeKind("imports.failing", _("Import %(number)s failed"), "channels:list", "alert")
).code
_POSITIONS = ("shop_manager", "owner")


def watch_imports() -> int:
    """Look at every shop; returns how many tasks of late and failing imports are open afterwards."""
    shops = shop_cards()
    return sum(_late(shop.id) + _failing(shop.id) for shop in shops)


def _late(shop_id: int) -> int:
    """One task a channel whose last good import is older than the shop's value allows, in working time."""
    span = timedelta(hours=rule_value(EXPECTED_HOURS, shop_id))
    codes = list(Channel.values)
    late = {}
    for code, at in newest_by_channel([shop_id]).items():
        due = add_time(shop_id, at, span, is_working=True)
        if due <= now():
            late[codes.index(code)] = (str(Channel(code).label), due)
    _close_others(LATE_TASK, shop_id, "channel", set(late))
    for place, (label, due) in late.items():
        open_task(
            LATE_TASK,
            shop_id=shop_id,
            subject=Subject("channel", place, label),
            position=held_position(shop_id, *_POSITIONS),
            due_at=due,
        )
    return len(late)


def _failing(shop_id: int) -> int:
    """A task while the newest import that came to an end is one that failed."""
    ended = ImportBatch.objects.filter(shop_id=shop_id, state__in=(ImportState.FAILED, ImportState.DONE))
    newest = ended.order_by("-pk").first()
    failed = newest if newest is not None and newest.state == ImportState.FAILED else None
    _close_others(FAILING_TASK, shop_id, "import_batch", {failed.pk} if failed else set())
    if failed is None:
        return 0
    subject = Subject("import_batch", failed.pk, failed.number)
    position = held_position(shop_id, *_POSITIONS)
    open_task(
        FAILING_TASK,
        shop_id=shop_id,
        subject=subject,
        position=position,
        due_at=failed.finished_at or now(),
    )
    post_notices(
        system_actor(Origin.JOB),
        _FAILED,
        user_ids=holders_of(position, shop_id),
        shop_id=shop_id,
        subject=subject,
        data={"number": failed.number},
        is_once=True,
    )
    return 1


def _close_others(kind: str, shop_id: int, subject_kind: str, kept: set[int]) -> None:
    rows = Task.objects.filter(kind=kind, shop_id=shop_id, state=TaskState.OPEN).exclude(subject_id__in=kept)
    for task in rows:
        subject = Subject(subject_kind, task.subject_id)
        close_tasks(kind, shop_id=shop_id, subject=subject, actor=system_actor(Origin.JOB), result="came in")
