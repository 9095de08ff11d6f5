"""exceptions list, show, open, contact, told, close."""

from typing import Any

from zhanggui.cli.handlers.difficult import step_of
from zhanggui.cli.handlers.moments import amount_of, page_size
from zhanggui.cli.prepare import Context
from zhanggui.fulfilment.queries.exceptions import (
    exception_json,
    exceptions_of,
    parcel_exceptions,
)
from zhanggui.fulfilment.queries.parcels import parcel_by_number
from zhanggui.fulfilment.services.exceptions import (
    Contact,
    close_exception,
    contact_courier,
    mark_exception_told,
    open_exception,
)
from zhanggui.fulfilment.values import VIEW_BATCHES
from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.permissions import require
from zhanggui.orders.queries.followed import CaseFilters


def queue(context: Context) -> dict[str, Any]:
    """A page of the queue; `next` is the cursor for --after."""
    words = context.arguments
    require(context.actor, VIEW_BATCHES, context.shop.id)
    zone = shop_zone(context.shop.timezone)
    filters = CaseFilters(words.view, words.kind)
    rows, after = parcel_exceptions(filters, [context.shop.id], limit=page_size(words.limit), cursor=words.after)
    return {"exceptions": [exception_json(row, zone) for row in rows], "next": after}


def show(context: Context) -> dict[str, Any]:
    """Exceptions of a parcel with the talks."""
    require(context.actor, VIEW_BATCHES, context.shop.id)
    found = exceptions_of([parcel_by_number(context.shop.id, context.arguments.parcel).pk])
    zone = shop_zone(context.shop.timezone)
    return {"exceptions": [exception_json(row, zone, log) for row, log in found]}


def start(context: Context) -> dict[str, int]:
    """Follow a parcel."""
    words = context.arguments
    made = open_exception(
        actor=context.actor,
        shop_id=context.shop.id,
        parcel=words.parcel,
        kind=words.kind,
        step=step_of(context),
        contact=_contact(context),
    )
    return {"exception": made}


def contact(context: Context) -> dict[str, int]:
    """Log a talk with the courier."""
    words = context.arguments
    contact_courier(
        actor=context.actor,
        shop_id=context.shop.id,
        exception_id=words.exception,
        contact=_contact(context),
        step=step_of(context),
        kind=words.kind,
    )
    return {"exception": words.exception}


def told(context: Context) -> dict[str, bool]:
    """Note that the buyer was told."""
    wanted = context.arguments.exception
    return {"told": mark_exception_told(actor=context.actor, shop_id=context.shop.id, exception_id=wanted)}


def close(context: Context) -> dict[str, int]:
    """Close it with its result."""
    words = context.arguments
    close_exception(
        actor=context.actor,
        shop_id=context.shop.id,
        exception_id=words.exception,
        result=words.result,
        claim_amount=amount_of(words.claim) if words.claim else None,
    )
    return {"exception": words.exception}


def _contact(context: Context) -> Contact:
    words = context.arguments
    return Contact(words.text, words.spoke_with, amount_of(words.claim) if words.claim else None)
