"""What buyers are told of short goods: the shop's own words, or ours, in the buyer's language (ORD-08)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import UnknownChoice
from zhanggui.orders.models import BuyerText
from zhanggui.orders.values import MANAGE_RULES, ShortageKind
from zhanggui.shops.values import CHINESE, ENGLISH

LANGUAGES = (CHINESE, ENGLISH)
LONGEST_TEXT = 1_000
PLACES = ("name", "shop", "order", "goods", "here", "date", "other", "difference", "answer_by")
_TEXTS = {
    ShortageKind.WAIT: _(
        "Hello {name}, this is {shop}. Of your order {order} this is out of stock for now: {goods}. We expect it by"
        " {date} and ship everything then. Is it all right for you to wait? Please answer by {answer_by}; otherwise we"
        " ask again."
    ),
    ShortageKind.REPLACE: _(
        "Hello {name}, this is {shop}. Of your order {order} this is out of stock: {goods}. We could send {other}"
        " instead at once{difference}. Would you like that? Please answer by {answer_by}."
    ),
    ShortageKind.PART_SHIP: _(
        "Hello {name}, this is {shop}. Of your order {order} this is out of stock for now: {goods}. What is here leaves"
        " today: {here}. The rest follows as soon as it arrives, without more postage. If you would rather not, tell us"
        " by {answer_by}."
    ),
    ShortageKind.REFUND: _(
        "Hello {name}, this is {shop}. Of your order {order} this is out of stock: {goods}. We have noted that you"
        " would like your money back; we see to it and write to you by {answer_by}."
    ),
}


def own_code(kind: str) -> str:
    """Under which code a shop's own text for a choice is kept."""
    return f"shortage.{kind}"


def buyer_text(shop_id: int, kind: str, language: str) -> str:
    """The words for a choice in a language, with their places still open."""
    own = BuyerText.objects.filter(shop_id=shop_id, code=own_code(kind), language=language).first()
    return own.text if own is not None else _our_text(kind, language)


def _our_text(kind: str, language: str) -> str:
    with override(language):
        return str(_TEXTS[ShortageKind(kind)])


def buyer_texts(shop_id: int) -> list[dict[str, object]]:
    """All words of a shop for short goods, by choice and language; `is_own` where the shop wrote them."""
    rows = BuyerText.objects.filter(shop_id=shop_id)
    own = {(row.code, row.language): row.text for row in rows}
    return [
        {
            "kind": kind,
            "language": language,
            "text": own.get((own_code(kind), language)) or _our_text(kind, language),
            "is_own": (own_code(kind), language) in own,
        }
        for kind in ShortageKind.values
        for language in LANGUAGES
    ]


def set_buyer_text(*, actor: Actor, shop_id: int, kind: str, language: str, text: str) -> None:
    """Keep the shop's own words for a choice in a language; an empty text brings ours back."""
    require(actor, MANAGE_RULES, shop_id)
    if kind not in ShortageKind.values:
        raise UnknownChoice("kind", kind, ShortageKind.values)
    if language not in LANGUAGES:
        raise UnknownChoice("language", language, LANGUAGES)
    words = _plain(text)
    where: dict[str, Any] = {"shop_id": shop_id, "code": own_code(kind), "language": language}
    with transaction.atomic():
        if words:
            changes = {"text": words, "changed_at": now(), "changed_by": actor.name}
            BuyerText.objects.update_or_create(**where, defaults=changes)
        else:
            BuyerText.objects.filter(**where).delete()
        data = {"kind": kind, "language": language, "is_own": bool(words)}
        record(actor, "shop.buyer_text_changed", shop_id=shop_id, subject=Subject("shop", shop_id), data=data)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()[:LONGEST_TEXT]


def set_buyer_texts(*, actor: Actor, shop_id: int, texts: Mapping[tuple[str, str], str]) -> int:
    """Keep several of the shop's own words, by choice and language; returns how many differed from what stood there."""
    require(actor, MANAGE_RULES, shop_id)
    known = {(str(row["kind"]), str(row["language"])): _plain(str(row["text"])) for row in buyer_texts(shop_id)}
    changed = {key: text for key, text in texts.items() if _plain(text) != known.get(key)}
    with transaction.atomic():
        for (kind, language), text in changed.items():
            set_buyer_text(actor=actor, shop_id=shop_id, kind=kind, language=language, text=text)
    return len(changed)
