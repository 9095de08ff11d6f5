"""Parcels whose shipping was not submitted in time: packed, without number, longer than the shop allows (FUL-15)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min, QuerySet

from zhanggui.fulfilment.models import Batch, Parcel
from zhanggui.fulfilment.values import ParcelState
from zhanggui.kernel.clock import now
from zhanggui.kernel.memory import once_a_page
from zhanggui.shops.queries import settings_of

# `parcel_without_number` holds what is packed; each shop has its own limit.
_LATE = """
SELECT count(*) FROM unnest(%s::bigint[], %s::timestamptz[]) AS s (id, before)
JOIN fulfilment_parcel p ON p.shop_id = s.id AND p.packed_at <= s.before WHERE p.state = 'packed'
"""


@dataclass(frozen=True, slots=True)
class LateBatch:
    """A batch with parcels that are late, how many, and when the first was due."""

    batch: Batch
    parcels: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class LateParcel:
    """One parcel that is late, and since when."""

    parcel: Parcel
    due_at: datetime


def submit_within(shop_id: int) -> timedelta:
    """How soon after the packing the number must be there."""
    return timedelta(hours=settings_of(shop_id)["unsubmitted_after_hours"])


def late_parcels(
    shop_id: int, *, at: datetime | None = None, after: int = 0, limit: int = 50, batch_id: int | None = None
) -> list[LateParcel]:
    """Parcels that left the table or the house without their number for too long, in pick order."""
    within = submit_within(shop_id)
    rows = _late([shop_id], (at or now()) - within).filter(pk__gt=after).select_related("batch").order_by("pk")
    if batch_id is not None:
        rows = rows.filter(batch_id=batch_id)
    return [LateParcel(row, row.packed_at + within) for row in rows[:limit] if row.packed_at]


def late_batches(shop_id: int, *, at: datetime | None = None) -> list[LateBatch]:
    """The same by batch."""
    within = submit_within(shop_id)
    counted = (
        _late([shop_id], (at or now()) - within).values("batch_id").annotate(n=Count("pk"), first=Min("packed_at"))
    )
    found = {row["batch_id"]: row for row in counted}
    return [
        LateBatch(batch, found[batch.pk]["n"], found[batch.pk]["first"] + within)
        for batch in Batch.objects.filter(pk__in=list(found)).order_by("pk")
    ]


@once_a_page
def count_late(shop_ids: Collection[int], *, at: datetime | None = None) -> int:
    """How many parcels of the shops are late; each shop has its own limit."""
    moment = at or now()
    before = [moment - submit_within(shop_id) for shop_id in shop_ids]
    with connection.cursor() as cursor:
        cursor.execute(_LATE, [list(shop_ids), before])
        return int(cursor.fetchone()[0])


def late_json(rows: Sequence[LateParcel]) -> list[dict[str, Any]]:
    """Late parcels as commands and API tell them."""
    return [
        {
            "parcel": row.parcel.number,
            "order": row.parcel.order_number,
            "batch": row.parcel.batch.number,
            "courier": row.parcel.courier,
            "packed_by": row.parcel.packed_by,
            "packed_at": row.parcel.packed_at.isoformat(timespec="seconds") if row.parcel.packed_at else None,
            "due_at": row.due_at.isoformat(timespec="seconds"),
        }
        for row in rows
    ]


def _late(shop_ids: Sequence[int], before: datetime) -> QuerySet[Parcel]:
    return Parcel.objects.filter(shop_id__in=shop_ids, state=ParcelState.PACKED, packed_at__lte=before)
