"""What the SKUs of a product weigh: a panel of its page (LOG-03)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhanggui.catalog.queries import ProductRow
from zhanggui.catalog.services import set_sku_weights
from zhanggui.catalog.values import EDIT_CATALOG
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.values import Actor
from zhanggui.kernel.weights import read_grams

_WIDEST = 20


def weight_panel(
    actor: Actor, product: ProductRow, *, error: str = "", typed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The weight of each SKU, what was typed and refused, and what counts where a field is empty."""
    return {
        "rows": [{"sku": sku, "value": (typed or {}).get(str(sku.id), str(sku.piece_g or ""))} for sku in product.skus],
        "usual": product.spec.piece_g if product.spec.is_own else 0,
        "may_set": actor.can(EDIT_CATALOG, product.shop_id, brand=product.brand),
        "error": error,
    }


def typed_weights(post: Mapping[str, str], product: ProductRow) -> dict[str, str]:
    """What was typed for each SKU, by its id."""
    return {str(sku.id): post.get(f"weight-{sku.id}", "").strip() for sku in product.skus}


def write_weights(actor: Actor, product: ProductRow, typed: Mapping[str, str]) -> int:
    """Keep what was typed; an empty field lets the product's weight count. InvalidInput when one is no weight."""
    grams = {int(sku_id): _grams(text) for sku_id, text in typed.items()}
    return set_sku_weights(actor=actor, shop_id=product.shop_id, grams=grams)


def _grams(text: str) -> int:
    if text in {"", "0"}:
        return 0
    grams = read_grams(text)
    if grams is None:
        raise InvalidInput(
            "catalog.not_a_weight",
            _("“%(text)s” is no weight. Write grams, or a number with its unit: 250 or 0.25kg."),
            text=text[:_WIDEST],
        )
    return grams
