"""What merging or splitting comes to before it is done: parcels, postage, promise, refund base (ORD-17).

Money stays on the order, so the refund base of a merge is the sum of its orders, and the parts of a
split share out what the buyer paid, to the cent. An amount that nobody knows is None, never zero.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from zhanggui.kernel.money import share_out
from zhanggui.orders.values import Part

NOTHING = Decimal("0.00")
# What a parcel costs us, by its pieces of each line; None where no price is known.
Quote = Callable[[Mapping[int, int]], Decimal | None]


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of an order: pieces, and what the buyer paid for it."""

    id: int
    title: str
    quantity: int
    paid_amount: Decimal


@dataclass(frozen=True, slots=True)
class OrderFactsForShipping:
    """What a preview must know of an order."""

    id: int
    number: str
    freight_amount: Decimal | None
    paid_amount: Decimal
    refund_amount: Decimal
    ship_by_at: datetime | None
    lines: tuple[LineFacts, ...]

    @property
    def pieces(self) -> int:
        """How many pieces the order has."""
        return sum(line.quantity for line in self.lines)

    @property
    def by_line(self) -> dict[int, int]:
        """All its pieces by line."""
        return {line.id: line.quantity for line in self.lines}

    @property
    def refund_base(self) -> Decimal:
        """The most that can still be given back: paid less refunded."""
        return self.paid_amount - self.refund_amount


@dataclass(frozen=True, slots=True)
class Side:
    """Parcels, postage, promise and refund base, before or after. The promises are those of the parcels."""

    parcels: int
    postage_paid: Decimal | None
    postage_cost: Decimal | None
    promises: tuple[datetime | None, ...]
    refund_bases: tuple[Decimal, ...]

    @property
    def refund_base(self) -> Decimal:
        """All refund bases together; the same before and after."""
        return sum(self.refund_bases, NOTHING)


@dataclass(frozen=True, slots=True)
class Preview:
    """Before and after, and the difference of what postage costs us: negative is saved."""

    before: Side
    after: Side

    @property
    def postage_difference(self) -> Decimal | None:
        """What the parcels cost more (or less) afterwards; None where no price is known."""
        before, after = self.before.postage_cost, self.after.postage_cost
        return None if before is None or after is None else after - before


class BadParts(ValueError):
    """Parts do not hold every piece of the order exactly once."""


def preview_merge(orders: Sequence[OrderFactsForShipping], quote: Quote) -> Preview:
    """What one parcel instead of several comes to; the promise is the earliest of the orders."""
    bases = tuple(order.refund_base for order in orders)
    paid = _added(order.freight_amount for order in orders)
    promises = tuple(order.ship_by_at for order in orders)
    before = Side(len(orders), paid, _added(quote(order.by_line) for order in orders), promises, bases)
    together = quote({line: pieces for order in orders for line, pieces in order.by_line.items()})
    return Preview(before, Side(1, paid, together, (earliest(promises),), bases))


def preview_split(order: OrderFactsForShipping, parts: Sequence[Part], quote: Quote) -> Preview:
    """What several parcels instead of one come to; raises BadParts unless each piece is in one of them."""
    check_parts(order, parts)
    before = Side(1, order.freight_amount, quote(order.by_line), (order.ship_by_at,), (order.refund_base,))
    costs = _added(quote(part.pieces) for part in parts)
    promises = tuple(None if part.is_later else order.ship_by_at for part in parts)
    return Preview(before, Side(len(parts), order.freight_amount, costs, promises, refund_bases(order, parts)))


def refund_bases(order: OrderFactsForShipping, parts: Sequence[Part]) -> tuple[Decimal, ...]:
    """Each part's share of the order's refund base: by what its pieces cost, to the cent."""
    by_line = {line.id: line for line in order.lines}
    weights = [
        sum(
            (
                by_line[line_id].paid_amount * pieces / by_line[line_id].quantity
                for line_id, pieces in part.pieces.items()
            ),
            NOTHING,
        )
        for part in parts
    ]
    return tuple(share_out(order.refund_base, weights))


def check_parts(order: OrderFactsForShipping, parts: Sequence[Part]) -> None:
    """Raise BadParts unless there are two parts or more, none empty, that hold every piece exactly once."""
    held: dict[int, int] = {}
    for part in parts:
        if not part.pieces or min(part.pieces.values()) < 1:
            raise BadParts
        for line_id, pieces in part.pieces.items():
            held[line_id] = held.get(line_id, 0) + pieces
    if len(parts) < 2 or held != order.by_line:
        raise BadParts
    if all(part.is_later for part in parts):
        raise BadParts


def earliest(moments: Iterable[datetime | None]) -> datetime | None:
    """The first of the moments that are known."""
    return min((moment for moment in moments if moment is not None), default=None)


def _added(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = NOTHING
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total
