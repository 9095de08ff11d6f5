"""Numbers of couriers' files, routing marks, and what couriers tell of parcels on their way."""

from django.db import models
from django.db.models import Q

from zhanggui.fulfilment.models.batches import Parcel
from zhanggui.fulfilment.values import NumberState, TrackSource, TrackState


class WaybillNumber(models.Model):
    """One number of a courier's file: free, given to a parcel, or void for ever."""

    shop_id = models.BigIntegerField()
    courier = models.CharField(max_length=20)
    branch = models.CharField(max_length=60, default="")
    number = models.CharField(max_length=40)
    route_code = models.CharField(max_length=40, default="")
    consolidation = models.CharField(max_length=60, default="")
    state = models.CharField(max_length=8, choices=NumberState, default=NumberState.FREE)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, default="")
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "number"], name="waybill_number_once"),
            models.CheckConstraint(condition=Q(state__in=NumberState.values), name="waybill_number_state"),
            models.UniqueConstraint(fields=["parcel"], condition=Q(state="given"), name="waybill_number_one_a_parcel"),
        ]
        indexes = [
            models.Index(fields=["shop_id", "courier", "id"], condition=Q(state="free"), name="waybill_number_free"),
            models.Index(fields=["import_batch_id"], name="waybill_number_import"),
        ]


class RouteMark(models.Model):
    """The routing mark of a courier for a region, for labels whose number came without one."""

    shop_id = models.BigIntegerField()
    courier = models.CharField(max_length=20)
    province = models.CharField(max_length=20)
    city = models.CharField(max_length=40, default="")
    route_code = models.CharField(max_length=40)
    consolidation = models.CharField(max_length=60, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "courier", "province", "city"], name="route_mark_once")
        ]


class TrackingEvent(models.Model):
    """One thing that happened to a parcel on its way, as the courier tells it."""

    shop_id = models.BigIntegerField()
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="tracking", db_index=False)
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=TrackState, default="")
    code = models.CharField(max_length=8, default="")
    text = models.CharField(max_length=300)
    place = models.CharField(max_length=80, default="")
    source = models.CharField(max_length=10, choices=TrackSource)
    received_at = models.DateTimeField()
    import_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel", "at", "text"], name="tracking_event_once")]
        indexes = [models.Index(fields=["import_batch_id"], condition=~Q(import_batch_id=None), name="tracking_import")]


class TrackingSubscription(models.Model):
    """The wish to be told of a parcel by the tracking service: stored at once, sent when the shop has an account."""

    shop_id = models.BigIntegerField()
    parcel = models.OneToOneField(Parcel, on_delete=models.CASCADE, related_name="subscription")
    company = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    phone_tail = models.CharField(max_length=4, default="")
    wanted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    answer = models.CharField(max_length=200, default="")
    newest_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["shop_id", "id"], condition=Q(sent_at=None), name="subscription_to_send")]
