"""Endpoints of the warehouse: printings, stamps, invoices, vouchers, late numbers, batches of single orders."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.fulfilment import queries, services
from zhanggui.fulfilment.api.batches import BatchOut
from zhanggui.fulfilment.queries.invoices import invoice_json, invoices_json, invoices_of_shop
from zhanggui.fulfilment.queries.late_numbers import late_json, late_parcels
from zhanggui.fulfilment.queries.pace import packer_paces
from zhanggui.fulfilment.queries.print_jobs import print_job_json, print_jobs, stamp_json, stamps_of
from zhanggui.fulfilment.queries.vouchers import (
    VoucherFilters,
    courier_list_json,
    courier_lists,
    find_vouchers,
    voucher_json,
)
from zhanggui.fulfilment.services.fetch_voucher import fetch_voucher
from zhanggui.fulfilment.values import (
    CLOSE_BATCH,
    MAKE_INVOICES,
    PRINT_BATCH,
    SHIP_PARCELS,
    VIEW_BATCHES,
    VIEW_REPORT,
)
from zhanggui.kernel.clock import local_moment, shop_zone
from zhanggui.kernel.pages.api import acting, endpoint, shop_for

router = Router()


class OrdersIn(Schema):
    """Order numbers."""

    orders: list[str]


class ReprintIn(Schema):
    """Which parcels' papers are printed again, and why."""

    parcels: list[str]
    reason: str


class PrintedOut(Schema):
    """Files just printed."""

    files: list[dict[str, Any]]


class PrintJobsOut(Schema):
    """Every printing of a batch, and the stamps on its papers."""

    printings: list[dict[str, Any]]
    stamps: list[dict[str, Any]]


class InkIn(Schema):
    """Kinds of paper whose sheets were stamped by hand."""

    papers: list[str]


class InkOut(Schema):
    """The kinds that were new."""

    stamped: list[str]


class InvoiceIn(Schema):
    """What the buyer wants on the invoice; without amount what was paid."""

    title: str = ""
    tax_no: str = ""
    email: str = ""
    kind: str = "normal"
    amount: Decimal | None = None


class IssueIn(Schema):
    """The number of the tax system; empty takes the next of the shop's range."""

    number: str = ""


class ReasonIn(Schema):
    """Why."""

    reason: str


class InvoiceOut(Schema):
    """An invoice."""

    id: int
    order: str
    parcel: str | None
    kind: str
    state: str
    title: str
    tax_no: str
    email: str
    amount: str
    number: str
    requested_by: str
    issued_by: str
    red_letters: list[dict[str, Any]]


class InvoicesOut(Schema):
    """Invoices, newest first."""

    invoices: list[InvoiceOut]
    next: int | None


class VouchersOut(Schema):
    """Vouchers, newest first."""

    vouchers: list[dict[str, Any]]
    next: int | None


class CourierListIn(Schema):
    """Whose parcels of which day."""

    courier: str
    day: date


class SignListIn(Schema):
    """Who collected how many; a difference needs a note."""

    collector: str
    count: int
    note: str = ""


class CourierListOut(Schema):
    """A courier's list."""

    list: str
    day: date
    courier: str
    parcels: int
    collector: str
    counted: int | None
    signed_at: str | None
    note: str


class CourierListsOut(Schema):
    """Couriers' lists, newest first."""

    lists: list[CourierListOut]


class LateOut(Schema):
    """Parcels whose number is late."""

    parcels: list[dict[str, Any]]


@router.post("/shops/{shop}/batches/extra", **endpoint(BatchOut, CLOSE_BATCH))
def close_extra_batch(request: HttpRequest, shop: str, body: OrdersIn) -> dict[str, Any]:
    """Close a small batch of just these orders; asked again it is the same batch."""
    found = shop_for(request, shop, CLOSE_BATCH)
    batch = services.close_extra_batch(actor=acting(request), shop_id=found.id, numbers=body.orders)
    return queries.batch_json(batch)


