"""The register of couriers: partners, contracts, prices, transit days, and the account of the tracking service."""

from django.db import models
from django.db.models import Q

from zhanggui.couriers.values import CourierState, NumberSource


class Courier(models.Model):
    """One courier of a shop. Its code is the one that marketplaces use."""

    shop_id = models.BigIntegerField()
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=CourierState, default=CourierState.PROPOSED)
    number_source = models.CharField(max_length=10, choices=NumberSource, default=NumberSource.LATER)
    contact_name = models.CharField(max_length=60, default="")
    contact_phone = models.CharField(max_length=40, default="")
    service_from = models.TimeField(null=True)
    service_to = models.TimeField(null=True)
    pickup_at = models.TimeField(null=True)
    not_covered = models.JSONField(default=list)
    note = models.CharField(max_length=500, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "code"], name="courier_once"),
            models.CheckConstraint(condition=Q(state__in=CourierState.values), name="courier_state"),
        ]


class PriceList(models.Model):
    """What a courier charges from a day on."""

    shop_id = models.BigIntegerField()
    courier = models.ForeignKey(Courier, on_delete=models.CASCADE, related_name="price_lists")
    version = models.CharField(max_length=40)
    valid_from = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["courier", "version"], name="price_list_version")]
        indexes = [models.Index(fields=["shop_id", "courier", "-valid_from"], name="price_list_valid")]


class PriceZone(models.Model):
    """One zone of a price list."""

    shop_id = models.BigIntegerField()
    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="zones")
    position = models.IntegerField()
    name = models.CharField(max_length=60)
    provinces = models.JSONField(default=list)
    first_kg = models.DecimalField(max_digits=6, decimal_places=2)
    first_price = models.DecimalField(max_digits=8, decimal_places=2)
    step_kg = models.DecimalField(max_digits=6, decimal_places=2)
    step_price = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["price_list", "position"], name="price_zone_position"),
            models.CheckConstraint(
                condition=Q(first_kg__gt=0, step_kg__gt=0, first_price__gte=0, step_price__gte=0),
                name="price_zone_amounts",
            ),
        ]


class CourierContract(models.Model):
    """A contract with a courier: term, prices, reminder (LOG-10)."""

    shop_id = models.BigIntegerField()
    courier = models.ForeignKey(Courier, on_delete=models.CASCADE, related_name="contracts")
    number = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    price_list = models.ForeignKey(PriceList, on_delete=models.SET_NULL, null=True, related_name="+")
    remind_days = models.PositiveSmallIntegerField(default=30)
    document_id = models.BigIntegerField(null=True)
    is_ended = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["courier", "number"], name="courier_contract_number"),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="courier_contract_term"),
        ]
        indexes = [models.Index(fields=["shop_id", "ends_on"], name="courier_contract_end")]


class TransitDays(models.Model):
    """Normal days of a courier from a province to a province, or to one city of it."""

    shop_id = models.BigIntegerField()
    courier = models.ForeignKey(Courier, on_delete=models.CASCADE, related_name="transit")
    origin = models.CharField(max_length=20)
    province = models.CharField(max_length=20)
    city = models.CharField(max_length=40, default="")
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["courier", "origin", "province", "city"], name="transit_once"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=60), name="transit_days_sane"),
        ]


class TrackingAccount(models.Model):
    """The shop's account at the tracking service. Key and salt lie encrypted, are never shown again, never in an event."""

    shop_id = models.BigIntegerField(primary_key=True)
    customer = models.CharField(max_length=80, default="")
    key = models.CharField(max_length=500, default="")
    salt = models.CharField(max_length=500, default="")
    callback_url = models.CharField(max_length=200, default="")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
