"""What could take the place of short goods: the same product's colours first, then any SKU of the shop (ORD-08)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.queries import SkuCard, find_skus, sibling_cards, sku_cards, skus_by_code, skus_in_shop
from zhanggui.inventory.queries import availability
from zhanggui.kernel.errors import NotFound
from zhanggui.orders.queries.detail import order_detail
from zhanggui.orders.queries.shortage_facts import short_facts, usual_prices

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Replacement:
    """A SKU in place of a short one: pieces free, its usual price, and how much more than `paid` one piece costs."""

    card: SkuCard
    is_same_product: bool
    free: int
    price: Decimal | None
    difference: Decimal | None


def replacements(
    shop_id: int,
    sku_ids: Sequence[int],
    *,
    find: str = "",
    paid: Mapping[int, Decimal] | None = None,
    also: Sequence[int] = (),
) -> dict[int, list[Replacement]]:
    """For each short SKU what is free to take its place: of the same product, those with most first, then found ones.

    `find` looks at code, barcode, title and pinyin in the whole shop; `paid` is what a buyer paid for one piece
    (else the SKU's own usual price is compared); `also` keeps SKUs in that were chosen before.
    """
    short = sku_cards(skus_in_shop(shop_id, sku_ids))
    siblings = sibling_cards({card.product_id for card in short.values()})
    found = find_skus(shop_id, find, limit=MOST_FOUND)
    kept = sku_cards(skus_in_shop(shop_id, also)).values()
    cards = {card.id: card for group in (*siblings.values(), found, kept) for card in group}
    free, prices = availability(shop_id, cards), usual_prices(shop_id, [*cards, *short])
    compared = {**prices, **(paid or {})}

    def offer(card: SkuCard, sku_id: int) -> Replacement:
        price, before = prices.get(card.id), compared.get(sku_id)
        difference = None if price is None or before is None else price - before
        is_same = card.product_id == short[sku_id].product_id
        return Replacement(card, is_same, free.get(card.id, 0), price, difference)

    offers: dict[int, list[Replacement]] = {}
    for sku_id, mine in sorted(short.items()):
        same = sorted(siblings.get(mine.product_id, []), key=lambda card: (-free.get(card.id, 0), card.code))
        others = [card for card in (*found, *kept) if card.product_id != mine.product_id]
        ranked = dict.fromkeys(card.id for card in (*same, *others) if card.id != sku_id)
        offers[sku_id] = [offer(cards[each], sku_id) for each in ranked if free.get(each, 0) > 0]
    return offers


def replacement_json(row: Replacement) -> dict[str, Any]:
    """An offer as commands and the API tell it."""
    return {
        "sku": row.card.code,
        "title": row.card.title,
        "attributes": row.card.attributes,
        "is_same_product": row.is_same_product,
        "free": row.free,
        "price": None if row.price is None else f"{row.price:.2f}",
        "difference": None if row.difference is None else f"{row.difference:.2f}",
    }


def others_of_code(shop_id: int, code: str, *, find: str = "", number: str = "") -> list[dict[str, Any]]:
    """The same for one SKU by its code, against what an order's buyer paid; NotFound."""
    sku_id = skus_by_code(shop_id, [code]).get(code)
    if sku_id is None:
        raise NotFound("orders.shortage_no_sku", _("The shop has no SKU “%(code)s”."), code=code)
    paid = paid_prices(shop_id, [order_detail(shop_id, number).order.id]) if number else None
    return [replacement_json(row) for row in replacements(shop_id, [sku_id], find=find, paid=paid)[sku_id]]


def paid_prices(shop_id: int, order_ids: Sequence[int]) -> dict[int, Decimal]:
    """What was paid for one piece of each SKU, as the first of the orders has it."""
    lines = [line for order in short_facts(shop_id, order_ids) for line in order.lines]
    return {line.sku_id: line.price for line in reversed(lines) if line.price is not None}
