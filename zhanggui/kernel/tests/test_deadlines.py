"""Promises pass exactly once and call their job."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from zhanggui.kernel.clock import now
from zhanggui.kernel.deadlines.models import Deadline
from zhanggui.kernel.deadlines.verbs import meet_deadline, pass_deadlines, set_deadline
from zhanggui.kernel.values import Subject

pytestmark = pytest.mark.django_db
WAREHOUSE = Subject("warehouse", 1)


def _set(minutes: int, **facts: object) -> Deadline:
    due = now() + timedelta(minutes=minutes)
    return set_deadline("batch_close", shop_id=1, subject=WAREHOUSE, due_at=due, period="2026-11-21", **facts)  # type: ignore[arg-type]  # test shorthand


def test_passed_deadline_enqueues_its_job_once() -> None:
    _set(-1, job="fulfilment.close_batch", arguments={"shop_id": 1})

    assert pass_deadlines() == 1
    assert pass_deadlines() == 0

    assert list(ProcrastinateJob.objects.values_list("task_name", "args")) == [
        ("fulfilment.close_batch", {"shop_id": 1})
    ]


def test_future_deadline_waits_and_moves_with_the_setting() -> None:
    first = _set(10)

    moved = _set(20)

    assert pass_deadlines() == 0
    assert moved.pk == first.pk
    assert moved.due_at > first.due_at


def test_met_deadline_never_passes() -> None:
    _set(-1, job="fulfilment.close_batch")

    assert meet_deadline("batch_close", shop_id=1, subject=WAREHOUSE, period="2026-11-21") is True

    assert pass_deadlines() == 0
    assert ProcrastinateJob.objects.count() == 0
