"""Promises with a clock: each is a row with the job to call when it passes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeadlineState(models.TextChoices):
    """Where a promise stands."""

    RUNNING = "running", _("Running")
    MET = "met", _("Met")
    PASSED = "passed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")


class Deadline(models.Model):
    """One promise: about what, until when, and what happens when it passes."""

    shop_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    period = models.CharField(max_length=20, default="")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DeadlineState, default=DeadlineState.RUNNING)
    job = models.CharField(max_length=60, default="")
    arguments = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=DeadlineState.values), name="deadline_state"),
            models.UniqueConstraint(
                fields=["shop_id", "kind", "subject_kind", "subject_id", "period"], name="deadline_once"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state="running"), name="deadline_running")]
