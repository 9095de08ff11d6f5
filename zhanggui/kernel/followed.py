"""What follows a case until it is closed: the next step, until when, and who sees to it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next, until when, and who sees to it (None: who writes it)."""

    words: str
    due_at: datetime
    owner_id: int | None = None


class FollowedCase(models.Model):
    """What every followed case keeps beside what is wrong with what; one is open for its subject at a time."""

    shop_id = models.BigIntegerField()
    next_step = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    owner_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, default="")
    result = models.TextField(default="")

    class Meta:
        abstract = True


class CaseStep(models.Model):
    """One entry of a case's log: what was done, and what was to come next."""

    shop_id = models.BigIntegerField()
    text = models.TextField()
    next_step = models.CharField(max_length=200, default="")
    due_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        abstract = True
