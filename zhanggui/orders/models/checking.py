"""Why an order waits: rules as data, what they said, holds, and calls to buyers."""

from django.db import models
from django.db.models import Q

from zhanggui.orders.models.order import Order
from zhanggui.orders.values import HoldReason


class CheckRule(models.Model):
    """One rule of checking: a condition over an order's facts, and the hold it asks for."""

    shop_id = models.BigIntegerField()
    code = models.CharField(max_length=40)
    reason = models.CharField(max_length=30, choices=HoldReason)
    condition = models.JSONField()
    position = models.IntegerField()
    version = models.IntegerField(default=1)
    is_on = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop_id", "code"], name="check_rule_code")]


class CheckResult(models.Model):
    """What the last check of an order tried: rules with version, verdict and the values used.

    Beside it stands who verified the order: a person, or nobody where the shop lets plain orders
    pass by themselves. `verified_mark` changes with goods, receiver and address, so that what was
    verified and what lies in the order can be compared (ORD-05).
    """

    order = models.OneToOneField(Order, on_delete=models.CASCADE, primary_key=True, related_name="check_result")
    shop_id = models.BigIntegerField()
    checked_at = models.DateTimeField()
    is_passed = models.BooleanField()
    rules = models.JSONField()
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=80, default="", db_default="")
    verified_how = models.CharField(max_length=10, default="", db_default="")
    verified_mark = models.CharField(max_length=12, default="", db_default="")


class OrderHold(models.Model):
    """An order must wait: typed reason, cause, owner; ends when released.

    A person's release has a reason; without one the cause went away by itself. `sort_at` is the
    order's, so that a list of one reason comes from its index alone.
    """

    shop_id = models.BigIntegerField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=30, choices=HoldReason)
    cause = models.JSONField(default=dict)
    note = models.TextField(default="")
    rule_code = models.CharField(max_length=40, default="")
    rule_version = models.IntegerField(null=True)
    owner_position = models.CharField(max_length=40, default="checking_clerk")
    until_at = models.DateTimeField(null=True)
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=80)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=80, default="")
    release_reason = models.TextField(default="")
    sort_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=HoldReason.values), name="hold_reason"),
            models.UniqueConstraint(
                fields=["order", "reason"], condition=Q(released_at=None), name="hold_open_once_per_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop_id", "reason", "-sort_at", "-order"], condition=Q(released_at=None), name="hold_open"
            ),
            models.Index(fields=["order"], name="hold_order"),
        ]


class CallLog(models.Model):
    """One try to call the buyer, with what came of it."""

    shop_id = models.BigIntegerField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    called_at = models.DateTimeField()
    result = models.CharField(max_length=20)
    note = models.TextField(default="")
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80)
