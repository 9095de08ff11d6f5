"""Batches, parcels, the hand-over between two people, and the daily report."""

from django.db import models
from django.db.models import Q

from zhanggui.fulfilment.values import BatchState, ParcelState, ReportState, ToldHow, TrackState, WeightSource


class Batch(models.Model):
    """All orders that were ready at one close, with their papers."""

    shop_id = models.BigIntegerField()
    warehouse_id = models.BigIntegerField()
    number = models.CharField(max_length=40)
    day = models.DateField()
    period = models.CharField(max_length=30)
    state = models.CharField(max_length=12, choices=BatchState, default=BatchState.CLOSED)
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=80)
    order_count = models.IntegerField(default=0)
    parcel_count = models.IntegerField(default=0)
    line_count = models.IntegerField(default=0)
    amount = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    printed_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "number"], name="batch_number"),
            models.UniqueConstraint(fields=["shop_id", "warehouse_id", "period"], name="batch_period_once"),
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="batch_state"),
        ]
        indexes = [
            models.Index(fields=["shop_id", "-day", "-id"], name="batch_day"),
            models.Index(fields=["shop_id", "id"], condition=~Q(state="handed_over"), name="batch_open"),
        ]


class Parcel(models.Model):
    """One parcel of a batch: our number, the slip, the courier's number."""

    shop_id = models.BigIntegerField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="parcels")
    order_id = models.BigIntegerField()
    order_number = models.CharField(max_length=64)
    # A part of an order that leaves in several parcels.
    part_id = models.BigIntegerField(null=True)
    number = models.CharField(max_length=30)
    slip_number = models.CharField(max_length=30)
    position = models.IntegerField()
    state = models.CharField(max_length=10, choices=ParcelState, default=ParcelState.BATCHED)
    courier = models.CharField(max_length=20, default="")
    waybill_no = models.CharField(max_length=40, default="")
    packed_at = models.DateTimeField(null=True)
    packed_by = models.CharField(max_length=80, default="")
    stamped_at = models.DateTimeField(null=True)
    stamped_by = models.CharField(max_length=80, default="")
    shipped_at = models.DateTimeField(null=True)
    posted_back_at = models.DateTimeField(null=True)
    pulled_reason = models.TextField(default="")
    import_batch_id = models.BigIntegerField(null=True)
    # What the rule or a person chose before the parcel left; `courier` may become another one when it leaves.
    chosen_courier = models.CharField(max_length=20, default="", db_default="")
    choice = models.JSONField(default=dict, db_default={})
    # The buyer's contact is masked: the marketplace's own label is used, ours has no address.
    is_platform_label = models.BooleanField(default=False, db_default=False)
    # Grams, estimated from the goods at the close, then as the scale said; empty for parcels of earlier versions.
    weight_g = models.PositiveIntegerField(null=True)
    weight_source = models.CharField(max_length=10, choices=WeightSource, default="", db_default="")
    expected_on = models.DateField(null=True)
    track_state = models.CharField(max_length=12, choices=TrackState, default="", db_default="")
    tracked_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "number"], name="parcel_number"),
            models.UniqueConstraint(fields=["shop_id", "slip_number"], name="parcel_slip"),
            models.UniqueConstraint(
                fields=["shop_id", "waybill_no"], condition=~Q(waybill_no=""), name="parcel_waybill_once"
            ),
            models.CheckConstraint(condition=Q(state__in=ParcelState.values), name="parcel_state"),
        ]
        indexes = [
            models.Index(fields=["batch", "position"], name="parcel_batch"),
            models.Index(fields=["order_id"], name="parcel_order"),
            models.Index(fields=["shop_id", "order_number"], name="parcel_order_number"),
            models.Index(fields=["import_batch_id"], condition=~Q(import_batch_id=None), name="parcel_import_batch"),
            models.Index(
                fields=["shop_id", "id"], condition=Q(state="shipped", posted_back_at=None), name="parcel_to_post_back"
            ),
            models.Index(fields=["shop_id", "id"], condition=Q(state="batched"), name="parcel_to_pack"),
            models.Index(fields=["shop_id", "packed_at"], condition=Q(state="packed"), name="parcel_without_number"),
            models.Index(
                fields=["shop_id", "id"], condition=Q(state="shipped", stamped_at=None), name="parcel_unstamped"
            ),
            models.Index(fields=["shop_id", "packed_at"], condition=~Q(packed_at=None), name="parcel_packed_at"),
            models.Index(fields=["shop_id", "shipped_at"], condition=Q(state="shipped"), name="parcel_shipped_at"),
            models.Index(
                fields=["shop_id", "tracked_at"],
                condition=Q(state="shipped", delivered_at=None),
                name="parcel_under_way",
            ),
            models.Index(
                fields=["shop_id", "expected_on"],
                condition=Q(state="shipped", delivered_at=None),
                name="parcel_expected",
            ),
            models.Index(
                fields=["shop_id", "-shipped_at", "-id"], condition=Q(shipped_at__isnull=False), name="parcel_shipped"
            ),
            models.Index(
                fields=["shop_id", "-shipped_at", "-id"],
                condition=Q(track_state__in=["trouble", "returning", "returned"]),
                name="parcel_in_trouble",
            ),
        ]


