"""Health of the installation for programs that watch it (SEC-12)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.kernel.health.checks import health_checks, worst
from zhanggui.kernel.health.queue import failed_jobs, retry_job
from zhanggui.kernel.health.values import MANAGE_HEALTH, VIEW_HEALTH
from zhanggui.kernel.pages.api import acting, endpoint
from zhanggui.kernel.permissions import require

router = Router()


class CheckOut(Schema):
    """One check: its light (good, warn, bad, none), the sentence, the figures."""

    name: str
    ok: bool
    light: str
    detail: str
    facts: dict[str, Any]


class FailedJobOut(Schema):
    """A job that was given up, with its reason."""

    id: int
    job: str
    reason: str
    attempts: int
    failed_at: datetime | None


class HealthOut(Schema):
    """All checks, the worst light of them, and the jobs that were given up."""

    light: str
    checks: list[CheckOut]
    failed: list[FailedJobOut]


@router.get("/health", **endpoint(HealthOut, VIEW_HEALTH))
def show_health(request: HttpRequest) -> dict[str, Any]:
    """Services, queue, disk, backup, certificate, versions: what the health page shows."""
    actor = acting(request)
    require(actor, VIEW_HEALTH)
    checks = health_checks()
    return {
        "light": worst(checks),
        "checks": [
            {
                "name": check.name,
                "ok": check.is_ok,
                "light": check.light,
                "detail": check.detail,
                "facts": dict(check.facts),
            }
            for check in checks
        ],
        "failed": [
            {"id": job.id, "job": job.label, "reason": job.reason, "attempts": job.attempts, "failed_at": job.failed_at}
            for job in failed_jobs(actor.shops_for(VIEW_HEALTH))
        ],
    }


@router.post("/health/jobs/{job}/retry", **endpoint(FailedJobOut, MANAGE_HEALTH))
def retry_failed_job(request: HttpRequest, job: int) -> dict[str, Any]:
    """Put a job that was given up back on the queue."""
    done = retry_job(actor=acting(request), job_id=job)
    return {"id": done.id, "job": done.label, "reason": "", "attempts": done.attempts, "failed_at": None}
