"""packing; batch extra, printings, stamped; late; invoice; voucher."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from zhanggui.catalog.queries import packing_json, packing_specs, parcel_inserts, product_named, shop_spec
from zhanggui.catalog.services import NewAccessory, SpecFacts, describe_packing, read_accessories, set_insert
from zhanggui.catalog.values import VIEW_CATALOG, InsertCard, SpecCard
from zhanggui.cli.handlers.files import read_file, write_file
from zhanggui.cli.handlers.moments import amount_of, day_of
from zhanggui.cli.prepare import Context
from zhanggui.fulfilment.errors import InvoiceNotFound
from zhanggui.fulfilment.queries import batch_by_number, batch_json
from zhanggui.fulfilment.queries.invoices import invoice_json, invoice_of_order, invoice_order
from zhanggui.fulfilment.queries.late_numbers import late_json, late_parcels
from zhanggui.fulfilment.queries.print_jobs import print_job_json, print_jobs, stamp_json, stamps_of
from zhanggui.fulfilment.queries.red_letters import due_json, due_red_letters
from zhanggui.fulfilment.queries.vouchers import VoucherFilters, courier_list_json, find_vouchers, voucher_json
from zhanggui.fulfilment.services import (
    InvoiceFacts,
    close_extra_batch,
    confirm_ink,
    fetch_invoice_copy,
    issue_invoice,
    keep_invoice_copy,
    make_courier_list,
    request_invoice,
    reverse_invoice,
    sign_courier_list,
    void_invoice,
)
from zhanggui.fulfilment.services.fetch_voucher import fetch_voucher
from zhanggui.fulfilment.services.invoice_copies import MOST_BYTES
from zhanggui.fulfilment.services.weigh import weigh_parcel, weighed_json
from zhanggui.fulfilment.values import MAKE_INVOICES, VIEW_BATCHES
from zhanggui.kernel.permissions import require

_MOST = 200


def packing_show(context: Context) -> dict[str, Any]:
    """Packaging, accessories and inserts."""
    require(context.actor, VIEW_CATALOG, context.shop.id)
    return packing_json(context.shop.id, _product(context))


def packing_set(context: Context) -> dict[str, Any]:
    """Write packaging and accessories; what is not named stays."""
    words, shop_id = context.arguments, context.shop.id
    product_id = _product(context)
    require(context.actor, VIEW_CATALOG, shop_id)
    own = packing_specs(shop_id, [product_id])[product_id] if product_id else shop_spec(shop_id)
    kept = own if own.is_own or not product_id else SpecCard()
    named = {name: getattr(words, name) for name in ("box", "filler", "card", "note", "piece_g", "packaging_g")}
    facts = SpecFacts(kept.box, kept.filler, kept.card, kept.is_neutral, kept.note, kept.piece_g, kept.packaging_g)
    facts = replace(facts, **{name: text for name, text in named.items() if text is not None})
    if words.neutral:
        facts = replace(facts, is_neutral=words.neutral == "yes")
    listed = None if words.accessories is None else [NewAccessory(*row) for row in read_accessories(words.accessories)]
    describe_packing(actor=context.actor, shop_id=shop_id, product_id=product_id, spec=facts, accessories=listed)
    return packing_json(shop_id, product_id)


def packing_insert(context: Context) -> dict[str, Any]:
    """Write what lies in every parcel; an insert of that name is changed."""
    words, shop_id = context.arguments, context.shop.id
    known = next((card for card in parcel_inserts(shop_id, is_on=None) if card.name == words.name), None)
    card = known or InsertCard(0, "", words.name, "")
    made = set_insert(
        actor=context.actor,
        shop_id=shop_id,
        insert=replace(card, text=words.text or card.text, is_on=not words.off, is_required=words.required),
    )
    return {"insert": made.name, "is_on": made.is_on, "is_required": made.is_required, "text": made.text}


def weigh(context: Context) -> dict[str, Any]:
    """Keep what a parcel weighs, and what its freight is then."""
    words = context.arguments
    return weighed_json(
        weigh_parcel(actor=context.actor, shop_id=context.shop.id, number=words.parcel, weight=words.weight)
    )


def batch_extra(context: Context) -> dict[str, Any]:
    """A small batch of just these orders."""
    words = context.arguments
    return batch_json(close_extra_batch(actor=context.actor, shop_id=context.shop.id, numbers=words.orders))


def printings(context: Context) -> dict[str, Any]:
    """Every printing of a batch, and the stamps on its papers."""
    require(context.actor, VIEW_BATCHES, context.shop.id)
    batch = batch_by_number(context.shop.id, context.arguments.batch)
    return {
        "batch": batch.number,
        "printings": [print_job_json(job) for job in print_jobs(batch)],
        "stamps": [stamp_json(stamp) for stamp in stamps_of(batch)],
    }


def stamped(context: Context) -> dict[str, Any]:
    """Tick sheets that were stamped by hand."""
    words = context.arguments
    batch = batch_by_number(context.shop.id, words.batch)
    return {
        "batch": batch.number,
        "stamped": confirm_ink(actor=context.actor, batch_id=batch.pk, papers=words.papers),
    }


def late(context: Context) -> dict[str, Any]:
    """Parcels packed too long ago without a number."""
    require(context.actor, VIEW_BATCHES, context.shop.id)
    return {"parcels": late_json(late_parcels(context.shop.id, limit=_MOST))}


def invoice_request(context: Context) -> dict[str, Any]:
    """Write down what a buyer wants on the invoice."""
    words = context.arguments
    facts = InvoiceFacts(
        words.title, words.tax_no, words.email, words.kind, amount_of(words.amount) if words.amount else None
    )
    made = request_invoice(actor=context.actor, shop_id=context.shop.id, order_number=words.order, facts=facts)
    return invoice_json(made)


def invoice_issue(context: Context) -> dict[str, Any]:
    """Give a requested invoice its number."""
    return invoice_json(
        issue_invoice(
            actor=context.actor,
            shop_id=context.shop.id,
            invoice_id=_invoice(context),
            number=context.arguments.number,
        )
    )


def invoice_void(context: Context) -> dict[str, Any]:
    """Take an invoice back."""
    return invoice_json(
        void_invoice(
            actor=context.actor,
            shop_id=context.shop.id,
            invoice_id=_invoice(context),
            reason=context.arguments.reason,
        )
    )


def voucher_find(context: Context) -> dict[str, Any]:
    """Vouchers by number, courier and days."""
    words = context.arguments
    require(context.actor, VIEW_BATCHES, context.shop.id)
    filters = VoucherFilters(words.text, words.courier, "", _bound(words.since), _bound(words.until))
    return {"vouchers": [voucher_json(row) for row in find_vouchers(context.shop.id, filters, limit=_MOST)]}


def voucher_open(context: Context) -> dict[str, Any]:
    """Where a voucher's page lies."""
    path, page = fetch_voucher(actor=context.actor, shop_id=context.shop.id, voucher_id=context.arguments.id)
    return {"path": str(path), "page": page}


