"""Progress of long work: written often, announced to open pages, and the place to notice a cancel."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.jobs.models import JobRun, JobState
from zhanggui.kernel.news import notify
from zhanggui.kernel.values import Actor


class JobCancelled(Conflict):
    """A person asked to stop; the job rolls back what it has not committed."""


def start_run(
    actor: Actor, kind: str, *, shop_id: int | None, label: str = "", arguments: Mapping[str, Any] | None = None
) -> JobRun:
    """Create the row that people will watch, before the job is enqueued."""
    return JobRun.objects.create(
        shop_id=shop_id,
        kind=kind,
        label=label,
        arguments=dict(arguments or {}),
        actor_id=actor.user_id,
        actor_name=actor.name,
        created_at=now(),
    )


class Progress:
    """Handle that long work reports through. Without a run (command line) it only counts."""

    def __init__(self, run: JobRun | None = None) -> None:
        self.run = run

    def update(self, *, stage: str | None = None, done: int | None = None, total: int | None = None) -> None:
        """Write how far it is; raises JobCancelled when a person asked to stop."""
        if self.run is None:
            return
        changes: dict[str, Any] = {}
        if stage is not None:
            changes["stage"] = stage
        if done is not None:
            changes["done"] = done
        if total is not None:
            changes["total"] = total
        JobRun.objects.filter(pk=self.run.pk).update(state=JobState.RUNNING, **changes)
        self.run.refresh_from_db()
        if self.run.started_at is None:
            JobRun.objects.filter(pk=self.run.pk).update(started_at=now())
        self._tell()
        if self.run.is_cancel_requested:
            raise JobCancelled("jobs.cancelled", _("Stopped. Nothing was changed."))

    def finish(self, result: Mapping[str, Any]) -> None:
        """Mark the work done with what came of it."""
        self._end(JobState.DONE, result=dict(result))

    def fail(self, error: str, *, cancelled: bool = False) -> None:
        """Mark the work failed or cancelled, with the sentence for people."""
        self._end(JobState.CANCELLED if cancelled else JobState.FAILED, error=error)

    def _end(self, state: str, **changes: Any) -> None:
        if self.run is None:
            return
        JobRun.objects.filter(pk=self.run.pk).update(state=state, finished_at=now(), **changes)
        self.run.refresh_from_db()
        self._tell()

    def _tell(self) -> None:
        if self.run is not None:
            notify({"kind": "job", "id": self.run.pk, "shop": self.run.shop_id})


def request_cancel(run_id: int) -> bool:
    """Ask a running job to stop at its next step."""
    return bool(
        JobRun.objects.filter(pk=run_id, state__in=[JobState.QUEUED, JobState.RUNNING]).update(is_cancel_requested=True)
    )


def find_run(run_id: int) -> JobRun | None:
    """One run, or None when there is no such."""
    return JobRun.objects.filter(pk=run_id).first()
