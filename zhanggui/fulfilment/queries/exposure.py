"""What is at risk if promises are missed: orders, money and hours left, by courier and warehouse (ORD-13)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import connection

from zhanggui.couriers.queries import OTHER, courier_code
from zhanggui.kernel.clock import now
from zhanggui.kernel.money import amount_text

NOTHING = Decimal("0.00")
# Ends of the columns, in hours left; the first column is what is late already, the last has no end.
EDGES = (0, 2, 6, 24, 48)
# `order_open_work` gives the paid orders by promise; each looks up its parcel, promise of stock and no more.
_OPEN = """
SELECT width_bucket(extract(epoch FROM o.ship_by_at - %(at)s) / 3600, %(edges)s::float8[]),
       coalesce(nullif(p.courier, ''), nullif(p.chosen_courier, ''), o.courier_name),
       coalesce(b.warehouse_id, r.warehouse_id, w.id), count(*), coalesce(sum(coalesce(o.paid_amount, o.total_amount)), 0),
       min(o.ship_by_at)
FROM orders_order o
LEFT JOIN LATERAL (SELECT courier, chosen_courier, batch_id FROM fulfilment_parcel
                   WHERE order_id = o.id AND state <> 'pulled' ORDER BY id DESC LIMIT 1) p ON true
LEFT JOIN fulfilment_batch b ON b.id = p.batch_id
LEFT JOIN LATERAL (SELECT warehouse_id FROM inventory_reservation WHERE order_id = o.id LIMIT 1) r ON true
LEFT JOIN shops_warehouse w ON w.shop_id = o.shop_id AND w.is_default
WHERE o.shop_id = ANY(%(shops)s) AND o.state = 'paid' AND o.ship_by_at IS NOT NULL
GROUP BY 1, 2, 3
"""
_UNDER_WAY = """
SELECT p.id, p.number, p.order_number, p.shop_id, p.courier, p.waybill_no, p.expected_on, p.track_state
FROM fulfilment_parcel p JOIN shops_shop s ON s.id = p.shop_id
WHERE p.shop_id = ANY(%(shops)s) AND p.state = 'shipped' AND p.delivered_at IS NULL
  AND p.expected_on <= (%(at)s::timestamptz AT TIME ZONE s.timezone)::date
ORDER BY p.expected_on, p.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Share:
    """Orders of one column: how many, their money, the most urgent promise."""

    orders: int = 0
    amount: Decimal = NOTHING
    first_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """One courier (code, or the name that the order gives) or one warehouse (id), by hours left."""

    key: str | int
    shares: tuple[Share, ...]

    @property
    def orders(self) -> int:
        """All columns together."""
        return sum(share.orders for share in self.shares)

    @property
    def amount(self) -> Decimal:
        """The money of all columns."""
        return sum((share.amount for share in self.shares), NOTHING)


@dataclass(frozen=True, slots=True)
class Exposure:
    """Open orders by hours left until the shipping promise, whole, by courier and by warehouse."""

    total: ExposureRow
    couriers: tuple[ExposureRow, ...]
    warehouses: tuple[ExposureRow, ...]


@dataclass(frozen=True, slots=True)
class LateParcel:
    """A parcel on its way that should be delivered by now, or today."""

    id: int
    number: str
    order_number: str
    shop_id: int
    courier: str
    waybill_no: str
    expected_on: Any
    track_state: str


def exposure(shops: Sequence[int], *, at: datetime | None = None) -> Exposure:
    """Paid orders that have not left, by hours until their promise: late, under 2, 6, 24, 48 hours, later (ORD-13).

    Amounts are what buyers paid, in each shop's currency; ask for shops of one currency.
    """
    facts: dict[str, Any] = {"at": at or now(), "edges": list(EDGES), "shops": list(shops)}
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, facts)
        rows = cursor.fetchall()
    couriers: defaultdict[str | int, list[Share]] = defaultdict(_empty)
    warehouses: defaultdict[str | int, list[Share]] = defaultdict(_empty)
    total = _empty()
    for column, courier, warehouse_id, orders, amount, first_at in rows:
        for place in (couriers[_courier(courier)], warehouses[warehouse_id], total):
            place[column] = _add(place[column], Share(orders, amount, first_at))
    return Exposure(ExposureRow("", tuple(total)), _sorted(couriers), _sorted(warehouses))


def parcels_due(shops: Sequence[int], *, at: datetime | None = None, limit: int = 50) -> list[LateParcel]:
    """Parcels under way that should have arrived, or should today; the longest overdue first (ORD-13)."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDER_WAY, {"shops": list(shops), "at": at or now(), "limit": limit})
        return [LateParcel(*row) for row in cursor.fetchall()]


def column_bounds() -> list[tuple[int | None, int | None]]:
    """Hours from and to of each column; None where it has no such end."""
    return [(None, EDGES[0]), *pairwise(EDGES), (EDGES[-1], None)]


def exposure_json(found: Exposure) -> dict[str, Any]:
    """`columns[] total couriers[] warehouses[]`, each row with `orders amount shares[]`."""
    return {
        "columns": [{"from_hours": start, "to_hours": end} for start, end in column_bounds()],
        "total": _row_json(found.total),
        "couriers": [{"courier": row.key, **_row_json(row)} for row in found.couriers],
        "warehouses": [{"warehouse": row.key, **_row_json(row)} for row in found.warehouses],
    }


def _row_json(row: ExposureRow) -> dict[str, Any]:
    return {
        "orders": row.orders,
        "amount": amount_text(row.amount),
        "shares": [{"orders": share.orders, "amount": amount_text(share.amount)} for share in row.shares],
    }


def _empty() -> list[Share]:
    return [Share() for _column in range(len(EDGES) + 1)]


def _add(one: Share, other: Share) -> Share:
    first = min((moment for moment in (one.first_at, other.first_at) if moment), default=None)
    return Share(one.orders + other.orders, one.amount + other.amount, first)


def _courier(text: str) -> str:
    code = courier_code(text) if text else ""
    return text if code == OTHER else code


def _sorted(found: dict[str | int, list[Share]]) -> tuple[ExposureRow, ...]:
    rows = [ExposureRow(key, tuple(shares)) for key, shares in found.items()]
    return tuple(sorted(rows, key=lambda row: (row.shares[0].first_at is None, -row.orders, str(row.key))))
