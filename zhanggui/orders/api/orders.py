"""Endpoints of orders; the JSON is that of the command line."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhanggui.kernel.clock import local_moment, now, shop_zone
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.kernel.pages.api import acting, endpoint, shop_for, shops_for
from zhanggui.kernel.values import Actor
from zhanggui.orders import queries, services
from zhanggui.orders.queries import OrderFilters, order_detail_json, orders_page_json, read_fields
from zhanggui.orders.queries.timeline import seen_timeline, timeline_json
from zhanggui.orders.values import (
    CHECK_ORDERS,
    HOLD_ORDERS,
    LOG_CALLS,
    NOTE_ORDERS,
    REMARK_ORDERS,
    VIEW_ORDERS,
    CheckSummary,
)

router = Router()
MOST_ROWS = 200
_PLAIN = (
    "parcel", "state", "step", "hold", "is_held", "channel", "flag", "has_note", "refund_state", "courier", "product_text",
    "number", "phone", "receiver_name", "buyer_nick", "waybill", "remark", "sort",
)  # fmt: skip
_DAYS = ("placed_from", "placed_to", "paid_from", "paid_to")


class OrderQuery(Schema):
    """Conditions of a list, as on the desk; days are days of the shop and both are included."""

    state: str | None = None
    step: str | None = None
    hold: str | None = None
    is_held: bool | None = None
    channel: str | None = None
    flag: int | None = None
    has_note: bool | None = None
    refund_state: str | None = None
    courier: str = ""
    product_text: str = Field("", alias="product")
    number: str = ""
    phone: str = ""
    receiver_name: str = ""
    buyer_nick: str = ""
    waybill: str = ""
    parcel: str = ""
    remark: str = ""
    placed_from: date | None = None
    placed_to: date | None = None
    paid_from: date | None = None
    paid_to: date | None = None
    sort: str = "placed"
    limit: int = Field(50, ge=1, le=MOST_ROWS)
    after: str | None = None
    columns: str = Field("", description="Only these fields, `number,paid_amount`; shop and number always come.")


class OrderList(Schema):
    """A page of orders; `next` is the cursor for `after`, null at the end."""

    orders: list[dict[str, Any]]
    next: str | None


class CompareQuery(Schema):
    """A period (`today`, `7d`, `30d`, or two days like `2026-11-01..2026-11-21`), shops, a channel."""

    shop: list[str] = []
    period: str = "7d"
    channel: str = ""


class SummaryOut(Schema):
    """What a check came to."""

    checked: int
    released: int
    held: dict[str, int]
    to_verify: int | None = None


class Changed(Schema):
    """How many orders changed."""

    changed: int


class NumbersIn(Schema):
    """Orders by number; empty means all that wait."""

    numbers: list[str] = []


class ReasonIn(Schema):
    """Orders by number, and why."""

    numbers: list[str]
    reason: str


class NoteIn(Schema):
    """The whole seller's note."""

    text: str


class FlagIn(Schema):
    """A flag from 0 (none) to 5."""

    flag: int
    label: str = ""


class CallIn(Schema):
    """What came of a call or, with `means` message, of a message."""

    result: str
    note: str = ""
    means: str = "phone"


def _zone(shop: ShopRef) -> ZoneInfo:
    return shop_zone(shop.timezone)


def _moment(day: date | None, zone: ZoneInfo, *, is_end: bool) -> datetime | None:
    if day is None:
        return None
    return local_moment(day + timedelta(days=1) if is_end else day, time(), zone)


def order_id_of(shop: ShopRef, number: str) -> int:
    """The id behind an order's number; OrderNotFound."""
    return queries.order_detail(shop.id, number).order.id


def _json(request: HttpRequest, shop: ShopRef, number: str) -> dict[str, Any]:
    """One order as the person may see it: flags of other positions stay out."""
    policies = queries.flag_policies(acting(request), [shop.id])
    detail = queries.detail_without_hidden_flags(queries.order_detail(shop.id, number), policies)
    return order_detail_json(detail, _zone(shop))


class ManyOrders(OrderQuery):
    """Conditions over several shops; without `shop` all that the key may see."""

    shop: list[str] = []


def filters_of(conditions: OrderQuery, shop: ShopRef) -> OrderFilters:
    """The conditions as queries know them; days are days of the shop."""
    zone = _zone(shop)
    days: dict[str, Any] = {
        name: _moment(getattr(conditions, name), zone, is_end=name.endswith("_to")) for name in _DAYS
    }
    plain: dict[str, Any] = {name: getattr(conditions, name) for name in _PLAIN}
    return OrderFilters(**plain, **days)


def _page(actor: Actor, shops: Sequence[ShopRef], conditions: OrderQuery) -> dict[str, Any]:
    """A page as the person may see it; days are days of the first shop."""
    filters = filters_of(conditions, shops[0])
    columns = read_fields(conditions.columns)
    return orders_page_json(actor, filters, shops, limit=conditions.limit, cursor=conditions.after, columns=columns)


@router.get("/orders", **endpoint(OrderList, VIEW_ORDERS))
def list_all_orders(request: HttpRequest, conditions: Query[ManyOrders]) -> dict[str, Any]:
    """Orders of all shops that the key may see, or of those named, in one list."""
    return _page(acting(request), shops_for(request, conditions.shop, VIEW_ORDERS), conditions)


