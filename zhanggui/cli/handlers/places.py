"""places list, set, put; batch picking."""

from dataclasses import asdict
from typing import Any

from zhanggui.catalog.queries import skus_by_code
from zhanggui.cli.prepare import Context
from zhanggui.fulfilment.queries.batches import batch_by_number
from zhanggui.fulfilment.queries.picking import pick_json, picking_list
from zhanggui.fulfilment.values import VIEW_BATCHES
from zhanggui.inventory.errors import UnknownSku
from zhanggui.inventory.queries import storage_places
from zhanggui.inventory.services import describe_place, put_away
from zhanggui.inventory.values import VIEW_STOCK
from zhanggui.kernel.permissions import require
from zhanggui.shops.queries import warehouse_by_code


def listing(context: Context) -> dict[str, Any]:
    """Places with what lies there."""
    require(context.actor, VIEW_STOCK, context.shop.id)
    card = warehouse_by_code(context.shop.id, context.arguments.warehouse)
    return {"places": [asdict(row) for row in storage_places(context.shop.id, card.id)]}


def describe(context: Context) -> dict[str, str]:
    """Keep what is said of a place."""
    words = context.arguments
    describe_place(
        actor=context.actor,
        shop_id=context.shop.id,
        warehouse_id=warehouse_by_code(context.shop.id, words.warehouse).id,
        code=words.place,
        route_no=words.route,
        stack_limit=words.stack,
        note=words.note,
    )
    return {"place": words.place}


def put(context: Context) -> dict[str, int]:
    """Keep where a SKU lies."""
    words, shop_id = context.arguments, context.shop.id
    sku_id = skus_by_code(shop_id, [words.sku]).get(words.sku)
    if sku_id is None:
        raise UnknownSku(words.sku)
    card = warehouse_by_code(shop_id, words.warehouse)
    changed = put_away(actor=context.actor, shop_id=shop_id, warehouse_id=card.id, places={sku_id: words.place})
    return {"changed": changed}


def picking(context: Context) -> dict[str, Any]:
    """What to fetch for a batch."""
    batch = batch_by_number(context.shop.id, context.arguments.batch)
    require(context.actor, VIEW_BATCHES, context.shop.id, batch.warehouse_id)
    return {"batch": batch.number, "rows": [pick_json(row) for row in picking_list(batch)]}
