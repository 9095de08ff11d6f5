"""Difficult orders: marked, followed step by step, closed with a result (ORD-14)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.deadlines.verbs import meet_deadline, set_deadline
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.tasks.verbs import TaskKind, close_tasks, open_task, register_task_kind
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import ReasonMissing, UnknownChoice
from zhanggui.orders.lifecycle import DIFFICULTY
from zhanggui.orders.models import DifficultOrder, DifficultStep
from zhanggui.orders.services.moving import locked_by_ids
from zhanggui.orders.values import FOLLOW_ORDERS, DifficultKind, DifficultState
from zhanggui.people.queries import active_users

DUE_JOB, DUE_TASK, DEADLINE = "orders.difficult_due", "difficult_due", "difficult_step"
LONGEST_STEP, LONGEST_TEXT = 200, 2_000
_FURTHEST = timedelta(days=366)
register_task_kind(
    TaskKind(DUE_TASK, _("Difficult order, next step is due"), _("Next step"), "orders:difficulty", "trouble")
)


class AlreadyDifficult(Conflict):
    """An order is followed once."""

    def __init__(self, number: str) -> None:
        super().__init__(
            "orders.already_difficult",
            _("%(number)s is followed already. Write the next step there. Nothing was changed."),
            number=number,
        )


class DifficultyNotFound(NotFound):
    """The shop has no such difficulty."""

    def __init__(self) -> None:
        super().__init__("orders.difficulty_not_found", _("There is no such difficult order in this shop."))


class StepMissing(InvalidInput):
    """A followed order has a next step and its date."""

    def __init__(self) -> None:
        super().__init__(
            "orders.step_missing", _("Write what comes next and until when; the date lies within a year from now.")
        )


class OwnerUnknown(InvalidInput):
    """Who sees to it must be somebody here."""

    def __init__(self) -> None:
        super().__init__("orders.owner_unknown", _("Choose somebody who works here."))


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next, until when, and who sees to it (None: who writes it)."""

    words: str
    due_at: datetime
    owner_id: int | None = None


def mark_difficult(*, actor: Actor, shop_id: int, order_id: int, kind: str, step: NextStep, note: str = "") -> int:
    """Put an order into the queue of difficult ones; returns the difficulty's id (ORD-14).

    Any order, whatever its state; it is in the queue once until it is closed. When the date passes,
    a task appears. Errors: an unknown kind, no next step, followed already.
    """
    require(actor, FOLLOW_ORDERS, shop_id)
    if kind not in DifficultKind.values:
        raise UnknownChoice("kind", kind, DifficultKind.values)
    words = step_words(step)
    owner_id, owner_name = owner_of(actor, step.owner_id)
    with transaction.atomic():
        order = locked_by_ids(shop_id, [order_id])[0]
        try:
            with transaction.atomic():
                row = DifficultOrder.objects.create(
                    shop_id=shop_id,
                    order_id=order_id,
                    kind=kind,
                    next_step=words,
                    due_at=step.due_at,
                    owner_id=owner_id,
                    owner_name=owner_name,
                    opened_at=now(),
                    opened_by=actor.name,
                )
        except IntegrityError as error:
            raise AlreadyDifficult(order.number) from error
        _log(actor, row, note.strip())
        _tell(actor, "order.difficulty_opened", row, order.number, personal=note.strip())
    return row.pk


def follow_up(*, actor: Actor, shop_id: int, difficulty_id: int, text: str, step: NextStep) -> None:
    """Log what was done, and set the next step with its date; a task of the last one ends."""
    require(actor, FOLLOW_ORDERS, shop_id)
    if not text.strip():
        raise ReasonMissing
    words = step_words(step)
    owner_id, owner_name = owner_of(actor, step.owner_id)
    with transaction.atomic():
        row, number = _open_row(shop_id, difficulty_id)
        _end_step(actor, row, result=text.strip()[:LONGEST_STEP])
        row.next_step, row.due_at, row.owner_id, row.owner_name = words, step.due_at, owner_id, owner_name
        row.save(update_fields=["next_step", "due_at", "owner_id", "owner_name"])
        _log(actor, row, text.strip())
        _tell(actor, "order.difficulty_followed", row, number, personal=text.strip())


