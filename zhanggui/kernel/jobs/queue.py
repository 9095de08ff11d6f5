"""Background work on the queue that lives in the same PostgreSQL."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from zhanggui.kernel.clock import now
from zhanggui.kernel.jobs.models import Heartbeat

RETRY = RetryStrategy(max_attempts=5, exponential_wait=2)


def job(name: str, *, queue: str = "default", retry: bool = True) -> Callable[[Callable[..., Any]], Any]:
    """Decorator: make a function a background job under a permanent name.

    The function must be safe to run twice: a crashed worker's jobs are run again.
    """
    return app.task(name=name, queue=queue, retry=RETRY if retry else False)


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


def beat(process: str, **detail: Any) -> None:
    """Note that a process is alive."""
    Heartbeat.objects.update_or_create(process=process, defaults={"at": now(), "detail": detail})
