"""Jobs are part of the transaction, progress is seen, schedules catch up once."""

from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from zhanggui.kernel.clock import now
from zhanggui.kernel.jobs import schedule
from zhanggui.kernel.jobs.models import JobRun, JobState
from zhanggui.kernel.jobs.progress import JobCancelled, Progress, request_cancel, start_run
from zhanggui.kernel.jobs.queue import RETRY, enqueue, fail_lost_runs
from zhanggui.kernel.testing.factories import SYSTEM

pytestmark = pytest.mark.django_db


def test_job_of_a_rolled_back_transaction_is_not_there() -> None:
    with transaction.atomic():
        enqueue("orders.check_shop", shop_id=1)
        transaction.set_rollback(True)

    assert ProcrastinateJob.objects.count() == 0


def test_second_job_that_may_wait_only_once_leaves_the_transaction_whole() -> None:
    with transaction.atomic():
        first = enqueue("orders.check_shop", once="check-1", shop_id=1)
        second = enqueue("orders.check_shop", once="check-1", shop_id=1)

    assert first is not None
    assert second is None
    assert ProcrastinateJob.objects.count() == 1


def test_progress_ends_with_the_result() -> None:
    progress = Progress(start_run(SYSTEM, "import", shop_id=1, label="IM1"))

    progress.update(stage="reading", done=5, total=10)
    progress.finish({"rows": 10})

    run = JobRun.objects.get()
    assert (run.state, run.stage, run.done, run.total, run.result) == (JobState.DONE, "reading", 5, 10, {"rows": 10})
    assert run.finished_at is not None


def test_cancel_is_noticed_at_the_next_step() -> None:
    run = start_run(SYSTEM, "import", shop_id=1)
    progress = Progress(run)
    progress.update(done=1)

    assert request_cancel(run.pk) is True

    with pytest.raises(JobCancelled):
        progress.update(done=2)


def test_scheduled_call_runs_when_due_and_catches_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []
    item = schedule.Scheduled("test.call", timedelta(minutes=5), lambda: ran.append(1))
    monkeypatch.setattr(schedule, "_SCHEDULE", {"test.call": item})
    start = now()

    assert schedule.run_due(start) == ["test.call"]
    assert schedule.run_due(start + timedelta(minutes=4)) == []
    assert schedule.run_due(start + timedelta(hours=3)) == ["test.call"]
    assert ran == [1, 1]


@pytest.mark.parametrize(("status", "state"), [("failed", "failed"), ("todo", "queued"), ("doing", "queued")])
def test_run_whose_job_was_given_up_is_told_as_failed(status: str, state: str) -> None:
    run = start_run(SYSTEM, "import", shop_id=1)
    ProcrastinateJob.objects.filter(pk=enqueue("channels.run_import", batch_id=1, run_id=run.pk)).update(status=status)

    fail_lost_runs()

    run.refresh_from_db()
    assert (run.state, bool(run.error)) == (state, state == "failed")


@pytest.mark.parametrize(
    ("attempts", "error", "pause"),
    [
        pytest.param(0, ValueError(), 2, id="first failure"),
        pytest.param(4, ValueError(), 32, id="last try"),
        pytest.param(5, ValueError(), None, id="given up"),
        pytest.param(40, OperationalError(), 32, id="database away"),
    ],
)
def test_failed_job_is_tried_five_times_and_waits_for_the_database(
    attempts: int, error: Exception, pause: int | None
) -> None:
    left = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="x", attempts=attempts)

    decision = RETRY.get_retry_decision(exception=error, job=left)

    seconds = decision and decision.retry_at and (decision.retry_at - now()).total_seconds()
    assert seconds == (None if pause is None else pytest.approx(pause, abs=2))
