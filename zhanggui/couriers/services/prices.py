"""Entering what a courier charges, version by version (LOG-01)."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.errors import BadPrices
from zhanggui.couriers.models import PriceList, PriceZone
from zhanggui.couriers.queries.register import courier_row
from zhanggui.couriers.rules.regions import provinces, short_province
from zhanggui.couriers.services.register import subject_of
from zhanggui.couriers.values import MANAGE_COURIERS, NewPrices, Zone
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor

_MOST_PRICE, _MOST_KG = Decimal(100_000), Decimal(1_000)


def enter_prices(*, actor: Actor, shop_id: int, code: str, prices: NewPrices) -> PriceList:
    """Enter a price list; older versions stay, and on a day the newest one that holds is used.

    BadPrices for no zone, a province twice or unknown, an amount that cannot be, or a version that
    the courier has already.
    """
    require(actor, MANAGE_COURIERS, shop_id)
    version = prices.version.strip()
    if not version or len(version) > 40:
        raise BadPrices(_("Give the price list a version of at most 40 characters, like 2026-11."))
    zones = [_checked(zone) for zone in prices.zones]
    _refuse_twice(zones)
    with transaction.atomic():
        courier = courier_row(shop_id, code)
        try:
            with transaction.atomic():
                made = PriceList.objects.create(
                    shop_id=shop_id,
                    courier=courier,
                    version=version,
                    valid_from=prices.valid_from,
                    entered_at=now(),
                    entered_by=actor.name,
                )
        except IntegrityError as error:
            raise BadPrices(_("There is a price list “%(version)s” already."), version=version) from error
        PriceZone.objects.bulk_create(
            PriceZone(
                shop_id=shop_id,
                price_list=made,
                position=position,
                name=zone.name,
                provinces=list(zone.provinces),
                first_kg=zone.first_kg,
                first_price=zone.first_price,
                step_kg=zone.step_kg,
                step_price=zone.step_price,
            )
            for position, zone in enumerate(zones, start=1)
        )
        record(
            actor,
            "courier.prices_entered",
            shop_id=shop_id,
            subject=subject_of(courier),
            data={"version": version, "valid_from": prices.valid_from.isoformat(), "zones": len(zones)},
        )
    return made


def _checked(zone: Zone) -> Zone:
    names = tuple(dict.fromkeys(short_province(name) for name in zone.provinces if name.strip()))
    unknown = [name for name in names if name not in provinces()]
    if unknown or not names:
        raise BadPrices(_("Zone “%(zone)s”: “%(name)s” is no province."), zone=zone.name, name=", ".join(unknown)[:80])
    weights, amounts = (zone.first_kg, zone.step_kg), (zone.first_price, zone.step_price)
    if not all(Decimal("0.01") <= weight <= _MOST_KG for weight in weights):
        raise BadPrices(_("Zone “%(zone)s”: weights are 0.01 to 1000 kg."), zone=zone.name)
    if not all(0 <= amount < _MOST_PRICE for amount in amounts):
        raise BadPrices(_("Zone “%(zone)s”: a price is not below zero."), zone=zone.name)
    cents = Decimal("0.01")
    return Zone(
        zone.name.strip()[:60] or names[0],
        names,
        zone.first_kg.quantize(cents),
        zone.first_price.quantize(cents),
        zone.step_kg.quantize(cents),
        zone.step_price.quantize(cents),
    )


def _refuse_twice(zones: Sequence[Zone]) -> None:
    if not zones:
        raise BadPrices(_("A price list needs at least one zone."))
    seen: set[str] = set()
    for zone in zones:
        twice = seen & set(zone.provinces)
        if twice:
            raise BadPrices(_("%(name)s stands in two zones. Keep it in one."), name=", ".join(sorted(twice)))
        seen |= set(zone.provinces)
