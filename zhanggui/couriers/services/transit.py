"""Setting normal transit days by pair of regions (LOG-01)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.errors import BadTransit
from zhanggui.couriers.models import TransitDays
from zhanggui.couriers.queries.register import courier_row
from zhanggui.couriers.rules.regions import provinces, short_city, short_province
from zhanggui.couriers.services.register import subject_of
from zhanggui.couriers.values import MANAGE_COURIERS
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor

_MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class TransitEntry:
    """Days from a province to a province, or to one city of it; None goes back to the proposal."""

    origin: str
    province: str
    city: str
    days: int | None


def set_transit_days(*, actor: Actor, shop_id: int, code: str, entries: Sequence[TransitEntry]) -> int:
    """Set a courier's normal days; returns how many pairs were set or cleared.

    BadTransit for an unknown province or days outside 1 to 60.
    """
    require(actor, MANAGE_COURIERS, shop_id)
    checked = [_checked(entry) for entry in entries]
    with transaction.atomic():
        courier = courier_row(shop_id, code)
        known = {
            (row.origin, row.province, row.city): row.days
            for row in TransitDays.objects.filter(courier=courier).select_for_update()
        }
        changed = [entry for entry in checked if known.get((entry.origin, entry.province, entry.city)) != entry.days]
        for entry in changed:
            place = {"courier": courier, "origin": entry.origin, "province": entry.province, "city": entry.city}
            if entry.days is None:
                TransitDays.objects.filter(**place).delete()
        TransitDays.objects.bulk_create(
            [
                TransitDays(
                    shop_id=shop_id,
                    courier=courier,
                    origin=entry.origin,
                    province=entry.province,
                    city=entry.city,
                    days=entry.days,
                )
                for entry in {(item.origin, item.province, item.city): item for item in changed}.values()
                if entry.days is not None
            ],
            update_conflicts=True,
            unique_fields=["courier", "origin", "province", "city"],
            update_fields=["days"],
        )
        if changed:
            record(
                actor,
                "courier.transit_set",
                shop_id=shop_id,
                subject=subject_of(courier),
                data={
                    "pairs": [
                        f"{entry.origin}→{entry.province}{entry.city} {entry.days or '-'}" for entry in changed[:50]
                    ],
                    "count": len(changed),
                },
            )
    return len(changed)


def _checked(entry: TransitEntry) -> TransitEntry:
    origin, province = short_province(entry.origin), short_province(entry.province)
    for name in (origin, province):
        if name not in provinces():
            raise BadTransit(_("“%(value)s” is no province."), value=name[:40])
    if entry.days is not None and not 1 <= entry.days <= _MOST_DAYS:
        raise BadTransit(_("Transit days are 1 to 60, not %(value)s."), value=entry.days)
    return TransitEntry(origin, province, short_city(entry.city)[:40], entry.days)
