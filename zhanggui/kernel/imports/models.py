"""Batches of imported files: what came, what became of each row, and what still needs a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Where a batch stands."""

    RECEIVED = "received", _("Received")
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Tried, not imported")
    APPLYING = "applying", _("Applying")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    UNDONE = "undone", _("Undone")


class ImportBatch(models.Model):
    """Files that were imported together. Counters are in file rows and add up to `row_count`."""

    shop_id = models.BigIntegerField()
    number = models.CharField(max_length=30)
    kind = models.CharField(max_length=40, default="")
    mapping = models.CharField(max_length=60, default="")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.RECEIVED)
    is_dry_run = models.BooleanField(default=False)
    row_count = models.BigIntegerField(default=0)
    imported_count = models.BigIntegerField(default=0)
    updated_count = models.BigIntegerField(default=0)
    unchanged_count = models.BigIntegerField(default=0)
    skipped_count = models.BigIntegerField(default=0)
    conflict_count = models.BigIntegerField(default=0)
    quarantined_count = models.BigIntegerField(default=0)
    summary = models.JSONField(default=dict)
    repair_path = models.CharField(max_length=300, default="")
    error = models.JSONField(default=dict)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "number"], name="import_batch_number"),
            models.CheckConstraint(condition=models.Q(state__in=ImportState.values), name="import_batch_state"),
        ]
        indexes = [models.Index(fields=["shop_id", "-id"], name="import_batch_shop")]


class ImportFile(models.Model):
    """One table of a batch: a file, an archive's member, or a sheet, with its own counters."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="+")
    position = models.IntegerField()
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=40, default="")
    header = models.JSONField(default=list)
    path = models.CharField(max_length=300, default="")
    sha256 = models.CharField(max_length=64, default="")
    row_count = models.BigIntegerField(default=0)
    imported_count = models.BigIntegerField(default=0)
    updated_count = models.BigIntegerField(default=0)
    unchanged_count = models.BigIntegerField(default=0)
    skipped_count = models.BigIntegerField(default=0)
    conflict_count = models.BigIntegerField(default=0)
    quarantined_count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="import_file_position")]


class Finding(models.TextChoices):
    """What a row that did not simply go in was found to be."""

    ERROR = "error", _("Quarantined")
    CONFLICT = "conflict", _("Conflict")
    SKIPPED = "skipped", _("Skipped")
    NOTICE = "notice", _("Notice")


class ImportFinding(models.Model):
    """A row that needs attention: why, where, and for a conflict both values."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="+")
    file_position = models.IntegerField()
    row_no = models.BigIntegerField()
    finding = models.CharField(max_length=10, choices=Finding)
    column = models.CharField(max_length=100, default="")
    code = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    cells = models.JSONField(default=list)
    subject_kind = models.CharField(max_length=40, default="")
    subject_id = models.BigIntegerField(null=True)
    resolution = models.CharField(max_length=10, default="")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "finding", "file_position", "row_no"], name="import_finding_batch")]


class UndoRecord(models.Model):
    """What a batch changed in a row that existed before: enough to put it back."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    before = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["batch", "table", "row_id"], name="undo_record_batch")]
