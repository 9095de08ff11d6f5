"""Reading price lists: the one that holds on a day."""

from collections.abc import Sequence
from datetime import date

from zhanggui.couriers.models import PriceList, PriceZone
from zhanggui.couriers.values import Zone


def price_lists_of(courier_id: int) -> list[PriceList]:
    """All versions, the newest first."""
    return list(PriceList.objects.filter(courier_id=courier_id).order_by("-valid_from", "-pk"))


def zones_of(price_list_id: int) -> tuple[Zone, ...]:
    """The zones of a list in its own order."""
    return tuple(zone_value(row) for row in PriceZone.objects.filter(price_list_id=price_list_id).order_by("position"))


def zones_valid_on(courier_ids: Sequence[int], day: date) -> dict[int, tuple[Zone, ...]]:
    """By courier, the zones of the newest list that holds on the day; two statements."""
    newest: dict[int, int] = {}
    rows = PriceList.objects.filter(courier_id__in=list(courier_ids), valid_from__lte=day)
    for row in rows.order_by("valid_from", "pk"):
        newest[row.courier_id] = row.pk
    zones: dict[int, list[Zone]] = {}
    for zone in PriceZone.objects.filter(price_list_id__in=list(newest.values())).order_by("position"):
        zones.setdefault(zone.price_list_id, []).append(zone_value(zone))
    return {courier_id: tuple(zones.get(list_id, ())) for courier_id, list_id in newest.items()}


def zone_value(row: PriceZone) -> Zone:
    """A stored zone as it crosses the door."""
    return Zone(row.name, tuple(row.provinces), row.first_kg, row.first_price, row.step_kg, row.step_price)
