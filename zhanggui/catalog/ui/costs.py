"""What the SKUs of a product cost the shop: a panel of its page, shown and changed by those who may see costs."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from zhanggui.catalog.queries import ProductRow, cost_history, costs_of
from zhanggui.catalog.services import set_cost_prices
from zhanggui.catalog.values import COST_PRICE, EDIT_CATALOG
from zhanggui.kernel.confidential import may_see, why_hidden
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.values import Actor

_WIDEST = 20


def cost_panel(
    actor: Actor, product: ProductRow, *, error: str = "", typed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Cost prices with who and when, their history, and what was typed and refused; only the reason for others."""
    if not may_see(actor, COST_PRICE, product.shop_id):
        return {"why": why_hidden(COST_PRICE)}
    ids = [sku.id for sku in product.skus]
    codes = {sku.id: sku.code for sku in product.skus}
    costs = costs_of(product.shop_id, ids)
    rows = []
    for sku in product.skus:
        card = costs.get(sku.id)
        kept = f"{card.amount:.2f}" if card else ""
        rows.append({"sku": sku, "card": card, "value": (typed or {}).get(str(sku.id), kept)})
    return {
        "rows": rows,
        "history": [{"code": codes[card.sku_id], "card": card} for card in cost_history(product.shop_id, ids)],
        "may_set": actor.can(EDIT_CATALOG, product.shop_id, brand=product.brand),
        "error": error,
    }


def typed_costs(post: Mapping[str, str], product: ProductRow) -> dict[str, str]:
    """What was typed for each SKU, by its id."""
    return {str(sku.id): post.get(f"cost-{sku.id}", "").strip() for sku in product.skus}


def write_costs(actor: Actor, product: ProductRow, typed: Mapping[str, str]) -> int:
    """Keep what was typed; an empty field takes a cost price back. InvalidInput when one is no amount."""
    amounts = {int(sku_id): _amount(text) for sku_id, text in typed.items()}
    return set_cost_prices(actor=actor, shop_id=product.shop_id, amounts=amounts)


def _amount(text: str) -> Decimal | None:
    plain = text.replace(",", "").replace("¥", "").strip()
    try:
        return Decimal(plain[:_WIDEST]) if plain else None
    except InvalidOperation as error:
        raise InvalidInput("catalog.not_an_amount", _("“%(text)s” is not an amount."), text=text[:_WIDEST]) from error
