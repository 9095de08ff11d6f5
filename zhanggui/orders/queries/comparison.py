"""Shops and channels side by side for a period, with the period before (MPI-03)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import local_moment, now, shop_zone
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.money import amount_text
from zhanggui.kernel.pages.access import ShopRef

PERIODS = {"today": 1, "7d": 7, "30d": 30}
MOST_DAYS = 366
_SUMS = """
    SELECT o.channel AS channel, count(*), COALESCE(sum(o.paid_amount) FILTER (WHERE o.state <> 'unpaid'), 0),
           count(*) FILTER (WHERE o.state = 'paid' AND o.step = 'to_check' AND NOT o.is_held),
           count(*) FILTER (WHERE o.state = 'paid' AND o.is_held),
           count(*) FILTER (WHERE o.state = 'paid'),
           count(*) FILTER (WHERE o.state IN ('shipped', 'completed') AND o.shipped_at > o.ship_by_at),
           count(*) FILTER (WHERE o.state = 'paid' AND o.ship_by_at < %(now)s)
    FROM orders_order o
    WHERE o.shop_id = s.id AND o.sort_at >= s.{begins} AND o.sort_at < s.{ends}
      AND (%(channel)s = '' OR o.channel = %(channel)s)
    GROUP BY o.channel"""
# Each shop walks its own two parts of one index: the cost follows the period, not the age of the shop.
_FIGURES = f"""
SELECT s.id, f.is_now, f.* FROM unnest(%(shops)s::bigint[], %(before)s::timestamptz[], %(before_ends)s::timestamptz[],
    %(begins)s::timestamptz[], %(ends)s::timestamptz[]) AS s (id, before, before_ends, begins, ends)
CROSS JOIN LATERAL (
    SELECT true AS is_now, n.* FROM ({_SUMS.format(begins="begins", ends="ends")}) n
    UNION ALL
    SELECT false, b.* FROM ({_SUMS.format(begins="before", ends="before_ends")}) b
) f
"""


class BadPeriod(InvalidInput):
    """The period cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__(
            "orders.bad_period",
            _(
                "“%(text)s” is not a period. Write today, 7d, 30d, or two days like 2026-11-01..2026-11-21, at most a year."
            ),
            text=text,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Orders that came in within a period, and where they stand now."""

    orders_in: int = 0
    paid_amount: Decimal = Decimal(0)
    to_check: int = 0
    held: int = 0
    to_ship: int = 0
    shipped_late: int = 0
    overdue: int = 0

    def plus(self, other: "Figures") -> "Figures":
        """Both together."""
        return Figures(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One channel of one shop: this period and the one before."""

    shop: ShopRef
    channel: str
    now: Figures
    before: Figures


@dataclass(frozen=True, slots=True)
class Period:
    """Days from first to last, both included; the day of today ends now."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def read_period(text: str, today: date) -> Period:
    """A period by its word or its two days; BadPeriod otherwise."""
    if text in PERIODS:
        return Period(today - timedelta(days=PERIODS[text] - 1), today)
    start, _sign, end = text.partition("..")
    try:
        period = Period(date.fromisoformat(start.strip()), date.fromisoformat((end or start).strip()))
    except ValueError as error:
        raise BadPeriod(text) from error
    if not 1 <= period.days <= MOST_DAYS:
        raise BadPeriod(text)
    return period


def compare(
    shops: Sequence[ShopRef], period: Period, *, channel: str = "", at: datetime | None = None
) -> list[ComparedRow]:
    """Figures of each shop and channel, and of the period of the same length before. One statement.

    Days are days of each shop. A period that is not over is compared with the same part of the one
    before, so that a morning is not measured against a whole day.
    """
    moment = at or now()
    spans = [_span(shop, period, moment) for shop in shops]
    params: dict[str, Any] = {
        "shops": [shop.id for shop in shops],
        "before": [span[0] for span in spans],
        "before_ends": [span[1] for span in spans],
        "begins": [span[2] for span in spans],
        "ends": [span[3] for span in spans],
        "channel": channel,
        "now": moment,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, params)
        found = {(row[0], row[3], row[1]): Figures(*row[4:]) for row in cursor.fetchall()}
    by_id = {shop.id: shop for shop in shops}
    places = sorted({key[:2] for key in found}, key=lambda key: ([*by_id].index(key[0]), key[1]))
    return [
        ComparedRow(
            by_id[shop_id],
            name,
            found.get((shop_id, name, True), Figures()),
            found.get((shop_id, name, False), Figures()),
        )
        for shop_id, name in places
    ]


def _span(shop: ShopRef, period: Period, moment: datetime) -> tuple[datetime, datetime, datetime, datetime]:
    """Begin and end of the period before, begin and end of the period."""
    zone = shop_zone(shop.timezone)
    begins = local_moment(period.first, time(), zone)
    ends = min(local_moment(period.last + timedelta(days=1), time(), zone), max(moment, begins))
    before = local_moment(period.first - timedelta(days=period.days), time(), zone)
    return before, min(begins, before + (ends - begins)), begins, ends


def totals(rows: Iterable[ComparedRow]) -> dict[str, tuple[Figures, Figures]]:
    """Sums by currency: amounts of two currencies are never added."""
    found: dict[str, tuple[Figures, Figures]] = {}
    for row in rows:
        current, before = found.get(row.shop.currency, (Figures(), Figures()))
        found[row.shop.currency] = (current.plus(row.now), before.plus(row.before))
    return found


def comparison_json(rows: Sequence[ComparedRow], period: Period) -> dict[str, Any]:
    """The form of the command line and the API."""
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "rows": [
            {
                "shop": row.shop.code,
                "channel": row.channel,
                "currency": row.shop.currency,
                "now": _plain(row.now),
                "before": _plain(row.before),
            }
            for row in rows
        ],
        "totals": {
            currency: {"now": _plain(current), "before": _plain(before)}
            for currency, (current, before) in totals(rows).items()
        },
    }


def _plain(figures: Figures) -> Mapping[str, Any]:
    names = [field.name for field in fields(Figures)]
    return {name: getattr(figures, name) for name in names} | {"paid_amount": amount_text(figures.paid_amount)}
