"""The job queue: how long it is, what was given up and why, and trying again."""

import json
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.health.values import MANAGE_HEALTH, FailedJob, QueueState
from zhanggui.kernel.jobs.failures import sentence_of
from zhanggui.kernel.jobs.models import JobFailure
from zhanggui.kernel.jobs.queue import job_label
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject

_STATE = """
SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'failed'),
       min(coalesce(j.scheduled_at, e.at)) FILTER (WHERE status = 'todo' AND coalesce(j.scheduled_at, e.at) <= %s)
FROM procrastinate_jobs j
LEFT JOIN LATERAL (SELECT min(at) AS at FROM procrastinate_events WHERE job_id = j.id AND type = 'deferred') e
       ON j.status = 'todo'
WHERE status IN ('todo', 'doing', 'failed')
"""
_FAILED = """
SELECT j.id, j.task_name, j.attempts, j.args->>'shop_id', f.reason, f.failed_at
FROM procrastinate_jobs j LEFT JOIN kernel_jobfailure f ON f.job_id = j.id
WHERE j.status = 'failed' AND (%(shops)s::bigint[] IS NULL OR (j.args->>'shop_id')::bigint = ANY(%(shops)s))
  AND (%(job)s::bigint IS NULL OR j.id = %(job)s)
ORDER BY j.id DESC LIMIT %(limit)s
"""


def queue_state() -> QueueState:
    """How many jobs wait, run and were given up, and since when the oldest waits."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [now()])
        return QueueState(*cursor.fetchone())


def failed_jobs(
    shop_ids: frozenset[int] | None = None, *, job_id: int | None = None, limit: int = 50
) -> list[FailedJob]:
    """Jobs that were given up, newest first; `shop_ids` narrows to jobs of these shops."""
    shops = None if shop_ids is None else sorted(shop_ids)
    with connection.cursor() as cursor:
        cursor.execute(_FAILED, {"shops": shops, "job": job_id, "limit": limit})
        rows = cursor.fetchall()
    return [
        FailedJob(
            id=row[0],
            label=job_label(row[1]),
            reason=_words(row[4]),
            attempts=row[2],
            failed_at=row[5],
            shop_id=int(row[3]) if row[3] else None,
        )
        for row in rows
    ]


def retry_job(*, actor: Actor, job_id: int) -> FailedJob:
    """Put a job that was given up back on the queue (SEC-12).

    Every job bears to be run again. NotFound when it is not among the failed ones of the person's shops.
    """
    with transaction.atomic():
        job = _failed(actor, job_id)
        app.job_manager.retry_job_by_id(job.id, now())
        _note(actor, "job.retried", job)
    return job


def drop_job(*, actor: Actor, job_id: int) -> FailedJob:
    """Take a failed job off the list for good: what it wanted was done otherwise, or is not wanted."""
    with transaction.atomic():
        job = _failed(actor, job_id)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s AND status = 'failed'", [job.id])
        _note(actor, "job.dropped", job)
    return job


def _failed(actor: Actor, job_id: int) -> FailedJob:
    require(actor, MANAGE_HEALTH)
    found = failed_jobs(actor.shops_for(MANAGE_HEALTH), job_id=job_id, limit=1)
    if not found:
        raise NotFound("jobs.not_failed", _("This job is not among the failed ones. Look at the list again."))
    return found[0]


def _note(actor: Actor, kind: str, job: FailedJob) -> None:
    JobFailure.objects.filter(job_id=job.id).delete()
    record(actor, kind, shop_id=job.shop_id, subject=Subject("job", job.id), data={"attempts": job.attempts})


def _words(reason: Any) -> str:
    kept = json.loads(reason) if isinstance(reason, str) else reason
    return sentence_of(kept or {}) or str(_("The worker ended while it was at this job. The logs may say more."))
