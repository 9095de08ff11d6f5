"""What a choice about short goods does to stock, and the words for the buyer. No database here (ORD-08)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from zhanggui.orders.values import Consent, ShortageKind

_FIRST_HAN, _LAST_HAN = "\u4e00", "\u9fff"
Shelves = dict[int, dict[int, int]]


@dataclass(frozen=True, slots=True)
class ShortLine:
    """One line that must still leave: pieces, and what one costs."""

    line_id: int
    sku_id: int
    code: str
    title: str
    attributes: str
    quantity: int
    price: Decimal | None

    @property
    def words(self) -> str:
        """The goods as a buyer knows them."""
        return f"{self.title} {self.attributes}".strip() or self.code


@dataclass(frozen=True, slots=True)
class ShortOrder:
    """An order that waits for goods, as far as a choice must know it. `surname` is the masked receiver's name."""

    id: int
    number: str
    channel: str
    ship_by_at: datetime | None
    surname: str
    lines: tuple[ShortLine, ...]

    @property
    def pieces(self) -> dict[int, int]:
        """Pieces by SKU."""
        found: dict[int, int] = {}
        for line in self.lines:
            found[line.sku_id] = found.get(line.sku_id, 0) + line.quantity
        return found


@dataclass(frozen=True, slots=True)
class ShortagePlan:
    """What somebody chose: wait until a day, SKUs for other SKUs, until when the buyer answers, in which words.

    `message` is a text with the usual places to fill in; empty means the shop's own. `consent` says
    that the buyer agreed already.
    """

    kind: str
    wait_until: date | None = None
    swap: Mapping[int, int] = field(default_factory=dict)
    answer_by: datetime | None = None
    message: str = ""
    consent: Consent | None = None


@dataclass(frozen=True, slots=True)
class StockEffect:
    """One SKU of an order before and after: needed, free now, promised after it, waited for after it."""

    sku_id: int
    needed: int
    free: int
    reserved: int
    waits: int


def best_shelf(order: ShortOrder, shelves: Shelves) -> int | None:
    """The warehouse that has most pieces of the order; None when nowhere is any. Earlier ones win a tie."""
    wanted = order.pieces
    best, most = None, 0
    for warehouse_id, free in shelves.items():
        there = sum(min(pieces, max(0, free.get(sku, 0))) for sku, pieces in wanted.items())
        if there > most:
            best, most = warehouse_id, there
    return best


def parts_now(order: ShortOrder, shelves: Shelves) -> dict[int, int]:
    """Pieces by line that can leave now from one warehouse; they are taken off the shelves given."""
    shelf = best_shelf(order, shelves)
    if shelf is None:
        return {}
    free, taken = shelves[shelf], {}
    for line in order.lines:
        pieces = min(line.quantity, max(0, free.get(line.sku_id, 0)))
        if pieces:
            taken[line.line_id] = pieces
            free[line.sku_id] -= pieces
    return taken


def missing_of(order: ShortOrder, shelves: Shelves) -> dict[int, int]:
    """What the shop's first warehouse lacks, by SKU; empty when some warehouse has all of it."""
    lacks = [
        {sku: pieces - max(0, free.get(sku, 0)) for sku, pieces in order.pieces.items() if pieces > free.get(sku, 0)}
        for free in shelves.values()
    ] or [order.pieces]
    return {} if any(not missing for missing in lacks) else lacks[0]


def stock_effect(order: ShortOrder, plan: ShortagePlan, shelves: Shelves) -> tuple[StockEffect, ...]:
    """What the choice does to stock, SKU by SKU. Works on a copy: the shelves stay as they are."""
    free = _all_free(shelves)
    wanted = order.pieces
    if plan.kind == ShortageKind.PART_SHIP:
        now = _by_sku(order.lines, parts_now(order, {key: dict(value) for key, value in shelves.items()}))
        return tuple(
            StockEffect(sku, n, free.get(sku, 0), now.get(sku, 0), n - now.get(sku, 0)) for sku, n in wanted.items()
        )
    if plan.kind == ShortageKind.REFUND:
        return tuple(StockEffect(sku, n, free.get(sku, 0), 0, 0) for sku, n in wanted.items())
    if plan.kind == ShortageKind.REPLACE:
        wanted = _swapped(wanted, plan.swap)
    missing = {sku: max(0, n - free.get(sku, 0)) for sku, n in wanted.items()}
    is_whole = not any(missing.values())
    rows = [StockEffect(sku, n, free.get(sku, 0), n if is_whole else 0, missing[sku]) for sku, n in wanted.items()]
    gone = [StockEffect(sku, n, free.get(sku, 0), 0, 0) for sku, n in order.pieces.items() if sku not in wanted]
    return (*gone, *rows)


def price_difference(order: ShortOrder, swap: Mapping[int, int], prices: Mapping[int, Decimal]) -> Decimal | None:
    """What the other goods usually cost more (or less) than the buyer paid; None where a price is not known."""
    total = Decimal("0.00")
    for line in order.lines:
        if line.sku_id in swap:
            other = prices.get(swap[line.sku_id])
            if other is None or line.price is None:
                return None
            total += (other - line.price) * line.quantity
    return total


def address_as(surname: str, *, is_chinese: bool) -> str:
    """How a buyer is spoken to: by surname where we know one, and never by a name that pages mask."""
    family = surname.strip().partition("*")[0]
    is_known = bool(family) and all(_FIRST_HAN <= letter <= _LAST_HAN for letter in family)
    if is_chinese:
        return f"{family}先生/女士" if is_known else "亲"
    return "customer"


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its places `{name}` filled in; a place that nobody knows stays as it is."""
    for key, value in facts.items():
        text = text.replace(f"{{{key}}}", value)
    return text


def _swapped(pieces: Mapping[int, int], swap: Mapping[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for sku, count in pieces.items():
        other = swap.get(sku, sku)
        found[other] = found.get(other, 0) + count
    return found


def _by_sku(lines: Sequence[ShortLine], taken: Mapping[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for line in lines:
        found[line.sku_id] = found.get(line.sku_id, 0) + taken.get(line.line_id, 0)
    return found


def _all_free(shelves: Shelves) -> dict[int, int]:
    """Free pieces by SKU in the warehouse that has most of it: an order leaves from one warehouse."""
    found: dict[int, int] = {}
    for free in shelves.values():
        for sku, pieces in free.items():
            found[sku] = max(found.get(sku, 0), pieces, 0)
    return found
