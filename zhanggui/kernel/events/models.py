"""The timeline: append-only events, their erasable personal part, and the seals over both."""

from django.db import models


class Event(models.Model):
    """Something that happened, told once, never changed. Holds no personal value."""

    at = models.DateTimeField()
    shop_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80)
    position = models.CharField(max_length=60, default="")
    origin = models.CharField(max_length=10)
    reason = models.TextField(default="")
    data = models.JSONField(default=dict)
    personal_hash = models.CharField(max_length=64, default="")
    request_id = models.CharField(max_length=40, default="")

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["-id"], condition=models.Q(kind="permission.denied"), name="event_denied"),
            models.Index(
                fields=["actor_id", "at"],
                condition=models.Q(kind__in=["order.contact_revealed", "orders.exported"]),
                name="event_personal_read",
            ),
        ]


class PersonalChange(models.Model):
    """Personal values before and after an event, with the salt of the event's hash. Erasable."""

    event_id = models.BigIntegerField(unique=True)
    shop_id = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    salt = models.CharField(max_length=32)
    values = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="personal_subject")]


class Seal(models.Model):
    """A hash over a range of events and the seal before: proof that nothing was altered."""

    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField(unique=True)
    event_count = models.IntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
