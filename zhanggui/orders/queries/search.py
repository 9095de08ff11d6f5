"""The search box: one text, every kind of thing it may mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhanggui.orders.queries.arms import MIN_PREFIX, PHONE_TAIL
from zhanggui.orders.queries.filters import OrderFilters
from zhanggui.orders.queries.lists import list_orders
from zhanggui.orders.queries.rows import OrderRow
from zhanggui.orders.values import NUMBER_TAIL

HITS = 8
_LANDLINE_DIGITS, _MOBILE_DIGITS = 7, 11


@dataclass(frozen=True, slots=True)
class Hit:
    """One order found, and by what: number, phone, waybill, name or product."""

    kind: str
    order: OrderRow


def search(shops: Sequence[int], text: str, *, limit: int = HITS) -> list[Hit]:
    """Orders that a text may mean, best first: number, phone, waybill, receiver, product."""
    words = text.strip()
    found: dict[int, Hit] = {}
    if not words or not shops:
        return []
    for kind, filters in _meanings(words):
        for row in list_orders(filters, shops, limit=limit).rows:
            found.setdefault(row.id, Hit(kind, row))
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _meanings(words: str) -> list[tuple[str, OrderFilters]]:
    is_code = words.isascii() and " " not in words
    meanings: list[tuple[str, OrderFilters]] = []
    if is_code and len(words) >= NUMBER_TAIL:
        meanings.append(("number", OrderFilters(number=words)))
    if words.isdigit() and (len(words) == PHONE_TAIL or _LANDLINE_DIGITS <= len(words) <= _MOBILE_DIGITS):
        meanings.append(("phone", OrderFilters(phone=words)))
    if is_code and len(words) > PHONE_TAIL:
        meanings.append(("waybill", OrderFilters(parcel=words)))
    if len(words) >= MIN_PREFIX and not words.isdigit():
        meanings.append(("name", OrderFilters(receiver_name=words)))
        meanings.append(("product", OrderFilters(product_text=words)))
    return meanings
