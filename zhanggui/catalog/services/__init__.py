"""Every change to products and SKUs."""

from zhanggui.catalog.rules import read_accessories
from zhanggui.catalog.services.brands import change_brand, check_brand
from zhanggui.catalog.services.costs import check_cost, set_cost_prices
from zhanggui.catalog.services.drafts import DraftItem, make_drafts, remove_drafts
from zhanggui.catalog.services.enter_products import NewProduct, NewSku, enter_products
from zhanggui.catalog.services.match_key import MATCH_KEY_SQL, match_key
from zhanggui.catalog.services.packing import (
    NewAccessory,
    SpecFacts,
    check_packing,
    describe_packing,
    remove_insert,
    set_insert,
)
from zhanggui.catalog.services.search_words import pinyin_initials, search_words
from zhanggui.catalog.services.weights import check_sku_weight, set_sku_weights

__all__ = [
    "MATCH_KEY_SQL",
    "DraftItem",
    "NewAccessory",
    "NewProduct",
    "NewSku",
    "SpecFacts",
    "change_brand",
    "check_brand",
    "check_cost",
    "check_packing",
    "check_sku_weight",
    "describe_packing",
    "enter_products",
    "make_drafts",
    "match_key",
    "pinyin_initials",
    "read_accessories",
    "remove_drafts",
    "remove_insert",
    "search_words",
    "set_cost_prices",
    "set_insert",
    "set_sku_weights",
]
