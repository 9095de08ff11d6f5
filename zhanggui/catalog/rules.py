"""Words about packing: accessories as people write them, and what may not stand on a card for buyers (X4)."""

import re
import unicodedata
from collections.abc import Iterable

_NOISE = re.compile(r"[\W_]+")
# Asking for praise: forbidden even without a benefit, because marketplaces read it as inducement.
_PRAISE = re.compile(
    r"好评|五星|5星|全五分|全5分|打5分|打五分|给5分|五分评|5分评|满分|改评|删差评|不要差评|勿给差评|晒图有礼"
    r"|goodreview|positivereview|fivestar|5star|topreview|bestreview"
)
# A benefit in return, whatever the review says.
_BENEFIT = re.compile(
    r"返现|返利|返红包|红包|现金|奖励|有奖|有礼|送礼|赠礼|赠品|优惠券|代金券|抵用券|免单|退款?返|领取礼"
    r"|cashback|reward|coupon|voucher|giftcard|freegift|refundforreview"
)
_REVIEW = re.compile(r"评价|评论|评分|打分|晒单|晒图|反馈|追评|review|rating|feedback|star")

_ACCESSORY = re.compile(
    r"(?P<name>.+?)(?:\s*[*×xX]\s*(?P<count>\d{1,4}))?(?:\s*[|\uff5c]\s*(?P<barcode>[^|\uff5c]+))?", re.DOTALL
)


def read_accessories(text: str) -> list[tuple[str, int, str]]:
    """Name, quantity and barcode of each: one a line, or parted by `；`, as `火柴 ×2 | 6901234567892`.

    Without quantity it is one.
    """
    found = []
    for piece in re.split(r"[\n;；]", text):
        match = _ACCESSORY.fullmatch(piece.strip())
        if match:
            found.append((match["name"].strip(), int(match["count"] or 1), (match["barcode"] or "").strip()))
    return found


def write_accessories(accessories: Iterable[tuple[str, int, str]]) -> str:
    """The same the other way round, one a line."""
    return "\n".join(
        f"{name} ×{quantity}{f' | {barcode}' if barcode else ''}" for name, quantity, barcode in accessories
    )


def wording_fault(*texts: str) -> str:
    """What is wrong with words for buyers: `praise`, `benefit`, or nothing (FUL-12, X4).

    Spaces, signs and full-width letters do not hide a word. A benefit is only wrong beside a review.
    """
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", " ".join(texts)).casefold())
    if _PRAISE.search(plain):
        return "praise"
    return "benefit" if _BENEFIT.search(plain) and _REVIEW.search(plain) else ""
