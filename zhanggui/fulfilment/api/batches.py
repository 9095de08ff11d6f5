"""Endpoints of batches: closing, printing, handing over, picking."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.fulfilment import queries, services
from zhanggui.fulfilment.queries.batches import warehouse_limits
from zhanggui.fulfilment.queries.picking import pick_json, picking_list
from zhanggui.fulfilment.services.start_work import start_printing
from zhanggui.fulfilment.values import (
    CLOSE_BATCH,
    GIVE_BATCH,
    PRINT_BATCH,
    TAKE_BATCH,
    VIEW_BATCHES,
)
from zhanggui.kernel.pages.api import acting, endpoint, shop_for
from zhanggui.shops.queries import warehouse_by_code

router = Router()


class BatchOut(Schema):
    """A batch just closed: what is in it and which papers it has."""

    batch: str
    orders: int
    parcels: int
    documents: dict[str, int]


class BatchRow(Schema):
    """A batch of the list."""

    batch: str
    day: date
    state: str
    orders: int
    parcels: int
    packed: int
    shipped: int
    pulled: int
    amount: str


class BatchList(Schema):
    """Batches, newest first; `next` is the `after` of the following page."""

    batches: list[BatchRow]
    next: int | None


class BatchWhole(BatchOut):
    """A batch with its parcels."""

    state: str
    warehouse: str
    day: date
    closed_at: str
    handed_over: str | None
    amount: str
    lines: int
    packed: int
    shipped: int
    pulled: int
    unstamped: int
    numbers: list[dict[str, Any]]


class PrintIn(Schema):
    """Why it is printed again; empty for the first printing."""

    reason: str = ""


class JobOut(Schema):
    """Background work that was started."""

    job: int
    state: str


class CountsIn(Schema):
    """Counted papers by kind; without counts what was printed. A difference needs a note."""

    counts: dict[str, int] | None = None
    difference_note: str = ""


class HandOverOut(Schema):
    """Where a batch stands after a count."""

    batch: str
    state: str


@router.post("/shops/{shop}/batches/close", **endpoint(BatchOut, CLOSE_BATCH))
def close_batch(request: HttpRequest, shop: str, warehouse: str = "") -> dict[str, Any]:
    """Close the batch of a warehouse now (default: the shop's first): every order that is ready goes in."""
    found = shop_for(request, shop, CLOSE_BATCH)
    card = warehouse_by_code(found.id, warehouse)
    return queries.batch_json(services.close_batch(actor=acting(request), shop_id=found.id, warehouse_id=card.id))


@router.get("/shops/{shop}/batches", **endpoint(BatchList, VIEW_BATCHES))
def list_batches(
    request: HttpRequest, shop: str, state: str = "", after: int | None = None, limit: int = 50
) -> dict[str, Any]:
    """Batches of a shop, newest first."""
    found = shop_for(request, shop, VIEW_BATCHES)
    most = max(1, min(limit, 200))
    within = warehouse_limits(acting(request), [found.id])
    cards = queries.batches([found.id], state=state, before_id=after, limit=most + 1, within=within)
    return {"batches": [_row(card) for card in cards[:most]], "next": cards[most - 1].id if len(cards) > most else None}


def _row(card: queries.BatchCard) -> dict[str, Any]:
    return {
        "batch": card.number,
        "day": card.day,
        "state": card.state,
        "orders": card.orders,
        "parcels": card.parcels,
        "packed": card.packed,
        "shipped": card.shipped,
        "pulled": card.pulled,
        "amount": f"{card.amount:.2f}",
    }


@router.get("/shops/{shop}/batches/{batch}", **endpoint(BatchWhole, VIEW_BATCHES))
def show_batch(request: HttpRequest, shop: str, batch: str) -> dict[str, Any]:
    """One batch with its parcels."""
    return queries.batch_show_json(shop_for(request, shop, VIEW_BATCHES).id, batch)


@router.get("/shops/{shop}/batches/{batch}/picking", **endpoint(list[dict[str, Any]], VIEW_BATCHES))
def show_picking(request: HttpRequest, shop: str, batch: str) -> list[dict[str, Any]]:
    """What to fetch for a batch, place by place along the pick route (INV-04)."""
    found = queries.batch_by_number(shop_for(request, shop, VIEW_BATCHES).id, batch)
    return [pick_json(row) for row in picking_list(found)]


@router.post("/shops/{shop}/batches/{batch}/print", **endpoint(JobOut, PRINT_BATCH))
def print_batch(request: HttpRequest, shop: str, batch: str, body: PrintIn) -> dict[str, Any]:
    """Print in the background; printed papers come again only as copies with a reason."""
    found = shop_for(request, shop, PRINT_BATCH)
    run = start_printing(actor=acting(request), shop_id=found.id, number=batch, reason=body.reason)
    return {"job": run.pk, "state": run.state}


@router.post("/shops/{shop}/batches/{batch}/give", **endpoint(HandOverOut, GIVE_BATCH))
def give_batch(request: HttpRequest, shop: str, batch: str, body: CountsIn) -> dict[str, Any]:
    """The order clerk hands the printed papers over."""
    found = queries.batch_by_number(shop_for(request, shop, GIVE_BATCH).id, batch)
    services.give_batch(actor=acting(request), batch_id=found.pk, counts=body.counts)
    return {"batch": found.number, "state": found.state}


@router.post("/shops/{shop}/batches/{batch}/take", **endpoint(HandOverOut, TAKE_BATCH))
def take_batch(request: HttpRequest, shop: str, batch: str, body: CountsIn) -> dict[str, Any]:
    """The keeper counts too and takes the batch over; it may be packed."""
    found = queries.batch_by_number(shop_for(request, shop, TAKE_BATCH).id, batch)
    done = services.take_batch(
        actor=acting(request), batch_id=found.pk, counts=body.counts, difference_note=body.difference_note
    )
    return {"batch": done.number, "state": done.state}
