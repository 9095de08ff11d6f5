"""The tasks that routines make: made by the clock, ticked, finished, escalated when missed (TSK-02)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.events.record import record, record_denied
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.locks import ROUTINE_LOCK
from zhanggui.kernel.notices.read import in_words
from zhanggui.kernel.notices.verbs import NoticeKind, post_notices, register_notice_kind
from zhanggui.kernel.rulebook.read import rule_value
from zhanggui.kernel.rulebook.registry import ValueKind, declare_value
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.tasks.verbs import TaskKind, close_tasks, open_task, register_task_kind
from zhanggui.kernel.values import Actor, Origin, Subject, system_actor
from zhanggui.people.errors import NotYourRoutine
from zhanggui.people.lifecycle import ROUTINE_TASK
from zhanggui.people.models import RoutineStart, RoutineTask
from zhanggui.people.ports import routine_events
from zhanggui.people.queries.positions import position_label
from zhanggui.people.queries.routines import (
    LiveRoutine,
    holders_of,
    live_routines,
    manned_positions,
    may_do,
    routine_task,
    shop_days,
    superior_of,
)
from zhanggui.people.rules.routines import Planned, ShopDays, newest, plan_after
from zhanggui.people.services.attachments import Attachment, check_files, keep_files
from zhanggui.people.values import DO_TASKS, RoutineState
from zhanggui.shops.queries import shop_cards

_LONGEST = 4_000
_EVENT_WINDOW = timedelta(days=35)


def _task_label(task: Task) -> str:
    return str(in_words(task.data))


ROUTINE = register_task_kind(
    TaskKind("routine", _("Routine"), _("Do it"), "people:routine_task", "calendar", _task_label)
).code
MISSED = register_task_kind(
    TaskKind("routine.missed", _("Routine not done in time"), _("Look"), "people:routine_task", "alert", _task_label)
).code
MISSED_NOTICE = register_notice_kind(
    NoticeKind(
        "routine.missed",
        _("Not done in time by “%(position)s”: %(title)s"),
        "people:routine_task",
        "alert",
        lambda data: {**data, "position": position_label(data["position"])},
    )
).code
GRACE_MINUTES = declare_value(
    ValueKind(
        "routines.grace_minutes",
        "clocks",
        _("A missed routine goes to the superior after"),
        30,
        _("minutes"),
        0,
        1_440,
        _("proposed; house rule"),
        used_by=_("escalation of routines"),
    )
)


@dataclass(frozen=True, slots=True)
class RoutineRun:
    """What one look at a shop's routines did."""

    made: int = 0
    missed: int = 0
    escalated: int = 0


def hold_routines(shop_id: int) -> None:
    """Wait until nobody else works on the shop's routines; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ROUTINE_LOCK, shop_id % 2**31])


def run_every_shop() -> RoutineRun:
    """The scheduler's look at all shops."""
    actor = system_actor(Origin.JOB)
    runs = [run_routines(actor=actor, shop_id=shop.id) for shop in shop_cards()]
    return RoutineRun(
        sum(run.made for run in runs), sum(run.missed for run in runs), sum(run.escalated for run in runs)
    )


def run_routines(*, actor: Actor, shop_id: int, at: datetime | None = None) -> RoutineRun:
    """Make the tasks that should be there at that moment, end those that the next one follows, escalate late ones.

    Each period gets its task once, whoever looks and how often; of periods that passed while nobody
    looked only the newest is made. Routines of positions that nobody holds rest.
    """
    moment = at or now()
    with transaction.atomic():
        hold_routines(shop_id)
        start, _created = RoutineStart.objects.get_or_create(shop_id=shop_id, defaults={"at": moment})
        manned = manned_positions(shop_id)
        wanted = list(_wanted(shop_id, manned, moment, start.at))
        made, missed = _make(actor, wanted, moment)
        escalated = _escalate(actor, shop_id, manned, moment)
    return RoutineRun(made, missed, escalated)


@dataclass(frozen=True, slots=True)
class _Wanted:
    routine: LiveRoutine
    planned: Planned
    about: str = ""


