"""Idempotency keys: the answer to a request that may be sent twice."""

from django.db import models


class IdempotencyKey(models.Model):
    """The first answer given under a key; the same request gets it again."""

    key = models.CharField(max_length=255)
    user_id = models.BigIntegerField()
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=300)
    request_hash = models.CharField(max_length=64)
    status = models.IntegerField(null=True)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="idempotency_key_once")]
