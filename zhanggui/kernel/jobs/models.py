"""Long work that people watch: one row a run, with progress; the pulse of each process, and why jobs failed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a run stands."""

    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class JobRun(models.Model):
    """One piece of long work: what, how far, and what came of it."""

    shop_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    label = models.CharField(max_length=200, default="")
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    stage = models.CharField(max_length=60, default="")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    arguments = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(default="")
    is_cancel_requested = models.BooleanField(default=False)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80, default="")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_run_state")]
        indexes = [models.Index(fields=["shop_id", "kind", "-id"], name="job_run_shop")]


class Heartbeat(models.Model):
    """When a process last said that it is alive."""

    process = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)


class JobFailure(models.Model):
    """Why a job of the queue failed when it was last tried, in every language of the pages."""

    job_id = models.BigIntegerField(primary_key=True)
    task_name = models.CharField(max_length=100)
    code = models.CharField(max_length=100)
    reason = models.JSONField(default=dict)
    failed_at = models.DateTimeField()
