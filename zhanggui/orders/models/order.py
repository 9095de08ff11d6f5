"""The order and its facts. Everything that names a person lies in OrderContact."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Right

from zhanggui.orders.values import NUMBER_TAIL, Channel, Flag, OrderState, OrderStep, RefundState

_AMOUNT: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "null": True}
# For looking up beginnings whatever the database's collation.
_PREFIX_CLASSES = ["int8_ops", "varchar_pattern_ops", "timestamptz_ops", "int8_ops"]


class Order(models.Model):
    """One order of one shop. An empty amount or time means: not known yet.

    `step` and `is_held` stand in no index, neither as column nor as condition, and each page of the table
    is half left free: so checking, batching and packing thousands of orders rewrite no index.
    """

    shop_id = models.BigIntegerField()
    channel = models.CharField(max_length=12, choices=Channel)
    number = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=OrderState)
    step = models.CharField(max_length=10, choices=OrderStep, default=OrderStep.TO_CHECK)
    placed_at = models.DateTimeField(null=True)
    placed_precision = models.CharField(max_length=1, default="")
    paid_at = models.DateTimeField(null=True)
    paid_precision = models.CharField(max_length=1, default="")
    shipped_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    ship_by_at = models.DateTimeField(null=True)
    sort_at = models.DateTimeField()
    goods_amount = models.DecimalField(**_AMOUNT)
    freight_amount = models.DecimalField(**_AMOUNT)
    total_amount = models.DecimalField(**_AMOUNT)
    paid_amount = models.DecimalField(**_AMOUNT)
    refund_amount = models.DecimalField(**_AMOUNT)
    payout_amount = models.DecimalField(**_AMOUNT)
    refund_state = models.CharField(max_length=10, choices=RefundState, default=RefundState.NONE)
    is_deposit = models.BooleanField(default=False)
    is_part_shipped = models.BooleanField(default=False)
    is_cod = models.BooleanField(default=False)
    has_buyer_note = models.BooleanField(default=False)
    is_held = models.BooleanField(default=False)
    status_text = models.CharField(max_length=60, default="")
    close_reason = models.CharField(max_length=200, default="")
    ship_method = models.CharField(max_length=60, default="")
    title = models.TextField(default="")
    piece_count = models.IntegerField(null=True)
    kind_count = models.IntegerField(null=True)
    seller_note = models.TextField(default="")
    flag = models.SmallIntegerField(choices=Flag, null=True)
    flag_label = models.CharField(max_length=60, default="")
    # Kept by the services of remarks; imports never write it.
    remark_count = models.SmallIntegerField(default=0, db_default=0)
    courier_name = models.CharField(max_length=60, default="")
    waybill_no = models.CharField(max_length=200, default="")
    payment_no = models.CharField(max_length=200, default="")
    shop_label = models.CharField(max_length=100, default="")
    extra = models.JSONField(default=dict)
    batch_id = models.BigIntegerField(null=True)
    last_batch_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            # The operator class lets a beginning be looked up whatever the database's collation.
            models.UniqueConstraint(
                fields=["shop_id", "number", "channel"],
                opclasses=["int8_ops", "varchar_pattern_ops", "varchar_ops"],
                name="order_number_once",
            ),
            models.CheckConstraint(condition=Q(state__in=OrderState.values), name="order_state"),
            models.CheckConstraint(condition=Q(step__in=OrderStep.values), name="order_step"),
            models.CheckConstraint(condition=Q(refund_state__in=RefundState.values), name="order_refund_state"),
        ]
        indexes = [
            models.Index(fields=["shop_id", "-sort_at", "-id"], name="order_shop_sort"),
            models.Index(fields=["shop_id", "channel", "-sort_at", "-id"], name="order_channel_sort"),
            models.Index(fields=["shop_id", "state", "-sort_at", "-id"], name="order_state_sort"),
            models.Index(
                fields=["shop_id", "ship_by_at", "id"],
                include=["channel"],
                condition=Q(state="paid"),
                name="order_open_work",
            ),
            models.Index(fields=["last_batch_id"], name="order_last_batch"),
            models.Index(
                fields=["shop_id", "-paid_at", "-id"], condition=Q(paid_at__isnull=False), name="order_paid_sort"
            ),
            models.Index(
                fields=["shop_id", "flag", "-sort_at", "-id"], condition=Q(flag__gt=0), name="order_flag_sort"
            ),
            models.Index(
                fields=["shop_id", "-sort_at", "-id"], condition=Q(has_buyer_note=True), name="order_note_sort"
            ),
            models.Index(
                fields=["shop_id", "refund_state", "-sort_at", "-id"],
                condition=~Q(refund_state="none"),
                name="order_refund_sort",
            ),
            models.Index(
                fields=["shop_id", "courier_name", "-sort_at", "-id"],
                condition=~Q(courier_name=""),
                name="order_courier_sort",
            ),
            models.Index(fields=["shop_id", "waybill_no"], condition=~Q(waybill_no=""), name="order_waybill"),
            models.Index(F("shop_id"), Right("number", NUMBER_TAIL), name="order_number_tail"),
            models.Index(
                fields=["shop_id", "-sort_at", "-id"],
                condition=~Q(seller_note="") | Q(remark_count__gt=0),
                name="order_remark_sort",
            ),
        ]


class OrderContact(models.Model):
    """Who gets the parcel and what the buyer said. Erasable as a whole."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, primary_key=True, related_name="contact")
    shop_id = models.BigIntegerField()
    buyer_nick = models.CharField(max_length=100, default="")
    receiver_name = models.CharField(max_length=100, default="")
    mobile = models.CharField(max_length=60, default="")
    phone = models.CharField(max_length=60, default="")
    phone_tail = models.CharField(max_length=4, default="")
    address = models.TextField(default="")
    province = models.CharField(max_length=40, default="")
    city = models.CharField(max_length=40, default="")
    district = models.CharField(max_length=40, default="")
    division_code = models.CharField(max_length=12, default="")
    postcode = models.CharField(max_length=10, default="")
    address_quality = models.CharField(max_length=10, default="")
    address_reason = models.CharField(max_length=60, default="")
    is_masked = models.BooleanField(default=False)
    buyer_note = models.TextField(default="")
    invoice_title = models.CharField(max_length=200, default="")
    extra = models.JSONField(default=dict)
    sort_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["shop_id", "phone_tail", "-sort_at", "-order"], name="contact_phone_tail"),
            models.Index(
                fields=["shop_id", "receiver_name", "-sort_at", "-order"],
                opclasses=_PREFIX_CLASSES,
                name="contact_name",
            ),
            models.Index(
                fields=["shop_id", "buyer_nick", "-sort_at", "-order"], opclasses=_PREFIX_CLASSES, name="contact_nick"
            ),
        ]


