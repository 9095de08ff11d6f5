"""Reading the facts of many orders in a few statements."""

import json
import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import connection

from zhanggui.kernel.arrays import id_array
from zhanggui.orders.queries.results import ResultReader
from zhanggui.orders.rules import OrderFacts
from zhanggui.orders.rules.calls import call_standing
from zhanggui.orders.services.checking.around import Around, look_around, pairs_of
from zhanggui.orders.services.checking.asked import Asked
from zhanggui.orders.services.checking.goods import Goods, GoodsFacts, read_goods
from zhanggui.orders.services.checking.neighbours import duplicates, first_cod_orders, households
from zhanggui.orders.services.checking.prices import price_distances
from zhanggui.orders.services.checking.rows import lock_orders, rows_of_past, rows_to_check
from zhanggui.orders.values import HoldReason, RefundState

_NAMED = 5
# Below this nothing is worth telling.
_FAINT = 50
_OPEN_REFUNDS = frozenset({RefundState.ASKED.value, RefundState.RETURNING.value})
# Where the columns that rules ask for begin in a row, and the places of two of them.
_ASKED, _PAST_ASKED = 7, 10
_IS_COD, _PRICE_OFF = 13, 15

_HOLDS = """
SELECT id, order_id, reason, rule_code, rule_version, cause, released_at IS NULL, release_reason <> '', released_by
FROM orders_orderhold WHERE order_id = ANY(%s::bigint[]) ORDER BY id
"""
_CALLS = "SELECT order_id, means, result FROM orders_calllog WHERE order_id = ANY(%s::bigint[]) ORDER BY id"


@dataclass(frozen=True, slots=True)
class KnownHold:
    """A hold as the last check or a person left it."""

    id: int
    reason: str
    rule_code: str
    rule_version: int | None
    cause: Mapping[str, Any]
    released_by: str = ""


_NO_HOLDS: Mapping[str, KnownHold] = MappingProxyType({})


def _no_holds() -> Mapping[str, KnownHold]:
    return _NO_HOLDS


