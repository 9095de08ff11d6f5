"""Endpoints of the register of couriers."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.couriers import services
from zhanggui.couriers.models import Courier
from zhanggui.couriers.queries import as_json, choice_for, chooser_of, origin_of, partner_policy
from zhanggui.couriers.queries.register import courier_row
from zhanggui.couriers.values import MANAGE_COURIERS, VIEW_COURIERS, Destination, NewPrices, Zone
from zhanggui.kernel.pages.api import acting, endpoint, shop_for

router = Router()


class RegisterOut(Schema):
    """A shop's couriers and how their number compares with its policy: empty, few, good or many (LOG-02)."""

    policy: str
    policy_label: str
    origin: str
    couriers: list[dict[str, Any]]


class CourierIn(Schema):
    """A courier to be added, by code or name; the other facts may follow later."""

    code: str
    number_source: str = "later"
    contact_name: str = ""
    contact_phone: str = ""
    service_from: time | None = None
    service_to: time | None = None
    pickup_at: time | None = None
    not_covered: list[str] = []
    note: str = ""


class FactsIn(Schema):
    """Facts to change; what is left out stays."""

    name: str | None = None
    number_source: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    service_from: time | None = None
    service_to: time | None = None
    pickup_at: time | None = None
    not_covered: list[str] | None = None
    note: str | None = None


class ReasonIn(Schema):
    """Why."""

    reason: str = ""


class ZoneIn(Schema):
    """One zone of a price list."""

    name: str = ""
    provinces: list[str]
    first_kg: Decimal = Decimal(1)
    first_price: Decimal
    step_kg: Decimal = Decimal(1)
    step_price: Decimal


class PricesIn(Schema):
    """A new version of a courier's prices."""

    version: str
    valid_from: date
    zones: list[ZoneIn]


class DaysIn(Schema):
    """Normal days of one pair of regions; null goes back to the proposal."""

    origin: str
    province: str
    city: str = ""
    days: int | None


class TransitIn(Schema):
    """Pairs to set."""

    pairs: list[DaysIn]


class ContractIn(Schema):
    """A contract with a courier."""

    number: str
    starts_on: date
    ends_on: date
    remind_days: int = 30
    price_version: str = ""


class CourierOut(Schema):
    """One courier whole: facts, contracts, prices, days that the shop set, figures of the last thirty days."""

    code: str
    name: str
    state: str
    number_source: str
    contact_name: str
    contact_phone: str
    service_from: str | None
    service_to: str | None
    pickup_at: str | None
    not_covered: list[str]
    note: str
    contracts: list[dict[str, Any]]
    prices: list[dict[str, Any]] | None
    transit: list[dict[str, Any]]
    performance: dict[str, Any] | None
    hidden: list[str]


class ChangedOut(Schema):
    """How many things changed."""

    changed: int


class ChoiceOut(Schema):
    """Which courier, by which rule, and what the others would do."""

    courier: str
    rule: str
    days: int | None
    price: str | None
    wish: str
    wish_refused: str
    instead_of: str
    difference: str | None
    others: list[dict[str, Any]]
    hidden: list[str]


@router.get("/shops/{shop}/couriers", **endpoint(RegisterOut, VIEW_COURIERS))
def list_couriers(request: HttpRequest, shop: str) -> dict[str, Any]:
    """The register, approved couriers first."""
    found = shop_for(request, shop, VIEW_COURIERS)
    policy = partner_policy(found.id)
    return {
        "policy": policy.value,
        "policy_label": str(policy.label),
        "origin": origin_of(found.id),
        "couriers": as_json.register_json(found.id),
    }


@router.get("/shops/{shop}/couriers/choice", **endpoint(ChoiceOut, VIEW_COURIERS))
def choose_for(request: HttpRequest, shop: str, province: str = "", city: str = "", wish: str = "") -> dict[str, Any]:
    """What the rule says for a destination, with the alternatives (LOG-03)."""
    found = shop_for(request, shop, VIEW_COURIERS)
    kept = chooser_of(found.id).choose(Destination(province, city), wish).as_json()
    return choice_for(acting(request), found.id, kept)


