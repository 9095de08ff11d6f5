"""Which orders stand around others: of the same account, the same phone or the same door, within hours."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from zhanggui.kernel.arrays import id_array
from zhanggui.orders.services.checking.asked import Asked

# More orders than these at one phone or door are a forwarder or an office, and no household.
_CROWD = 20
_FETCHED = 20_000
_COUNTED = "state IN ('paid', 'shipped', 'completed')"
_OWN = """
SELECT order_id, buyer_nick, mobile, district, address FROM orders_ordercontact WHERE order_id = ANY(%s::bigint[])
"""
_OTHERS = f"""
DECLARE zg_around NO SCROLL CURSOR FOR
SELECT c.order_id, c.buyer_nick, c.mobile, c.district, c.address FROM (
    SELECT unnest(range_agg(tstzrange(sort_at - %(before)s, sort_at + %(after)s, '[]'))) AS span
    FROM orders_order WHERE id = ANY(%(ids)s::bigint[])
) w JOIN orders_order o ON o.shop_id = %(shop)s AND o.sort_at BETWEEN lower(w.span) AND upper(w.span)
  AND o.{_COUNTED} AND o.id <> ALL(%(ids)s::bigint[])
JOIN orders_ordercontact c ON c.order_id = o.id
"""
_STANDINGS = f"SELECT id, number, sort_at, {_COUNTED} FROM orders_order WHERE id = ANY(%s::bigint[])"
_NOT_DIGITS = re.compile("[^0-9]+")
_ACCOUNT, _PHONE, _DOOR = "account", "phone", "door"

# Other orders by id with their numbers, of each order.
Pairs = Mapping[int, Mapping[int, str]]
_Contact = tuple[int, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Around:
    """Orders of the same buyer, and orders at the same phone or door, of each order that has any."""

    same_buyer: Pairs
    same_door: Pairs

    def looked_again(self, order_ids: Collection[int], later: "Around") -> "Around":
        """The same, but of these orders what a later look found."""
        if not order_ids:
            return self
        older = set(order_ids)
        return Around(
            {**{one: others for one, others in self.same_buyer.items() if one not in older}, **later.same_buyer},
            {**{one: others for one, others in self.same_door.items() if one not in older}, **later.same_door},
        )


def pairs_of(pairs: Pairs, order_ids: Collection[int]) -> Pairs:
    """Only those of these orders."""
    return {one: pairs[one] for one in order_ids if one in pairs}


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where an order stands in time, and whether it counts as one."""

    id: int
    number: str
    at: datetime
    is_counted: bool


@dataclass(slots=True)
class _Sign:
    """Orders by one kind of sign, each sign kept as a number; orders that show the same are a group."""

    first: dict[int, int] = field(default_factory=dict)
    groups: dict[int, set[int]] = field(default_factory=dict)

    def add(self, order_id: int, sign: int) -> None:
        """Take an order that is asked about."""
        other = self.first.setdefault(sign, order_id)
        if other != order_id:
            self.groups.setdefault(sign, {other}).add(order_id)

    def compare(self, order_id: int, sign: int) -> None:
        """Take an order around them: only signs that are known already matter."""
        if sign in self.first:
            self.groups.setdefault(sign, {self.first[sign]}).add(order_id)


_Signs = Mapping[str, _Sign]
_Take = Callable[[int, int], None]


def _take(contacts: Iterable[_Contact], takers: Mapping[str, _Take]) -> None:
    """What a marketplace has masked is no sign. Writing differs, the numbers of a door do not."""
    account, phone, door = takers.get(_ACCOUNT), takers[_PHONE], takers.get(_DOOR)
    only_numbers = _NOT_DIGITS.sub
    for order_id, nick, mobile, district, address in contacts:
        if account is not None and nick and "*" not in nick:
            account(order_id, hash(nick))
        if mobile and "*" not in mobile:
            phone(order_id, hash(mobile))
        if door is not None and "*" not in address:
            numbers = only_numbers("-", address)
            if len(numbers) > 1 or numbers.isdigit():
                door(order_id, hash((district, numbers)))