@dataclass(slots=True)
class OrderInHand:
    """An order that is being checked: facts, goods it needs, holds open and released by people.

    Orders that look alike to the rules share their facts. `mark` is over goods and address as they
    are now; `is_verified` says that a person verified them so, `has_result` that it was checked or verified before.
    """

    id: int
    is_held: bool
    facts: OrderFacts
    pieces: Mapping[int, int]
    mark: str
    is_verified: bool
    has_result: bool
    open_holds: Mapping[str, KnownHold] = field(default_factory=_no_holds)
    released: Mapping[str, KnownHold] = field(default_factory=_no_holds)

    @property
    def is_held_by_hand(self) -> bool:
        """Whether a person holds it."""
        return HoldReason.MANUAL in self.open_holds


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order of the past: its facts as far as they can be read, and what its last check stored."""

    id: int
    state: str
    refund_state: str
    facts: OrderFacts
    rules: tuple[Mapping[str, Any], ...]


def read_orders(order_ids: Sequence[int], asked: Asked, around: Around) -> list[OrderInHand]:
    """Lock and read those of the orders that are paid and still to check, in the order given: a few statements."""
    lock_orders(order_ids, asked.shop_id)
    rows = {row[0]: row for row in rows_to_check(order_ids, asked)}
    changed = [order_id for order_id, row in rows.items() if row[3]]
    more = _More(asked, rows, _ASKED, around.looked_again(changed, look_around(asked, changed)))
    orders = {}
    for order_id in order_ids:
        row = rows.get(order_id)
        if row is None:
            continue
        goods = more.goods(row[1])
        facts = more.facts(order_id, goods.facts, row[_ASKED:])
        is_verified = row[5] is not None and row[4] == row[5]
        orders[order_id] = OrderInHand(order_id, row[2], facts, goods.pieces, row[4], is_verified, row[6])
    _add_holds(orders)
    return list(orders.values())


def read_past_orders(order_ids: Sequence[int], asked: Asked) -> list[PastOrder]:
    """Facts of orders in any state, without a lock, and what the last check of each stored; in the order of the ids."""
    rows = {row[0]: row for row in rows_of_past(order_ids, asked)}
    more = _More(asked, rows, _PAST_ASKED, look_around(asked, list(rows)))
    results = ResultReader({row[6] for row in rows.values()})
    return [
        PastOrder(
            order_id,
            row[2],
            row[3],
            more.facts(order_id, more.goods(row[1]).facts, (*row[_PAST_ASKED:], _hours_then(asked, row[4], row[5]))),
            results.outcomes(*row[6:10]),
        )
        for order_id in order_ids
        if (row := rows.get(order_id)) is not None
    ]


def _hours_then(asked: Asked, ship_by_at: datetime | None, paid_at: datetime) -> int | None:
    """Hours left at the close after an order of the past was paid."""
    if ship_by_at is None or not asked.asks("hours_left_at_close"):
        return None
    return math.floor((ship_by_at - asked.closes.after(paid_at)).total_seconds() / 3600)


def _add_holds(orders: Mapping[int, OrderInHand]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [id_array(orders)])
        holds = cursor.fetchall()
    for hold_id, order_id, reason, code, version, cause, is_open, is_released_by_person, released_by in holds:
        order = orders[order_id]
        known = KnownHold(hold_id, reason, code, version, json.loads(cause), released_by)
        if is_open:
            order.open_holds = {**order.open_holds, reason: known}
        elif is_released_by_person and code:
            order.released = {**order.released, code: known}


class _More:
    """Turns rows into facts; knows what lies beside the orders: calls, and what other orders and usual prices tell."""

    def __init__(self, asked: Asked, rows: Mapping[int, Sequence[Any]], first: int, around: Around) -> None:
        self._asked = asked
        self._goods: dict[str | None, Goods] = {}
        self._goods_facts: dict[GoodsFacts, GoodsFacts] = {}
        self._facts: dict[tuple[int, tuple[Any, ...]], OrderFacts] = {}
        self._calls = _read_calls(rows) if asked.asks("call_count", "call_standing") else {}
        place = first + _IS_COD
        cod = [one for one, row in rows.items() if row[place]] if asked.asks("is_cod", "is_first_cod") else []
        self._first = first_cod_orders(cod)
        place, most = first + _PRICE_OFF, asked.settings["price_far_percent"]
        self._prices = price_distances([one for one, row in rows.items() if (row[place] or 0) > most])
        self._double = duplicates(pairs_of(around.same_buyer, rows))
        self._near = households(pairs_of(around.same_door, rows))
        self._special = {*self._calls, *self._first, *self._prices, *self._double, *self._near}

    def goods(self, text: str | None) -> Goods:
        """The goods behind their text; equal texts are read once, and equal facts of goods are one value."""
        found = self._goods.get(text)
        if found is None:
            goods = read_goods(text)
            facts = self._goods_facts.setdefault(goods.facts, goods.facts)
            found = self._goods[text] = Goods(facts, goods.pieces)
        return found

    def facts(self, order_id: int, goods: GoodsFacts, columns: tuple[Any, ...]) -> OrderFacts:
        """The facts of one order; orders that look alike share them."""
        key = (id(goods), columns)
        found = self._facts.get(key)
        if found is None:
            found = self._facts[key] = _plain_facts(goods, columns)
        return found if order_id not in self._special else self._with_more(order_id, found)

    def _with_more(self, order_id: int, plain: OrderFacts) -> OrderFacts:
        """Only for the few orders of which there is more to say: they are judged one by one."""
        tries = self._calls.get(order_id, ())
        details: dict[str, Any] = {}
        if tries:
            details["call_standing"] = {"tries": len(tries), "last": tries[-1][1]}
        if order_id in self._first:
            details["is_cod"] = {"first": True}
        if order_id in self._prices:
            details["price_off_percent"] = self._prices[order_id][1]
        if order_id in self._double:
            details["duplicate_count"] = self._double[order_id][:_NAMED]
        score, near = self._near.get(order_id, (0, []))
        if score > _FAINT:
            details["household_score"] = near
        return replace(
            plain,
            is_first_cod=order_id in self._first,
            call_count=len(tries),
            call_standing=self._standing(tries) if tries else plain.call_standing,
            duplicate_count=len(self._double.get(order_id, ())),
            household_score=score,
            details=details,
        )

    def _standing(self, tries: Sequence[tuple[str, str]]) -> str:
        kept = self._asked.settings
        return call_standing(tries, most_tries=kept["cod_call_tries"], is_strict=kept["is_cod_call_strict"])


def _plain_facts(goods: GoodsFacts, columns: tuple[Any, ...]) -> OrderFacts:
    (note, has_note, seller_note, flag, flag_label, quality, reason, is_masked, province, channel, courier, paid_amount,
     piece_count, is_cod, refund_state, price_off, hours_left) = columns  # fmt: skip
    # Many exports have no address column; a parcel without an address cannot go out either.
    quality, reason = (quality, reason) if quality else ("incomplete", "empty")
    return OrderFacts(
        buyer_note=note.strip() or ("?" if has_note else ""),
        seller_note=seller_note.strip(),
        flag=flag,
        flag_label=flag_label,
        address_quality=quality,
        address_reason=reason,
        contact_masked=is_masked,
        province=province,
        channel=channel,
        courier=courier,
        paid_amount=paid_amount,
        line_count=goods.line_count,
        unknown_line_count=goods.unknown_line_count,
        missing_piece_count=max(0, piece_count - goods.piece_count),
        piece_total=goods.piece_count,
        max_line_quantity=goods.max_quantity,
        is_cod=is_cod,
        price_off_percent=price_off,
        hours_left_at_close=hours_left,
        refund_open=refund_state in _OPEN_REFUNDS or goods.has_open_refund,
    )


def _read_calls(order_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    calls: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_CALLS, [id_array(order_ids)])
        for order_id, means, result in cursor.fetchall():
            calls[order_id].append((means, result))
    return dict(calls)
