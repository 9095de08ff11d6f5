"""What the shop sells: products and their SKUs."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductState(models.TextChoices):
    """Draft: made by an import, somebody must look at it."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")


class Product(models.Model):
    """A product; its variants are SKUs."""

    shop_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    item_code = models.CharField(max_length=100, default="")
    brand = models.CharField(max_length=100, default="", db_default="")
    state = models.CharField(max_length=10, choices=ProductState, default=ProductState.ACTIVE)
    picture_path = models.CharField(max_length=300, default="")
    search = SearchVectorField(null=True)
    pinyin = models.CharField(max_length=300, default="")
    batch_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(state__in=ProductState.values), name="product_state")]
        indexes = [
            models.Index(fields=["shop_id", "-id"], name="product_shop"),
            models.Index(fields=["shop_id", "brand"], name="product_brand"),
            GinIndex(fields=["search"], name="product_search"),
        ]


class Sku(models.Model):
    """One sellable variant. `match_key` is what marketplace lines are recognised by."""

    shop_id = models.BigIntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=100)
    attributes = models.CharField(max_length=300, default="")
    barcode = models.CharField(max_length=60, default="")
    state = models.CharField(max_length=10, choices=ProductState, default=ProductState.ACTIVE)
    match_key = models.CharField(max_length=200)
    # Grams of one piece where it differs from the product's other SKUs; 0 means that the product's weight counts.
    piece_g = models.PositiveIntegerField(default=0, db_default=0)
    batch_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "match_key"], name="sku_match_key"),
            models.UniqueConstraint(fields=["shop_id", "code"], name="sku_code"),
            models.CheckConstraint(condition=models.Q(state__in=ProductState.values), name="sku_state"),
        ]
        indexes = [models.Index(fields=["shop_id", "barcode"], name="sku_barcode")]


class SkuCost(models.Model):
    """One cost price of a SKU; the newest row counts, the others are its history (SEC-05).

    It stands apart from the SKU and from the timeline, so that nothing shows it by accident.
    """

    shop_id = models.BigIntegerField()
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="costs")
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount=None) | models.Q(amount__gte=0), name="sku_cost_not_negative"
            )
        ]
        indexes = [models.Index(fields=["shop_id", "sku", "-id"], name="sku_cost_newest")]


class PackingSpec(models.Model):
    """How a product is packed, the same for every customer; without product the shop's own way (FUL-11)."""

    shop_id = models.BigIntegerField()
    product = models.OneToOneField(Product, on_delete=models.CASCADE, null=True, related_name="packing")
    box = models.CharField(max_length=100, default="")
    filler = models.CharField(max_length=100, default="")
    card = models.CharField(max_length=100, default="")
    is_neutral = models.BooleanField(default=False)
    note = models.CharField(max_length=200, default="")
    # Grams of one piece of the product, and of box, filler and card of one parcel; 0 means that nobody has said.
    piece_g = models.PositiveIntegerField(default=0, db_default=0)
    packaging_g = models.PositiveIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop_id"], condition=models.Q(product=None), name="packing_spec_default_once"
            )
        ]


class Accessory(models.Model):
    """What belongs into the parcel with every piece of a product: an accessory or an enclosed item (PRD-28)."""

    shop_id = models.BigIntegerField()
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="accessories")
    position = models.IntegerField()
    name = models.CharField(max_length=100)
    quantity = models.IntegerField(default=1)
    barcode = models.CharField(max_length=60, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "name"], name="accessory_name"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1) & models.Q(quantity__lte=999), name="accessory_quantity"
            ),
        ]


class ParcelInsert(models.Model):
    """What the shop lays into every parcel; `code` names the shipped shop card, which is there by default (FUL-12)."""

    shop_id = models.BigIntegerField()
    code = models.CharField(max_length=20, default="")
    position = models.IntegerField()
    name = models.CharField(max_length=100)
    text = models.CharField(max_length=300, default="")
    barcode = models.CharField(max_length=60, default="")
    is_on = models.BooleanField(default=True)
    is_required = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "name"], name="parcel_insert_name"),
            models.UniqueConstraint(
                fields=["shop_id", "code"], condition=~models.Q(code=""), name="parcel_insert_code"
            ),
        ]
