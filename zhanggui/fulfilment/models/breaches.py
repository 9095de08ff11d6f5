"""Promises to buyers that were not kept, each with its cause (ORD-13)."""

from django.db import models
from django.db.models import Q

from zhanggui.fulfilment.values import BreachCause, PromiseKind


class PromiseBreach(models.Model):
    """One promise that passed: shipped too late, or delivered too late. It stays when it is made good.

    `cause` is what the system saw at that moment until a person says better.
    """

    shop_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=PromiseKind)
    order_id = models.BigIntegerField()
    order_number = models.CharField(max_length=64)
    parcel_id = models.BigIntegerField(default=0)
    due_at = models.DateTimeField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    courier = models.CharField(max_length=20, default="")
    found_at = models.DateTimeField()
    cause = models.CharField(max_length=20, choices=BreachCause)
    note = models.CharField(max_length=200, default="")
    said_by = models.CharField(max_length=80, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "order_id", "parcel_id"], name="breach_once"),
            models.CheckConstraint(condition=Q(kind__in=PromiseKind.values), name="breach_kind"),
            models.CheckConstraint(condition=Q(cause__in=BreachCause.values), name="breach_cause"),
        ]
        indexes = [
            models.Index(fields=["shop_id", "due_at", "id"], condition=Q(ended_at=None), name="breach_open"),
            models.Index(fields=["shop_id", "-found_at", "-id"], name="breach_found"),
        ]
