"""Endpoints of storage places (INV-04)."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.catalog.queries import skus_by_code
from zhanggui.inventory import services
from zhanggui.inventory.errors import UnknownSku
from zhanggui.inventory.queries import storage_places
from zhanggui.inventory.values import SET_STOCK, VIEW_STOCK
from zhanggui.kernel.pages.api import acting, endpoint, shop_for
from zhanggui.shops.queries import warehouse_by_code

router = Router()


class PlaceIn(Schema):
    """What is said of a place; without a warehouse, of the shop's first."""

    code: str
    route_no: int | None = None
    stack_limit: int | None = None
    note: str = ""
    warehouse: str | None = None


class PutIn(Schema):
    """Where SKUs lie, by code; an empty place takes it away."""

    places: dict[str, str]
    warehouse: str | None = None


class PutOut(Schema):
    """How many SKUs lie elsewhere now."""

    changed: int


@router.get("/shops/{shop}/places", **endpoint(list[dict[str, Any]], VIEW_STOCK))
def list_places(request: HttpRequest, shop: str, warehouse: str | None = None) -> list[dict[str, Any]]:
    """Places of a warehouse in the order of the pick route, with what lies there."""
    found = shop_for(request, shop, VIEW_STOCK)
    return [asdict(row) for row in storage_places(found.id, warehouse_by_code(found.id, warehouse).id)]


@router.post("/shops/{shop}/places", **endpoint(list[dict[str, Any]], SET_STOCK))
def describe_place(request: HttpRequest, shop: str, body: PlaceIn) -> list[dict[str, Any]]:
    """Say where a place lies on the pick route, how high one may stack, what to mind."""
    found = shop_for(request, shop, SET_STOCK)
    card = warehouse_by_code(found.id, body.warehouse)
    services.describe_place(
        actor=acting(request),
        shop_id=found.id,
        warehouse_id=card.id,
        code=body.code,
        route_no=body.route_no,
        stack_limit=body.stack_limit,
        note=body.note,
    )
    return [asdict(row) for row in storage_places(found.id, card.id)]


@router.post("/shops/{shop}/places/put", **endpoint(PutOut, SET_STOCK))
def put_away(request: HttpRequest, shop: str, body: PutIn) -> dict[str, int]:
    """Say where SKUs lie."""
    found = shop_for(request, shop, SET_STOCK)
    ids = skus_by_code(found.id, body.places)
    unknown = [code for code in body.places if code not in ids]
    if unknown:
        raise UnknownSku(unknown[0])
    changed = services.put_away(
        actor=acting(request),
        shop_id=found.id,
        warehouse_id=warehouse_by_code(found.id, body.warehouse).id,
        places={ids[code]: place for code, place in body.places.items()},
    )
    return {"changed": changed}
