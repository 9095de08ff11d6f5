"""product list, brand."""

from typing import Any

from zhanggui.catalog.queries import brands_shown, product_named, product_rows, products_json
from zhanggui.catalog.services import change_brand, check_brand
from zhanggui.catalog.values import VIEW_CATALOG
from zhanggui.cli.prepare import Context
from zhanggui.kernel.permissions import require


def list_products(context: Context) -> dict[str, Any]:
    """Products of the brands that --as sees."""
    words, shop_id = context.arguments, context.shop.id
    require(context.actor, VIEW_CATALOG, shop_id)
    brands = brands_shown(context.actor, VIEW_CATALOG, shop_id)
    return {"products": products_json(product_rows(shop_id, text=words.text, before=words.before, brands=brands))}


def set_brand(context: Context) -> dict[str, Any]:
    """Write the brand of one product."""
    words, shop_id = context.arguments, context.shop.id
    require(context.actor, VIEW_CATALOG, shop_id)
    brand = check_brand(words.brand)
    product_id = product_named(context.actor, shop_id, words.product) or 0
    changed = change_brand(actor=context.actor, shop_id=shop_id, product_id=product_id, brand=brand)
    return {"product": words.product, "brand": brand, "is_changed": changed}