def _wanted(shop_id: int, manned: Collection[str], moment: datetime, start: datetime) -> Iterator[_Wanted]:
    days = shop_days(shop_id)
    for routine in live_routines(shop_id).values():
        if not routine.is_on or routine.position not in manned:
            continue
        since = max(start, routine.since or start)
        if routine.rule.rhythm == "after_event":
            yield from _after_events(routine, days, since, moment)
            continue
        planned = newest(routine.rule, days, moment)
        if planned is not None and planned.due_at > since:
            yield _Wanted(routine, planned)


def _after_events(routine: LiveRoutine, days: ShopDays, since: datetime, moment: datetime) -> Iterator[_Wanted]:
    event = routine_events().get(routine.rule.event)
    if event is None:
        return
    begin = max(since, moment - timedelta(days=routine.rule.days_after) - _EVENT_WINDOW)
    for each in event.find(routine.shop_id, begin, moment):
        planned = plan_after(routine.rule, days, each.id, each.at)
        if planned is not None and planned.appears_at <= moment:
            yield _Wanted(routine, planned, each.label)


def _make(actor: Actor, wanted: list[_Wanted], moment: datetime) -> tuple[int, int]:
    """Make what is not there yet; returns how many were made, and how many older ones they ended as missed."""
    if not wanted:
        return 0, 0
    shop_id = wanted[0].routine.shop_id
    known = set(
        RoutineTask.objects.filter(
            shop_id=shop_id,
            routine__in={each.routine.code for each in wanted},
            period__in={each.planned.period for each in wanted},
        ).values_list("routine", "period")
    )
    made = missed = 0
    for each in wanted:
        if (each.routine.code, each.planned.period) in known:
            continue
        if each.routine.rule.rhythm != "after_event":
            missed += _end_older(actor, each, moment)
        _make_one(actor, each, moment)
        made += 1
    return made, missed


def _end_older(actor: Actor, wanted: _Wanted, moment: datetime) -> int:
    older = RoutineTask.objects.filter(
        shop_id=wanted.routine.shop_id,
        routine=wanted.routine.code,
        closed_at=None,
        due_at__lt=wanted.planned.due_at,
    )
    for task in older:
        _close(actor, task, "miss", result="missed", at=moment)
    return len(older)


def _make_one(actor: Actor, wanted: _Wanted, moment: datetime) -> None:
    routine = wanted.routine
    about = f" · {wanted.about}" if wanted.about else ""
    task = RoutineTask.objects.create(
        shop_id=routine.shop_id,
        routine=routine.code,
        period=wanted.planned.period,
        position=routine.position,
        title_en=f"{routine.title.en}{about}"[:240],
        title_zh=f"{routine.title.zh}{about}"[:240],
        checklist=[{"en": each.en, "zh": each.zh, "is_done": False} for each in routine.checklist],
        needs_evidence=routine.needs_evidence,
        made_at=moment,
        due_at=wanted.planned.due_at,
    )
    facts = {"routine": routine.code, "period": task.period, "due_at": task.due_at}
    record(actor, "routine.due", shop_id=task.shop_id, subject=_subject(task), data=facts)
    _open(ROUTINE, task, routine.position, task.due_at)


def _escalate(actor: Actor, shop_id: int, manned: Collection[str], moment: datetime) -> int:
    grace = timedelta(minutes=rule_value(GRACE_MINUTES, shop_id))
    late = RoutineTask.objects.filter(
        shop_id=shop_id, closed_at=None, escalated_at=None, due_at__lte=moment - grace
    ).order_by("due_at", "pk")
    for task in late:
        above = superior_of(task.position, manned)
        task.escalated_at, task.escalated_to = moment, above
        task.save(update_fields=["escalated_at", "escalated_to"])
        if not above:
            continue
        facts = {"routine": task.routine, "period": task.period, "to": above}
        record(actor, "routine.escalated", shop_id=shop_id, subject=_subject(task), data=facts)
        _open(MISSED, task, above, None)
        post_notices(
            actor,
            MISSED_NOTICE,
            user_ids=holders_of(above, shop_id),
            shop_id=shop_id,
            subject=_subject(task),
            data={"position": task.position, "title": {"en": task.title_en, "zh": task.title_zh}},
        )
    return len(late)


