"""What was agreed with buyers whose goods are short, and the shop's own words for telling them."""

from django.db import models
from django.db.models import Q

from zhanggui.orders.models.order import Order
from zhanggui.orders.values import ShortageKind, ShortageState

_OPEN = Q(state__in=["asked", "agreed"])
_OWED = Q(back_amount__isnull=False, paid_back_at__isnull=True)


class ShortageChoice(models.Model):
    """One choice about the short goods of one order (ORD-08).

    `plan` tells what was short, what the choice does to stock, and which change or split it made.
    `message` is what the buyer is told, `answer` what the buyer said; both may name people, so no event repeats them.
    `back_amount` is what the buyer gets back because the other goods cost less; somebody pays it and says so.
    """

    shop_id = models.BigIntegerField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=ShortageKind)
    state = models.CharField(max_length=10, choices=ShortageState, default=ShortageState.ASKED)
    plan = models.JSONField(default=dict)
    wait_until = models.DateField(null=True)
    answer_by = models.DateTimeField()
    language = models.CharField(max_length=10)
    message = models.TextField()
    chosen_at = models.DateTimeField()
    chosen_by = models.CharField(max_length=80)
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=80, default="")
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, default="")
    ended_at = models.DateTimeField(null=True)
    back_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    back_due_at = models.DateTimeField(null=True)
    paid_back_at = models.DateTimeField(null=True)
    paid_back_by = models.CharField(max_length=80, default="")
    paid_back_note = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ShortageKind.values), name="shortage_kind"),
            models.CheckConstraint(condition=Q(state__in=ShortageState.values), name="shortage_state"),
            models.CheckConstraint(condition=Q(back_amount__isnull=True) | Q(back_amount__gt=0), name="shortage_back"),
            models.UniqueConstraint(fields=["order"], condition=_OPEN, name="shortage_open_once"),
        ]
        indexes = [
            models.Index(fields=["order", "id"], name="shortage_order"),
            models.Index(fields=["shop_id", "state", "answer_by", "id"], condition=_OPEN, name="shortage_open"),
            models.Index(fields=["shop_id", "back_due_at", "id"], condition=_OWED, name="shortage_owed"),
        ]


class BuyerText(models.Model):
    """A shop's own words to buyers for one occasion in one language; without it ours are used."""

    shop_id = models.BigIntegerField()
    code = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    text = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop_id", "code", "language"], name="buyer_text_once")]
