"""Orders that are short of goods: by SKU, one by one in the order of their promise, and what was agreed (ORD-08)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from zhanggui.catalog.queries import sku_cards, skus_by_code
from zhanggui.inventory.queries import availability
from zhanggui.kernel.clock import now
from zhanggui.kernel.figures import figures
from zhanggui.kernel.money import amount_text
from zhanggui.orders.errors import UnknownChoice
from zhanggui.orders.models import ShortageChoice
from zhanggui.orders.queries.as_json import time_text
from zhanggui.orders.queries.filters import Cursor, page_by_time, read_cursor, write_cursor
from zhanggui.orders.values import ShortageState

VIEWS = ("open", "asked", "agreed", "back")
MOST_SKUS = 200
OPEN_STATES = (ShortageState.ASKED, ShortageState.AGREED)
_SHORT = """
FROM orders_orderhold h JOIN orders_order o ON o.id = h.order_id
LEFT JOIN orders_shortagechoice c ON c.order_id = o.id AND c.state IN ('asked', 'agreed')
WHERE h.shop_id = ANY(%(shops)s) AND h.reason = 'stock_short' AND h.released_at IS NULL AND o.state = 'paid'
"""
# What each hold lacks stands in its cause, by SKU code.
_SKUS = f"""
SELECT s.shop_id, s.code, count(*) FILTER (WHERE s.is_open), count(*), sum(s.pieces),
       min(s.ship_by_at) FILTER (WHERE s.is_open)
FROM (
    SELECT h.shop_id, k.key AS code, k.value::int AS pieces, o.ship_by_at, c.id IS NULL AS is_open
    {_SHORT.replace("WHERE", "CROSS JOIN LATERAL jsonb_each_text(h.cause -> 'short_items') k WHERE")}
) s GROUP BY 1, 2 ORDER BY min(s.ship_by_at) FILTER (WHERE s.is_open) NULLS LAST, 2 LIMIT {MOST_SKUS}
"""
_ORDERS = f"""
SELECT o.id, o.shop_id, o.number, o.ship_by_at, coalesce(o.paid_at, o.sort_at), h.cause -> 'short_items'
{_SHORT} AND c.id IS NULL {{only}} {{after}}
ORDER BY coalesce(o.ship_by_at, 'infinity'::timestamptz), o.id LIMIT %(limit)s
"""
_ONLY = "AND h.cause -> 'short_items' ? %(sku)s"
_AFTER = "AND (coalesce(o.ship_by_at, 'infinity'::timestamptz), o.id) > (%(at)s::timestamptz, %(id)s)"
_FIGURES = figures(
    ("open", "asked", "late", "agreed", "back"),
    f"""
SELECT (SELECT count(*) FROM (SELECT 1 {_SHORT} AND c.id IS NULL LIMIT 1000) x),
       count(*) FILTER (WHERE state = 'asked'), count(*) FILTER (WHERE state = 'asked' AND answer_by < %(now)s),
       count(*) FILTER (WHERE state = 'agreed'),
       (SELECT count(*) FROM orders_shortagechoice
        WHERE shop_id = ANY(%(shops)s) AND back_amount IS NOT NULL AND paid_back_at IS NULL)
FROM orders_shortagechoice WHERE shop_id = ANY(%(shops)s) AND state IN ('asked', 'agreed')
""",
)


@dataclass(frozen=True, slots=True)
class ShortSku:
    """A SKU that orders wait for: how many nobody decided on, how many in all, pieces, the nearest promise."""

    shop_id: int
    sku_id: int | None
    code: str
    title: str
    undecided: int
    orders: int
    pieces: int
    free: int
    ship_by_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShortRow:
    """An order that nobody decided on: what is missing, by SKU code."""

    order_id: int
    shop_id: int
    number: str
    ship_by_at: datetime | None
    since: datetime
    missing: dict[str, int]


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """What was chosen for an order, and how far it is."""

    id: int
    shop_id: int
    order_id: int
    number: str
    kind: str
    state: str
    plan: dict[str, Any]
    wait_until: date | None
    answer_by: datetime
    language: str
    message: str
    chosen_at: datetime
    chosen_by: str
    told_at: datetime | None
    told_by: str
    answer: str
    answered_at: datetime | None
    answered_by: str
    ended_at: datetime | None
    back_amount: Decimal | None
    back_due_at: datetime | None
    paid_back_at: datetime | None
    paid_back_by: str
    paid_back_note: str

    @property
    def is_open(self) -> bool:
        """Whether it still stands."""
        return self.state in OPEN_STATES


def short_skus(shops: Sequence[int]) -> list[ShortSku]:
    """SKUs that held orders wait for, the nearest promise first (ORD-08); at most 200."""
    with connection.cursor() as cursor:
        cursor.execute(_SKUS, {"shops": list(shops)})
        rows = cursor.fetchall()
    found = []
    for shop_id in dict.fromkeys(row[0] for row in rows):
        mine = [row for row in rows if row[0] == shop_id]
        ids = skus_by_code(shop_id, [row[1] for row in mine])
        cards, free = sku_cards(ids.values()), availability(shop_id, ids.values())
        for _shop, code, undecided, orders, pieces, promise in mine:
            sku_id = ids.get(code)
            card = cards.get(sku_id or 0)
            title = f"{card.title} {card.attributes}".strip() if card else ""
            left = free.get(sku_id or 0, 0)
            found.append(ShortSku(shop_id, sku_id, code, title, undecided, orders, int(pieces), left, promise))
    rank = {(row[0], row[1]): place for place, row in enumerate(rows)}
    return sorted(found, key=lambda row: rank[row.shop_id, row.code])


def short_orders(
    shops: Sequence[int], *, sku: str = "", limit: int = 50, cursor: str | None = None
) -> tuple[list[ShortRow], str | None]:
    """Orders short of goods (of one SKU) that nobody decided on, in the order of their promise, and the next cursor."""
    after = read_cursor(cursor, "open") if cursor else None
    facts: dict[str, Any] = {"shops": list(shops), "sku": sku, "limit": limit + 1}
    if after is not None:
        facts |= {"at": after.value or "infinity", "id": after.id}
    query = _ORDERS.format(only=_ONLY if sku else "", after=_AFTER if after else "")
    with connection.cursor() as read:
        read.execute(query, facts)
        rows = [_short_row(row) for row in read.fetchall()]
    page = rows[:limit]
    return page, write_cursor(Cursor("open", page[-1].ship_by_at, page[-1].order_id)) if len(rows) > limit else None


def shortage_choices(
    view: str, shops: Sequence[int], *, limit: int = 50, cursor: str | None = None
) -> tuple[list[ChoiceRow], str | None]:
    """Choices asked or agreed by when the answer is due, or those whose buyers get money back; the next cursor."""
    if view not in VIEWS[1:]:
        raise UnknownChoice("view", view, VIEWS)
    rows = ShortageChoice.objects.select_related("order").filter(shop_id__in=list(shops))
    if view == "back":
        rows, key = rows.filter(back_amount__isnull=False, paid_back_at=None), "back_due_at"
    else:
        rows, key = rows.filter(state=view), "answer_by"
    page, after = page_by_time(rows, view, key, limit=limit, cursor=cursor)
    return [choice_row(row) for row in page], after


def choices_of(order_id: int) -> list[ChoiceRow]:
    """Every choice about an order's short goods, newest first."""
    return [
        choice_row(row)
        for row in ShortageChoice.objects.select_related("order").filter(order_id=order_id).order_by("-pk")
    ]