class ParcelOrder(models.Model):
    """Another order in a parcel, beside the one that leads it (ORD-17)."""

    shop_id = models.BigIntegerField()
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="others")
    order_id = models.BigIntegerField()
    order_number = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel", "order_id"], name="parcel_order_once")]
        indexes = [
            models.Index(fields=["order_id"], name="parcel_other_order"),
            models.Index(fields=["shop_id", "order_number"], name="parcel_other_number"),
        ]


class ParcelLine(models.Model):
    """What must be in a parcel, and what has been scanned into it."""

    shop_id = models.BigIntegerField()
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="lines")
    line_id = models.BigIntegerField()
    sku_id = models.BigIntegerField(null=True)
    sku_code = models.CharField(max_length=100)
    barcode = models.CharField(max_length=60, default="")
    title = models.CharField(max_length=300)
    attributes = models.CharField(max_length=300, default="")
    place = models.CharField(max_length=30, default="")
    quantity = models.IntegerField()
    packed_quantity = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(packed_quantity__gte=0) & Q(packed_quantity__lte=models.F("quantity")),
                name="parcel_line_packed_within",
            )
        ]


class ShippingNotice(models.Model):
    """What a buyer is told of a parcel that left, and whether somebody has told it.

    `copy_key` is the secret part of the address under which the buyer sees the waybill copy; empty without one.
    """

    shop_id = models.BigIntegerField()
    parcel = models.OneToOneField(Parcel, on_delete=models.CASCADE, related_name="notice")
    order_id = models.BigIntegerField()
    language = models.CharField(max_length=10)
    text = models.TextField()
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=80, default="")
    told_how = models.CharField(max_length=10, choices=ToldHow, default="")
    copy_key = models.CharField(max_length=22, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["copy_key"], condition=~Q(copy_key=""), name="notice_copy_key_once"),
        ]
        indexes = [
            models.Index(fields=["shop_id", "id"], condition=Q(told_at=None), name="notice_to_tell"),
            models.Index(fields=["order_id"], name="notice_order"),
        ]


class Handover(models.Model):
    """Papers of a batch going from the order clerk to the keeper, counted by both."""

    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, related_name="handover")
    shop_id = models.BigIntegerField()
    given_counts = models.JSONField(default=dict)
    given_by_id = models.BigIntegerField(null=True)
    given_by = models.CharField(max_length=80, default="")
    given_at = models.DateTimeField(null=True)
    taken_counts = models.JSONField(default=dict)
    taken_by_id = models.BigIntegerField(null=True)
    taken_by = models.CharField(max_length=80, default="")
    taken_at = models.DateTimeField(null=True)
    difference_note = models.TextField(default="")


class DailyReport(models.Model):
    """What a day's shipping came to, signed by the keeper and confirmed by the manager."""

    shop_id = models.BigIntegerField()
    day = models.DateField()
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.OPEN)
    figures = models.JSONField(default=dict)
    shortage_note = models.TextField(default="")
    damage_note = models.TextField(default="")
    open_reasons = models.JSONField(default=dict)
    not_shipped = models.JSONField(default=list)
    signed_by_id = models.BigIntegerField(null=True)
    signed_by = models.CharField(max_length=80, default="")
    signed_at = models.DateTimeField(null=True)
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_by = models.CharField(max_length=80, default="")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "day"], name="daily_report_day"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="daily_report_state"),
        ]


class StagedWaybill(models.Model):
    """One row of a waybill file between reading and merging.

    Unlogged: a crash empties it and the import reads its file again.
    """

    import_batch_id = models.BigIntegerField()
    file_position = models.IntegerField()
    row_no = models.BigIntegerField()
    verdict = models.CharField(max_length=12, default="")
    code = models.CharField(max_length=60, default="")
    key = models.CharField(max_length=64)
    key_column = models.CharField(max_length=100, default="")
    number_column = models.CharField(max_length=100, default="")
    courier_name = models.CharField(max_length=60, default="")
    courier = models.CharField(max_length=20, default="")
    waybill_no = models.CharField(max_length=40)
    parcel_id = models.BigIntegerField(null=True)
    # The order that keeps the parcel back, where it holds several.
    order_number = models.CharField(max_length=64, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["import_batch_id", "key"], name="staged_waybill_key")]
