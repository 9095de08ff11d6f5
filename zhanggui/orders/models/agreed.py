"""What was changed in an order with the buyer's consent, and how the buyer gave it."""

from django.db import models
from django.db.models import Q

from zhanggui.orders.models.order import Order
from zhanggui.orders.values import ConsentWay


class AgreedChange(models.Model):
    """One change that the buyer agreed to: fields or lines with before and after (ORD-07).

    `changes` maps a field of the contact, or `line:<id>`, to [before, after]. It holds personal values,
    so events never repeat it. While it is not undone, an import that brings the old value back is a conflict.
    """

    shop_id = models.BigIntegerField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+", db_index=False)
    changes = models.JSONField()
    how = models.CharField(max_length=12, choices=ConsentWay)
    agreed_at = models.DateTimeField()
    words = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    made_by_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(how__in=ConsentWay.values), name="agreed_change_how")]
        indexes = [models.Index(fields=["order", "id"], name="agreed_change_order")]
