"""Noting why a job failed, in words that may be shown: never with values out of the data."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from procrastinate.job_context import JobContext

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import ZhangguiError
from zhanggui.kernel.jobs.models import JobFailure

_log = logging.getLogger(__name__)


def note_failures(call_next: Callable[[], Any], context: JobContext, _worker: Any) -> Any:
    """Around every job that the worker runs: a failure is written down, then takes its usual way."""
    job = context.job
    try:
        result = call_next()
    except Exception as error:
        _log.warning("job %s failed: %s", job.task_name, type(error).__name__)
        note_failure(job.id or 0, job.task_name, error)
        raise
    if job.attempts:
        JobFailure.objects.filter(job_id=job.id or 0).delete()
    return result


def note_failure(job_id: int, task_name: str, error: Exception) -> None:
    """Keep the reason of a job's last failure for the health page (SEC-12)."""
    known = {"task_name": task_name, "code": _code(error), "reason": reason_texts(error), "failed_at": now()}
    try:
        JobFailure.objects.update_or_create(job_id=job_id, defaults=known)
    except DatabaseError:
        # The queue lies in the same database: when it is away, the job's own error tells it.
        _log.warning("the reason of job %s could not be kept", job_id)


def reason_texts(error: Exception) -> dict[str, str]:
    """The reason in each language. Only our own sentences: others may quote addresses or phone numbers."""
    texts = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts[language] = _sentence(error)
    return texts


def sentence_of(reason: Mapping[str, str]) -> str:
    """The reason in the reader's language, in any other where that is missing, or nothing."""
    return reason.get(get_language() or "", "") or next(iter(reason.values()), "")


def _sentence(error: Exception) -> str:
    if isinstance(error, ZhangguiError):
        return str(error)
    if isinstance(error, OperationalError):
        return str(_("The database did not answer."))
    place = _place(error)
    return str(_("The program met a fault: %(kind)s in %(place)s.") % {"kind": type(error).__name__, "place": place})


def _code(error: Exception) -> str:
    return error.code if isinstance(error, ZhangguiError) else type(error).__name__


def _place(error: Exception) -> str:
    """The last line of ours that was being run: `orders/jobs.py:21`."""
    place, trace = "?", error.__traceback__
    while trace is not None:
        _before, found, inside = trace.tb_frame.f_code.co_filename.rpartition("/zhanggui/")
        if found:
            place = f"{inside}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
