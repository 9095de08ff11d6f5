"""What the installation remembers of its own health: backups, and when to warn."""

from django.db import models


class Installation(models.Model):
    """The one row of what is set for the whole installation, not for a shop."""

    backup_warn_days = models.PositiveSmallIntegerField(default=7)
    certificate_host = models.CharField(max_length=253, default="")
    certificate_file = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="installation_only_one")]


class BackupRun(models.Model):
    """One run of the backup and what came of it."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    is_ok = models.BooleanField()
    file = models.CharField(max_length=500, default="")
    size_bytes = models.BigIntegerField(default=0)
    is_encrypted = models.BooleanField(default=False)
    reason = models.JSONField(default=dict)
    actor_name = models.CharField(max_length=80, default="")
