"""Stock: an append-only ledger of movements, and the balance kept by the same transaction."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StockBalance(models.Model):
    """How much of a SKU a warehouse has, how much of it is promised, and where it lies.

    Nothing that every order writes has a foreign key to this row (measured: a factor of 3 to 4).
    """

    shop_id = models.BigIntegerField()
    warehouse_id = models.BigIntegerField()
    sku_id = models.BigIntegerField()
    on_hand = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    place = models.CharField(max_length=30, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "warehouse_id", "sku_id"], name="stock_balance_key"),
            models.CheckConstraint(condition=models.Q(reserved__gte=0), name="stock_reserved_not_negative"),
            models.CheckConstraint(
                condition=models.Q(reserved__lte=models.F("on_hand")), name="stock_reserved_within_on_hand"
            ),
        ]


class MovementKind(models.TextChoices):
    """Why stock changed."""

    SET = "set", _("Set by count")
    RESERVE = "reserve", _("Reserved")
    RELEASE = "release", _("Reservation released")
    SHIP = "ship", _("Shipped")


class StockMovement(models.Model):
    """One line of the ledger: what changed, by which document."""

    shop_id = models.BigIntegerField()
    warehouse_id = models.BigIntegerField()
    sku_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=MovementKind)
    on_hand_change = models.BigIntegerField(default=0)
    reserved_change = models.BigIntegerField(default=0)
    document_kind = models.CharField(max_length=40)
    document_id = models.BigIntegerField()
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=MovementKind.values), name="movement_kind")]
        indexes = [models.Index(fields=["shop_id", "sku_id", "-id"], name="movement_sku")]


class Reservation(models.Model):
    """Stock promised to an order line; gone when shipped or released."""

    shop_id = models.BigIntegerField()
    warehouse_id = models.BigIntegerField()
    sku_id = models.BigIntegerField()
    order_id = models.BigIntegerField()
    quantity = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order_id", "sku_id", "warehouse_id"], name="reservation_once")]


class StoragePlace(models.Model):
    """A place of a warehouse: where it lies on the pick route, how many pieces may be stacked, what to mind there.

    Stock names its place by code; a place that nobody described has no row here.
    """

    shop_id = models.BigIntegerField()
    warehouse_id = models.BigIntegerField()
    code = models.CharField(max_length=30)
    route_no = models.PositiveIntegerField(null=True)
    stack_limit = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "warehouse_id", "code"], name="storage_place_once"),
        ]
