"""Endpoints of couriers' choice, pools of numbers and tracking."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from zhanggui.fulfilment.queries.order_choice import order_choice
from zhanggui.fulfilment.queries.parcels import parcel_by_number
from zhanggui.fulfilment.queries.tracking import (
    VIEWS,
    TrackingFilter,
    place_of_page,
    shipped_parcels,
    trace_of,
    tracking_json,
)
from zhanggui.fulfilment.queries.waybill_pool import pool_counts
from zhanggui.fulfilment.services.choose_courier import choose_courier, give_missing_numbers
from zhanggui.fulfilment.services.route_marks import set_route_mark
from zhanggui.fulfilment.values import CHOOSE_COURIER, IMPORT_NUMBERS, VIEW_BATCHES
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.pages.api import acting, endpoint, shop_for

router = Router()


class OrderChoice(Schema):
    """The courier of an order: of its parcel, or what the rule would take now (`planned` false)."""

    order: str
    parcel: str | None
    planned: bool
    courier: str
    rule: str
    days: int | None
    price: str | None
    wish: str
    wish_refused: str
    instead_of: str
    difference: str | None
    expected_on: date | None
    words: str
    others: list[dict[str, Any]]
    hidden: list[str]


class ChooseIn(Schema):
    """Parcels or slips that go with another courier."""

    parcels: list[str]
    courier: str
    reason: str = ""


class ChangedOut(Schema):
    """How many parcels changed."""

    changed: int


class PoolsOut(Schema):
    """By courier: free, given, used and void numbers."""

    pools: dict[str, dict[str, int]]


class MarkIn(Schema):
    """The routing mark of a courier for a region; an empty one removes it."""

    courier: str
    province: str
    city: str = ""
    route_code: str = ""
    consolidation: str = ""


class TrackedRow(Schema):
    """Where a parcel is."""

    parcel: str
    order: str
    courier: str
    courier_name: str
    waybill_no: str
    shipped_at: datetime | None
    expected_on: date | None
    track_state: str | None
    tracked_at: datetime | None
    delivered_at: datetime | None


class TrackedWhole(TrackedRow):
    """A parcel with its trace, the newest event first."""

    events: list[dict[str, Any]]


class TrackedList(Schema):
    """Parcels that left, the newest first; `next` is the `after` of the following page."""

    parcels: list[TrackedRow]
    next: str | None


@router.get("/shops/{shop}/orders/{number}/courier", **endpoint(OrderChoice, VIEW_BATCHES))
def show_choice(request: HttpRequest, shop: str, number: str) -> dict[str, Any]:
    """Which courier takes an order, by which rule, with the alternatives (LOG-03)."""
    return order_choice(acting(request), shop_for(request, shop, VIEW_BATCHES).id, number)


@router.post("/shops/{shop}/parcels/courier", **endpoint(ChangedOut, CHOOSE_COURIER))
def choose(request: HttpRequest, shop: str, body: ChooseIn) -> dict[str, Any]:
    """Give parcels that are not packed yet to another courier; all or none."""
    found = shop_for(request, shop, CHOOSE_COURIER)
    done = choose_courier(
        actor=acting(request), shop_id=found.id, numbers=body.parcels, courier=body.courier, reason=body.reason
    )
    return {"changed": done}


@router.post("/shops/{shop}/batches/{batch}/numbers", **endpoint(ChangedOut, CHOOSE_COURIER))
def give_numbers(request: HttpRequest, shop: str, batch: str) -> dict[str, Any]:
    """Give numbers to parcels whose pool was empty at the close."""
    found = shop_for(request, shop, CHOOSE_COURIER)
    return {"changed": give_missing_numbers(actor=acting(request), shop_id=found.id, batch=batch)}


@router.get("/shops/{shop}/waybill-pools", **endpoint(PoolsOut, VIEW_BATCHES))
def show_pools(request: HttpRequest, shop: str) -> dict[str, Any]:
    """How many numbers each courier's pool has."""
    return {"pools": pool_counts(shop_for(request, shop, VIEW_BATCHES).id)}


@router.post("/shops/{shop}/route-marks", **endpoint(ChangedOut, IMPORT_NUMBERS))
def set_mark(request: HttpRequest, shop: str, body: MarkIn) -> dict[str, Any]:
    """Set the routing mark of a courier for a region."""
    found = shop_for(request, shop, IMPORT_NUMBERS)
    set_route_mark(actor=acting(request), shop_id=found.id, **body.dict())
    return {"changed": 1}


@router.get("/shops/{shop}/tracking", **endpoint(TrackedList, VIEW_BATCHES))
def list_tracking(
    request: HttpRequest,
    shop: str,
    q: str = "",
    courier: str = "",
    state: str = "",
    view: str = "all",
    first_day: date | None = None,
    last_day: date | None = None,
    after: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    """Parcels that left, by number, courier, state, view (all, silent, late, trouble, delivered) and days (LOG-12)."""
    found = shop_for(request, shop, VIEW_BATCHES)
    most = max(1, min(limit, 200))
    wanted = TrackingFilter(
        text=q.replace("\0", ""),
        courier=courier.replace("\0", ""),
        state=state,
        view=view if view in VIEWS else "all",
        first_day=first_day,
        last_day=last_day,
        after=_after(after),
    )
    rows = shipped_parcels(found.id, wanted, limit=most + 1)
    last = rows[most - 1] if len(rows) > most else None
    following = f"{last.shipped_at.isoformat()} {last.pk}" if last and last.shipped_at else None
    return {"parcels": [tracking_json(parcel) for parcel in rows[:most]], "next": following}


def _after(text: str) -> tuple[datetime, int] | None:
    if not text:
        return None
    found = place_of_page(text)
    if found is None:
        raise InvalidInput("api.bad_after", _("Take `after` from the `next` of the page before."), after=text[:80])
    return found


@router.get("/shops/{shop}/parcels/{parcel}/tracking", **endpoint(TrackedWhole, VIEW_BATCHES))
def show_tracking(request: HttpRequest, shop: str, parcel: str) -> dict[str, Any]:
    """One parcel, by its own, its slip's or its waybill number, with everything its courier told."""
    found = parcel_by_number(shop_for(request, shop, VIEW_BATCHES).id, parcel)
    return tracking_json(found, trace_of(found.pk))