@router.get("/shops/{shop}/batches/{batch}/printings", **endpoint(PrintJobsOut, VIEW_BATCHES))
def list_printings(request: HttpRequest, shop: str, batch: str) -> dict[str, Any]:
    """Every printing of a batch with number, person, papers and reason; the stamps on its papers."""
    found = queries.batch_by_number(shop_for(request, shop, VIEW_BATCHES).id, batch)
    return {
        "printings": [print_job_json(job) for job in print_jobs(found)],
        "stamps": [stamp_json(stamp) for stamp in stamps_of(found)],
    }


@router.post("/shops/{shop}/batches/{batch}/reprint", **endpoint(PrintedOut, PRINT_BATCH))
def reprint_parcels(request: HttpRequest, shop: str, batch: str, body: ReprintIn) -> dict[str, Any]:
    """Print the papers of single parcels again, marked as copies with the reason."""
    found = queries.batch_by_number(shop_for(request, shop, PRINT_BATCH).id, batch)
    files = services.reprint_parcels(actor=acting(request), batch_id=found.pk, numbers=body.parcels, reason=body.reason)
    return queries.print_json(files)


@router.post("/shops/{shop}/batches/{batch}/stamped", **endpoint(InkOut, PRINT_BATCH))
def confirm_ink(request: HttpRequest, shop: str, batch: str, body: InkIn) -> dict[str, Any]:
    """Tick that the printed sheets of these kinds were stamped by hand."""
    found = queries.batch_by_number(shop_for(request, shop, PRINT_BATCH).id, batch)
    return {"stamped": services.confirm_ink(actor=acting(request), batch_id=found.pk, papers=body.papers)}


@router.get("/shops/{shop}/invoices", **endpoint(InvoicesOut, MAKE_INVOICES))
def list_invoices(
    request: HttpRequest, shop: str, state: str = "", after: int | None = None, limit: int = 50
) -> dict[str, Any]:
    """Invoices of a shop, newest first."""
    found = shop_for(request, shop, MAKE_INVOICES)
    most = max(1, min(limit, 200))
    rows = invoices_of_shop(found.id, state=state, before=after, limit=most + 1)
    return {
        "invoices": invoices_json(rows[:most]),
        "next": rows[most - 1].pk if len(rows) > most else None,
    }


@router.post("/shops/{shop}/orders/{order}/invoice", **endpoint(InvoiceOut, MAKE_INVOICES))
def request_invoice(request: HttpRequest, shop: str, order: str, body: InvoiceIn) -> dict[str, Any]:
    """Write down that the buyer wants an invoice; without title the one that the order brought."""
    found = shop_for(request, shop, MAKE_INVOICES)
    facts = services.InvoiceFacts(body.title, body.tax_no, body.email, body.kind, body.amount)
    invoice = services.request_invoice(actor=acting(request), shop_id=found.id, order_number=order, facts=facts)
    return invoice_json(invoice)


@router.post("/shops/{shop}/invoices/{invoice}/issue", **endpoint(InvoiceOut, MAKE_INVOICES))
def issue_invoice(request: HttpRequest, shop: str, invoice: int, body: IssueIn) -> dict[str, Any]:
    """Give a requested invoice its number."""
    found = shop_for(request, shop, MAKE_INVOICES)
    return invoice_json(
        services.issue_invoice(actor=acting(request), shop_id=found.id, invoice_id=invoice, number=body.number)
    )


@router.post("/shops/{shop}/invoices/{invoice}/void", **endpoint(InvoiceOut, MAKE_INVOICES))
def void_invoice(request: HttpRequest, shop: str, invoice: int, body: ReasonIn) -> dict[str, Any]:
    """Take an invoice back with the reason."""
    found = shop_for(request, shop, MAKE_INVOICES)
    return invoice_json(
        services.void_invoice(actor=acting(request), shop_id=found.id, invoice_id=invoice, reason=body.reason)
    )