def look_around(asked: Asked, order_ids: Sequence[int]) -> Around:
    """Orders that share account, phone or door with the orders, as far as the rules ask for it (ORD-09).

    One pass over the orders of the hours around, however many are checked. Past orders look back only.
    """
    spans = _spans(asked)
    if not spans or not order_ids:
        return Around({}, {})
    signs = {kind: _Sign() for kind in (_PHONE, *spans)}
    _read_signs(asked, order_ids, max(spans.values()), signs)
    groups = [(kind, group) for kind, sign in signs.items() for group in sign.groups.values()]
    standings = _standings({order_id for _kind, group in groups for order_id in group})
    wanted = set(order_ids)
    same_buyer: dict[int, dict[int, str]] = {}
    same_door: dict[int, dict[int, str]] = {}
    for kind, group in groups:
        line = sorted((standings[one] for one in group if one in standings), key=lambda one: (one.at, one.id))
        if _ACCOUNT in spans and kind != _DOOR:
            _pair_buyers(same_buyer, line, wanted, _window(asked, spans[_ACCOUNT]))
        if _DOOR in spans and kind != _ACCOUNT:
            _pair_doors(same_door, line, wanted, _window(asked, spans[_DOOR]))
    return Around(same_buyer, same_door)


def _spans(asked: Asked) -> dict[str, timedelta]:
    """How far each kind of sign is looked for."""
    asks = ((_ACCOUNT, "duplicate_count", "duplicate_hours"), (_DOOR, "household_score", "household_hours"))
    return {kind: timedelta(hours=asked.settings[hours]) for kind, fact, hours in asks if fact in asked.names}


def _window(asked: Asked, span: timedelta) -> tuple[timedelta, timedelta]:
    return span, timedelta() if asked.is_past else span


def _read_signs(asked: Asked, order_ids: Sequence[int], span: timedelta, signs: _Signs) -> None:
    before, after = _window(asked, span)
    facts: dict[str, Any] = {"shop": asked.shop_id, "ids": id_array(order_ids), "before": before, "after": after}
    with transaction.atomic(), connection.cursor() as cursor:
        # Every row is fetched, from tables whose rows of these days are in memory.
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1; SET LOCAL random_page_cost = 1.1")
        for start in range(0, len(order_ids), _FETCHED):
            cursor.execute(_OWN, [id_array(order_ids[start : start + _FETCHED])])
            _take(cursor.fetchall(), {kind: sign.add for kind, sign in signs.items()})
        cursor.execute(_OTHERS, facts)
        while True:
            cursor.execute(f"FETCH {_FETCHED} FROM zg_around")
            rows = cursor.fetchall()
            if not rows:
                break
            _take(rows, {kind: sign.compare for kind, sign in signs.items()})
        cursor.execute("CLOSE zg_around; RESET cursor_tuple_fraction")


def _standings(order_ids: Collection[int]) -> dict[int, _Standing]:
    if not order_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS, [id_array(order_ids)])
        return {row[0]: _Standing(*row) for row in cursor.fetchall()}


def _near(
    line: Sequence[_Standing], wanted: Collection[int], window: tuple[timedelta, timedelta]
) -> Iterator[tuple[_Standing, Sequence[_Standing]]]:
    """Each wanted order of a line in time with all that stand within its window, itself among them."""
    before, after = window
    times = [one.at for one in line]
    for one in line:
        if one.id in wanted:
            yield one, line[bisect_left(times, one.at - before) : bisect_right(times, one.at + after)]


def _pair_buyers(
    pairs: dict[int, dict[int, str]],
    line: Sequence[_Standing],
    wanted: Collection[int],
    window: tuple[timedelta, timedelta],
) -> None:
    """The newest of the others, so many at most."""
    for one, near in _near(line, wanted, window):
        others = [other for other in near if other.id != one.id and other.is_counted][-_CROWD:]
        if others:
            pairs.setdefault(one.id, {}).update((other.id, other.number) for other in others)


def _pair_doors(
    pairs: dict[int, dict[int, str]],
    line: Sequence[_Standing],
    wanted: Collection[int],
    window: tuple[timedelta, timedelta],
) -> None:
    for one, near in _near(line, wanted, window):
        others = [other for other in near if other.id != one.id and other.is_counted]
        if one.is_counted and 0 < len(others) < _CROWD:
            pairs.setdefault(one.id, {}).update((other.id, other.number) for other in others)
