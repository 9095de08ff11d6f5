"""Short lists and counts that the pages and home pages show beside the batches themselves."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from zhanggui.fulfilment.models import Batch, Parcel, ParcelLine
from zhanggui.fulfilment.values import TROUBLE_TASK, BatchState, ParcelState
from zhanggui.kernel.figures import figures
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.tasks.models import Task, TaskState
from zhanggui.orders.queries import held_before_close, parcel_conditions

CLOSE_RUN, PRINT_RUN = "batch_close", "batch_print"
_LONGEST_WAYBILL = 40

# Each part has an index of its own over what is open, so that what has left costs nothing.
# Batches that are not handed over are few, so what may be packed is counted as all but theirs.
_OPEN_WORK = figures(
    ("to_print", "to_take", "to_pack", "without_number", "unstamped", "to_post_back", "to_tell", "to_confirm"),
    """
SELECT b.closed, b.printed,
    (SELECT count(*) FROM fulfilment_parcel WHERE shop_id = ANY(%(shops)s) AND state = 'batched') - b.unpacked,
    (SELECT count(*) FROM fulfilment_parcel WHERE shop_id = ANY(%(shops)s) AND state = 'packed'),
    (SELECT count(*) FROM fulfilment_parcel
     WHERE shop_id = ANY(%(shops)s) AND state = 'shipped' AND stamped_at IS NULL),
    (SELECT count(*) FROM fulfilment_parcel
     WHERE shop_id = ANY(%(shops)s) AND state = 'shipped' AND posted_back_at IS NULL),
    (SELECT count(*) FROM fulfilment_shippingnotice WHERE shop_id = ANY(%(shops)s) AND told_at IS NULL),
    (SELECT count(*) FROM fulfilment_dailyreport WHERE shop_id = ANY(%(shops)s) AND state = 'signed')
FROM (
    SELECT count(*) FILTER (WHERE state = 'closed' AND order_count > 0) AS closed,
        count(*) FILTER (WHERE state = 'printed' AND order_count > 0) AS printed, coalesce(sum(p.unpacked), 0)::bigint AS unpacked
    FROM fulfilment_batch
    CROSS JOIN LATERAL (
        SELECT count(*) AS unpacked FROM fulfilment_parcel WHERE batch_id = fulfilment_batch.id AND state = 'batched'
    ) p WHERE shop_id = ANY(%(shops)s) AND state <> 'handed_over'
) b
""",
)
_READY_COURIERS = """
SELECT coalesce(nullif(o.courier_name, ''), o.ship_method), count(*), coalesce(sum(o.paid_amount), 0)
FROM orders_order o
WHERE o.shop_id = %(shop)s AND o.state = 'paid' AND o.step = 'checked' AND NOT o.is_held
  AND (o.paid_at IS NULL OR o.paid_at <= %(at)s){where}
GROUP BY 1 ORDER BY 2 DESC, 1
"""
_BATCH_COURIERS = """
SELECT coalesce(nullif(p.courier, ''), nullif(o.courier_name, ''), o.ship_method, ''), count(*),
       coalesce(sum(o.paid_amount), 0)
FROM fulfilment_parcel p JOIN orders_order o ON o.id = p.order_id
WHERE p.batch_id = %(batch)s AND p.state <> 'pulled' GROUP BY 1 ORDER BY 2 DESC, 1
"""
_BLOCKED = """
SELECT o.number, o.paid_amount, o.ship_by_at, coalesce(l.title, ''), coalesce(l.quantity, 0)
FROM orders_orderhold h JOIN orders_order o ON o.id = h.order_id
LEFT JOIN LATERAL (SELECT title, quantity FROM orders_orderline WHERE order_id = o.id ORDER BY position LIMIT 1) l
       ON true
WHERE h.shop_id = %(shop)s AND h.reason = %(reason)s AND h.released_at IS NULL AND o.state = 'paid' AND o.is_held
  AND o.step IN ('to_check', 'checked')
