"""Where rows of order files wait between reading and merging.

Unlogged: a crash empties them and the import reads its file again.
"""

from typing import Any

from django.db import models

_AMOUNT: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "null": True}


class StagedOrder(models.Model):
    """One row of an order file, typed. Empty means: the file did not say."""

    id = models.BigAutoField(primary_key=True)
    batch_id = models.BigIntegerField()
    file_position = models.IntegerField()
    row_no = models.BigIntegerField()
    repeat = models.IntegerField(default=0)
    verdict = models.CharField(max_length=10, default="")
    order_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=12)
    number = models.CharField(max_length=64)
    state = models.CharField(max_length=10, null=True)
    placed_at = models.DateTimeField(null=True)
    placed_precision = models.CharField(max_length=1, null=True)
    paid_at = models.DateTimeField(null=True)
    paid_precision = models.CharField(max_length=1, null=True)
    shipped_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    ship_by_at = models.DateTimeField(null=True)
    goods_amount = models.DecimalField(**_AMOUNT)
    freight_amount = models.DecimalField(**_AMOUNT)
    total_amount = models.DecimalField(**_AMOUNT)
    paid_amount = models.DecimalField(**_AMOUNT)
    refund_amount = models.DecimalField(**_AMOUNT)
    payout_amount = models.DecimalField(**_AMOUNT)
    refund_state = models.CharField(max_length=10, null=True)
    is_deposit = models.BooleanField(null=True)
    is_part_shipped = models.BooleanField(null=True)
    is_cod = models.BooleanField(null=True)
    status_text = models.CharField(max_length=60, null=True)
    close_reason = models.CharField(max_length=200, null=True)
    ship_method = models.CharField(max_length=60, null=True)
    title = models.TextField(null=True)
    piece_count = models.IntegerField(null=True)
    kind_count = models.IntegerField(null=True)
    seller_note = models.TextField(null=True)
    flag = models.SmallIntegerField(null=True)
    flag_label = models.CharField(max_length=60, null=True)
    courier_name = models.CharField(max_length=60, null=True)
    waybill_no = models.CharField(max_length=200, null=True)
    payment_no = models.CharField(max_length=200, null=True)
    shop_label = models.CharField(max_length=100, null=True)
    extra = models.JSONField(null=True)
    buyer_nick = models.CharField(max_length=100, null=True)
    receiver_name = models.CharField(max_length=100, null=True)
    mobile = models.CharField(max_length=60, null=True)
    phone = models.CharField(max_length=60, null=True)
    phone_tail = models.CharField(max_length=4, null=True)
    address = models.TextField(null=True)
    province = models.CharField(max_length=40, null=True)
    city = models.CharField(max_length=40, null=True)
    district = models.CharField(max_length=40, null=True)
    division_code = models.CharField(max_length=12, null=True)
    postcode = models.CharField(max_length=10, null=True)
    address_quality = models.CharField(max_length=10, null=True)
    address_reason = models.CharField(max_length=60, null=True)
    is_masked = models.BooleanField(null=True)
    buyer_note = models.TextField(null=True)
    invoice_title = models.CharField(max_length=200, null=True)
    contact_extra = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["batch_id", "number"], name="staged_order_number")]


class StagedLine(models.Model):
    """One row of an item file, typed."""

    id = models.BigAutoField(primary_key=True)
    batch_id = models.BigIntegerField()
    file_position = models.IntegerField()
    row_no = models.BigIntegerField()
    ordinal = models.IntegerField(default=0)
    verdict = models.CharField(max_length=10, default="")
    order_id = models.BigIntegerField(null=True)
    line_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=12)
    number = models.CharField(max_length=64)
    sub_number = models.CharField(max_length=64, null=True)
    title = models.CharField(max_length=300, null=True)
    attributes = models.CharField(max_length=300, null=True)
    sku_code = models.CharField(max_length=100, null=True)
    item_code = models.CharField(max_length=100, null=True)
    match_key = models.CharField(max_length=200, null=True)
    sku_id = models.BigIntegerField(null=True)
    product_id = models.BigIntegerField(null=True)
    quantity = models.IntegerField(null=True)
    price = models.DecimalField(**_AMOUNT)
    payable_amount = models.DecimalField(**_AMOUNT)
    paid_amount = models.DecimalField(**_AMOUNT)
    refund_amount = models.DecimalField(**_AMOUNT)
    refund_state = models.CharField(max_length=10, null=True)
    state = models.CharField(max_length=10, null=True)
    status_text = models.CharField(max_length=60, null=True)
    waybill_no = models.CharField(max_length=200, null=True)
    placed_at = models.DateTimeField(null=True)
    placed_precision = models.CharField(max_length=1, null=True)
    paid_at = models.DateTimeField(null=True)
    paid_precision = models.CharField(max_length=1, null=True)
    extra = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["batch_id", "number"], name="staged_line_number")]
