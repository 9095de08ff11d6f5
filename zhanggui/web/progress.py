"""The progress card of a job, as the kit draws it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhanggui.kernel.clock import now
from zhanggui.kernel.jobs.models import JobRun, JobState

_MINUTE = 60
# Jobs note where they are in a word of their own; a word that is not here is not for people.
_STAGES: dict[str, Any] = {
    "check": gettext_lazy("checking orders"),
    "backtest": gettext_lazy("trying past orders"),
    "collect": gettext_lazy("collecting orders"),
    "parcels": gettext_lazy("making parcels"),
    "reading": gettext_lazy("reading the file"),
    "writing": gettext_lazy("writing the rows"),
    "daily_report": gettext_lazy("drawing the daily report"),
    "outbound_slip": gettext_lazy("drawing the slips"),
    "label": gettext_lazy("drawing the labels"),
    "demo.shop": gettext_lazy("opening the shop and its accounts"),
    "demo.goods": gettext_lazy("drawing goods and filling the shelves"),
    "demo.history": gettext_lazy("importing sixty days of orders"),
    "demo.day": gettext_lazy("working a day"),
    "demo.packing": gettext_lazy("packing"),
    "demo.morning": gettext_lazy("bringing in the orders of this morning"),
    "demo.done": gettext_lazy("finished"),
}
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
        "stage": _STAGES.get(run.stage, ""),
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
