"""Colour, size and address of the file beside our own values, for who verifies (ORD-05)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from zhanggui.catalog.queries import SkuCard, sku_cards
from zhanggui.orders.queries import LineRow, OrderFilters, OrderRow, list_orders
from zhanggui.orders.rules import Variant, differs, variant_of
from zhanggui.orders.ui.rows import goods_words, short_place
from zhanggui.orders.ui.words import ADDRESS_WORDS

SHOWN_IN_PREVIEW = 30
_QUALITY_WORDS = {"complete": gettext_lazy("reaches the house"), "": gettext_lazy("not judged")}


def compared_lines(lines: Sequence[LineRow]) -> list[dict[str, Any]]:
    """Each line: what the file says beside what our catalogue says."""
    cards = sku_cards(line.sku_id for line in lines if line.sku_id is not None)
    return [_compared(line, cards) for line in lines]


def _compared(line: LineRow, cards: Mapping[int, SkuCard]) -> dict[str, Any]:
    card = cards.get(line.sku_id or 0)
    theirs = variant_of(line.attributes)
    ours = variant_of(card.attributes) if card else Variant()
    return {
        "title": line.title or line.sku_code,
        "quantity": line.quantity,
        "theirs": theirs,
        "ours": ours,
        "code": card.code if card else "",
        "is_known": card is not None,
        "colour_differs": differs(ours.colour, theirs.colour),
        "size_differs": differs(ours.size, theirs.size),
    }


def address_words(order: OrderRow) -> dict[str, Any]:
    """How our reading of the address came out."""
    contact = order.contact
    area = " ".join(dict.fromkeys(part for part in (contact.province, contact.city, contact.district) if part))
    judged = _QUALITY_WORDS.get(contact.address_quality) or ADDRESS_WORDS.get(
        contact.address_reason, contact.address_reason
    )
    return {
        "area": area,
        "judged": judged,
        "is_doubtful": contact.address_quality not in {"", "complete"} and contact.address_reason != "confirmed",
    }


def preview(order_ids: Sequence[int], shops: Sequence[int]) -> list[dict[str, Any]]:
    """The first of many orders before they are verified: what differs comes first. Five statements."""
    filters = OrderFilters(order_ids=tuple(order_ids[:SHOWN_IN_PREVIEW]))
    orders = list_orders(filters, shops, limit=SHOWN_IN_PREVIEW).rows
    compared = compared_lines([line for order in orders for line in order.lines])
    rows = []
    for order in orders:
        mine, compared = compared[: len(order.lines)], compared[len(order.lines) :]
        address = address_words(order)
        rows.append(
            {
                "number": order.number,
                "goods": goods_words(order),
                "lines": mine,
                "place": short_place(order),
                "address": address,
                "is_held": order.is_held,
                "is_doubtful": address["is_doubtful"]
                or any(line["colour_differs"] or line["size_differs"] or not line["is_known"] for line in mine),
            }
        )
    return sorted(rows, key=lambda row: not row["is_doubtful"])
