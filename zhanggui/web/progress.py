"""The progress card of a job, as the kit draws it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.kernel.clock import now
from zhanggui.kernel.jobs.models import JobRun, JobState

_MINUTE = 60
_UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)


def progress_card(run: JobRun, *, poll_url: str, cancel_url: str = "") -> dict[str, Any]:
    """Context of web/kit/_progress.html; `result["url"]` of the run leads to what came of it."""
    is_running = run.state in _UNDER_WAY
    return {
        "job_id": run.pk,
        "title": run.label or run.kind,
        "done": run.done,
        "total": run.total,
        "unit": "",
        "stage": run.stage or (str(JobState(run.state).label) if is_running else ""),
        "stages": [{"label": str(JobState(run.state).label), "state": "done" if run.state == JobState.DONE else "now"}],
        "elapsed": _elapsed(run),
        "left": _left(run) if is_running else "",
        "running": is_running,
        "poll_url": poll_url,
        "cancel_url": cancel_url,
        "cancel_label": _("Cancel: nothing is kept"),
        "result_url": str(run.result.get("url", "")) if run.state == JobState.DONE else "",
        "failure": run.error if run.state in {JobState.FAILED, JobState.CANCELLED} else "",
    }


def _elapsed(run: JobRun) -> str:
    if run.started_at is None:
        return ""
    return _words(int(((run.finished_at or now()) - run.started_at).total_seconds()))


def _left(run: JobRun) -> str:
    if not run.done or not run.total or run.started_at is None:
        return ""
    passed = (now() - run.started_at).total_seconds()
    return _("about %(time)s left") % {"time": _words(int(passed * (run.total - run.done) / run.done))}


def _words(seconds: int) -> str:
    if seconds < _MINUTE:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = round(seconds / _MINUTE)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
