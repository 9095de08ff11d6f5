"""One object for everything that a person must do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskState(models.TextChoices):
    """Where a task stands."""

    OPEN = "open", _("To be done")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("No longer needed")


class Task(models.Model):
    """Something to do: about what, by whom, until when, and what came of it."""

    shop_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=200, default="")
    position = models.CharField(max_length=40)
    owner_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.OPEN)
    data = models.JSONField(default=dict)
    result = models.TextField(default="")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=TaskState.values), name="task_state"),
            models.UniqueConstraint(
                fields=["shop_id", "kind", "subject_kind", "subject_id"],
                condition=models.Q(state="open"),
                name="task_open_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop_id", "position", "due_at"], condition=models.Q(state="open"), name="task_open_by_position"
            )
        ]
