"""Which order goes into which parcel: plainly one each, several together, or one in parts (ORD-17)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zhanggui.fulfilment.rules.pick_route import RouteKey, route_key
from zhanggui.orders.queries import due_parts, leads_of
from zhanggui.orders.values import ReadyLine

PlacedLine = tuple[str, ReadyLine]


@dataclass(frozen=True, slots=True)
class OrderToPack:
    """A ready order with its lines and the places that they lie at."""

    order_id: int
    number: str
    amount: Decimal
    lines: tuple[PlacedLine, ...]


@dataclass(frozen=True, slots=True)
class ParcelToMake:
    """One parcel: the order that leads it, the others in it, and the lines in walking order."""

    key: RouteKey
    order_id: int
    number: str
    lines: tuple[PlacedLine, ...]
    others: tuple[tuple[int, str], ...] = ()
    part_id: int | None = None


def parcels_for(orders: Sequence[OrderToPack], route: Mapping[str, int]) -> list[ParcelToMake]:
    """The parcels of these orders in the order in which they are picked; two statements, whatever the count.

    `route` numbers the places of the warehouse (INV-04).
    """
    ids = [order.order_id for order in orders]
    leads, parts = leads_of(ids), due_parts(ids)
    groups: defaultdict[int, list[OrderToPack]] = defaultdict(list)
    parcels: list[ParcelToMake] = []
    for order in orders:
        if order.order_id in parts:
            parcels += [_part(order, part_id, pieces, route) for part_id, pieces in parts[order.order_id]]
        else:
            groups[leads.get(order.order_id, order.order_id)].append(order)
    parcels += [_whole(lead, members, route) for lead, members in groups.items()]
    return sorted(parcels, key=lambda parcel: (parcel.key, parcel.number, parcel.part_id or 0))


def _whole(lead_id: int, members: Sequence[OrderToPack], route: Mapping[str, int]) -> ParcelToMake:
    lead = next((order for order in members if order.order_id == lead_id), members[0])
    lines = _walked((line for order in members for line in order.lines), route)
    others = tuple((order.order_id, order.number) for order in members if order is not lead)
    return ParcelToMake(_first(lines, route), lead.order_id, lead.number, lines, others)


def _part(order: OrderToPack, part_id: int, pieces: dict[int, int], route: Mapping[str, int]) -> ParcelToMake:
    chosen = (
        (place, replace(line, quantity=pieces[line.line_id])) for place, line in order.lines if line.line_id in pieces
    )
    lines = _walked(chosen, route)
    return ParcelToMake(_first(lines, route), order.order_id, order.number, lines, part_id=part_id)


def _walked(lines: Iterable[PlacedLine], route: Mapping[str, int]) -> tuple[PlacedLine, ...]:
    return tuple(sorted(lines, key=lambda placed: (route_key(placed[0], route), placed[1].line_id)))


def _first(lines: Sequence[PlacedLine], route: Mapping[str, int]) -> RouteKey:
    return route_key(lines[0][0] if lines else "", route)
