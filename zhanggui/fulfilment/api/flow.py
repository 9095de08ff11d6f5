"""Endpoints of fulfilment: batches, packing, waybill numbers, the daily report."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.fulfilment import queries, services
from zhanggui.fulfilment.queries.batches import warehouse_limits
from zhanggui.fulfilment.queries.notices import notice_json, notice_of
from zhanggui.fulfilment.queries.picking import pick_json, picking_list
from zhanggui.fulfilment.services.start_work import start_printing
from zhanggui.fulfilment.values import (
    CLOSE_BATCH,
    CONFIRM_REPORT,
    GIVE_BATCH,
    PACK_PARCELS,
    PRINT_BATCH,
    SHIP_PARCELS,
    SIGN_REPORT,
    TAKE_BATCH,
    TELL_BUYERS,
    VIEW_BATCHES,
    VIEW_REPORT,
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


class CodesIn(Schema):
    """Scanned codes: SKU codes or barcodes, repeated or with a count (`MUG-01*3`).

    `ticks` are accessories and inserts by key, name or barcode, `instructions` ids of what was asked for.
    """

    codes: list[str] = []
    ticks: list[str] = []
    instructions: list[int] = []


class PackOut(Schema):
    """What came of the scans."""

    parcel: str
    complete: bool
    missing: list[dict[str, Any]]
    wrong: list[dict[str, str]]
    missing_accessories: list[dict[str, Any]]
    open_instructions: list[dict[str, Any]]


class NumbersIn(Schema):
    """Parcel or slip numbers."""

    parcels: list[str]


class StampOut(Schema):
    """How many slips were stamped by this request."""

    stamped: int


class WaybillIn(Schema):
    """The courier's number; without a courier the likeliest by the number's form."""

    waybill_no: str
    courier: str = ""


class ParcelOut(Schema):
    """A shipped parcel."""

    parcel: str
    state: str
    courier: str
    waybill_no: str


class ReportOut(Schema):
    """The daily report."""

    date: date
    shop: str
    state: str
    batches: list[str]
    orders_in: int
    lines: int
    pieces: int
    parcels: int
    amount: str
    couriers: dict[str, int]
    requests: dict[str, int]
    shipped: int
    open: dict[str, int]
    not_shipped: list[dict[str, str]]
    shortage: str
    damage: str
    signed_by: str | None
    confirmed_by: str | None


class SignIn(Schema):
    """What the keeper notes when signing; `reasons` by parcel number, why one has not left."""

    shortage: str = ""
    damage: str = ""
    reasons: dict[str, str] = {}


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


@router.post("/shops/{shop}/parcels/{parcel}/pack", **endpoint(PackOut, PACK_PARCELS))
def pack_parcel(request: HttpRequest, shop: str, parcel: str, body: CodesIn) -> dict[str, Any]:
    """Scan goods into a parcel; what is wrong, missing or not ticked is listed and keeps it open."""
    found = shop_for(request, shop, PACK_PARCELS)
    result = services.pack_parcel(
        actor=acting(request),
        shop_id=found.id,
        number=parcel,
        codes=body.codes,
        ticks=body.ticks,
        instructions=body.instructions,
    )
    return queries.pack_json(result)


@router.post("/shops/{shop}/parcels/stamp", **endpoint(StampOut, PACK_PARCELS))
def stamp_parcels(request: HttpRequest, shop: str, body: NumbersIn) -> dict[str, Any]:
    """Confirm the shipping stamp of packed parcels; all or none."""
    found = shop_for(request, shop, PACK_PARCELS)
    return {"stamped": services.stamp_parcels(actor=acting(request), shop_id=found.id, numbers=body.parcels)}


@router.post("/shops/{shop}/parcels/{parcel}/waybill", **endpoint(ParcelOut, SHIP_PARCELS))
def enter_waybill(request: HttpRequest, shop: str, parcel: str, body: WaybillIn) -> dict[str, Any]:
    """Enter the courier's number of a packed parcel; it is shipped."""
    found = shop_for(request, shop, SHIP_PARCELS)
    done = services.enter_waybill(
        actor=acting(request), shop_id=found.id, number=parcel, courier=body.courier, waybill_no=body.waybill_no
    )
    return {"parcel": done.number, "state": done.state, "courier": done.courier, "waybill_no": done.waybill_no}


class NoticeOut(Schema):
    """What a buyer is told of a parcel that left, and whether it was told (file or hand).

    `waybill_copy` is the voucher under which the label's page is archived.
    """

    parcel: str
    order: str
    courier: str
    waybill_no: str
    expected_on: date | None
    waybill_copy: int | None
    language: str
    text: str
    made_at: datetime
    told_at: datetime | None
    told_how: str | None
    told_by: str | None


@router.get("/shops/{shop}/parcels/{parcel}/notice", **endpoint(NoticeOut, VIEW_BATCHES))
def show_notice(request: HttpRequest, shop: str, parcel: str) -> dict[str, Any]:
    """The words for the buyer of a shipped parcel."""
    return notice_json(notice_of(shop_for(request, shop, VIEW_BATCHES).id, parcel))


@router.post("/shops/{shop}/parcels/{parcel}/told", **endpoint(NoticeOut, TELL_BUYERS))
def mark_told(request: HttpRequest, shop: str, parcel: str) -> dict[str, Any]:
    """Note that the buyer was told by hand."""
    found = shop_for(request, shop, TELL_BUYERS)
    services.mark_told(actor=acting(request), shop_id=found.id, numbers=[parcel])
    return notice_json(notice_of(found.id, parcel))


@router.get("/shops/{shop}/reports/{day}", **endpoint(ReportOut, VIEW_REPORT))
def show_report(request: HttpRequest, shop: str, day: date) -> dict[str, Any]:
    """The daily report: as signed, or of this moment."""
    return queries.report_json(queries.daily_report(shop_for(request, shop, VIEW_REPORT).id, day))


@router.post("/shops/{shop}/reports/{day}/sign", **endpoint(ReportOut, SIGN_REPORT))
def sign_report(request: HttpRequest, shop: str, day: date, body: SignIn) -> dict[str, Any]:
    """The keeper signs; the figures stay as they are."""
    found = shop_for(request, shop, SIGN_REPORT)
    figures = services.sign_report(
        actor=acting(request),
        shop_id=found.id,
        day=day,
        shortage_note=body.shortage,
        damage_note=body.damage,
        reasons=body.reasons,
    )
    return queries.report_json(figures)


@router.post("/shops/{shop}/reports/{day}/confirm", **endpoint(ReportOut, CONFIRM_REPORT))
def confirm_report(request: HttpRequest, shop: str, day: date) -> dict[str, Any]:
    """The manager confirms the receipt."""
    found = shop_for(request, shop, CONFIRM_REPORT)
    return queries.report_json(services.confirm_report(actor=acting(request), shop_id=found.id, day=day))