class OrderLine(models.Model):
    """One kind of thing in an order."""

    shop_id = models.BigIntegerField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.IntegerField()
    sub_number = models.CharField(max_length=64, default="")
    title = models.CharField(max_length=300, default="")
    attributes = models.CharField(max_length=300, default="")
    sku_code = models.CharField(max_length=100, default="")
    item_code = models.CharField(max_length=100, default="")
    sku_id = models.BigIntegerField(null=True)
    product_id = models.BigIntegerField(null=True)
    quantity = models.IntegerField()
    price = models.DecimalField(**_AMOUNT)
    payable_amount = models.DecimalField(**_AMOUNT)
    paid_amount = models.DecimalField(**_AMOUNT)
    refund_amount = models.DecimalField(**_AMOUNT)
    refund_state = models.CharField(max_length=10, choices=RefundState, default=RefundState.NONE)
    status_text = models.CharField(max_length=60, default="")
    waybill_no = models.CharField(max_length=200, default="")
    extra = models.JSONField(default=dict)
    sort_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)
    last_batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="line_position"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity_positive"),
        ]
        indexes = [
            models.Index(fields=["shop_id", "product_id", "-sort_at", "-order"], name="line_product"),
            models.Index(fields=["batch_id"], name="line_batch"),
        ]