def close_difficult(*, actor: Actor, shop_id: int, difficulty_id: int, result: str) -> None:
    """Take an order out of the queue with what came of it."""
    require(actor, FOLLOW_ORDERS, shop_id)
    if not result.strip():
        raise ReasonMissing
    with transaction.atomic():
        row, number = _open_row(shop_id, difficulty_id)
        _end_step(actor, row, result=result.strip()[:LONGEST_STEP])
        DifficultStep.objects.create(
            shop_id=shop_id,
            difficulty=row,
            text=result.strip()[:LONGEST_TEXT],
            owner_name=row.owner_name,
            made_at=now(),
            made_by=actor.name,
        )
        move(
            row,
            DIFFICULTY,
            "close",
            actor=actor,
            subject=Subject("order", row.order_id, number),
            data={"difficulty": row.pk, "kind": row.kind},
            closed_at=now(),
            closed_by=actor.name,
            result=result.strip()[:LONGEST_TEXT],
        )


def step_is_due(difficulty_id: int, step_id: int) -> bool:
    """A next step's date passed: a task asks for it. Says whether it was still the next one."""
    row = DifficultOrder.objects.select_related("order").filter(pk=difficulty_id, state=DifficultState.OPEN).first()
    if row is None or _last_step(row) != step_id:
        return False
    open_task(
        DUE_TASK,
        shop_id=row.shop_id,
        subject=Subject("difficulty", row.pk, row.order.number),
        position="checking_clerk",
        due_at=row.due_at,
        data={"kind": row.kind},
    )
    return True


def _open_row(shop_id: int, difficulty_id: int) -> tuple[DifficultOrder, str]:
    found = DifficultOrder.objects.filter(shop_id=shop_id, pk=difficulty_id).first()
    if found is None:
        raise DifficultyNotFound
    order = locked_by_ids(shop_id, [found.order_id])[0]
    found.refresh_from_db()
    if found.state != DifficultState.OPEN:
        raise DifficultyNotFound
    return found, order.number


def step_words(step: NextStep) -> str:
    """The words of a next step; StepMissing without words, or with a date that lies behind or too far off."""
    words = step.words.strip()[:LONGEST_STEP]
    if not words or not now() - timedelta(days=1) < step.due_at < now() + _FURTHEST:
        raise StepMissing
    return words


def owner_of(actor: Actor, owner_id: int | None) -> tuple[int | None, str]:
    """Id and name of who sees to it: the person unless somebody else was chosen; OwnerUnknown."""
    if owner_id is None or owner_id == actor.user_id:
        return actor.user_id, actor.name
    name = dict(active_users()).get(owner_id)
    if name is None:
        raise OwnerUnknown
    return owner_id, name


def _log(actor: Actor, row: DifficultOrder, text: str) -> None:
    """Keep the entry, and let the clock of its next step run."""
    made = DifficultStep.objects.create(
        shop_id=row.shop_id,
        difficulty=row,
        text=text[:LONGEST_TEXT],
        next_step=row.next_step,
        due_at=row.due_at,
        owner_name=row.owner_name,
        made_at=now(),
        made_by=actor.name,
    )
    set_deadline(
        DEADLINE,
        shop_id=row.shop_id,
        subject=Subject("difficulty", row.pk),
        due_at=row.due_at,
        period=str(made.pk),
        job=DUE_JOB,
        arguments={"difficulty_id": row.pk, "step_id": made.pk},
    )


def _last_step(row: DifficultOrder) -> int | None:
    return DifficultStep.objects.filter(difficulty=row).order_by("-pk").values_list("pk", flat=True).first()


def _end_step(actor: Actor, row: DifficultOrder, *, result: str) -> None:
    subject = Subject("difficulty", row.pk)
    meet_deadline(DEADLINE, shop_id=row.shop_id, subject=subject, period=str(_last_step(row)))
    close_tasks(DUE_TASK, shop_id=row.shop_id, subject=subject, actor=actor, result=result)


def _tell(actor: Actor, kind: str, row: DifficultOrder, number: str, *, personal: str) -> None:
    """The timeline of the order tells kind and date; words that may name people lie in its erasable part."""
    record(
        actor,
        kind,
        shop_id=row.shop_id,
        subject=Subject("order", row.order_id, number),
        data={"difficulty": row.pk, "kind": row.kind, "due_at": row.due_at},
        personal={"text": personal, "next_step": row.next_step},
    )