def voucher_list(context: Context) -> dict[str, Any]:
    """Print a courier's list of a day."""
    words = context.arguments
    made = make_courier_list(
        actor=context.actor, shop_id=context.shop.id, courier=words.courier, day=day_of(words.date)
    )
    return courier_list_json(made)


def voucher_sign(context: Context) -> dict[str, Any]:
    """Write down who collected a courier's list."""
    words = context.arguments
    made = sign_courier_list(
        actor=context.actor,
        shop_id=context.shop.id,
        number=words.list,
        collector=words.collector,
        count=words.count,
        note=words.note,
    )
    return courier_list_json(made)


def _product(context: Context) -> int | None:
    return product_named(context.actor, context.shop.id, context.arguments.product or "")


def invoice_reverse(context: Context) -> dict[str, Any]:
    """Note the red-letter invoice of an issued one."""
    words = context.arguments
    made = reverse_invoice(
        actor=context.actor,
        shop_id=context.shop.id,
        invoice_id=_invoice(context),
        number=words.number,
        reason=words.reason,
        amount=amount_of(words.amount) if words.amount else None,
    )
    return invoice_json(made.invoice)


def invoice_keep_copy(context: Context) -> dict[str, Any]:
    """Keep the tax system's file of an issued invoice."""
    made = keep_invoice_copy(
        actor=context.actor,
        shop_id=context.shop.id,
        invoice_id=_invoice(context),
        data=read_file(Path(context.arguments.file), MOST_BYTES),
    )
    return {"number": made.number, "copy": made.part, "sha256": made.sha256}


def invoice_copy(context: Context) -> dict[str, Any]:
    """Write the kept copy of an invoice to a file."""
    path, name = fetch_invoice_copy(actor=context.actor, shop_id=context.shop.id, invoice_id=_invoice(context))
    write_file(Path(context.arguments.out), path.read_bytes())
    return {"copy": name, "file": context.arguments.out}


def invoice_due(context: Context) -> dict[str, Any]:
    """Issued invoices that a refund made too high."""
    require(context.actor, MAKE_INVOICES, context.shop.id)
    return {"invoices": [due_json(row) for row in due_red_letters(context.shop.id)]}


def _invoice(context: Context) -> int:
    order = invoice_order(context.shop.id, context.arguments.order)
    found = invoice_of_order(order.id)
    if found is None or found.shop_id != context.shop.id:
        raise InvoiceNotFound
    return found.pk


def _bound(text: str | None) -> date | None:
    return day_of(text) if text else None