@router.get("/shops/{shop}/vouchers", **endpoint(VouchersOut, VIEW_BATCHES))
def list_vouchers(
    request: HttpRequest,
    shop: str,
    text: str = "",
    courier: str = "",
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
    after: int | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Vouchers by parcel, slip, waybill or order number, courier and days."""
    found = shop_for(request, shop, VIEW_BATCHES)
    most = max(1, min(limit, 200))
    filters = VoucherFilters(text, courier, kind, since, until)
    rows = find_vouchers(found.id, filters, before=after, limit=most + 1)
    return {
        "vouchers": [voucher_json(row) for row in rows[:most]],
        "next": rows[most - 1].pk if len(rows) > most else None,
    }


class VoucherFileOut(Schema):
    """Where the archived page lies in the home, and which page it is."""

    path: str
    page: int


@router.get("/shops/{shop}/vouchers/{voucher}", **endpoint(VoucherFileOut, PRINT_BATCH))
def show_voucher(request: HttpRequest, shop: str, voucher: int) -> dict[str, Any]:
    """The archived file of a voucher and its page; the look is logged."""
    found = shop_for(request, shop, PRINT_BATCH)
    path, page = fetch_voucher(actor=acting(request), shop_id=found.id, voucher_id=voucher)
    return {"path": str(path), "page": page}


@router.get("/shops/{shop}/courier-lists", **endpoint(CourierListsOut, VIEW_BATCHES))
def list_courier_lists(request: HttpRequest, shop: str, day: date | None = None) -> dict[str, Any]:
    """The couriers' lists of a shop, newest first."""
    found = shop_for(request, shop, VIEW_BATCHES)
    return {"lists": [courier_list_json(row) for row in courier_lists(found.id, day=day)]}


@router.post("/shops/{shop}/courier-lists", **endpoint(CourierListOut, SHIP_PARCELS))
def make_courier_list(request: HttpRequest, shop: str, body: CourierListIn) -> dict[str, Any]:
    """Print the list of a courier's parcels of a day that are on no list yet."""
    found = shop_for(request, shop, SHIP_PARCELS)
    made = services.make_courier_list(actor=acting(request), shop_id=found.id, courier=body.courier, day=body.day)
    return courier_list_json(made)


@router.post("/shops/{shop}/courier-lists/{number}/sign", **endpoint(CourierListOut, SHIP_PARCELS))
def sign_courier_list(request: HttpRequest, shop: str, number: str, body: SignListIn) -> dict[str, Any]:
    """Write down who collected the parcels and how many that person counted."""
    found = shop_for(request, shop, SHIP_PARCELS)
    made = services.sign_courier_list(
        actor=acting(request),
        shop_id=found.id,
        number=number,
        collector=body.collector,
        count=body.count,
        note=body.note,
    )
    return courier_list_json(made)


@router.get("/shops/{shop}/late-numbers", **endpoint(LateOut, VIEW_BATCHES))
def list_late_numbers(request: HttpRequest, shop: str, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """Parcels that were packed too long ago and have no number."""
    found = shop_for(request, shop, VIEW_BATCHES)
    return {"parcels": late_json(late_parcels(found.id, after=after, limit=max(1, min(limit, 200))))}


class PacesOut(Schema):
    """Parcels by packer, and how many an hour; null where less than ten minutes of packing say nothing."""

    packers: list[dict[str, Any]]


@router.get("/shops/{shop}/packers", **endpoint(PacesOut, VIEW_REPORT))
def list_packers(request: HttpRequest, shop: str, day: date) -> dict[str, Any]:
    """How many parcels each person packed on a day, and how fast (FUL-13)."""
    found = shop_for(request, shop, VIEW_REPORT)
    zone = shop_zone(found.timezone)
    paces = packer_paces(
        found.id,
        since=local_moment(day, time(0), zone),
        until=local_moment(day + timedelta(days=1), time(0), zone),
    )
    return {"packers": [{"person": row.person, "parcels": row.parcels, "an_hour": row.an_hour} for row in paces]}
