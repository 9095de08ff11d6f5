"""Orders that leave together, and orders that leave in parts. Money always stays on the order."""

from django.db import models
from django.db.models import Q

from zhanggui.orders.models.order import Order, OrderLine


class JointShipment(models.Model):
    """Orders of one receiver that go into one parcel; kept after it was undone, as the log of it.

    `preview` is what the person saw and agreed to: parcels, postage, promise and refund base.
    """

    shop_id = models.BigIntegerField()
    lead = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    preview = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=80, default="")
    undo_reason = models.CharField(max_length=200, default="")

    class Meta:
        indexes = [models.Index(fields=["shop_id", "-id"], condition=Q(undone_at=None), name="joint_open")]


class JointMember(models.Model):
    """One order of a joint shipment; an order is in at most one at a time."""

    shop_id = models.BigIntegerField()
    joint = models.ForeignKey(JointShipment, on_delete=models.CASCADE, related_name="members")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["joint", "order"], name="joint_member"),
            models.UniqueConstraint(fields=["order"], condition=Q(is_active=True), name="joint_member_once"),
        ]


class OrderSplit(models.Model):
    """An order that leaves in several parcels; kept after it was undone, as the log of it."""

    shop_id = models.BigIntegerField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    preview = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=80, default="")
    undo_reason = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(undone_at=None), name="order_split_once"),
        ]


class OrderPart(models.Model):
    """One parcel's worth of a split order; `refund_base` is its share of what the buyer paid.

    A part that is `is_later` stays out of batches, and its goods unpromised, until somebody lets it go.
    """

    shop_id = models.BigIntegerField()
    split = models.ForeignKey(OrderSplit, on_delete=models.CASCADE, related_name="parts")
    position = models.SmallIntegerField()
    refund_base = models.DecimalField(max_digits=14, decimal_places=2)
    is_later = models.BooleanField(default=False)
    shipped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["split", "position"], name="order_part_position")]


class OrderPartLine(models.Model):
    """How many pieces of an order's line go into a part."""

    shop_id = models.BigIntegerField()
    part = models.ForeignKey(OrderPart, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="+")
    quantity = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "line"], name="order_part_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_part_line_positive"),
        ]
