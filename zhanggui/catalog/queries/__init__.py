"""Reading products, SKUs, what they cost, and how they are packed."""

from zhanggui.catalog.queries.brands import (
    brand_of_sku,
    brands_of,
    brands_shown,
    foreign_products,
    foreign_skus,
    product_named,
    skus_shown,
)
from zhanggui.catalog.queries.costs import cost_history, costs_json, costs_of, sku_ids_by_code
from zhanggui.catalog.queries.packing import (
    accessories_of,
    packing_json,
    packing_specs,
    parcel_inserts,
    shop_spec,
)
from zhanggui.catalog.queries.products import (
    ProductRow,
    product_rows,
    product_whole,
    products_by_code,
    products_json,
)
from zhanggui.catalog.queries.skus import (
    SkuCard,
    count_drafts,
    draft_cards,
    find_skus,
    shop_of_sku,
    sibling_cards,
    sku_cards,
    skus_by_code,
    skus_in_shop,
)
from zhanggui.catalog.queries.weights import ParcelWeight, parcel_weights, sku_weights, weights_json

__all__ = [
    "ParcelWeight",
    "ProductRow",
    "SkuCard",
    "accessories_of",
    "brand_of_sku",
    "brands_of",
    "brands_shown",
    "cost_history",
    "costs_json",
    "costs_of",
    "count_drafts",
    "draft_cards",
    "find_skus",
    "foreign_products",
    "foreign_skus",
    "packing_json",
    "packing_specs",
    "parcel_inserts",
    "parcel_weights",
    "product_named",
    "product_rows",
    "product_whole",
    "products_by_code",
    "products_json",
    "shop_of_sku",
    "shop_spec",
    "sibling_cards",
    "sku_cards",
    "sku_ids_by_code",
    "sku_weights",
    "skus_by_code",
    "skus_in_shop",
    "skus_shown",
    "weights_json",
]
