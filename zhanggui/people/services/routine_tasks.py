"""The tasks that routines make: made by the clock, ended by the next one, escalated when missed (TSK-02)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.locks import ROUTINE_LOCK
from zhanggui.kernel.notices.verbs import post_notices
from zhanggui.kernel.rulebook.read import rule_value
from zhanggui.kernel.rulebook.registry import ValueKind, declare_value
from zhanggui.kernel.values import Actor, Origin, system_actor
from zhanggui.people.models import RoutineStart, RoutineTask
from zhanggui.people.ports import routine_events
from zhanggui.people.queries.routines import (
    LiveRoutine,
    holders_of,
    live_routines,
    manned_positions,
    shop_days,
    superior_of,
    superiors,
)
from zhanggui.people.rules.routines import Planned, ShopDays, newest, plan_after
from zhanggui.people.services.routine_ends import MISSED, MISSED_NOTICE, ROUTINE, close_task, open_for, subject_of
from zhanggui.shops.queries import shop_cards

_EVENT_WINDOW = timedelta(days=35)
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
        close_task(actor, task, "miss", result="missed", at=moment)
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
    record(actor, "routine.due", shop_id=task.shop_id, subject=subject_of(task), data=facts)
    open_for(ROUTINE, task, routine.position, task.due_at)


def _escalate(actor: Actor, shop_id: int, manned: Collection[str], moment: datetime) -> int:
    grace = timedelta(minutes=rule_value(GRACE_MINUTES, shop_id))
    rows = RoutineTask.objects.filter(shop_id=shop_id, closed_at=None, escalated_at=None, due_at__lte=moment - grace)
    late = list(rows.order_by("due_at", "pk"))
    ranks = superiors() if late else {}
    for task in late:
        above = superior_of(task.position, manned, ranks)
        task.escalated_at, task.escalated_to = moment, above
        task.save(update_fields=["escalated_at", "escalated_to"])
        if not above:
            continue
        facts = {"routine": task.routine, "period": task.period, "to": above}
        record(actor, "routine.escalated", shop_id=shop_id, subject=subject_of(task), data=facts)
        open_for(MISSED, task, above, None)
        post_notices(
            actor,
            MISSED_NOTICE,
            user_ids=holders_of(above, shop_id),
            shop_id=shop_id,
            subject=subject_of(task),
            data={"position": task.position, "title": {"en": task.title_en, "zh": task.title_zh}},
        )
    return len(late)


def drop_open(actor: Actor, shop_id: int, code: str) -> int:
    """Take back the open tasks of a routine that was switched off; returns how many."""
    rows = list(RoutineTask.objects.filter(shop_id=shop_id, routine=code, closed_at=None))
    for task in rows:
        close_task(actor, task, "drop", result="switched off")
    return len(rows)