@router.post("/shops/{shop}/couriers", **endpoint(CourierOut, MANAGE_COURIERS))
def add_courier(request: HttpRequest, shop: str, body: CourierIn) -> dict[str, Any]:
    """Add a courier; it carries nothing until it is approved."""
    found = shop_for(request, shop, MANAGE_COURIERS)
    return _whole(request, services.add_courier(actor=acting(request), shop_id=found.id, **body.dict()))


@router.get("/shops/{shop}/couriers/{code}", **endpoint(CourierOut, VIEW_COURIERS))
def show_courier(request: HttpRequest, shop: str, code: str) -> dict[str, Any]:
    """One courier whole."""
    return _whole(request, courier_row(shop_for(request, shop, VIEW_COURIERS).id, code))


@router.post("/shops/{shop}/couriers/{code}", **endpoint(CourierOut, MANAGE_COURIERS))
def change_courier(request: HttpRequest, shop: str, code: str, body: FactsIn) -> dict[str, Any]:
    """Change facts of a courier."""
    found = shop_for(request, shop, MANAGE_COURIERS)
    facts = body.dict(exclude_unset=True)
    services.change_courier(actor=acting(request), shop_id=found.id, code=code, **facts)
    return _whole(request, courier_row(found.id, code))


@router.post("/shops/{shop}/couriers/{code}/approve", **endpoint(CourierOut, MANAGE_COURIERS))
def approve_courier(request: HttpRequest, shop: str, code: str) -> dict[str, Any]:
    """Let a courier carry parcels (LOG-01)."""
    found = shop_for(request, shop, MANAGE_COURIERS)
    return _whole(request, services.approve_courier(actor=acting(request), shop_id=found.id, code=code))


@router.post("/shops/{shop}/couriers/{code}/retire", **endpoint(CourierOut, MANAGE_COURIERS))
def retire_courier(request: HttpRequest, shop: str, code: str, body: ReasonIn) -> dict[str, Any]:
    """Stop using a courier."""
    found = shop_for(request, shop, MANAGE_COURIERS)
    done = services.retire_courier(actor=acting(request), shop_id=found.id, code=code, reason=body.reason)
    return _whole(request, done)


@router.post("/shops/{shop}/couriers/{code}/prices", **endpoint(CourierOut, MANAGE_COURIERS))
def enter_prices(request: HttpRequest, shop: str, code: str, body: PricesIn) -> dict[str, Any]:
    """Enter a new version of the prices."""
    found = shop_for(request, shop, MANAGE_COURIERS)
    zones = tuple(
        Zone(zone.name, tuple(zone.provinces), zone.first_kg, zone.first_price, zone.step_kg, zone.step_price)
        for zone in body.zones
    )
    prices = NewPrices(body.version, body.valid_from, zones)
    services.enter_prices(actor=acting(request), shop_id=found.id, code=code, prices=prices)
    return _whole(request, courier_row(found.id, code))


@router.post("/shops/{shop}/couriers/{code}/transit", **endpoint(ChangedOut, MANAGE_COURIERS))
def set_transit_days(request: HttpRequest, shop: str, code: str, body: TransitIn) -> dict[str, Any]:
    """Set normal transit days by pair of regions."""
    found = shop_for(request, shop, MANAGE_COURIERS)
    entries = [services.TransitEntry(pair.origin, pair.province, pair.city, pair.days) for pair in body.pairs]
    changed = services.set_transit_days(actor=acting(request), shop_id=found.id, code=code, entries=entries)
    return {"changed": changed}


@router.post("/shops/{shop}/couriers/{code}/contracts", **endpoint(CourierOut, MANAGE_COURIERS))
def add_contract(request: HttpRequest, shop: str, code: str, body: ContractIn) -> dict[str, Any]:
    """Enter a contract; its end reminds the shop manager in time (LOG-10)."""
    found = shop_for(request, shop, MANAGE_COURIERS)
    services.add_contract(actor=acting(request), shop_id=found.id, code=code, **body.dict())
    return _whole(request, courier_row(found.id, code))


def _whole(request: HttpRequest, row: Courier) -> dict[str, Any]:
    return as_json.courier_json(acting(request), row)
