"""Every paper: number, file, pages, hash, and each time it was printed."""

from django.db import models


class Document(models.Model):
    """One file of a paper. A batch's slips may be several parts of one kind."""

    shop_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    part = models.IntegerField(default=1)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    path = models.CharField(max_length=300)
    pages = models.IntegerField()
    items = models.IntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind", "part"],
                name="document_part",
            )
        ]


class Printing(models.Model):
    """One time that a document was taken to be printed."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80)
    is_copy = models.BooleanField()
    reason = models.TextField(default="")
