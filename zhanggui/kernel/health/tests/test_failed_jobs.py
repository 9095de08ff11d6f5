from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.utils.translation import override

from zhanggui.kernel.errors import InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.health.queue import drop_job, failed_jobs, retry_job
from zhanggui.kernel.health.tests.factories import failed_job, set_status, status_of
from zhanggui.kernel.jobs.failures import note_failures
from zhanggui.kernel.jobs.models import JobFailure
from zhanggui.kernel.testing.factories import SYSTEM, actor_with

pytestmark = pytest.mark.django_db


def _fail(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        pytest.param(
            InvalidInput("orders.x", "Order %(no)s is gone.", no="7"), "orders.x", "Order 7 is gone.", id="ours"
        ),
        pytest.param(OperationalError("password=x"), "OperationalError", "The database did not answer.", id="database"),
    ],
)
def test_reason_of_a_failure_is_kept_in_words(error: Exception, code: str, reason: str) -> None:
    context = SimpleNamespace(job=SimpleNamespace(id=7, task_name="orders.check_shop", attempts=0))

    with pytest.raises(type(error)):
        note_failures(lambda: _fail(error), context, None)  # type: ignore[arg-type]  # as much of a context as is read

    kept = JobFailure.objects.get()
    assert (kept.job_id, kept.code, kept.reason["en"]) == (7, code, reason)


def test_strange_error_tells_its_place_but_never_its_values() -> None:
    context = SimpleNamespace(job=SimpleNamespace(id=7, task_name="x", attempts=0))

    with pytest.raises(KeyError):
        note_failures(lambda: _fail(KeyError("13800138000")), context, None)  # type: ignore[arg-type]  # as above

    reason = JobFailure.objects.get().reason["en"]
    assert reason.startswith("The program met a fault: KeyError in kernel/health/tests/test_failed_jobs.py:")
    assert "13800138000" not in reason


def test_job_that_works_at_last_forgets_its_failure() -> None:
    job_id = failed_job(1)
    context = SimpleNamespace(job=SimpleNamespace(id=job_id, task_name="x", attempts=3))

    assert note_failures(lambda: "done", context, None) == "done"  # type: ignore[arg-type]  # as above

    assert not JobFailure.objects.exists()


def test_failed_job_is_listed_in_the_readers_language() -> None:
    job_id = failed_job(1)

    with override("en"):
        found = failed_jobs()

    assert [(job.id, job.label, job.reason, job.attempts, job.shop_id) for job in found] == [
        (job_id, "Close and print", "The printer is away.", 5, 1)
    ]


def test_job_whose_worker_died_has_a_reason_too() -> None:
    JobFailure.objects.filter(job_id=failed_job(1)).delete()

    with override("en"):
        assert failed_jobs()[0].reason == "The worker ended while it was at this job. The logs may say more."


def test_retried_job_waits_again_and_is_off_the_list() -> None:
    job_id = failed_job(1)

    retry_job(actor=SYSTEM, job_id=job_id)

    assert (status_of(job_id), failed_jobs(), JobFailure.objects.count()) == ("todo", [], 0)
    assert Event.objects.get(kind="job.retried").subject_id == job_id


def test_dropped_job_is_gone() -> None:
    job_id = failed_job(1)

    drop_job(actor=SYSTEM, job_id=job_id)

    assert (status_of(job_id), failed_jobs()) == (None, [])


def test_only_failed_jobs_of_own_shops_may_be_retried() -> None:
    ours, theirs = failed_job(1), failed_job(2)
    set_status(running := failed_job(1), "doing")
    keeper = actor_with("system.manage", shop_id=1)

    assert [job.id for job in failed_jobs(frozenset({1}))] == [ours]
    for job_id in (theirs, running, 0):
        with pytest.raises(NotFound):
            retry_job(actor=keeper, job_id=job_id)
    with pytest.raises(NotAllowed):
        retry_job(actor=actor_with("system.view"), job_id=ours)
    assert (status_of(ours), status_of(theirs)) == ("failed", "failed")