def choice_by_id(choice_id: int, shops: Sequence[int]) -> ChoiceRow | None:
    """One choice within the shops."""
    row = ShortageChoice.objects.select_related("order").filter(pk=choice_id, shop_id__in=list(shops)).first()
    return choice_row(row) if row else None


def shortage_counts(shops: Sequence[int]) -> dict[str, int]:
    """How many orders nobody decided on (up to 1,000), wait for an answer, are late, wait for goods, get money back."""
    return _FIGURES.of(shops)


def undecided_of_sku(shop_id: int, code: str, *, limit: int = 10_000) -> list[int]:
    """Ids of the orders that wait for a SKU and that nobody decided on, in the order of their promise."""
    rows, _more = short_orders([shop_id], sku=code, limit=limit)
    return [row.order_id for row in rows]


def choice_row(row: ShortageChoice) -> ChoiceRow:
    """A choice as pages and programs read it."""
    return ChoiceRow(
        row.pk, row.shop_id, row.order_id, row.order.number, row.kind, row.state, row.plan, row.wait_until,
        row.answer_by, row.language, row.message, row.chosen_at, row.chosen_by, row.told_at, row.told_by, row.answer,
        row.answered_at, row.answered_by, row.ended_at, row.back_amount, row.back_due_at, row.paid_back_at,
        row.paid_back_by, row.paid_back_note,
    )  # fmt: skip


def sku_json(row: ShortSku, zone: ZoneInfo) -> dict[str, Any]:
    """A short SKU as commands and the API tell it."""
    return {
        "sku": row.code,
        "title": row.title,
        "undecided": row.undecided,
        "orders": row.orders,
        "pieces": row.pieces,
        "free": row.free,
        "ship_by_at": time_text(row.ship_by_at, zone),
    }


def short_json(row: ShortRow, zone: ZoneInfo) -> dict[str, Any]:
    """An undecided order as commands and the API tell it."""
    left = None if row.ship_by_at is None else round((row.ship_by_at - now()).total_seconds() / 3600, 1)
    return {
        "number": row.number,
        "missing": row.missing,
        "ship_by_at": time_text(row.ship_by_at, zone),
        "hours_left": left,
    }


def choice_json(row: ChoiceRow, zone: ZoneInfo) -> dict[str, Any]:
    """A choice as commands and the API tell it."""
    return {
        "id": row.id,
        "number": row.number,
        "kind": row.kind,
        "state": row.state,
        **{name: row.plan.get(name) for name in ("missing", "effect", "swap", "difference")},
        "wait_until": row.wait_until.isoformat() if row.wait_until else None,
        "answer_by": time_text(row.answer_by, zone),
        "language": row.language,
        "message": row.message,
        "chosen_at": time_text(row.chosen_at, zone),
        "chosen_by": row.chosen_by,
        "told_at": time_text(row.told_at, zone),
        "told_by": row.told_by,
        "answer": row.answer,
        "answered_at": time_text(row.answered_at, zone),
        "answered_by": row.answered_by,
        "ended_at": time_text(row.ended_at, zone),
        "pays_back": amount_text(row.back_amount),
        "pay_back_by": time_text(row.back_due_at, zone),
        "paid_back_at": time_text(row.paid_back_at, zone),
        "paid_back_by": row.paid_back_by,
        "paid_back_note": row.paid_back_note,
    }


def _short_row(row: Sequence[Any]) -> ShortRow:
    order_id, shop_id, number, promise, since, missing = row
    return ShortRow(order_id, shop_id, number, promise, since, _pieces(missing))


def _pieces(value: Any) -> dict[str, int]:
    return dict(json.loads(value) if isinstance(value, str) else value or {})
