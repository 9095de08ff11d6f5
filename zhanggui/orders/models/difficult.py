"""Orders that went wrong on their way, each with the next step and its date until it is closed."""

from django.db import models
from django.db.models import Q

from zhanggui.kernel.followed import CaseStep, FollowedCase
from zhanggui.orders.models.order import Order
from zhanggui.orders.values import DifficultKind, DifficultState


class DifficultOrder(FollowedCase):
    """One difficulty of one order: what is wrong, what comes next, until when, who sees to it (ORD-14)."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=DifficultKind)
    state = models.CharField(max_length=8, choices=DifficultState, default=DifficultState.OPEN)
    owner_name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DifficultKind.values), name="difficult_kind"),
            models.CheckConstraint(condition=Q(state__in=DifficultState.values), name="difficult_state"),
            models.UniqueConstraint(fields=["order"], condition=Q(state="open"), name="difficult_open_once"),
        ]
        indexes = [
            models.Index(fields=["order", "id"], name="difficult_order"),
            models.Index(fields=["shop_id", "due_at", "id"], condition=Q(state="open"), name="difficult_open"),
            models.Index(fields=["shop_id", "-closed_at", "-id"], condition=Q(state="closed"), name="difficult_closed"),
        ]


class DifficultStep(CaseStep):
    """One entry of a difficulty's log: what was done, and what was to come next."""

    difficulty = models.ForeignKey(DifficultOrder, on_delete=models.CASCADE, related_name="steps", db_index=False)
    owner_name = models.CharField(max_length=80, default="")

    class Meta:
        indexes = [models.Index(fields=["difficulty", "id"], name="difficult_step")]
