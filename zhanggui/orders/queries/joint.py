"""Reading joint shipments and splits: what could go together, what does, and what a preview must know."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from zhanggui.couriers.values import FREIGHT
from zhanggui.kernel.confidential import for_programs
from zhanggui.kernel.values import Actor
from zhanggui.orders.models import JointMember, JointShipment, OrderPart, OrderSplit
from zhanggui.orders.queries.detail import order_detail
from zhanggui.orders.queries.loading import ORDER_COLUMNS, complete_orders
from zhanggui.orders.queries.rows import OrderRow
from zhanggui.orders.rules.joint import NOTHING, LineFacts, OrderFactsForShipping

# Open orders with one receiver. A masked contact says too little, so it only fits by the buyer's nick as well.
_CANDIDATES = """
SELECT array_agg(o.id ORDER BY o.sort_at, o.id), min(o.ship_by_at)
FROM orders_order o JOIN orders_ordercontact c ON c.order_id = o.id
WHERE o.shop_id = ANY(%(shops)s) AND o.state = 'paid' AND o.step IN ('to_check', 'checked')
  AND c.receiver_name <> '' AND c.address <> '' AND (c.mobile <> '' OR c.phone <> '')
  AND NOT EXISTS (SELECT 1 FROM orders_jointmember m WHERE m.order_id = o.id AND m.is_active){of_order}
  AND NOT EXISTS (SELECT 1 FROM orders_ordersplit s WHERE s.order_id = o.id AND s.undone_at IS NULL)
GROUP BY o.shop_id, o.is_cod, c.receiver_name, c.mobile, c.phone, translate(c.address, ' ' || chr(12288), ''),
    CASE WHEN c.is_masked THEN c.buyer_nick ELSE '' END, c.is_masked AND c.buyer_nick = ''
HAVING count(*) > 1 AND NOT (c.is_masked AND c.buyer_nick = '')
ORDER BY min(o.ship_by_at) NULLS LAST, 1 LIMIT %(limit)s
"""
_OF_ORDER = """
  AND (o.shop_id, c.phone_tail, c.receiver_name) =
      (SELECT shop_id, phone_tail, receiver_name FROM orders_ordercontact WHERE order_id = %(order)s)"""
_ORDERS = """
SELECT id, number, freight_amount, coalesce(paid_amount, total_amount, 0), coalesce(refund_amount, 0), ship_by_at
FROM orders_order WHERE shop_id = %s AND id = ANY(%s)
"""
# Refunded lines are not packed, so they are no part of any parcel.
_LINES = """
SELECT order_id, id, title, quantity, coalesce(paid_amount, payable_amount, price * quantity, 0)
FROM orders_orderline WHERE order_id = ANY(%s) AND refund_state <> 'refunded' ORDER BY order_id, position
"""
_RECEIVERS = """
SELECT o.id, o.number, o.is_cod, coalesce(c.receiver_name, ''), coalesce(c.mobile, ''), coalesce(c.phone, ''),
       translate(coalesce(c.address, ''), ' ' || chr(12288), ''), coalesce(c.is_masked, false), coalesce(c.buyer_nick, ''),
       coalesce(c.province, '')
FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id WHERE o.id = ANY(%s)
"""
_LEADS = """
SELECT m.order_id, j.lead_id FROM orders_jointmember m JOIN orders_jointshipment j ON j.id = m.joint_id
WHERE m.is_active AND m.order_id = ANY(%s)
"""
_PARTS = """
SELECT s.order_id, p.id, l.line_id, l.quantity
FROM orders_ordersplit s JOIN orders_orderpart p ON p.split_id = s.id JOIN orders_orderpartline l ON l.part_id = p.id
WHERE s.undone_at IS NULL AND s.order_id = ANY(%s) AND NOT p.is_later AND p.shipped_at IS NULL
ORDER BY s.order_id, p.position, l.line_id
"""


@dataclass(frozen=True, slots=True)
class MergeCandidate:
    """Orders that could leave in one parcel, the oldest first, and the earliest promise among them."""

    order_ids: tuple[int, ...]
    ship_by_at: datetime | None


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets an order, as far as merging must compare it."""

    order_id: int
    number: str
    is_cod: bool
    receiver_name: str
    mobile: str
    phone: str
    address: str
    is_masked: bool
    buyer_nick: str
    province: str

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for orders that may share a parcel."""
        who = self.buyer_nick or self.order_id if self.is_masked else ""
        return self.is_cod, self.receiver_name, self.mobile, self.phone, self.address, who


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of a split order: pieces by line id."""

    id: int
    position: int
    pieces: dict[int, int]
    refund_base: Decimal
    is_later: bool
    shipped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Together:
    """How an order leaves, where that is not plainly by itself: jointly, or in parts."""

    joint: JointShipment | None
    members: tuple[tuple[int, str], ...]
    split: OrderSplit | None
    parts: tuple[PartView, ...]


def merge_candidates(shops: Sequence[int], *, limit: int = 100, of_order: int | None = None) -> list[MergeCandidate]:
    """Open orders with the same receiver, phone and address that could share a parcel (ORD-17).

    The most urgent first; with an order only those that fit it.
    """
    only = "" if of_order is None else _OF_ORDER
    facts: dict[str, Any] = {"shops": list(shops), "limit": limit, "order": of_order}
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES.format(of_order=only), facts)
        return [MergeCandidate(tuple(ids), promise) for ids, promise in cursor.fetchall()]


