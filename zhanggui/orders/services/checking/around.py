"""Which orders stand around others: of the same account, the same phone or the same door, within hours."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from zhanggui.kernel.arrays import id_array
from zhanggui.orders.services.checking.asked import Asked
from zhanggui.orders.services.checking.pausing import without_collecting

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
    SELECT unnest(range_agg(tstzrange(hour - %(before)s, hour + interval '1 hour' + %(after)s))) AS span FROM (
        SELECT DISTINCT date_bin('1 hour', sort_at, timestamptz 'epoch') AS hour
        FROM orders_order WHERE id = ANY(%(ids)s::bigint[])
    ) h
) w JOIN orders_order o ON o.shop_id = %(shop)s AND o.sort_at BETWEEN lower(w.span) AND upper(w.span)
  AND o.{_COUNTED} AND o.id <> ALL(%(ids)s::bigint[])
JOIN orders_ordercontact c ON c.order_id = o.id
"""
_STANDINGS = f"SELECT id, number, sort_at, {_COUNTED} FROM orders_order WHERE id = ANY(%s::bigint[])"
# Digits as they are, everything else as a space.
_DIGITS = bytes(byte if byte in b"0123456789" else 32 for byte in range(256))
_ACCOUNT, _PHONE, _DOOR = "account", "phone", "door"

# Other orders by id with their numbers, of each order.
Pairs = Mapping[int, Mapping[int, str]]
_Contact = tuple[int, str, str, str, str]
# An order and the number of a sign that it shows.
_Shown = tuple[int, int]


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

    def add(self, shown: Iterable[_Shown]) -> None:
        """Take orders that are asked about."""
        first_of = self.first.setdefault
        for order_id, sign in shown:
            other = first_of(sign, order_id)
            if other != order_id:
                self.groups.setdefault(sign, {other}).add(order_id)

    def compare(self, shown: Iterable[_Shown]) -> None:
        """Take orders around them: only signs that are known already matter."""
        for order_id, sign in shown:
            if sign in self.first:
                self.groups.setdefault(sign, {self.first[sign]}).add(order_id)


def _accounts(contacts: Iterable[_Contact]) -> list[_Shown]:
    """What a marketplace has masked is no sign."""
    return [(order_id, hash(nick)) for order_id, nick, _, _, _ in contacts if nick and "*" not in nick]


def _phones(contacts: Iterable[_Contact]) -> list[_Shown]:
    return [(order_id, hash(mobile)) for order_id, _, mobile, _, _ in contacts if mobile and "*" not in mobile]


def _doors(contacts: Iterable[_Contact]) -> list[_Shown]:
    """Writing differs, the numbers of a door do not."""
    numbered = [
        (order_id, district, address.encode("ascii", "replace").translate(_DIGITS).split())
        for order_id, _, _, district, address in contacts
        if "*" not in address
    ]
    return [(order_id, hash((district, *numbers))) for order_id, district, numbers in numbered if numbers]


_SIGNS: Mapping[str, Callable[[Iterable[_Contact]], list[_Shown]]] = {
    _ACCOUNT: _accounts,
    _PHONE: _phones,
    _DOOR: _doors,
}


@without_collecting()
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


def _read_signs(asked: Asked, order_ids: Sequence[int], span: timedelta, signs: Mapping[str, _Sign]) -> None:
    before, after = _window(asked, span)
    facts: dict[str, Any] = {"shop": asked.shop_id, "ids": id_array(order_ids), "before": before, "after": after}
    with transaction.atomic(), connection.cursor() as cursor:
        # Every row is fetched, from tables whose rows of these days are in memory.
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1; SET LOCAL random_page_cost = 1.1")
        for start in range(0, len(order_ids), _FETCHED):
            cursor.execute(_OWN, [id_array(order_ids[start : start + _FETCHED])])
            contacts = cursor.fetchall()
            for kind, sign in signs.items():
                sign.add(_SIGNS[kind](contacts))
        cursor.execute(_OTHERS, facts)
        while True:
            cursor.execute(f"FETCH {_FETCHED} FROM zg_around")
            rows = cursor.fetchall()
            if not rows:
                break
            for kind, sign in signs.items():
                sign.compare(_SIGNS[kind](rows))
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
