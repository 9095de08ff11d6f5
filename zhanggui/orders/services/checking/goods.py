"""The goods of an order, as one text a line tells them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

# A line `l` with its pieces that went or wait elsewhere: SKU or 0, pieces, pieces to ship, whether money is asked back.
GOODS_OF_LINES = """string_agg(concat_ws('*', coalesce(l.sku_id, 0), l.quantity, CASE WHEN l.refund_state = 'refunded'
    THEN 0 ELSE l.quantity - coalesce(away.pieces, 0) END, (l.refund_state IN ('asked', 'returning'))::int), ' ')"""


@dataclass(frozen=True, slots=True)
class GoodsFacts:
    """What rules ask about goods; equal for goods that look alike to them."""

    line_count: int = 0
    unknown_line_count: int = 0
    piece_count: int = 0
    max_quantity: int = 0
    has_open_refund: bool = False


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods as rules see them, and the pieces of each SKU that must be packed."""

    facts: GoodsFacts
    pieces: Mapping[int, int]


def read_goods(text: str | None) -> Goods:
    """The goods behind the text of an order's lines; lines without a known SKU count as one item."""
    if not text:
        return Goods(GoodsFacts(), {})
    lines = [[int(part) for part in line.split("*")] for line in text.split(" ")]
    quantities: Counter[int] = Counter()
    pieces: Counter[int] = Counter()
    for sku_id, quantity, to_ship, _is_asked in lines:
        quantities[sku_id] += quantity
        if sku_id and to_ship:
            pieces[sku_id] += to_ship
    facts = GoodsFacts(
        line_count=len(lines),
        unknown_line_count=sum(not sku_id for sku_id, *_rest in lines),
        piece_count=sum(quantities.values()),
        max_quantity=max(quantities.values()),
        has_open_refund=any(is_asked for *_rest, is_asked in lines),
    )
    return Goods(facts, dict(pieces))
