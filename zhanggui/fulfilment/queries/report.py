"""What a day came to, computed from rows until the keeper signs, then as signed (FUL-09)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from zhanggui.couriers.queries import OTHER, courier_code, courier_label
from zhanggui.fulfilment.models import DailyReport
from zhanggui.fulfilment.values import (
    TROUBLE_TASK,
    NotShippedRow,
    OpenReason,
    ParcelState,
    ReportFigures,
    ReportState,
    RequestKind,
    TroubleKind,
)
from zhanggui.kernel.clock import day_bounds, shop_zone
from zhanggui.orders.values import HoldReason
from zhanggui.shops.queries import shop_by_id

_ORDERS_IN = """
SELECT count(*), coalesce(sum(paid_amount), 0) FROM orders_order
WHERE shop_id = %(shop)s AND paid_at >= %(start)s AND paid_at < %(end)s
"""
_LINES_IN = """
SELECT count(*), coalesce(sum(l.quantity), 0) FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
WHERE o.shop_id = %(shop)s AND o.paid_at >= %(start)s AND o.paid_at < %(end)s
"""
_PARCELS = """
SELECT count(*) FILTER (WHERE p.state <> 'pulled'), count(*) FILTER (WHERE p.state = 'shipped'),
       count(*) FILTER (WHERE p.state = 'batched'), count(*) FILTER (WHERE p.state = 'packed'),
       count(*) FILTER (WHERE p.state = 'pulled'),
       count(*) FILTER (WHERE p.state = 'shipped' AND p.stamped_at IS NULL)
FROM fulfilment_parcel p JOIN fulfilment_batch b ON b.id = p.batch_id
WHERE b.shop_id = %(shop)s AND b.day = %(day)s
"""
_COURIERS = """
SELECT p.courier, count(*) FROM fulfilment_parcel p JOIN fulfilment_batch b ON b.id = p.batch_id
WHERE b.shop_id = %(shop)s AND b.day = %(day)s AND p.state = 'shipped' GROUP BY 1 ORDER BY 2 DESC, 1
"""
_PLANNED = """
SELECT coalesce(nullif(p.courier, ''), nullif(o.courier_name, ''), o.ship_method, ''), count(*)
FROM fulfilment_parcel p JOIN fulfilment_batch b ON b.id = p.batch_id JOIN orders_order o ON o.id = p.order_id
WHERE b.shop_id = %(shop)s AND b.day = %(day)s AND p.state <> 'pulled' GROUP BY 1 ORDER BY 2 DESC, 1
"""
_REQUESTS = """
SELECT count(*) FILTER (WHERE o.seller_note <> ''), count(*) FILTER (WHERE o.has_buyer_note),
       count(*) FILTER (WHERE o.is_cod), count(*) FILTER (WHERE o.flag > 0)
FROM fulfilment_parcel p JOIN fulfilment_batch b ON b.id = p.batch_id JOIN orders_order o ON o.id = p.order_id
WHERE b.shop_id = %(shop)s AND b.day = %(day)s AND p.state <> 'pulled'
"""
_REQUEST_ROWS = """
SELECT p.order_number, o.seller_note, coalesce(c.buyer_note, ''), o.is_cod, coalesce(o.flag, 0)
FROM fulfilment_parcel p JOIN fulfilment_batch b ON b.id = p.batch_id JOIN orders_order o ON o.id = p.order_id
LEFT JOIN orders_ordercontact c ON c.order_id = o.id
WHERE b.shop_id = %(shop)s AND b.day = %(day)s AND p.state <> 'pulled'
  AND (o.seller_note <> '' OR o.has_buyer_note OR o.is_cod OR o.flag > 0)
ORDER BY b.id, p.position
"""
# Orders of the day that are in no batch: held ones by hold, the others by step.
_HELD = """
SELECT h.reason, count(*) FROM orders_orderhold h JOIN orders_order o ON o.id = h.order_id
WHERE o.shop_id = %(shop)s AND o.state = 'paid' AND o.step IN ('to_check', 'checked') AND h.released_at IS NULL
  AND o.paid_at >= %(start)s AND o.paid_at < %(end)s
