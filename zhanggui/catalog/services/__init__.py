"""Every change to products and SKUs."""

from zhanggui.catalog.services.drafts import DraftItem, make_drafts, remove_drafts
from zhanggui.catalog.services.enter_products import NewProduct, NewSku, enter_products
from zhanggui.catalog.services.match_key import MATCH_KEY_SQL, match_key
from zhanggui.catalog.services.search_words import pinyin_initials, search_words

__all__ = [
    "MATCH_KEY_SQL",
    "DraftItem",
    "NewProduct",
    "NewSku",
    "enter_products",
    "make_drafts",
    "match_key",
    "pinyin_initials",
    "remove_drafts",
    "search_words",
]
