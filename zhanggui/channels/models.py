"""Channels: column mappings that a shop made or installed."""

from django.db import models


class Mapping(models.Model):
    """How the columns of one kind of file become orders, lines or stock."""

    shop_id = models.BigIntegerField(null=True)
    name = models.SlugField(max_length=60)
    label = models.CharField(max_length=100, default="")
    definition = models.JSONField()
    source = models.TextField()
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop_id", "name"], name="mapping_name", nulls_distinct=False)]
