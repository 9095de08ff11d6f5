"""Giving a task by hand, reporting it, accepting or returning it (ORG-10)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.acting import position_of
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.record import record, record_denied
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.notices.verbs import NoticeKind, post_notices, register_notice_kind
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.errors import NotYourTask, UserNotFound
from zhanggui.people.lifecycle import GIVEN_TASK
from zhanggui.people.models import GivenTask, TaskWord, User
from zhanggui.people.queries.given_tasks import given_task, staff_of
from zhanggui.people.services.attachments import Attachment, check_files, keep_files
from zhanggui.people.values import DO_TASKS, GIVE_TASKS, TaskPriority

_LONGEST = 4_000
_NOTICES = {
    verb: register_notice_kind(NoticeKind(code, words, "people:task", icon)).code
    for verb, code, words, icon in (
        ("give", "task.given", _("%(sender)s gave you a task: %(title)s"), "hand"),
        ("report", "task.reported", _("%(sender)s reports as done: %(title)s"), "check"),
        ("accept", "task.accepted", _("%(sender)s accepted: %(title)s"), "check"),
        ("return", "task.returned", _("%(sender)s sent back: %(title)s"), "undo"),
        ("cancel", "task.cancelled", _("%(sender)s took a task back: %(title)s"), "close"),
    )
}


def give_task(
    *,
    actor: Actor,
    shop_id: int,
    to: str,
    title: str,
    due_at: datetime,
    expected: str = "",
    priority: int = TaskPriority.NORMAL,
    files: Sequence[Attachment] = (),
) -> GivenTask:
    """Give a person of the shop a task; it stands on that person's workbench until it is accepted.

    `to` is a sign-in name, `due_at` aware and to come. Errors: nobody of that name in the shop, no
    title, a time that has passed, an unknown priority, too large a file.
    """
    require(actor, GIVE_TASKS, shop_id)
    title, expected = title.strip()[:200], _cleaned(expected)
    if not title:
        raise InvalidInput("tasks.no_title", _("Say in a few words what is to be done."))
    if due_at <= now():
        raise InvalidInput("tasks.past", _("The due time has passed already. Choose one to come."))
    if priority not in TaskPriority.values:
        raise InvalidInput("tasks.priority", _("The priority is 1 urgent, 2 normal or 3 when there is time."))
    names = {username.casefold() for username, _name in staff_of([shop_id])}
    owner = User.objects.filter(username__iexact=to, is_active=True).first()
    if owner is None or owner.username.casefold() not in names:
        raise UserNotFound(to)
    check_files(files, 0)
    with transaction.atomic():
        task = GivenTask.objects.create(
            shop_id=shop_id,
            title=title,
            expected=expected,
            priority=priority,
            giver_id=actor.user_id or 0,
            giver_name=actor.name,
            owner_id=owner.pk,
            owner_name=owner.shown_name,
            due_at=due_at,
            given_at=now(),
        )
        facts = {"owner": owner.pk, "due_at": due_at, "priority": priority}
        record(actor, "task.given", shop_id=shop_id, subject=_subject(task), data=facts)
        _say(actor, task, "give", "")
        _notify(actor, "give", task, task.owner_id)
        keep_files(actor, task, files)
    return task


def report_task(*, actor: Actor, task_id: int, text: str, files: Sequence[Attachment] = ()) -> GivenTask:
    """The person who has the task says that and how it is done. Errors: not theirs, no words, not open."""
    task = given_task(actor, task_id)
    if not actor.is_system and actor.user_id != task.owner_id:
        record_denied(actor, DO_TASKS, task.shop_id)
        raise NotYourTask(task.owner_name)
    words = _needed(text, str(_("Say what was done.")))
    check_files(files, task.files.count())
    with transaction.atomic():
        _step(actor, task, "report", words, task.giver_id, reported_at=now())
        keep_files(actor, task, files)
    return task


def accept_task(*, actor: Actor, task_id: int, text: str = "") -> GivenTask:
    """Who gave the task accepts what was done; it is closed. Errors: not theirs to judge, not reported."""
    task = _judged(actor, task_id)
    return _step(actor, task, "accept", _cleaned(text), task.owner_id, closed_at=now())


def return_task(*, actor: Actor, task_id: int, text: str) -> GivenTask:
    """Who gave the task sends it back with words; it is open again. Errors: no words, not reported."""
    task = _judged(actor, task_id)
    words = _needed(text, str(_("Say what is missing; the other person reads it.")))
    return _step(actor, task, "return", words, task.owner_id, reported_at=None)


def take_task_back(*, actor: Actor, task_id: int, text: str = "") -> GivenTask:
    """The task is not wanted any more. Errors: not theirs to judge, closed already."""
    task = _judged(actor, task_id)
    return _step(actor, task, "cancel", _cleaned(text), task.owner_id, closed_at=now())


def hand_tasks_over(*, actor: Actor, from_user: User, to_user: User) -> int:
    """Open tasks of a leaver go to another person, and what the leaver gave is judged by that person (SEC-08).

    Returns how many. Called by the service that closes the account, which checks the right.
    """
    with transaction.atomic():
        rows = GivenTask.objects.select_for_update().filter(closed_at=None).order_by("pk")
        own = list(rows.filter(owner_id=from_user.pk))
        given = list(rows.filter(giver_id=from_user.pk))
        for task in own:
            task.owner_id, task.owner_name = to_user.pk, to_user.shown_name
        for task in given:
            task.giver_id, task.giver_name = to_user.pk, to_user.shown_name
        GivenTask.objects.bulk_update(own, ["owner_id", "owner_name"])
        GivenTask.objects.bulk_update(given, ["giver_id", "giver_name"])
        for task in {each.pk: each for each in (*own, *given)}.values():
            facts = {"from": from_user.pk, "to": to_user.pk}
            record(actor, "task.handed_over", shop_id=task.shop_id, subject=_subject(task), data=facts)
            _say(actor, task, "hand_over", "")
    return len({each.pk for each in (*own, *given)})


def _judged(actor: Actor, task_id: int) -> GivenTask:
    task = given_task(actor, task_id)
    is_leader = actor.can(GIVE_TASKS, task.shop_id) and actor.user_id != task.owner_id
    if not actor.is_system and actor.user_id != task.giver_id and not is_leader:
        record_denied(actor, GIVE_TASKS, task.shop_id)
        raise NotYourTask(task.giver_name)
    if not actor.is_system and actor.can(GIVE_TASKS, task.shop_id):
        require(actor, GIVE_TASKS, task.shop_id)
    return task


def _step(actor: Actor, task: GivenTask, verb: str, words: str, told_id: int, **changes: Any) -> GivenTask:
    """Take one step of a task, keep its words, and tell the other person."""
    with transaction.atomic():
        move(task, GIVEN_TASK, verb, actor=actor, subject=_subject(task), **changes)
        _say(actor, task, verb, words)
        _notify(actor, verb, task, told_id)
    return task


def _say(actor: Actor, task: GivenTask, verb: str, text: str) -> None:
    TaskWord.objects.create(
        task=task, verb=verb, text=text, actor_name=actor.name, position=position_of(actor), at=now()
    )


def _notify(actor: Actor, verb: str, task: GivenTask, user_id: int) -> None:
    post_notices(
        actor,
        _NOTICES[verb],
        user_ids=[user_id] if user_id else [],
        shop_id=task.shop_id,
        subject=_subject(task),
        data={"title": task.title},
    )


def _cleaned(text: str) -> str:
    return text.strip()[:_LONGEST]


def _needed(text: str, why: str) -> str:
    words = _cleaned(text)
    if not words:
        raise InvalidInput("tasks.no_words", why)
    return words


def _subject(task: GivenTask) -> Subject:
    return Subject("given_task", task.pk)
