"""Reading the facts of many orders in a few statements."""

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from zhanggui.orders.queries.verified import MARK, PERSON
from zhanggui.orders.rules import OrderFacts
from zhanggui.orders.rules.calls import call_standing
from zhanggui.orders.services.checking.asked import Asked
from zhanggui.orders.services.checking.neighbours import duplicates, first_cod_orders, households
from zhanggui.orders.services.checking.prices import price_distances
from zhanggui.orders.values import HoldReason, RefundState

_NO_DETAILS: Mapping[str, Any] = {}
_NAMED = 5
# The place of the refund's state among the columns.
_REFUND = 8
# Below this nothing is worth telling.
_FAINT = 50
_OPEN_REFUNDS = frozenset({RefundState.ASKED.value, RefundState.RETURNING.value})

_COLUMNS = """
o.id, o.number, o.is_held, o.has_buyer_note, COALESCE(o.flag, 0), o.flag_label, o.is_cod, o.piece_count,
o.refund_state, COALESCE(c.buyer_note, ''), COALESCE(c.address_quality, ''), COALESCE(c.address_reason, ''),
COALESCE(c.is_masked, false), o.seller_note, o.channel, o.courier_name, o.paid_amount, COALESCE(c.province, ''),
o.ship_by_at, COALESCE(o.paid_at, o.sort_at)
"""
# Locks the orders in the order of their ids, so that nobody closes or changes one meanwhile.
_ORDERS = f"""
SELECT CASE WHEN r.verified_how = '{PERSON}' THEN r.verified_mark = {MARK} ELSE false END, {_COLUMNS}
FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
LEFT JOIN orders_checkresult r ON r.order_id = o.id
WHERE o.id = ANY(%s) AND o.shop_id = %s AND o.state = 'paid' AND o.step = 'to_check'
ORDER BY o.id FOR NO KEY UPDATE OF o
"""
_PAST = f"""
SELECT r.rules, o.state, {_COLUMNS}
FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
LEFT JOIN orders_checkresult r ON r.order_id = o.id WHERE o.id = ANY(%s)
"""
_LINES = """
WITH away AS (
    SELECT q.line_id, sum(q.quantity) AS pieces FROM orders_ordersplit s JOIN orders_orderpart p ON p.split_id = s.id
    JOIN orders_orderpartline q ON q.part_id = p.id
    WHERE s.order_id = ANY(%(ids)s) AND s.undone_at IS NULL AND (p.is_later OR p.shipped_at IS NOT NULL) GROUP BY 1
)
SELECT order_id, sku_id, sum(quantity), count(*), bool_or(refund_state IN ('asked', 'returning')),
       sum(quantity - coalesce(away.pieces, 0)::int) FILTER (WHERE refund_state <> 'refunded')
FROM orders_orderline l LEFT JOIN away ON away.line_id = l.id
WHERE order_id = ANY(%(ids)s) GROUP BY order_id, sku_id
"""
_HOLDS = """
SELECT id, order_id, reason, rule_code, rule_version, cause, released_at IS NULL, release_reason <> '', released_by
FROM orders_orderhold WHERE order_id = ANY(%s) ORDER BY id
"""
_CALLS = "SELECT order_id, means, result FROM orders_calllog WHERE order_id = ANY(%s) ORDER BY id"


@dataclass(frozen=True, slots=True)
class KnownHold:
    """A hold as the last check or a person left it."""

    id: int
    reason: str
    rule_code: str
    rule_version: int | None
    cause: Mapping[str, Any]
    released_by: str = ""


@dataclass(slots=True)
class OrderInHand:
    """An order that is being checked: facts, goods it needs, holds open and released by people.

    `is_verified` says that a person verified goods and address as they are now.
    """

    id: int
    number: str
    is_held: bool
    facts: OrderFacts
    pieces: dict[int, int]
    is_verified: bool = False
    open_holds: dict[str, KnownHold] = field(default_factory=dict)
    released: dict[str, KnownHold] = field(default_factory=dict)

    @property
    def is_held_by_hand(self) -> bool:
        """Whether a person holds it."""
        return HoldReason.MANUAL in self.open_holds