@router.get("/orders/compare", **endpoint(dict[str, Any], VIEW_ORDERS))
def compare_shops(request: HttpRequest, asked: Query[CompareQuery]) -> dict[str, Any]:
    """Shops and channels side by side, with the period before."""
    found = shops_for(request, asked.shop, VIEW_ORDERS)
    period = queries.read_period(asked.period, now().astimezone(_zone(found[0])).date())
    return queries.comparison_json(queries.compare(found, period, channel=asked.channel), period)


@router.get("/shops/{shop}/orders", **endpoint(OrderList, VIEW_ORDERS))
def list_orders(request: HttpRequest, shop: str, conditions: Query[OrderQuery]) -> dict[str, Any]:
    """Orders of a shop, newest first or by shipping promise."""
    return _page(acting(request), [shop_for(request, shop, VIEW_ORDERS)], conditions)


# Fixed words come before the number, which would match them too.
@router.post("/shops/{shop}/orders/check", **endpoint(SummaryOut, CHECK_ORDERS), exclude_unset=True)
def check_orders(request: HttpRequest, shop: str, body: NumbersIn) -> dict[str, Any]:
    """Check the orders named, or all that wait."""
    found = shop_for(request, shop, CHECK_ORDERS)
    ids = [order_id_of(found, number) for number in body.numbers] or None
    return services.check_orders(actor=acting(request), shop_id=found.id, order_ids=ids).as_json()


@router.post("/shops/{shop}/orders/verify", **endpoint(SummaryOut, CHECK_ORDERS), exclude_unset=True)
def verify_orders(request: HttpRequest, shop: str, body: NumbersIn) -> dict[str, Any]:
    """Colour, size and address of these orders are right; what no rule stops passes."""
    found = shop_for(request, shop, CHECK_ORDERS)
    return services.verify_orders(actor=acting(request), shop_id=found.id, numbers=body.numbers).as_json()


@router.post("/shops/{shop}/orders/hold", **endpoint(Changed, HOLD_ORDERS))
def hold_orders(request: HttpRequest, shop: str, body: ReasonIn) -> dict[str, int]:
    """Hold orders by hand."""
    found = shop_for(request, shop, HOLD_ORDERS)
    changed = services.hold_orders(actor=acting(request), shop_id=found.id, numbers=body.numbers, reason=body.reason)
    return {"changed": changed}


@router.post("/shops/{shop}/orders/release", **endpoint(Changed, HOLD_ORDERS))
def release_orders(request: HttpRequest, shop: str, body: ReasonIn) -> dict[str, int]:
    """Release all holds of orders; rules check them again."""
    found = shop_for(request, shop, HOLD_ORDERS)
    changed = services.release_orders(actor=acting(request), shop_id=found.id, numbers=body.numbers, reason=body.reason)
    return {"changed": changed}


@router.get("/shops/{shop}/orders/{number}", **endpoint(dict[str, Any], VIEW_ORDERS))
def show_order(request: HttpRequest, shop: str, number: str) -> dict[str, Any]:
    """One order whole: lines, holds, rules tried, calls, timeline. Contact data is masked."""
    return _json(request, shop_for(request, shop, VIEW_ORDERS), number)


@router.get("/shops/{shop}/orders/{number}/timeline", **endpoint(list[dict[str, Any]], VIEW_ORDERS))
def show_timeline(request: HttpRequest, shop: str, number: str, kind: str = "") -> list[dict[str, Any]]:
    """Everything that happened to an order and its parcels, newest first, of one kind or all (ORD-11)."""
    found = shop_for(request, shop, VIEW_ORDERS)
    events = seen_timeline(acting(request), found.id, order_id_of(found, number), group=kind)
    return timeline_json(events, shop_zone(found.timezone))


@router.post("/shops/{shop}/orders/{number}/note", **endpoint(dict[str, Any], NOTE_ORDERS))
def write_note(request: HttpRequest, shop: str, number: str, body: NoteIn) -> dict[str, Any]:
    """Replace the seller's note; answers the order."""
    found = shop_for(request, shop, NOTE_ORDERS)
    services.write_note(actor=acting(request), shop_id=found.id, order_id=order_id_of(found, number), text=body.text)
    return _json(request, found, number)


@router.post("/shops/{shop}/orders/{number}/remark", **endpoint(dict[str, Any], REMARK_ORDERS))
def write_remark(request: HttpRequest, shop: str, number: str, body: NoteIn) -> dict[str, Any]:
    """Add an internal remark; answers the order."""
    found = shop_for(request, shop, REMARK_ORDERS)
    services.write_remark(actor=acting(request), shop_id=found.id, order_id=order_id_of(found, number), text=body.text)
    return _json(request, found, number)


@router.post("/shops/{shop}/orders/{number}/flag", **endpoint(dict[str, Any], NOTE_ORDERS))
def set_flag(request: HttpRequest, shop: str, number: str, body: FlagIn) -> dict[str, Any]:
    """Set the coloured flag; answers the order."""
    found = shop_for(request, shop, NOTE_ORDERS)
    services.set_flag(
        actor=acting(request), shop_id=found.id, order_id=order_id_of(found, number), flag=body.flag, label=body.label
    )
    return _json(request, found, number)


@router.post("/shops/{shop}/orders/{number}/call", **endpoint(SummaryOut, LOG_CALLS), exclude_unset=True)
def log_call(request: HttpRequest, shop: str, number: str, body: CallIn) -> dict[str, Any]:
    """Log a try to call the buyer; the order is checked again."""
    found = shop_for(request, shop, LOG_CALLS)
    summary: CheckSummary = services.log_call(
        actor=acting(request),
        shop_id=found.id,
        order_id=order_id_of(found, number),
        result=body.result,
        note=body.note,
        means=body.means,
    )
    return summary.as_json()