GROUP BY 1
"""
_WAITING = """
SELECT count(*) FILTER (WHERE o.step = 'to_check'), count(*) FILTER (WHERE o.step = 'checked')
FROM orders_order o
WHERE o.shop_id = %(shop)s AND o.state = 'paid' AND NOT o.is_held
  AND o.paid_at >= %(start)s AND o.paid_at < %(end)s
"""
_NOT_SHIPPED = """
SELECT p.order_number, p.number, p.state, p.pulled_reason, t.data
FROM fulfilment_parcel p JOIN fulfilment_batch b ON b.id = p.batch_id
LEFT JOIN kernel_task t ON t.shop_id = p.shop_id AND t.kind = %(trouble)s AND t.subject_kind = 'parcel'
     AND t.subject_id = p.id AND t.state = 'open'
WHERE b.shop_id = %(shop)s AND b.day = %(day)s AND p.state = ANY(%(states)s) ORDER BY b.id, p.position
"""


_OPEN_OF_STATE = {
    ParcelState.BATCHED: OpenReason.TO_PACK,
    ParcelState.PACKED: OpenReason.TO_SHIP,
    ParcelState.PULLED: OpenReason.PULLED,
}
OPEN_PARCELS = tuple(state.value for state in _OPEN_OF_STATE)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One special request of a day's batches."""

    kind: RequestKind
    order_number: str
    text: str


def daily_report(shop_id: int, day: date) -> ReportFigures:
    """The figures of a day: as signed, or computed now from the rows while nobody signed (FUL-08)."""
    report = DailyReport.objects.filter(shop_id=shop_id, day=day).first()
    if report is None:
        return compute_figures(shop_id, day)
    if report.state == ReportState.OPEN:
        return compute_figures(shop_id, day)
    return replace(
        _thawed(shop_id, day, report.figures),
        state=report.state,
        open=report.open_reasons,
        shortage=report.shortage_note,
        damage=report.damage_note,
        signed_by=report.signed_by,
        signed_at=report.signed_at,
        confirmed_by=report.confirmed_by,
        confirmed_at=report.confirmed_at,
    )


def compute_figures(shop_id: int, day: date) -> ReportFigures:
    """The figures of a day from the rows as they are now."""
    start, end = day_bounds(day, shop_zone(shop_by_id(shop_id).timezone))
    facts = {"shop": shop_id, "day": day, "start": start, "end": end}
    orders_in, amount = _one(_ORDERS_IN, facts)
    lines, pieces = _one(_LINES_IN, facts)
    parcels, shipped, to_pack, to_ship, pulled, unstamped = _one(_PARCELS, facts)
    to_check, next_batch = _one(_WAITING, facts)
    waiting: dict[str, int] = {
        OpenReason.TO_CHECK: to_check,
        OpenReason.NEXT_BATCH: next_batch,
        OpenReason.TO_PACK: to_pack,
        OpenReason.TO_SHIP: to_ship,
        OpenReason.PULLED: pulled,
        OpenReason.UNSTAMPED: unstamped,
    }
    held: dict[str, int] = dict(_all(_HELD, facts))
    return ReportFigures(
        shop_id=shop_id,
        day=day,
        state=ReportState.OPEN.value,
        batches=tuple(
            number
            for (number,) in _all(
                "SELECT number FROM fulfilment_batch WHERE shop_id = %(shop)s AND day = %(day)s ORDER BY id", facts
            )
        ),
        orders_in=orders_in,
        lines=lines,
        pieces=pieces,
        parcels=parcels,
        amount=Decimal(amount).quantize(Decimal("0.01")),
        couriers=dict(_all(_COURIERS, facts)),
        requests=_counted(dict(zip(RequestKind.values, _one(_REQUESTS, facts), strict=True))),
        shipped=shipped,
        open=_counted({**{reason: held.get(reason, 0) for reason in HoldReason.values}, **waiting}),
    )


def request_rows(shop_id: int, day: date) -> list[RequestRow]:
    """What was asked for in the orders of a day's batches, in pick order."""
    rows = []
    for number, seller_note, buyer_note, is_cod, flag in _all(_REQUEST_ROWS, {"shop": shop_id, "day": day}):
        texts = {
            RequestKind.SELLER_NOTE: seller_note,
            RequestKind.BUYER_NOTE: buyer_note,
            RequestKind.COD: _("Collect the amount at the door") if is_cod else "",
            RequestKind.FLAG: str(flag) if flag else "",
        }
        rows += [RequestRow(kind, number, text) for kind, text in texts.items() if text]
    return rows


