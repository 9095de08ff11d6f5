"""Endpoints of promises: what is at risk, what was missed and why (ORD-13)."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhanggui.fulfilment.queries.breaches import breach_json, breaches
from zhanggui.fulfilment.queries.exposure import exposure, exposure_json
from zhanggui.fulfilment.queries.handling import handling, handling_json, midnight_before
from zhanggui.fulfilment.services.breaches import explain_breach
from zhanggui.fulfilment.values import EXPLAIN_BREACH, VIEW_BATCHES
from zhanggui.kernel.pages.api import acting, endpoint, shop_for

router = Router()
_PAGE = 50


class CauseIn(Schema):
    """Why a promise was missed: a code of `BreachCause`, and words."""

    cause: str
    note: str = ""


@router.get("/shops/{shop}/promises", **endpoint(dict[str, Any], VIEW_BATCHES))
def promises_at_risk(request: HttpRequest, shop: str) -> dict[str, Any]:
    """Orders that have not left by hours until their promise, with their money, by courier and warehouse."""
    found = shop_for(request, shop, VIEW_BATCHES)
    return exposure_json(exposure([found.id]))


@router.get("/shops/{shop}/efficiency", **endpoint(dict[str, Any], VIEW_BATCHES))
def handling_figures(request: HttpRequest, shop: str, days: Annotated[int, Query(ge=1, le=90)] = 1) -> dict[str, Any]:
    """How fast orders were handled over the last days (1 is today), per step and person (ORD-12)."""
    found = shop_for(request, shop, VIEW_BATCHES)
    return handling_json(handling(found.id, since=midnight_before(found.id, days - 1)))


@router.get("/shops/{shop}/breaches", **endpoint(dict[str, Any], VIEW_BATCHES))
def missed_promises(request: HttpRequest, shop: str, is_all: bool = False, after: int | None = None) -> dict[str, Any]:
    """Promises that were missed, the newest first; `next` is the `after` of the following page."""
    found = shop_for(request, shop, VIEW_BATCHES)
    rows = breaches([found.id], is_open=None if is_all else True, after=after, limit=_PAGE + 1)
    page = rows[:_PAGE]
    return {"breaches": [breach_json(row) for row in page], "next": page[-1].pk if len(rows) > _PAGE else None}


@router.post("/shops/{shop}/breaches/{breach_id}/cause", **endpoint(dict[str, Any], EXPLAIN_BREACH))
def explain(request: HttpRequest, shop: str, breach_id: int, body: CauseIn) -> dict[str, Any]:
    """Say why a promise was missed."""
    found = shop_for(request, shop, EXPLAIN_BREACH)
    actor = acting(request)
    row = explain_breach(actor=actor, shop_id=found.id, breach_id=breach_id, cause=body.cause, note=body.note)
    return breach_json(row)
