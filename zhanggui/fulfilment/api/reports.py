"""Endpoints of the daily report."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.fulfilment import queries, services
from zhanggui.fulfilment.values import CONFIRM_REPORT, SIGN_REPORT, VIEW_REPORT
from zhanggui.kernel.pages.api import acting, endpoint, shop_for

router = Router()


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