@dataclass(slots=True)
class _Goods:
    line_count: int = 0
    unknown_line_count: int = 0
    piece_count: int = 0
    max_quantity: int = 0
    has_open_refund: bool = False
    pieces: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order of the past: its facts as far as they can be read, and what its last check stored."""

    id: int
    state: str
    refund_state: str
    facts: OrderFacts
    rules: tuple[Mapping[str, Any], ...]


def read_orders(order_ids: Sequence[int], asked: Asked) -> list[OrderInHand]:
    """Lock and read those of the orders that are paid and still to check, by id: a few statements."""
    ids = list(order_ids)
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS, [ids, asked.shop_id])
        rows = cursor.fetchall()
    more = _More(ids, asked)
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [ids])
        holds = cursor.fetchall()
    orders = {}
    for is_verified, *row in rows:
        order_id, number, is_held = row[:3]
        facts = more.facts(row)
        orders[order_id] = OrderInHand(order_id, number, is_held, facts, more.goods_of(order_id).pieces, is_verified)
    for hold_id, order_id, reason, code, version, cause, is_open, is_released_by_person, released_by in holds:
        order = orders.get(order_id)
        if order is None:
            continue
        known = KnownHold(hold_id, reason, code, version, json.loads(cause), released_by)
        if is_open:
            order.open_holds[reason] = known
        elif is_released_by_person and code:
            order.released[code] = known
    return list(orders.values())


def read_past_orders(order_ids: Sequence[int], asked: Asked) -> list[PastOrder]:
    """Facts of orders in any state, without a lock, and what the last check of each stored; in the order of the ids."""
    ids = list(order_ids)
    with connection.cursor() as cursor:
        cursor.execute(_PAST, [ids])
        rows = cursor.fetchall()
    more = _More(ids, asked)
    found = {
        row[0]: PastOrder(row[0], state, row[_REFUND], more.facts(row), tuple(json.loads(rules) if rules else ()))
        for rules, state, *row in rows
    }
    return [found[order_id] for order_id in ids if order_id in found]


class _More:
    """What lies beside the orders: goods, calls, and what other orders and usual prices tell."""

    def __init__(self, ids: list[int], asked: Asked) -> None:
        self._asked = asked
        self._nothing = _Goods()
        with connection.cursor() as cursor:
            self._goods = _read_goods(cursor, ids)
            self._calls = _read_calls(cursor, ids) if _wants(asked, "call_count", "call_standing") else {}
        hours, names, is_past = asked.settings, asked.names, asked.is_past
        self._first = first_cod_orders(ids) if _wants(asked, "is_cod", "is_first_cod") else set()
        self._prices = price_distances(ids) if "price_off_percent" in names else {}
        self._double = (
            duplicates(ids, hours["duplicate_hours"], only_before=is_past) if "duplicate_count" in names else {}
        )
        self._near = (
            households(asked.shop_id, ids, hours["household_hours"], only_before=is_past)
            if "household_score" in names
            else {}
        )

    def goods_of(self, order_id: int) -> _Goods:
        """The goods of an order."""
        return self._goods.get(order_id, self._nothing)

    def facts(self, row: Sequence[Any]) -> OrderFacts:
        """The facts of one row of the order table with its contact."""
        (order_id, _number, _is_held, has_note, flag, flag_label, is_cod, piece_count, refund_state, note, quality, reason,
         is_masked, seller_note, channel, courier, paid_amount, province, ship_by_at, paid_at) = row  # fmt: skip
        # Many exports have no address column; a parcel without an address cannot go out either.
        quality, reason = (quality, reason) if quality else ("incomplete", "empty")
        goods = self.goods_of(order_id)
        tries = self._calls.get(order_id, ())
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
            missing_piece_count=max(0, (piece_count or 0) - goods.piece_count),
            piece_total=goods.piece_count,
            max_line_quantity=goods.max_quantity,
            is_cod=is_cod,
            is_first_cod=order_id in self._first,
            call_count=len(tries),
            call_standing=self._standing(tries) if tries else "none",
            price_off_percent=self._prices[order_id][0] if order_id in self._prices else None,
            duplicate_count=len(self._double.get(order_id, ())),
            household_score=self._near[order_id][0] if order_id in self._near else 0,
            hours_left_at_close=self._hours_left(ship_by_at, paid_at),
            refund_open=refund_state in _OPEN_REFUNDS or goods.has_open_refund,
            details=self._details(order_id, tries),
        )

    def _standing(self, tries: Sequence[tuple[str, str]]) -> str:
        kept = self._asked.settings
        return call_standing(tries, most_tries=kept["cod_call_tries"], is_strict=kept["is_cod_call_strict"])

    def _hours_left(self, ship_by_at: datetime | None, paid_at: datetime) -> int | None:
        if ship_by_at is None or "hours_left_at_close" not in self._asked.names:
            return None
        close = self._asked.closes.after(paid_at if self._asked.is_past else self._asked.at)
        return math.floor((ship_by_at - close).total_seconds() / 3600)

    def _details(self, order_id: int, tries: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
        """Only for the few orders of which there is more to say: they are judged one by one."""
        found: dict[str, Any] = {}
        if tries:
            found["call_standing"] = {"tries": len(tries), "last": tries[-1][1]}
        if order_id in self._first:
            found["is_cod"] = {"first": True}
        distance = self._prices.get(order_id)
        if distance is not None and distance[0] > self._asked.settings["price_far_percent"]:
            found["price_off_percent"] = distance[1]
        if order_id in self._double:
            found["duplicate_count"] = self._double[order_id][:_NAMED]
        near = self._near.get(order_id)
        if near is not None and near[0] > _FAINT:
            found["household_score"] = near[1]
        return found or _NO_DETAILS


def _wants(asked: Asked, *names: str) -> bool:
    return not asked.names.isdisjoint(names)


def _read_calls(cursor: Any, ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    cursor.execute(_CALLS, [ids])
    calls: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for order_id, means, result in cursor.fetchall():
        calls[order_id].append((means, result))
    return calls


def _read_goods(cursor: Any, ids: list[int]) -> dict[int, _Goods]:
    cursor.execute(_LINES, {"ids": ids})
    goods: defaultdict[int, _Goods] = defaultdict(_Goods)
    for order_id, sku_id, quantity, lines, has_refund, to_ship in cursor.fetchall():
        item = goods[order_id]
        item.line_count += lines
        item.piece_count += quantity
        item.max_quantity = max(item.max_quantity, quantity)
        item.has_open_refund = item.has_open_refund or has_refund
        if sku_id is None:
            item.unknown_line_count += lines
        elif to_ship:
            item.pieces[sku_id] = to_ship
    return goods
