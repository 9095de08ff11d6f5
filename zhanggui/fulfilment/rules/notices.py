"""In which language a buyer is told that the parcel left (FUL-14)."""

CHINESE, ENGLISH = "zh-hans", "en"
_CHINESE_CHANNELS = frozenset({"taobao", "tmall", "jd", "pdd", "douyin"})


def buyer_language(channel: str, currency: str) -> str:
    """The buyer's language: Chinese at China's marketplaces and in shops that sell for yuan, else English."""
    return CHINESE if channel in _CHINESE_CHANNELS or currency == "CNY" else ENGLISH
