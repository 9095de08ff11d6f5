"""Parcels that went wrong on their way, with the log of talks with the courier (LOG-07)."""

from django.db import models
from django.db.models import Q

from zhanggui.fulfilment.models.batches import Parcel
from zhanggui.fulfilment.values import ExceptionKind, ExceptionState
from zhanggui.kernel.followed import CaseStep, FollowedCase


class ParcelException(FollowedCase):
    """What is wrong with a parcel: next step until when, by whom, what is claimed, whether the buyer knows.

    One is open for a parcel at a time. `track_event_id` is the courier's news that made it.
    """

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=ExceptionKind)
    state = models.CharField(max_length=8, choices=ExceptionState, default=ExceptionState.OPEN)
    owner_name = models.CharField(max_length=80, default="")
    claim_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=80, default="")
    track_event_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ExceptionKind.values), name="parcel_exception_kind"),
            models.CheckConstraint(condition=Q(state__in=ExceptionState.values), name="parcel_exception_state"),
            models.CheckConstraint(
                condition=Q(claim_amount=None) | Q(claim_amount__gte=0), name="parcel_exception_claim"
            ),
            models.UniqueConstraint(fields=["parcel"], condition=Q(state="open"), name="parcel_exception_open_once"),
        ]
        indexes = [
            models.Index(fields=["parcel", "id"], name="parcel_exception_parcel"),
            models.Index(fields=["shop_id", "due_at", "id"], condition=Q(state="open"), name="parcel_exception_open"),
            models.Index(
                fields=["shop_id", "-closed_at", "-id"], condition=Q(state="closed"), name="parcel_exception_closed"
            ),
        ]


class CourierContact(CaseStep):
    """One talk with the courier about an exception: with whom, what came of it, what comes next."""

    exception = models.ForeignKey(ParcelException, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    spoke_with = models.CharField(max_length=80, default="")

    class Meta:
        indexes = [models.Index(fields=["exception", "id"], name="courier_contact_exception")]