def not_shipped_rows(shop_id: int, day: date, states: Sequence[str] = OPEN_PARCELS) -> list[NotShippedRow]:
    """Parcels of a day's batches that did not leave, in pick order, each with its reason (FUL-08).

    As the keeper signed them, or as they are now while nobody has signed.
    """
    report = DailyReport.objects.filter(shop_id=shop_id, day=day).exclude(state=ReportState.OPEN).first()
    if report is not None:
        return [row for row in (NotShippedRow(*kept) for kept in report.not_shipped) if row.state in states]
    facts = {"shop": shop_id, "day": day, "states": list(states), "trouble": TROUBLE_TASK}
    return [
        NotShippedRow(order, parcel, state, pulled or _trouble_words(trouble))
        for order, parcel, state, pulled, trouble in _all(_NOT_SHIPPED, facts)
    ]


def _trouble_words(data: str | Mapping[str, Any] | None) -> str:
    """Why a packer set the parcel aside: `Short: Tea ×1, box is torn`."""
    kept = json.loads(data) if isinstance(data, str) else data
    if not kept:
        return ""
    words = f"{TroubleKind(kept['kind']).label}: {kept['title']} ×{kept['quantity']}"
    return f"{words}, {kept['note']}" if kept.get("note") else words


def state_words(state: str) -> str:
    """Where a parcel that did not leave was left."""
    return str(_OPEN_OF_STATE[ParcelState(state)].label)


def planned_couriers(shop_id: int, day: date) -> dict[str, int]:
    """The parcels of a day's batches by courier's name: the one they left with, else the one asked for."""
    counts: dict[str, int] = {}
    for name, count in _all(_PLANNED, {"shop": shop_id, "day": day}):
        code = courier_code(name) if name else OTHER
        words = (name or _("Not chosen yet")) if code == OTHER else courier_label(code)
        counts[words] = counts.get(words, 0) + count
    return counts


def reason_label(code: str) -> str:
    """The words of an open reason or a hold reason."""
    for choices in (OpenReason, HoldReason):
        if code in choices.values:
            return str(choices(code).label)
    return code


def report_json(figures: ReportFigures) -> dict[str, Any]:
    """`report daily` of the command table."""
    shop = shop_by_id(figures.shop_id)
    return {
        "date": figures.day.isoformat(),
        "shop": shop.code,
        "state": figures.state,
        "batches": list(figures.batches),
        "orders_in": figures.orders_in,
        "lines": figures.lines,
        "pieces": figures.pieces,
        "parcels": figures.parcels,
        "amount": f"{figures.amount:.2f}",
        "couriers": dict(figures.couriers),
        "requests": dict(figures.requests),
        "shipped": figures.shipped,
        "open": dict(figures.open),
        "not_shipped": [
            {"order": row.order_number, "parcel": row.parcel_number, "state": row.state, "reason": row.reason}
            for row in not_shipped_rows(figures.shop_id, figures.day)
        ],
        "shortage": figures.shortage,
        "damage": figures.damage,
        "signed_by": figures.signed_by or None,
        "confirmed_by": figures.confirmed_by or None,
    }


def frozen(figures: ReportFigures) -> dict[str, Any]:
    """The figures as they are kept once signed."""
    kept = {name: getattr(figures, name) for name in _KEPT}
    return {**kept, "batches": list(figures.batches), "amount": f"{figures.amount:.2f}"}


_KEPT = ("orders_in", "lines", "pieces", "parcels", "couriers", "requests", "shipped")


def _thawed(shop_id: int, day: date, kept: Mapping[str, Any]) -> ReportFigures:
    return ReportFigures(
        shop_id=shop_id,
        day=day,
        state=ReportState.SIGNED.value,
        batches=tuple(kept["batches"]),
        amount=Decimal(kept["amount"]),
        **{name: kept[name] for name in _KEPT},
    )


def _counted(counts: Mapping[str, int]) -> dict[str, int]:
    return {str(key): count for key, count in counts.items() if count}


def _all(sql: str, facts: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return list(cursor.fetchall())


def _one(sql: str, facts: Mapping[str, Any]) -> tuple[Any, ...]:
    return _all(sql, facts)[0]
