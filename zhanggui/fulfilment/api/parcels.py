"""Endpoints of parcels: packing, stamps, waybill numbers, what the buyer is told."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.fulfilment import queries, services
from zhanggui.fulfilment.queries.notices import notice_json, notice_of
from zhanggui.fulfilment.values import PACK_PARCELS, SHIP_PARCELS, TELL_BUYERS, VIEW_BATCHES
from zhanggui.kernel.pages.api import acting, endpoint, shop_for

router = Router()


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

    `waybill_copy` is the voucher under which the label's page is archived, `waybill_copy_link` where the buyer sees it.
    """

    parcel: str
    order: str
    courier: str
    waybill_no: str
    expected_on: date | None
    waybill_copy: int | None
    waybill_copy_link: str | None
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
