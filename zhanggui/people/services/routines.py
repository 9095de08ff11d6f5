"""Changing a shop's routines: when they are due, what is ticked, whether they make tasks (TSK-02)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.errors import UnknownPosition
from zhanggui.people.models import RoutineSetting
from zhanggui.people.ports import routine_events
from zhanggui.people.queries.positions import live_positions
from zhanggui.people.queries.routines import LiveRoutine, live_routine, shipped_routines
from zhanggui.people.rules.duties import RHYTHMS, Words
from zhanggui.people.rules.routines import DAYS_OFF, MOST_LEAD_DAYS, RULE_FIELDS, WEEKDAYS, RoutineRule
from zhanggui.people.services.routine_tasks import drop_open, hold_routines
from zhanggui.people.values import MANAGE_ROUTINES

MOST_POINTS = 30
_LONGEST_TITLE = 120
_LONGEST_POINT = 200
_MOST_DAYS_AFTER = 366
_DAYS = {"daily": 1, "weekly": WEEKDAYS, "monthly": 31, "quarterly": 31, "after_event": 1}


@dataclass(frozen=True, slots=True)
class RoutineChange:
    """What to change of a routine; None leaves it as it is."""

    position: str | None = None
    title_zh: str | None = None
    title_en: str | None = None
    rhythm: str | None = None
    at: time | None = None
    day: int | None = None
    month: int | None = None
    lead_days: int | None = None
    day_off: str | None = None
    event: str | None = None
    days_after: int | None = None
    needs_evidence: bool | None = None
    checklist: Sequence[str] | None = None
    is_on: bool | None = None


def change_routine(*, actor: Actor, shop_id: int, code: str, change: RoutineChange) -> LiveRoutine:
    """Change a routine of the shop; tasks that it made stay as they are, unless it is switched off.

    Errors: RoutineNotFound, a rule that no day fits, an unknown position or event, too long words.
    """
    require(actor, MANAGE_ROUTINES, shop_id)
    before = live_routine(shop_id, code)
    after = _changed(before, change)
    _check(after)
    with transaction.atomic():
        row = _keep(after, since_is_new=_begins_anew(before, after))
        facts = {"routine": code, "is_on": after.is_on, "rhythm": after.rule.rhythm, "position": after.position}
        record(actor, "routine.changed", shop_id=shop_id, subject=_subject(row), data=facts)
        if not after.is_on:
            drop_open(actor, shop_id, code)
    return live_routine(shop_id, code)


def add_routine(*, actor: Actor, shop_id: int, change: RoutineChange) -> LiveRoutine:
    """A routine of the shop's own. Errors: no title or position, and as for a change."""
    require(actor, MANAGE_ROUTINES, shop_id)
    blank = LiveRoutine(shop_id, "", "", Words("", ""), RoutineRule("daily", time(17)), is_own=True)
    made = _changed(blank, change)
    _check(made)
    with transaction.atomic():
        hold_routines(shop_id)
        own = RoutineSetting.objects.filter(shop_id=shop_id, is_own=True)
        numbers = [int(each.code.removeprefix("own-")) for each in own]
        made = replace(made, code=f"own-{max(numbers, default=0) + 1}")
        row = _keep(made, since_is_new=True)
        facts = {"routine": made.code, "rhythm": made.rule.rhythm, "position": made.position}
        record(actor, "routine.added", shop_id=shop_id, subject=_subject(row), data=facts)
    return live_routine(shop_id, made.code)


def reset_routine(*, actor: Actor, shop_id: int, code: str) -> LiveRoutine:
    """A shipped routine as it is shipped again; Conflict for one of the shop's own."""
    require(actor, MANAGE_ROUTINES, shop_id)
    if live_routine(shop_id, code).is_own:
        raise Conflict(
            "routines.own", _("This is a routine of your own; there is nothing shipped to go back to. Switch it off.")
        )
    with transaction.atomic():
        row = _keep(shipped_routines(shop_id)[code], since_is_new=True)
        record(actor, "routine.reset", shop_id=shop_id, subject=_subject(row), data={"routine": code})
    return live_routine(shop_id, code)


