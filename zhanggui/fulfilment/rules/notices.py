"""In which language a buyer is told that the parcel left, and how a day is said in it (FUL-14, FUL-16)."""

from zhanggui.shops.values import CHINESE, ENGLISH, buyer_language
from zhanggui.shops.values import day_words as expected_day_words

__all__ = ["CHINESE", "ENGLISH", "buyer_language", "expected_day_words"]
