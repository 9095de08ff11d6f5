"""Endpoints of difficult orders."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.pages.api import acting, endpoint, shop_for
from zhanggui.kernel.pages.followed_api import QueueQuery, StepIn
from zhanggui.orders import services
from zhanggui.orders.queries import order_detail
from zhanggui.orders.queries.difficult import (
    difficult_json,
    difficult_orders,
    difficulties_of,
)
from zhanggui.orders.queries.followed import CaseFilters
from zhanggui.orders.values import FOLLOW_ORDERS, VIEW_ORDERS

router = Router()


class QueueOut(Schema):
    """A page; `next` is the cursor for `after`, null at the end."""

    difficult: list[dict[str, Any]]
    next: str | None


class MarkIn(StepIn):
    """What is wrong: lost, stuck, disputed, wrong or other."""

    kind: str


class ResultIn(Schema):
    """What came of it."""

    result: str


class Followed(Schema):
    """Which difficulty."""

    difficulty: int


@router.get("/shops/{shop}/difficult", **endpoint(QueueOut, VIEW_ORDERS))
def list_difficult(request: HttpRequest, shop: str, asked: Query[QueueQuery]) -> dict[str, Any]:
    """The queue of difficult orders, what is overdue first."""
    found = shop_for(request, shop, VIEW_ORDERS)
    rows, after = difficult_orders(
        CaseFilters(asked.view, asked.kind), [found.id], limit=asked.limit, cursor=asked.after
    )
    return {"difficult": [difficult_json(row, shop_zone(found.timezone)) for row in rows], "next": after}


@router.get("/shops/{shop}/orders/{number}/difficult", **endpoint(list[dict[str, Any]], VIEW_ORDERS))
def show_difficult(request: HttpRequest, shop: str, number: str) -> list[dict[str, Any]]:
    """Every difficulty of an order with its log."""
    found = shop_for(request, shop, VIEW_ORDERS)
    zone = shop_zone(found.timezone)
    of_order = difficulties_of(order_detail(found.id, number).order.id)
    return [difficult_json(row, zone, steps) for row, steps in of_order]


@router.post("/shops/{shop}/orders/{number}/difficult", **endpoint(Followed, FOLLOW_ORDERS))
def mark_difficult(request: HttpRequest, shop: str, number: str, body: MarkIn) -> dict[str, int]:
    """Follow an order until it is closed."""
    found = shop_for(request, shop, FOLLOW_ORDERS)
    made = services.mark_difficult(
        actor=acting(request),
        shop_id=found.id,
        order_id=order_detail(found.id, number).order.id,
        kind=body.kind,
        step=body.step(found),
        note=body.text,
    )
    return {"difficulty": made}


@router.post("/shops/{shop}/difficult/{difficulty_id}/step", **endpoint(Followed, FOLLOW_ORDERS))
def follow_up(request: HttpRequest, shop: str, difficulty_id: int, body: StepIn) -> dict[str, int]:
    """Log what was done and what comes next."""
    found = shop_for(request, shop, FOLLOW_ORDERS)
    services.follow_up(
        actor=acting(request),
        shop_id=found.id,
        difficulty_id=difficulty_id,
        text=body.text,
        step=body.step(found),
    )
    return {"difficulty": difficulty_id}


@router.post("/shops/{shop}/difficult/{difficulty_id}/close", **endpoint(Followed, FOLLOW_ORDERS))
def close_difficult(request: HttpRequest, shop: str, difficulty_id: int, body: ResultIn) -> dict[str, int]:
    """Close it with what came of it."""
    found = shop_for(request, shop, FOLLOW_ORDERS)
    services.close_difficult(actor=acting(request), shop_id=found.id, difficulty_id=difficulty_id, result=body.result)
    return {"difficulty": difficulty_id}
