"""Background work on the queue that lives in the same PostgreSQL."""

from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job

from zhanggui.kernel.clock import now
from zhanggui.kernel.jobs.failures import note_failures
from zhanggui.kernel.jobs.models import Heartbeat

_FAIL_LOST = """
UPDATE kernel_jobrun SET state = 'failed', error = %s, finished_at = %s
WHERE state IN ('queued', 'running') AND id IN (
    SELECT (args->>'run_id')::bigint FROM procrastinate_jobs WHERE status IN ('failed', 'aborted', 'cancelled')
)
"""
_MOST_TRIES = 5


class _Patience(BaseRetryStrategy):
    """Five tries with growing pauses; a database that is away is waited for as long as it takes.

    A job that was run again after a crash has used up tries through no fault of its own.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """What the worker does with a job that failed; None ends it for good."""
        is_away = isinstance(exception, (OperationalError, InterfaceError))
        if job.attempts >= _MOST_TRIES and not is_away:
            return None
        return RetryDecision(retry_in={"seconds": 2 ** (min(job.attempts, _MOST_TRIES - 1) + 1)})


RETRY = _Patience()


_LABELS: dict[str, Any] = {}


def job(
    name: str, *, label: Any = "", queue: str = "default", retry: bool = True
) -> Callable[[Callable[..., Any]], Any]:
    """Decorator: make a function a background job under a permanent name; `label` is for people.

    The function must be safe to run twice: a crashed worker's jobs are run again.
    """
    _LABELS[name] = label
    return app.task(name=name, queue=queue, retry=RETRY if retry else False, task_middleware=[note_failures])


def job_label(name: str) -> str:
    """What a job does, in words; its name where nobody gave it any."""
    return str(_LABELS.get(name, "")) or name


def enqueue(name: str, *, lock: str | None = None, once: str | None = None, **arguments: Any) -> int | None:
    """Put a job on the queue in the caller's transaction.

    `lock` keeps jobs with the same text from running at the same time; `once` lets only one such
    job wait: the second returns None.
    """
    try:
        deferred = app.configure_task(name=name, lock=lock, queueing_lock=once, allow_unknown=True)
        # A savepoint of its own: a job that waits already must not spoil the caller's transaction.
        with transaction.atomic():
            return int(deferred.defer(**arguments))
    except AlreadyEnqueued:
        return None


def fail_lost_runs() -> int:
    """End the runs whose job was given up without saying so, so that pages stop waiting; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FAIL_LOST, [_("It ended with an error of the program. The reason is in the log."), now()])
        return int(cursor.rowcount)


def beat(process: str, **detail: Any) -> None:
    """Note that a process is alive."""
    Heartbeat.objects.update_or_create(process=process, defaults={"at": now(), "detail": detail})
