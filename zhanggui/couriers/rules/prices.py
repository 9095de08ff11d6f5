"""What a parcel costs by a price list."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from zhanggui.couriers.values import Zone

_GRAMS = Decimal(1000)


def zone_of(zones: Sequence[Zone], province: str) -> Zone | None:
    """The zone that names a province; None when the list does not go there."""
    return next((zone for zone in zones if province in zone.provinces), None)


def freight(zone: Zone, weight_g: int) -> Decimal:
    """First weight, then each begun step: 2.1 kg at 1 + 1 kg costs the first price and two steps."""
    over = Decimal(weight_g) / _GRAMS - zone.first_kg
    steps = max(Decimal(0), (over / zone.step_kg).to_integral_value(ROUND_CEILING))
    return (zone.first_price + steps * zone.step_price).quantize(Decimal("0.01"))
