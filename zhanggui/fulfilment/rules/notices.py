"""In which language a buyer is told that the parcel left, and how a day is said in it (FUL-14, FUL-16)."""

from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CHINESE, ENGLISH = "zh-hans", "en"
_CHINESE_CHANNELS = frozenset({"taobao", "tmall", "jd", "pdd", "douyin"})


def buyer_language(channel: str, currency: str) -> str:
    """The buyer's language: Chinese at China's marketplaces and in shops that sell for yuan, else English."""
    return CHINESE if channel in _CHINESE_CHANNELS or currency == "CNY" else ENGLISH


def expected_day_words(day: date | None, language: str) -> str:
    """`11月25日` or `25 Nov`; empty for an unknown day. The months are ours, so that no server's locale matters."""
    if day is None:
        return ""
    return f"{day.day} {_MONTHS[day.month - 1]}" if language == ENGLISH else f"{day.month}月{day.day}日"
