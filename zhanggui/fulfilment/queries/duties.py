"""How the duties of batch, packing and report stand over the last week (ORG-17)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from zhanggui.kernel.clock import now

_WEEK = timedelta(days=7)
_CLOSED = """
SELECT count(*) FILTER (WHERE b.closed_at <= (b.day + w.batch_time) AT TIME ZONE s.timezone + %s), count(*)
FROM fulfilment_batch b JOIN shops_warehouse w ON w.id = b.warehouse_id JOIN shops_shop s ON s.id = b.shop_id
WHERE b.shop_id = ANY(%s) AND b.day >= %s AND b.period NOT LIKE '%%#%%'
"""
_NUMBERED = """
SELECT count(*) FILTER (WHERE p.shipped_at <= coalesce(p.stamped_at, p.packed_at) + %s), count(*)
FROM fulfilment_batch b JOIN fulfilment_parcel p ON p.batch_id = b.id
WHERE b.shop_id = ANY(%s) AND b.day >= %s AND p.state = 'shipped' AND p.packed_at IS NOT NULL
"""
_REPORTS = """
SELECT count(*) FILTER (WHERE (r.signed_at AT TIME ZONE s.timezone)::date = r.day),
       count(*) FILTER (WHERE r.confirmed_at IS NOT NULL), count(*)
FROM fulfilment_dailyreport r JOIN shops_shop s ON s.id = r.shop_id WHERE r.shop_id = ANY(%s) AND r.day >= %s
"""


def closed_in_time(shop_ids: list[int], within: timedelta, *, at: datetime | None = None) -> tuple[int, int]:
    """(closed by the hour of the warehouse, all) scheduled batches of the last week."""
    found = _one(_CLOSED, [within, shop_ids, ((at or now()) - _WEEK).date()])
    return found[0], found[1]


def numbered_in_time(shop_ids: list[int], within: timedelta, *, at: datetime | None = None) -> tuple[int, int]:
    """(numbers entered soon enough after the stamp, all) parcels of the last week's batches."""
    found = _one(_NUMBERED, [within, shop_ids, ((at or now()) - _WEEK).date()])
    return found[0], found[1]


def reports_of_week(shop_ids: list[int], *, at: datetime | None = None) -> tuple[int, int, int]:
    """(signed the same day, confirmed, all) daily reports of the last week."""
    found = _one(_REPORTS, [shop_ids, ((at or now()) - _WEEK).date()])
    return found[0], found[1], found[2]


def _one(sql: str, params: list[Any]) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return tuple(int(value) for value in cursor.fetchone() or ())
