"""What a parcel's people must do: instructions of an order, and the word rules that read notes into them."""

from django.db import models
from django.db.models import Q

from zhanggui.orders.models.order import Order
from zhanggui.orders.values import InstructionKind, InstructionSource


class OrderInstruction(models.Model):
    """One thing asked of us, from a note or on behalf of the buyer; open until ticked or dismissed (ORD-06).

    `text` are the buyer's or our own words and may name people, so they stand here and never in an
    event. `start` and `length` point at them inside the note they were read from.
    """

    shop_id = models.BigIntegerField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=InstructionKind)
    source = models.CharField(max_length=12, choices=InstructionSource)
    text = models.TextField(default="")
    words = models.CharField(max_length=60, default="")
    courier = models.CharField(max_length=40, default="")
    wanted_on = models.DateField(null=True)
    start = models.IntegerField(null=True)
    length = models.IntegerField(null=True)
    rule_code = models.CharField(max_length=40, default="")
    rule_version = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    ticked_at = models.DateTimeField(null=True)
    ticked_by = models.CharField(max_length=80, default="")
    ticked_how = models.CharField(max_length=200, default="")
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.CharField(max_length=80, default="")
    dismiss_reason = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=InstructionKind.values), name="instruction_kind"),
            models.CheckConstraint(condition=Q(source__in=InstructionSource.values), name="instruction_source"),
            models.CheckConstraint(
                condition=Q(ticked_at=None) | Q(dismissed_at=None), name="instruction_ended_in_one_way"
            ),
            models.UniqueConstraint(
                fields=["order", "kind", "source", "courier"],
                condition=Q(ticked_at=None, dismissed_at=None) & ~Q(source=InstructionSource.PERSON),
                name="instruction_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "id"], name="instruction_order"),
            models.Index(
                fields=["shop_id", "order"],
                condition=Q(ticked_at=None, dismissed_at=None),
                name="instruction_open",
            ),
        ]


class NoteRule(models.Model):
    """One word rule of a shop: which words in a note mean what, and which words undo them.

    `words` and `unless` are lists of plain words; a version counts up with every change, and the
    timeline keeps what stood before.
    """

    shop_id = models.BigIntegerField()
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=InstructionKind)
    words = models.JSONField(default=list)
    unless = models.JSONField(default=list)
    courier = models.CharField(max_length=40, default="")
    position = models.IntegerField()
    version = models.IntegerField(default=1)
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "code"], name="note_rule_code"),
            models.CheckConstraint(condition=Q(kind__in=InstructionKind.values), name="note_rule_kind"),
        ]
