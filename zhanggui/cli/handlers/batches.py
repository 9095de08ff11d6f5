"""batch close, show, print, handover; pack; stamp."""

from pathlib import Path
from typing import Any

from zhanggui.cli.handlers.moments import counts_of, moment_of
from zhanggui.cli.prepare import Context
from zhanggui.cli.result import Result
from zhanggui.fulfilment.queries import (
    batch_by_number,
    batch_json,
    batch_show_json,
    handover_json,
    pack_json,
    print_json,
)
from zhanggui.fulfilment.services import (
    close_batch,
    hand_over,
    pack_parcel,
    print_batch,
    reprint_parcels,
    stamp_parcels,
)
from zhanggui.fulfilment.values import VIEW_BATCHES
from zhanggui.kernel.permissions import require
from zhanggui.shops.queries import warehouse_by_code


def close(context: Context) -> dict[str, Any]:
    """Close the batch of one warehouse now, or as if it were --at."""
    shop, actor = context.shop, context.actor
    words = context.arguments
    at = None if words.at is None else moment_of(words.at, shop.timezone)
    warehouse = warehouse_by_code(shop.id, words.warehouse)
    batch = close_batch(actor=actor, shop_id=shop.id, warehouse_id=warehouse.id, at=at)
    return batch_json(batch)


def show(context: Context) -> dict[str, Any]:
    """Facts of one batch."""
    require(context.actor, VIEW_BATCHES, context.shop.id)
    return batch_show_json(context.shop.id, context.arguments.batch)


def print_papers(context: Context) -> dict[str, Any]:
    """Write all papers as PDF into --out; a second time, or for single parcels, they are copies."""
    words = context.arguments
    batch = batch_by_number(context.shop.id, words.batch)
    out = Path(words.out)
    if words.parcel:
        files = reprint_parcels(
            actor=context.actor, batch_id=batch.pk, numbers=words.parcel, reason=words.reason, out_dir=out
        )
    else:
        files = print_batch(actor=context.actor, batch_id=batch.pk, out_dir=out, reason=words.reason)
    return {"batch": batch.number, **print_json(files)}


def handover(context: Context) -> dict[str, Any]:
    """Hand the papers from one person to another, both with their own rights."""
    words = context.arguments
    batch = batch_by_number(context.shop.id, words.batch)
    done = hand_over(
        give=context.person(words.give),
        take=context.person(words.take),
        batch_id=batch.pk,
        given_counts=counts_of(words.given),
        counts=counts_of(words.taken),
        difference_note=words.note,
    )
    return handover_json(done)


def pack(context: Context) -> Result:
    """Scan codes into a parcel; exit status 1 when one was wrong, or an accessory or request keeps it open."""
    words = context.arguments
    result = pack_parcel(
        actor=context.actor,
        shop_id=context.shop.id,
        number=words.parcel,
        codes=words.scan,
        ticks=words.tick,
        instructions=words.done,
    )
    is_stopped = not result.complete and not result.missing
    return Result(pack_json(result), exit_code=1 if result.wrong or is_stopped else 0)


def stamp(context: Context) -> dict[str, Any]:
    """Confirm the shipping stamp of packed parcels."""
    return {"stamped": stamp_parcels(actor=context.actor, shop_id=context.shop.id, numbers=context.arguments.parcels)}
