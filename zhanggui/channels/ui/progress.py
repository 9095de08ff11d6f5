"""The progress card of an import."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.channels.queries.pages import UNDER_WAY, latest_run
from zhanggui.channels.ui.rows import batch_url
from zhanggui.kernel.clock import now
from zhanggui.kernel.imports.models import ImportBatch, ImportState
from zhanggui.kernel.jobs.models import JobRun, JobState
from zhanggui.kernel.pages.access import ShopRef

_MINUTE = 60
_STAGES = ("waiting", "reading", "writing")


def running_job(batch: ImportBatch) -> JobRun | None:
    """The job that works on the batch now, None when none does."""
    if batch.state not in UNDER_WAY:
        return None
    run = latest_run(batch)
    return run if run is not None and run.state in {JobState.QUEUED, JobState.RUNNING} else None


def progress_card(batch: ImportBatch, shop: ShopRef, run: JobRun) -> dict[str, Any]:
    """Context of the progress card; the total is known once the files were read before."""
    is_check = batch.state != ImportState.APPLYING
    title = _("Trying %(number)s") if is_check else _("Bringing %(number)s in")
    stage = run.stage if run.stage in _STAGES else "waiting"
    total = run.total or batch.row_count
    return {
        "job_id": run.pk,
        "title": title % {"number": batch.number},
        "done": total if stage == "writing" and total else run.done,
        "total": total,
        "unit": _("rows"),
        "stage": "",
        "stages": _stages(stage, is_check=is_check),
        "elapsed": _elapsed(run),
        "left": "",
        "running": True,
        "poll_url": batch_url(shop, batch, "progress"),
        "cancel_url": batch_url(shop, batch, "cancel"),
        "cancel_label": _("Cancel: nothing is written") if is_check else _("Cancel: what is written is taken back"),
    }


def _stages(current: str, *, is_check: bool) -> list[dict[str, str]]:
    last = _("comparing") if is_check else _("writing")
    labels = {"waiting": _("waiting for a worker"), "reading": _("reading the files"), "writing": last}
    place = _STAGES.index(current)
    states = ["done" if each < place else "now" if each == place else "todo" for each in range(len(_STAGES))]
    return [{"label": labels[name], "state": state} for name, state in zip(_STAGES, states, strict=True)]


def _elapsed(run: JobRun) -> str:
    if run.started_at is None:
        return ""
    seconds = int((now() - run.started_at).total_seconds())
    if seconds < _MINUTE:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = seconds // _MINUTE
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
