"""Reading the facts of many orders in a few statements."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from zhanggui.orders.queries.verified import MARK, PERSON
from zhanggui.orders.rules import OrderFacts
from zhanggui.orders.values import HoldReason, RefundState

_OPEN_REFUNDS = frozenset({RefundState.ASKED.value, RefundState.RETURNING.value})

# Locks the orders in the order of their ids, so that nobody closes or changes one meanwhile.
_ORDERS = f"""
SELECT o.id, o.number, o.is_held, o.has_buyer_note, COALESCE(o.flag, 0), o.flag_label, o.is_cod, o.piece_count,
       o.refund_state, COALESCE(c.buyer_note, ''), COALESCE(c.address_quality, ''), COALESCE(c.address_reason, ''),
       COALESCE(c.is_masked, false),
       CASE WHEN r.verified_how = '{PERSON}' THEN r.verified_mark = {MARK} ELSE false END
FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
LEFT JOIN orders_checkresult r ON r.order_id = o.id
WHERE o.id = ANY(%s) AND o.shop_id = %s AND o.state = 'paid' AND o.step = 'to_check'
ORDER BY o.id FOR NO KEY UPDATE OF o
"""
_LINES = """
SELECT order_id, sku_id, sum(quantity), count(*), bool_or(refund_state IN ('asked', 'returning')),
       sum(quantity) FILTER (WHERE refund_state <> 'refunded')
FROM orders_orderline WHERE order_id = ANY(%s) GROUP BY order_id, sku_id
"""
_HOLDS = """
SELECT id, order_id, reason, rule_code, rule_version, cause, released_at IS NULL, release_reason <> '', released_by
FROM orders_orderhold WHERE order_id = ANY(%s) ORDER BY id
"""
_CALLS = "SELECT order_id, count(*) FROM orders_calllog WHERE order_id = ANY(%s) GROUP BY order_id"


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


def read_orders(shop_id: int, order_ids: Sequence[int]) -> list[OrderInHand]:
    """Lock and read those of the orders that are paid and still to check, by id: four statements."""
    ids = list(order_ids)
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS, [ids, shop_id])
        rows = cursor.fetchall()
        goods = _read_goods(cursor, ids)
        cursor.execute(_CALLS, [ids])
        calls: dict[int, int] = dict(cursor.fetchall())
        cursor.execute(_HOLDS, [ids])
        holds = cursor.fetchall()
    nothing = _Goods()
    orders = {row[0]: _order(row, goods.get(row[0], nothing), calls.get(row[0], 0)) for row in rows}
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


def _read_goods(cursor: Any, ids: list[int]) -> dict[int, _Goods]:
    cursor.execute(_LINES, [ids])
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


def _order(row: tuple[Any, ...], goods: _Goods, call_count: int) -> OrderInHand:
    (order_id, number, is_held, has_note, flag, flag_label, is_cod, piece_count, refund_state, note, quality, reason,
     is_masked, is_verified) = row  # fmt: skip
    # Many exports have no address column; a parcel without an address cannot go out either.
    quality, reason = (quality, reason) if quality else ("incomplete", "empty")
    facts = OrderFacts(
        buyer_note=note.strip() or ("?" if has_note else ""),
        flag=flag,
        flag_label=flag_label,
        address_quality=quality,
        address_reason=reason,
        contact_masked=is_masked,
        line_count=goods.line_count,
        unknown_line_count=goods.unknown_line_count,
        missing_piece_count=max(0, (piece_count or 0) - goods.piece_count),
        max_line_quantity=goods.max_quantity,
        is_cod=is_cod,
        call_count=call_count,
        refund_open=refund_state in _OPEN_REFUNDS or goods.has_open_refund,
    )
    return OrderInHand(order_id, number, is_held, facts, goods.pieces, is_verified)