ORDER BY o.ship_by_at NULLS LAST, o.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class CourierShare:
    """How many orders want or have one courier; an empty name means that none is chosen."""

    courier: str
    orders: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class BlockedOrder:
    """One held order with its first line of goods."""

    number: str
    amount: Decimal | None
    ship_by_at: datetime | None
    title: str
    quantity: int


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What waits between the close and the report, over several shops."""

    to_print: int
    to_take: int
    to_pack: int
    without_number: int
    unstamped: int
    to_post_back: int
    to_tell: int
    to_confirm: int


def ready_by_courier(shop_id: int, at: datetime, *, warehouse_id: int | None = None) -> list[CourierShare]:
    """What a close now would take, by the courier that the order asks for."""
    where, narrowed = parcel_conditions(shop_id, warehouse_id)
    rows = _rows(_READY_COURIERS.format(where=where), {"shop": shop_id, "at": at, **narrowed})
    return [CourierShare(*row) for row in rows]


def batch_by_courier(batch_id: int) -> list[CourierShare]:
    """The parcels of a batch by courier: the one they left with, else the one asked for."""
    return [CourierShare(*row) for row in _rows(_BATCH_COURIERS, {"batch": batch_id})]


def held_count(shop_id: int) -> int:
    """Held orders that the next close leaves out, each once however many holds it has."""
    return held_before_close([shop_id]).get(shop_id, 0)


def blocked_orders(shop_id: int, reason: str, *, limit: int = 3) -> list[BlockedOrder]:
    """The most urgent orders that one hold reason keeps out of the batch."""
    return [BlockedOrder(*row) for row in _rows(_BLOCKED, {"shop": shop_id, "reason": reason, "limit": limit})]


def newest_batch(shop_id: int, *, warehouse_id: int | None = None) -> Batch | None:
    """The last batch of a shop, or of one of its warehouses, that has orders."""
    rows = Batch.objects.filter(shop_id=shop_id, order_count__gt=0).order_by("-pk")
    return (rows if warehouse_id is None else rows.filter(warehouse_id=warehouse_id)).first()


def open_batches(shop_id: int, *, warehouse_id: int | None = None, limit: int = 20) -> list[Batch]:
    """Batches with orders that are not handed over yet, the oldest first."""
    rows = Batch.objects.filter(shop_id=shop_id, order_count__gt=0).exclude(state=BatchState.HANDED_OVER)
    rows = rows if warehouse_id is None else rows.filter(warehouse_id=warehouse_id)
    return list(rows.order_by("pk")[:limit])


def run_of(batch: Batch) -> JobRun | None:
    """The latest work on a batch's papers: its close or a printing."""
    runs = JobRun.objects.filter(shop_id=batch.shop_id)
    close = Q(kind=CLOSE_RUN, label=batch.period, arguments={"warehouse": batch.warehouse_id})
    mine = Q(kind=PRINT_RUN, label=batch.number) | close
    return runs.filter(mine).order_by("-pk").first()


def open_work(shop_ids: Sequence[int]) -> OpenWork:
    """Counts for home pages and navigation. One statement."""
    return OpenWork(**_OPEN_WORK.of(shop_ids))


def parcels_to_post_back(shop_id: int, *, limit: int = 50) -> list[Parcel]:
    """Shipped parcels whose numbers the marketplace does not know yet."""
    rows = Parcel.objects.filter(shop_id=shop_id, state=ParcelState.SHIPPED, posted_back_at=None)
    return list(rows.select_related("batch").order_by("pk")[:limit])


def next_parcels(shop_id: int, *, warehouse_id: int | None = None, after: int = 0, limit: int = 6) -> list[Parcel]:
    """The parcels to pack next in pick order, those set aside left out; past the last one it starts over."""
    rows = _to_pack(Parcel.objects.filter(shop_id=shop_id)).exclude(pk__in=list(aside_ids(shop_id)))
    if warehouse_id is not None:
        rows = rows.filter(batch__warehouse_id=warehouse_id)
    rows = rows.exclude(pk=after).select_related("batch").order_by("pk")
    return list(rows.filter(pk__gt=after)[:limit]) or list(rows[:limit])


def aside_ids(shop_id: int) -> list[int]:
    """Parcels that were set aside because something is short or damaged."""
    tasks = Task.objects.filter(shop_id=shop_id, kind=TROUBLE_TASK, subject_kind="parcel", state=TaskState.OPEN)
    return list(tasks.values_list("subject_id", flat=True))


def parcels_aside(shop_id: int) -> list[tuple[Parcel, dict[str, Any]]]:
    """Parcels set aside, with what was wrong."""
    tasks = Task.objects.filter(shop_id=shop_id, kind=TROUBLE_TASK, subject_kind="parcel", state=TaskState.OPEN)
    data = dict(tasks.values_list("subject_id", "data"))
    rows = Parcel.objects.filter(pk__in=list(data), state=ParcelState.BATCHED).select_related("batch").order_by("pk")
    return [(parcel, data[parcel.pk]) for parcel in rows]


def goods_of(parcel_ids: Sequence[int]) -> dict[int, list[ParcelLine]]:
    """Lines by parcel, in pick order."""
    found: dict[int, list[ParcelLine]] = defaultdict(list)
    for line in ParcelLine.objects.filter(parcel_id__in=list(parcel_ids)).order_by("pk"):
        found[line.parcel_id].append(line)
    return found


def find_parcels(shop_ids: Sequence[int], text: str, *, limit: int = 5) -> list[Parcel]:
    """Parcels by parcel, slip or waybill number."""
    wanted = text.strip().upper()
    if not wanted or len(wanted) > _LONGEST_WAYBILL:
        return []
    known = Q(number=wanted) | Q(slip_number=wanted) | Q(waybill_no=wanted)
    return list(
        Parcel.objects.filter(known, shop_id__in=list(shop_ids)).select_related("batch").order_by("-pk")[:limit]
    )


def find_batches(shop_ids: Sequence[int], text: str, *, limit: int = 5) -> list[Batch]:
    """Batches whose number begins like this."""
    rows = Batch.objects.filter(shop_id__in=list(shop_ids), number__istartswith=text.strip())
    return list(rows.order_by("-pk")[:limit])


def _to_pack(parcels: QuerySet[Parcel]) -> QuerySet[Parcel]:
    return parcels.filter(state=ParcelState.BATCHED, batch__state=BatchState.HANDED_OVER)


def _rows(sql: str, facts: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return list(cursor.fetchall())