def orders_by_id(order_ids: Sequence[int], shops: Sequence[int]) -> dict[int, OrderRow]:
    """Rows of these orders by id, contact masked, in the order asked."""
    query = f"SELECT {ORDER_COLUMNS} FROM orders_order WHERE id = ANY(%s) AND shop_id = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(query, [list(order_ids), list(shops)])
        found = {row.id: row for row in complete_orders(list(cursor.fetchall()), is_clear=False)}
    return {order_id: found[order_id] for order_id in order_ids if order_id in found}


def shipping_facts(shop_id: int, order_ids: Sequence[int]) -> list[OrderFactsForShipping]:
    """What previews of these orders must know, in the order asked."""
    lines: defaultdict[int, list[LineFacts]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [list(order_ids)])
        for order_id, *line in cursor.fetchall():
            lines[order_id].append(LineFacts(*line))
        cursor.execute(_ORDERS, [shop_id, list(order_ids)])
        found = {
            order_id: OrderFactsForShipping(order_id, number, freight, paid, refunded, promise, tuple(lines[order_id]))
            for order_id, number, freight, paid, refunded, promise in cursor.fetchall()
        }
    return [found[order_id] for order_id in order_ids if order_id in found]


def receivers_of(order_ids: Sequence[int]) -> dict[int, Receiver]:
    """Who gets these orders."""
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVERS, [list(order_ids)])
        return {row[0]: Receiver(*row) for row in cursor.fetchall()}


def leads_of(order_ids: Sequence[int]) -> dict[int, int]:
    """For orders in a joint shipment: the order that leads it."""
    with connection.cursor() as cursor:
        cursor.execute(_LEADS, [list(order_ids)])
        return dict(cursor.fetchall())


def companions_of(order_ids: Sequence[int]) -> set[int]:
    """The orders that must leave together with any of these, those themselves among them."""
    joints = JointMember.objects.filter(order_id__in=list(order_ids), is_active=True).values("joint_id")
    return set(JointMember.objects.filter(joint_id__in=joints, is_active=True).values_list("order_id", flat=True))


def due_parts(order_ids: Sequence[int]) -> dict[int, list[tuple[int, dict[int, int]]]]:
    """For split orders: the parts that may leave now, `(part id, {line id: pieces})`, in their order."""
    found: defaultdict[int, dict[int, dict[int, int]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, [list(order_ids)])
        for order_id, part_id, line_id, quantity in cursor.fetchall():
            found[order_id].setdefault(part_id, {})[line_id] = quantity
    return {order_id: list(parts.items()) for order_id, parts in found.items()}


def together_of(order_id: int) -> Together | None:
    """The joint shipment or split of an order; None where it leaves by itself and whole."""
    members = list(
        JointMember.objects.filter(joint__members__order_id=order_id, joint__members__is_active=True, is_active=True)
        .select_related("joint")
        .order_by("order_id")
        .values_list("order_id", "order__number", "joint_id")
        .distinct()
    )
    joint = JointShipment.objects.get(pk=members[0][2]) if members else None
    split = OrderSplit.objects.filter(order_id=order_id, undone_at=None).first()
    if joint is None and split is None:
        return None
    parts = _parts(split) if split else ()
    return Together(joint, tuple((member, number) for member, number, _joint in members), split, parts)


def _parts(split: OrderSplit) -> tuple[PartView, ...]:
    rows = OrderPart.objects.filter(split=split).prefetch_related("lines").order_by("position")
    return tuple(
        PartView(
            part.pk,
            part.position,
            {line.line_id: line.quantity for line in part.lines.all()},
            part.refund_base or NOTHING,
            part.is_later,
            part.shipped_at,
        )
        for part in rows
    )


def candidates_json(shop_id: int) -> list[dict[str, Any]]:
    """`orders[] ship_by_at` of each group that could share a parcel."""
    groups = merge_candidates([shop_id])
    known = orders_by_id([order_id for group in groups for order_id in group.order_ids], [shop_id])
    return [
        {
            "orders": [known[order_id].number for order_id in group.order_ids if order_id in known],
            "ship_by_at": group.ship_by_at.isoformat() if group.ship_by_at else None,
        }
        for group in groups
    ]


def together_json(shop_id: int, number: str) -> dict[str, Any]:
    """`together[]` (the other orders of the parcel) and `parts[]` of an order; both empty for a plain one."""
    order_id = order_detail(shop_id, number).order.id
    found = together_of(order_id)
    return {
        "number": number,
        "together": [other for member, other in found.members if member != order_id] if found else [],
        "parts": [
            {
                "position": part.position,
                "pieces": part.pieces,
                "refund_base": _text(part.refund_base),
                "is_later": part.is_later,
                "shipped_at": part.shipped_at.isoformat() if part.shipped_at else None,
            }
            for part in (found.parts if found else ())
        ],
    }


def preview_json(preview: Any) -> dict[str, Any]:
    """A preview as it is stored and as API and command line show it; amounts are strings with two decimals."""
    return {
        "before": _side_json(preview.before),
        "after": _side_json(preview.after),
        "postage_difference": _text(preview.postage_difference),
    }


def preview_for(actor: Actor, shop_id: int, shown: dict[str, Any]) -> dict[str, Any]:
    """A preview as somebody may see it: what postage costs us is confidential (SEC-05)."""
    sides = {name: for_programs(actor, shown[name], {"postage_cost": FREIGHT}, shop_id) for name in ("before", "after")}
    return for_programs(actor, {**shown, **sides}, {"postage_difference": FREIGHT}, shop_id)


def _side_json(side: Any) -> dict[str, Any]:
    return {
        "parcels": side.parcels,
        "postage_paid": _text(side.postage_paid),
        "postage_cost": _text(side.postage_cost),
        "promises": [moment.isoformat() if moment else None for moment in side.promises],
        "refund_bases": [_text(base) for base in side.refund_bases],
        "refund_base": _text(side.refund_base),
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
