"""Endpoints of parcels that went wrong (LOG-07)."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhanggui.fulfilment.queries.exceptions import (
    exception_json,
    exception_with_log,
    exceptions_of,
    parcel_exceptions,
)
from zhanggui.fulfilment.queries.parcels import parcel_by_number
from zhanggui.fulfilment.services import exceptions as verbs
from zhanggui.fulfilment.services.exceptions import Contact, ExceptionNotFound
from zhanggui.fulfilment.values import FOLLOW_EXCEPTIONS, VIEW_BATCHES
from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.kernel.pages.api import acting, endpoint, shop_for
from zhanggui.kernel.pages.followed_api import QueueQuery, StepIn
from zhanggui.orders.queries.followed import CaseFilters

router = Router()


class QueueOut(Schema):
    """A page; `next` is the cursor for `after`, null at the end."""

    exceptions: list[dict[str, Any]]
    next: str | None


class ContactIn(StepIn):
    """A talk with the courier, what is claimed, and what comes next until when."""

    spoke_with: str = ""
    claim_amount: Decimal | None = None
    kind: str = ""


class CloseIn(Schema):
    """What came of it, and what the courier pays."""

    result: str
    claim_amount: Decimal | None = None


@router.get("/shops/{shop}/exceptions", **endpoint(QueueOut, VIEW_BATCHES))
def list_exceptions(request: HttpRequest, shop: str, asked: Query[QueueQuery]) -> dict[str, Any]:
    """Parcels that went wrong, what is overdue first."""
    found = shop_for(request, shop, VIEW_BATCHES)
    rows, after = parcel_exceptions(
        CaseFilters(asked.view, asked.kind), [found.id], limit=asked.limit, cursor=asked.after
    )
    return {"exceptions": [exception_json(row, shop_zone(found.timezone)) for row in rows], "next": after}


@router.get("/shops/{shop}/parcels/{parcel}/exceptions", **endpoint(list[dict[str, Any]], VIEW_BATCHES))
def show_exceptions(request: HttpRequest, shop: str, parcel: str) -> list[dict[str, Any]]:
    """Every exception of a parcel with the talks, newest first."""
    found = shop_for(request, shop, VIEW_BATCHES)
    of_parcel = exceptions_of([parcel_by_number(found.id, parcel).pk])
    return [exception_json(row, shop_zone(found.timezone), log) for row, log in of_parcel]


@router.post("/shops/{shop}/parcels/{parcel}/exceptions", **endpoint(dict[str, Any], FOLLOW_EXCEPTIONS))
def open_exception(request: HttpRequest, shop: str, parcel: str, body: ContactIn) -> dict[str, Any]:
    """Follow a parcel that went wrong."""
    found = shop_for(request, shop, FOLLOW_EXCEPTIONS)
    made = verbs.open_exception(
        actor=acting(request),
        shop_id=found.id,
        parcel=parcel,
        kind=body.kind,
        step=body.step(found),
        contact=_contact(body),
    )
    return _shown(found, made)


@router.post("/shops/{shop}/exceptions/{exception_id}/contact", **endpoint(dict[str, Any], FOLLOW_EXCEPTIONS))
def contact_courier(request: HttpRequest, shop: str, exception_id: int, body: ContactIn) -> dict[str, Any]:
    """Log a talk with the courier and what comes next."""
    found = shop_for(request, shop, FOLLOW_EXCEPTIONS)
    verbs.contact_courier(
        actor=acting(request),
        shop_id=found.id,
        exception_id=exception_id,
        contact=_contact(body),
        step=body.step(found),
        kind=body.kind,
    )
    return _shown(found, exception_id)


@router.post("/shops/{shop}/exceptions/{exception_id}/told", **endpoint(dict[str, Any], FOLLOW_EXCEPTIONS))
def mark_told(request: HttpRequest, shop: str, exception_id: int) -> dict[str, Any]:
    """Note that the buyer was told."""
    found = shop_for(request, shop, FOLLOW_EXCEPTIONS)
    verbs.mark_exception_told(actor=acting(request), shop_id=found.id, exception_id=exception_id)
    return _shown(found, exception_id)


@router.post("/shops/{shop}/exceptions/{exception_id}/close", **endpoint(dict[str, Any], FOLLOW_EXCEPTIONS))
def close_exception(request: HttpRequest, shop: str, exception_id: int, body: CloseIn) -> dict[str, Any]:
    """End it with what came of it."""
    found = shop_for(request, shop, FOLLOW_EXCEPTIONS)
    verbs.close_exception(
        actor=acting(request),
        shop_id=found.id,
        exception_id=exception_id,
        result=body.result,
        claim_amount=body.claim_amount,
    )
    return _shown(found, exception_id)


def _contact(body: ContactIn) -> Contact:
    return Contact(body.text, body.spoke_with, body.claim_amount)


def _shown(shop: ShopRef, exception_id: int) -> dict[str, Any]:
    found = exception_with_log(exception_id, [shop.id])
    if found is None:
        raise ExceptionNotFound
    return exception_json(found[0], shop_zone(shop.timezone), found[1])
