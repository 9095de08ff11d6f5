"""Difficult orders: marked, followed step by step, closed with a result (ORD-14)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.deadlines.verbs import meet_deadline, set_deadline
from zhanggui.kernel.errors import Conflict, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.followed import NextStep
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.tasks.verbs import TaskKind, close_tasks, open_task, register_task_kind
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import ReasonMissing, UnknownChoice
from zhanggui.orders.lifecycle import DIFFICULTY
from zhanggui.orders.models import DifficultOrder, DifficultStep
from zhanggui.orders.services.following import LONGEST_STEP, LONGEST_TEXT, step_values
from zhanggui.orders.services.moving import locked_by_ids
from zhanggui.orders.values import FOLLOW_ORDERS, DifficultKind, DifficultState

DUE_JOB, DUE_TASK, DEADLINE = "orders.difficult_due", "difficult_due", "difficult_step"
register_task_kind(
    TaskKind(
        DUE_TASK,
        _("Difficult order, next step is due"),
        _("Next step"),
        "orders:difficulty",
        "trouble",
        rows_for=FOLLOW_ORDERS,
    )
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


def mark_difficult(*, actor: Actor, shop_id: int, order_id: int, kind: str, step: NextStep, note: str = "") -> int:
    """Put an order into the queue of difficult ones; returns the difficulty's id (ORD-14).

    Any order, whatever its state; it is in the queue once until it is closed. When the date passes,
    a task appears. Errors: an unknown kind, no next step, followed already.
    """
    require(actor, FOLLOW_ORDERS, shop_id)
    if kind not in DifficultKind.values:
        raise UnknownChoice("kind", kind, DifficultKind.values)
    follows = step_values(actor, step)
    with transaction.atomic():
        order = locked_by_ids(shop_id, [order_id])[0]
        try:
            with transaction.atomic():
                row = DifficultOrder.objects.create(
                    shop_id=shop_id,
                    order_id=order_id,
                    kind=kind,
                    opened_at=now(),
                    opened_by=actor.name,
                    **follows,
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
    follows = step_values(actor, step)
    with transaction.atomic():
        row, number = _open_row(shop_id, difficulty_id)
        _end_step(actor, row, result=text.strip()[:LONGEST_STEP])
        for name, value in follows.items():
            setattr(row, name, value)
        row.save(update_fields=list(follows))
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
