"""weight list, set."""

from typing import Any

from zhanggui.catalog.queries import sku_ids_by_code, weights_json
from zhanggui.catalog.services import set_sku_weights
from zhanggui.catalog.values import VIEW_CATALOG
from zhanggui.cli.grammar import UsageError
from zhanggui.cli.prepare import Context
from zhanggui.kernel.permissions import require
from zhanggui.kernel.weights import read_grams

_NONE = "none"


def list_weights(context: Context) -> dict[str, Any]:
    """SKUs by code with the weight that counts."""
    words, shop_id = context.arguments, context.shop.id
    require(context.actor, VIEW_CATALOG, shop_id)
    return {"weights": weights_json(context.actor, shop_id, code=words.sku, after=words.after)}


def set_weight(context: Context) -> dict[str, Any]:
    """Set or take back the weight of one SKU."""
    words, shop_id = context.arguments, context.shop.id
    require(context.actor, VIEW_CATALOG, shop_id)
    sku_id = sku_ids_by_code(shop_id, [words.sku])[words.sku]
    set_sku_weights(actor=context.actor, shop_id=shop_id, grams={sku_id: _grams(words.weight)})
    return weights_json(context.actor, shop_id, code=words.sku)[0]


def _grams(text: str) -> int:
    if text == _NONE:
        return 0
    grams = read_grams(text)
    if grams is None:
        raise UsageError("cli.bad_weight", "“%(text)s” is no weight; write 320g, 0.32kg or none.", text=text)
    return grams
