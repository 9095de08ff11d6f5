"""Proof that a parcel left: the label's page in the archived file, and the courier's signed list."""

from django.db import models
from django.db.models import Q

from zhanggui.fulfilment.models.batches import Parcel
from zhanggui.fulfilment.values import VoucherKind


class CourierList(models.Model):
    """The list of a day's parcels that one courier's collector signs for (FUL-17)."""

    shop_id = models.BigIntegerField()
    number = models.CharField(max_length=40)
    day = models.DateField()
    courier = models.CharField(max_length=20)
    parcel_count = models.IntegerField()
    document_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    collector = models.CharField(max_length=60, default="")
    signed_count = models.IntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    witnessed_by = models.CharField(max_length=80, default="")
    note = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "number"], name="courier_list_number"),
            models.CheckConstraint(condition=Q(parcel_count__gt=0), name="courier_list_not_empty"),
        ]
        indexes = [models.Index(fields=["shop_id", "-day", "-id"], name="courier_list_day")]


class Voucher(models.Model):
    """One parcel's place in an archived file: document and page (FUL-17).

    Numbers are kept as they were, so that a voucher is found by parcel, waybill, order, day and
    courier whatever becomes of the parcel. `document_id` is a row of the kernel's documents.
    """

    shop_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=VoucherKind)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="vouchers")
    courier_list = models.ForeignKey(CourierList, on_delete=models.PROTECT, null=True, related_name="vouchers")
    document_id = models.BigIntegerField()
    page = models.IntegerField()
    day = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "kind", "document_id"], name="voucher_once"),
            models.CheckConstraint(condition=Q(kind__in=VoucherKind.values), name="voucher_kind"),
            models.CheckConstraint(condition=Q(page__gt=0), name="voucher_page"),
        ]
        indexes = [
            models.Index(fields=["shop_id", "-day", "-id"], name="voucher_day"),
            models.Index(fields=["document_id"], name="voucher_document"),
        ]
