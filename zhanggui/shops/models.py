"""Shops, their warehouses, settings and working calendar."""

from datetime import time

from django.db import models


class Shop(models.Model):
    """One shop: the tenant key of everything."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    timezone = models.CharField(max_length=60, default="Asia/Shanghai")
    currency = models.CharField(max_length=3, default="CNY")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()


class ShopSettings(models.Model):
    """What a shop decides for itself. Every default is a proposal of the requirement matrix."""

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, primary_key=True, related_name="settings")
    sender_name = models.CharField(max_length=60, default="")
    sender_phone = models.CharField(max_length=40, default="")
    sender_address = models.CharField(max_length=200, default="")
    stamp_path = models.CharField(max_length=300, default="")
    label_size = models.CharField(max_length=10, default="76x130")
    label_offset_x_mm = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    label_offset_y_mm = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    is_checked_automatically = models.BooleanField(default=True)
    is_verified_automatically = models.BooleanField(default=True)
    export_rows_without_approval = models.PositiveIntegerField(default=2000)
    ship_within_hours = models.PositiveSmallIntegerField(default=48)
    unusual_quantity = models.PositiveSmallIntegerField(default=5)
    is_contact_masked = models.BooleanField(default=True)
    service_from = models.TimeField(default=time(9))
    service_to = models.TimeField(default=time(18))
    working_weekdays = models.CharField(max_length=7, default="1111110")
    is_holiday_calendar_used = models.BooleanField(default=True)
    unsubmitted_after_hours = models.PositiveSmallIntegerField(default=2)
    voucher_years = models.PositiveSmallIntegerField(default=3)
    invoice_next = models.CharField(max_length=20, default="")
    invoice_last = models.CharField(max_length=20, default="")
    is_rule_approval_needed = models.BooleanField(default=True, db_default=True)
    price_far_percent = models.PositiveSmallIntegerField(default=70, db_default=70)
    duplicate_hours = models.PositiveSmallIntegerField(default=24, db_default=24)
    household_likeness = models.PositiveSmallIntegerField(default=80, db_default=80)
    household_hours = models.PositiveSmallIntegerField(default=72, db_default=72)
    promise_risk_hours = models.PositiveSmallIntegerField(default=2, db_default=2)
    cod_call_tries = models.PositiveSmallIntegerField(default=3, db_default=3)
    is_cod_call_strict = models.BooleanField(default=False, db_default=False)
    call_script = models.TextField(default="", db_default="")
    remote_provinces = models.CharField(max_length=200, default="新疆 西藏 青海 内蒙古 甘肃 宁夏 海南", blank=True)
    remote_courier = models.CharField(max_length=20, default="SF", blank=True)
    parcel_weight_g = models.PositiveIntegerField(default=1000)
    silent_after_hours = models.PositiveSmallIntegerField(default=48)
    low_pool_count = models.PositiveIntegerField(default=200)
    is_unused_number_reused = models.BooleanField(default=False)
    shortage_answer_hours = models.PositiveSmallIntegerField(default=24, db_default=24)


class CalendarDay(models.Model):
    """A day that differs from the week's rule: a holiday, or a day worked instead."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    is_working = models.BooleanField()
    name = models.CharField(max_length=60, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "day"], name="calendar_day_once")]


class Warehouse(models.Model):
    """Where a shop's goods lie and its batches are packed."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=100)
    batch_time = models.TimeField(default=time(14))
    is_default = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], name="warehouse_code"),
            models.UniqueConstraint(fields=["shop"], condition=models.Q(is_default=True), name="warehouse_default"),
        ]


class ShopPlan(models.Model):
    """What a shop wants to reach in a month, and how much of it is done; shown by the right to see plans (SEC-05)."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    orders = models.PositiveIntegerField(null=True)
    revenue = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)
    done_orders = models.PositiveIntegerField(null=True)
    done_revenue = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "month"], name="shop_plan_month"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="shop_plan_first_day"),
            models.CheckConstraint(
                condition=models.Q(revenue=None) | models.Q(revenue__gte=0), name="shop_plan_not_negative"
            ),
        ]
