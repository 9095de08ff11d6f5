"""What our own people write on orders: remarks, and which position uses which flag."""

from django.db import models
from django.db.models import Q

from zhanggui.orders.models.order import Order
from zhanggui.orders.values import Flag


class OrderRemark(models.Model):
    """One internal remark with the position of who wrote it. Never leaves the desk (ORD-18)."""

    shop_id = models.BigIntegerField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    author_id = models.BigIntegerField(null=True)
    author_name = models.CharField(max_length=80)
    position = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["order", "id"], name="remark_order")]


class FlagUse(models.Model):
    """What a colour means in a shop and which positions set and see it; an empty list means all."""

    shop_id = models.BigIntegerField()
    flag = models.SmallIntegerField(choices=Flag)
    meaning = models.CharField(max_length=40, default="")
    set_by = models.JSONField(default=list)
    seen_by = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "flag"], name="flag_use_once"),
            models.CheckConstraint(condition=Q(flag__gt=0), name="flag_use_flag"),
        ]