def _changed(before: LiveRoutine, change: RoutineChange) -> LiveRoutine:
    wanted = {name: getattr(change, name) for name in RULE_FIELDS if getattr(change, name) is not None}
    rule = replace(before.rule, **wanted)
    if rule.rhythm in {"daily", "after_event"}:
        rule = replace(rule, day=1, month=1)
    if rule.rhythm == "daily":
        rule = replace(rule, lead_days=0)
    if rule.rhythm != "after_event":
        rule = replace(rule, event="", days_after=0)
    title = _title(before.title, change)
    return replace(
        before,
        position=before.position if change.position is None else change.position,
        title=title,
        rule=rule,
        needs_evidence=before.needs_evidence if change.needs_evidence is None else change.needs_evidence,
        checklist=before.checklist if change.checklist is None else _points(before.checklist, change.checklist),
        is_on=before.is_on if change.is_on is None else change.is_on,
    )


def _title(before: Words, change: RoutineChange) -> Words:
    zh = before.zh if change.title_zh is None else change.title_zh.strip()
    en = before.en if change.title_en is None else change.title_en.strip()
    return Words(en or zh, zh or en)


def _points(before: Sequence[Words], lines: Sequence[str]) -> tuple[Words, ...]:
    """Points of a list in the language of who wrote them; those that stayed keep both languages."""
    known = {text: words for words in before for text in (words.en, words.zh)}
    cleaned = (line.strip() for line in lines)
    return tuple(known.get(line, Words(line, line)) for line in cleaned if line)


def _check(routine: LiveRoutine) -> None:
    rule = routine.rule
    if not routine.title.zh or max(len(routine.title.zh), len(routine.title.en)) > _LONGEST_TITLE:
        raise InvalidInput("routines.title", _("Say in 1 to 120 letters what is to be done."))
    live = live_positions()
    if routine.position not in live or live[routine.position].is_outside:
        inside = ", ".join(code for code, each in live.items() if not each.is_outside)
        raise UnknownPosition(routine.position, inside)
    if rule.rhythm not in RHYTHMS:
        raise InvalidInput("routines.rhythm", _("The rhythm is one of %(known)s."), known=", ".join(RHYTHMS))
    if rule.day_off not in DAYS_OFF:
        raise InvalidInput("routines.day_off", _("On a day off it is one of %(known)s."), known=", ".join(DAYS_OFF))
    if not 1 <= rule.day <= _DAYS[rule.rhythm] or not 1 <= rule.month <= 3:
        raise InvalidInput(
            "routines.day",
            _("The day is 1 to %(most)d here, the month of the quarter 1 to 3."),
            most=_DAYS[rule.rhythm],
        )
    if not 0 <= rule.lead_days <= MOST_LEAD_DAYS:
        raise InvalidInput("routines.lead", _("The task appears 0 to 31 days before it is due."))
    _check_event(rule)
    if len(routine.checklist) > MOST_POINTS or any(len(each.zh) > _LONGEST_POINT for each in routine.checklist):
        raise InvalidInput("routines.checklist", _("A checklist has at most 30 points of 200 letters."))


def _check_event(rule: RoutineRule) -> None:
    if rule.rhythm != "after_event":
        return
    if rule.event not in routine_events():
        known = ", ".join(routine_events())
        raise InvalidInput("routines.event", _("After which event? One of %(known)s."), known=known)
    if not 0 <= rule.days_after <= _MOST_DAYS_AFTER:
        raise InvalidInput("routines.days_after", _("It is due 0 to 366 days after the event."))


def _begins_anew(before: LiveRoutine, after: LiveRoutine) -> bool:
    """What was due before a rule changed or was switched on was nobody's task."""
    return after.rule != before.rule or (after.is_on and not before.is_on)


def _keep(routine: LiveRoutine, *, since_is_new: bool) -> RoutineSetting:
    values: dict[str, Any] = {name: getattr(routine.rule, name) for name in RULE_FIELDS}
    values |= {
        "is_own": routine.is_own,
        "is_on": routine.is_on,
        "position": routine.position,
        "title_en": routine.title.en,
        "title_zh": routine.title.zh,
        "needs_evidence": routine.needs_evidence,
        "checklist": [{"en": each.en, "zh": each.zh} for each in routine.checklist],
        "changed_at": now(),
    }
    if since_is_new:
        values["since"] = now()
    row, _created = RoutineSetting.objects.update_or_create(
        shop_id=routine.shop_id, code=routine.code, defaults=values, create_defaults={"since": now(), **values}
    )
    return row


def _subject(row: RoutineSetting) -> Subject:
    return Subject("routine", row.pk, row.code)
