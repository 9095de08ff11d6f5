"""The daily close as a promise with a clock: one deadline a warehouse and day (FUL-01)."""

from datetime import date, datetime, timedelta

from zhanggui.fulfilment.models import Batch
from zhanggui.kernel.clock import local_moment, now, shop_zone
from zhanggui.kernel.deadlines.models import Deadline, DeadlineState
from zhanggui.kernel.deadlines.verbs import set_deadline
from zhanggui.kernel.events.record import record
from zhanggui.kernel.values import Actor, Subject
from zhanggui.shops.queries import shop_by_id, warehouses_of
from zhanggui.shops.values import WarehouseCard

DEADLINE_KIND = "batch_close"
CLOSE_JOB = "fulfilment.close_batch"
_MOST_DAYS_BACK = 31


def ensure_deadlines(shop_id: int, *, at: datetime | None = None) -> None:
    """Set the closes of a shop's warehouses that are still missing, up to tomorrow's, and move those to come.

    They move when a warehouse's batch time changed. After a standstill every missed day gets its
    deadline, so that each is answered for. A new warehouse starts with the next close to come.
    """
    for warehouse in warehouses_of(shop_id):
        _ensure(warehouse, at or now())


def _ensure(warehouse: WarehouseCard, moment: datetime) -> None:
    today = _today(warehouse.shop_id, moment)
    known = _known_periods(warehouse)
    first = today if moment <= due_at(warehouse, today) else today + timedelta(days=1)
    if known:
        first = max(date.fromisoformat(known[-1]) + timedelta(days=1), today - timedelta(days=_MOST_DAYS_BACK))
    running = [date.fromisoformat(period) for period in known if date.fromisoformat(period) >= today]
    days = [*running, *(first + timedelta(days=n) for n in range((today - first).days + 2))]
    for day in sorted(set(days)):
        set_deadline(
            DEADLINE_KIND,
            shop_id=warehouse.shop_id,
            subject=_subject(warehouse),
            due_at=due_at(warehouse, day),
            period=day.isoformat(),
            job=CLOSE_JOB,
            arguments={"shop_id": warehouse.shop_id, "period": day.isoformat(), "warehouse_id": warehouse.id},
        )


def due_at(warehouse: WarehouseCard, day: date) -> datetime:
    """When a day's batch closes: the warehouse's batch time in its shop's zone."""
    return local_moment(day, warehouse.batch_time, shop_zone(shop_by_id(warehouse.shop_id).timezone))


def newest_due_day(warehouse: WarehouseCard, at: datetime) -> date:
    """The last day whose close has come in a warehouse: the day that a late close stands for."""
    passed = Deadline.objects.filter(
        kind=DEADLINE_KIND, subject_kind="warehouse", subject_id=warehouse.id, state=DeadlineState.PASSED
    )
    newest = passed.order_by("-period").values_list("period", flat=True).first()
    today = _today(warehouse.shop_id, at)
    by_clock = today if due_at(warehouse, today) <= at else today - timedelta(days=1)
    return max(by_clock, date.fromisoformat(newest)) if newest else by_clock


def record_merged(*, actor: Actor, warehouse: WarehouseCard, period: str, into: date) -> None:
    """Note that a missed day's close went into a later one, unless it had closed in time."""
    if Batch.objects.filter(shop_id=warehouse.shop_id, warehouse_id=warehouse.id, period=period).exists():
        return
    record(
        actor,
        "batch.merged",
        shop_id=warehouse.shop_id,
        subject=_subject(warehouse),
        data={"period": period, "into": into.isoformat()},
    )


def _known_periods(warehouse: WarehouseCard) -> list[str]:
    rows = Deadline.objects.filter(kind=DEADLINE_KIND, subject_kind="warehouse", subject_id=warehouse.id)
    return sorted(rows.values_list("period", flat=True).order_by("-period")[: _MOST_DAYS_BACK + 2])


def _subject(warehouse: WarehouseCard) -> Subject:
    return Subject("warehouse", warehouse.id, warehouse.code)


def _today(shop_id: int, at: datetime) -> date:
    return at.astimezone(shop_zone(shop_by_id(shop_id).timezone)).date()