def tick_routine_task(
    *, actor: Actor, task_id: int, ticks: Collection[int], text: str = "", files: Sequence[Attachment] = ()
) -> RoutineTask:
    """Keep which points are done so far, the words and the files. Errors: not theirs, closed, too large a file."""
    with transaction.atomic():
        task = _working(actor, task_id)
        _keep_work(actor, task, ticks, text, files)
    return task


def finish_routine_task(
    *,
    actor: Actor,
    task_id: int,
    ticks: Collection[int] | None = None,
    text: str = "",
    files: Sequence[Attachment] = (),
    at: datetime | None = None,
) -> RoutineTask:
    """The work is done; without `ticks` every point of the list is. `at` is when, now by default.

    Errors: not theirs, closed already, points left open without a word why, evidence that is missing.
    """
    with transaction.atomic():
        task = _working(actor, task_id)
        _keep_work(actor, task, range(len(task.checklist)) if ticks is None else ticks, text, files)
        if not all(point["is_done"] for point in task.checklist) and not task.words:
            raise InvalidInput("routines.points_open", _("Tick every point, or write down why one was left out."))
        if task.needs_evidence and not task.files.exists():
            raise InvalidInput("routines.no_evidence", _("Add a photo or a file as evidence."))
        _close(actor, task, "finish", result="done", at=at)
    return task


def settle_routine(*, actor: Actor, shop_id: int, code: str, period: str = "") -> int:
    """Finish the open task of a routine whose work was just done elsewhere on the desk; returns how many there were.

    Called by the service that did the work, which checks the right.
    """
    rows = RoutineTask.objects.filter(shop_id=shop_id, routine=code, closed_at=None)
    found = list(rows.filter(period=period) if period else rows)
    for task in found:
        task.checklist = [{**point, "is_done": True} for point in task.checklist]
        _close(actor, task, "finish", result="done", checklist=task.checklist)
    return len(found)


def drop_open(actor: Actor, shop_id: int, code: str) -> int:
    """Take back the open tasks of a routine that was switched off; returns how many."""
    rows = list(RoutineTask.objects.filter(shop_id=shop_id, routine=code, closed_at=None))
    for task in rows:
        _close(actor, task, "drop", result="switched off")
    return len(rows)


def _working(actor: Actor, task_id: int) -> RoutineTask:
    task = routine_task(actor, task_id)
    if not may_do(actor, task):
        record_denied(actor, DO_TASKS, task.shop_id)
        raise NotYourRoutine(position_label(task.position))
    RoutineTask.objects.select_for_update().get(pk=task.pk)
    task.refresh_from_db()
    if task.state != RoutineState.OPEN:
        raise Conflict(
            "routines.closed", _("This task is closed already. Nothing was changed; look who closed it."), id=task.pk
        )
    return task


def _keep_work(actor: Actor, task: RoutineTask, ticks: Collection[int], text: str, files: Sequence[Attachment]) -> None:
    check_files(files, task.files.count())
    task.checklist = [{**point, "is_done": place in ticks} for place, point in enumerate(task.checklist)]
    task.words = text.strip()[:_LONGEST] or task.words
    task.save(update_fields=["checklist", "words"])
    keep_files(actor, task, files)


def _close(
    actor: Actor, task: RoutineTask, verb: str, *, result: str, at: datetime | None = None, **changes: Any
) -> None:
    moment = at or now()
    facts = {"routine": task.routine, "period": task.period, "is_late": task.due_at < moment}
    move(
        task,
        ROUTINE_TASK,
        verb,
        actor=actor,
        subject=_subject(task),
        data=facts,
        closed_at=moment,
        closed_by="" if actor.is_system else actor.name,
        **changes,
    )
    for kind in (ROUTINE, MISSED):
        close_tasks(kind, shop_id=task.shop_id, subject=_subject(task), actor=actor, result=result)


def _open(kind: str, task: RoutineTask, position: str, due_at: datetime | None) -> None:
    words = {"en": task.title_en, "zh": task.title_zh}
    open_task(kind, shop_id=task.shop_id, subject=_subject(task), position=position, due_at=due_at, data=words)


def _subject(task: RoutineTask) -> Subject:
    return Subject("routine_task", task.pk, task.title_zh)
