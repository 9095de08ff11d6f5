"""What people keep of the order desk: saved filters, and files of exported orders."""

from django.db import models
from django.db.models import Q

from zhanggui.orders.values import ExportState


class SavedFilter(models.Model):
    """A filter under a name: a person's own, or (with a shop) everybody's in that shop (ORD-16)."""

    shop_id = models.BigIntegerField(null=True)
    owner_id = models.BigIntegerField(null=True)
    owner_name = models.CharField(max_length=80)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id", "name"],
                condition=Q(shop_id=None),
                nulls_distinct=False,
                name="saved_filter_own_name",
            ),
            models.UniqueConstraint(
                fields=["shop_id", "name"], condition=Q(shop_id__isnull=False), name="saved_filter_shop_name"
            ),
        ]


class OrderExport(models.Model):
    """A file of orders that needed an approval: what was asked, and how far it is (ORD-16)."""

    shop_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80)
    query = models.JSONField()
    file_format = models.CharField(max_length=4)
    is_clear = models.BooleanField()
    row_count = models.IntegerField()
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.WAITING)
    run_id = models.BigIntegerField(null=True)
    path = models.CharField(max_length=300, default="")
    created_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    download_count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="order_export_state"),
        ]
        indexes = [
            models.Index(fields=["actor_id", "-id"], name="order_export_actor"),
            models.Index(fields=["expires_at"], condition=Q(state="ready"), name="order_export_expires"),
        ]
