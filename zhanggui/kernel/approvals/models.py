"""One object for everything that a second person must allow before it happens."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApprovalState(models.TextChoices):
    """Where a request stands."""

    WAITING = "waiting", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Approval(models.Model):
    """One request: what for, why, by whom; and who decided it how."""

    shop_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=ApprovalState, default=ApprovalState.WAITING)
    asked_by = models.BigIntegerField(null=True)
    asked_name = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_name = models.CharField(max_length=80, default="")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ApprovalState.values), name="approval_state"),
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=models.Q(state="waiting"), name="approval_waits_once"
            ),
            models.CheckConstraint(
                # Whoever asked never decides; null (the system) is nobody.
                condition=models.Q(decided_by=None)
                | models.Q(asked_by=None)
                | models.Q(state="withdrawn")
                | ~models.Q(asked_by=models.F("decided_by")),
                name="approval_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["shop_id", "-id"], condition=models.Q(state="waiting"), name="approval_waiting"),
            models.Index(fields=["asked_by", "-id"], name="approval_asked_by"),
        ]
