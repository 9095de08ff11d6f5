"""What lies in a parcel beside its goods, ticked off by the packer."""

from django.db import models
from django.db.models import Q

from zhanggui.fulfilment.models.batches import Parcel
from zhanggui.fulfilment.values import ExtraKind


class ParcelTick(models.Model):
    """An accessory, enclosed item or insert that a packer put into a parcel (FUL-06).

    `item_id` is the product's accessory or the shop's insert, 0 for the default shop card. Name and
    quantity are kept as they were then.
    """

    shop_id = models.BigIntegerField()
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="ticks")
    kind = models.CharField(max_length=10, choices=ExtraKind)
    item_id = models.BigIntegerField()
    name = models.CharField(max_length=100)
    quantity = models.IntegerField()
    ticked_at = models.DateTimeField()
    ticked_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "kind", "item_id"], name="parcel_tick_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="parcel_tick_quantity"),
            models.CheckConstraint(condition=Q(kind__in=ExtraKind.values), name="parcel_tick_kind"),
        ]
