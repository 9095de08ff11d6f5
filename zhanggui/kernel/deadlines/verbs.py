"""Setting promises and acting on those that pass."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.deadlines.models import Deadline, DeadlineState
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.values import Subject


def set_deadline(
    kind: str,
    *,
    shop_id: int,
    subject: Subject,
    due_at: datetime,
    period: str = "",
    job: str = "",
    arguments: Mapping[str, Any] | None = None,
) -> Deadline:
    """Set or move a promise; a promise that already ended stays as it is."""
    deadline, created = Deadline.objects.get_or_create(
        shop_id=shop_id,
        kind=kind,
        subject_kind=subject.kind,
        subject_id=subject.id,
        period=period,
        defaults={"started_at": now(), "due_at": due_at, "job": job, "arguments": dict(arguments or {})},
    )
    if not created and deadline.state == DeadlineState.RUNNING and deadline.due_at != due_at:
        Deadline.objects.filter(pk=deadline.pk, state=DeadlineState.RUNNING).update(due_at=due_at)
        deadline.due_at = due_at
    return deadline


def meet_deadline(kind: str, *, shop_id: int, subject: Subject, period: str = "") -> bool:
    """End a promise as kept."""
    return bool(
        Deadline.objects.filter(
            shop_id=shop_id,
            kind=kind,
            subject_kind=subject.kind,
            subject_id=subject.id,
            period=period,
            state=DeadlineState.RUNNING,
        ).update(state=DeadlineState.MET, ended_at=now())
    )


def meet_deadlines(kind: str, *, shop_id: int, subject_kind: str, subject_ids: Iterable[int]) -> int:
    """End the promises of a kind about many subjects as kept; returns how many."""
    return Deadline.objects.filter(
        shop_id=shop_id,
        kind=kind,
        subject_kind=subject_kind,
        subject_id__in=list(subject_ids),
        state=DeadlineState.RUNNING,
    ).update(state=DeadlineState.MET, ended_at=now())


def pass_deadlines(at: datetime | None = None) -> int:
    """Mark what is due as passed and enqueue its job, each exactly once; returns how many."""
    moment = at or now()
    with transaction.atomic():
        due = list(
            Deadline.objects.select_for_update(skip_locked=True)
            .filter(state=DeadlineState.RUNNING, due_at__lte=moment)
            .order_by("due_at", "pk")[:500]
        )
        for deadline in due:
            deadline.state, deadline.ended_at = DeadlineState.PASSED, moment
            deadline.save(update_fields=["state", "ended_at"])
            if deadline.job:
                enqueue(deadline.job, lock=f"deadline-{deadline.pk}", **deadline.arguments)
    return len(due)
