"""Couriers for programs: the form of the API and of the command line."""

from typing import Any

from zhanggui.couriers.models import Courier, CourierContract, PriceList
from zhanggui.couriers.ports import performance_of
from zhanggui.couriers.queries.prices import price_lists_of, zones_of
from zhanggui.couriers.queries.register import register_of
from zhanggui.couriers.queries.transit import set_days
from zhanggui.couriers.values import CONTRACT_PRICES, Performance
from zhanggui.kernel.confidential import for_programs
from zhanggui.kernel.values import Actor


def register_json(shop_id: int) -> list[dict[str, Any]]:
    """The register in short."""
    figures = performance_of(shop_id)
    return [
        {
            "code": card.code,
            "name": card.name,
            "state": card.state,
            "number_source": card.number_source,
            "performance": performance_json(figures.get(card.code)),
        }
        for card in register_of(shop_id)
    ]


def courier_json(actor: Actor, row: Courier) -> dict[str, Any]:
    """One courier whole; its contract prices only for whom they are meant (SEC-05)."""
    times = {name: getattr(row, name) for name in ("service_from", "service_to", "pickup_at")}
    contracts = CourierContract.objects.filter(courier=row).select_related("price_list").order_by("-ends_on")
    shown = {
        "code": row.code,
        "name": row.name,
        "state": row.state,
        "number_source": row.number_source,
        "contact_name": row.contact_name,
        "contact_phone": row.contact_phone,
        **{name: f"{value:%H:%M}" if value else None for name, value in times.items()},
        "not_covered": row.not_covered,
        "note": row.note,
        "contracts": [_contract(contract) for contract in contracts],
        "prices": [_prices(entry) for entry in price_lists_of(row.pk)],
        "transit": [
            {"origin": day.origin, "province": day.province, "city": day.city, "days": day.days}
            for day in set_days(row.pk)
        ],
        "performance": performance_json(performance_of(row.shop_id).get(row.code)),
    }
    return for_programs(actor, shown, {"prices": CONTRACT_PRICES}, row.shop_id)


def performance_json(figures: Performance | None) -> dict[str, Any] | None:
    """Figures of a courier; None where no parcel left with it."""
    if figures is None:
        return None
    percent, days = figures.on_time_percent, figures.average_days
    return {
        "delivered": figures.delivered,
        "on_time": figures.on_time,
        "on_time_percent": None if percent is None else str(percent),
        "in_transit": figures.in_transit,
        "average_days": None if days is None else str(days),
    }


def _contract(contract: CourierContract) -> dict[str, Any]:
    return {
        "number": contract.number,
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "remind_days": contract.remind_days,
        "prices": contract.price_list.version if contract.price_list else None,
        "ended": contract.is_ended,
    }


def _prices(entry: PriceList) -> dict[str, Any]:
    return {
        "version": entry.version,
        "valid_from": entry.valid_from.isoformat(),
        "zones": [
            {
                "name": zone.name,
                "provinces": list(zone.provinces),
                "first_kg": str(zone.first_kg),
                "first_price": str(zone.first_price),
                "step_kg": str(zone.step_kg),
                "step_price": str(zone.step_price),
            }
            for zone in zones_of(entry.pk)
        ],
    }
