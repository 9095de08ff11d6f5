"""What fulfilment does by the clock: the daily close with its papers, and printing in the background.

A missed close is caught up at start: the newest missed day closes with the orders that are ready,
as if its hour had just come; older missed days are recorded as merged into it, each once.
"""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.queries import all_tracking_keys
from zhanggui.fulfilment.queries.batches import batch_by_id
from zhanggui.fulfilment.queries.desk import CLOSE_RUN
from zhanggui.fulfilment.services.breaches import note_breaches
from zhanggui.fulfilment.services.close_batch import close_batch
from zhanggui.fulfilment.services.late_numbers import tell_late_numbers
from zhanggui.fulfilment.services.print_batch import print_batch
from zhanggui.fulfilment.services.red_letters import tell_red_letters
from zhanggui.fulfilment.services.schedule_batches import (
    CLOSE_JOB,
    due_at,
    ensure_deadlines,
    newest_due_day,
    record_merged,
)
from zhanggui.fulfilment.services.subscribe import send_subscriptions
from zhanggui.fulfilment.services.tracking import tell_of_silent_parcels
from zhanggui.fulfilment.services.vouchers import remove_expired_vouchers
from zhanggui.fulfilment.values import PRINT_BATCH, BatchState
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.errors import ZhangguiError
from zhanggui.kernel.jobs.models import JobRun, JobState
from zhanggui.kernel.jobs.progress import Progress, start_run
from zhanggui.kernel.jobs.queue import enqueue, job
from zhanggui.kernel.jobs.schedule import every
from zhanggui.kernel.values import Actor, Origin, system_actor
from zhanggui.people.queries import actor_of_user
from zhanggui.shops.queries import shop_cards, warehouse_by_id
from zhanggui.shops.values import WarehouseCard

SUBSCRIBE_JOB = "fulfilment.send_subscriptions"


@every(timedelta(minutes=1), "fulfilment.ensure_deadlines")
def ensure_all_deadlines() -> None:
    """Keep the next close of every shop's warehouses on the clock."""
    moment = now()
    for shop in shop_cards():
        ensure_deadlines(shop.id, at=moment)


@every(timedelta(minutes=10), "fulfilment.breaches")
def look_for_breaches() -> None:
    """Note promises that passed, with the cause that can be seen now."""
    note_breaches([shop.id for shop in shop_cards()])


@every(timedelta(minutes=30), "fulfilment.silent_parcels")
def look_for_silent_parcels() -> None:
    """Keep each shop's task about parcels without news up to date."""
    for shop in shop_cards():
        tell_of_silent_parcels(shop.id)


@every(timedelta(minutes=5), "fulfilment.subscriptions")
def ask_for_tracking() -> None:
    """Have a worker send what waits for the tracking service: the scheduler itself never waits on the network."""
    for keys in all_tracking_keys():
        enqueue(SUBSCRIBE_JOB, once=f"{SUBSCRIBE_JOB}-{keys.shop_id}", shop_id=keys.shop_id)


@job(SUBSCRIBE_JOB, label=_("Ask the tracking service to watch parcels"))
def send_waiting_subscriptions(shop_id: int) -> None:
    """Safe to run again: what was accepted is not sent twice."""
    send_subscriptions(shop_id)


@job(CLOSE_JOB, label=_("Close the batch by the clock"))
def close_by_clock(shop_id: int, period: str, warehouse_id: int | None = None) -> None:
    """Close a day's batch and print it. Safe to run again: a closed batch is only printed if it is not."""
    close_due(shop_id, period, at=now(), warehouse_id=warehouse_id)


def close_due(shop_id: int, period: str, *, at: datetime, warehouse_id: int | None = None) -> None:
    """What the job does at a moment: the close of the newest day that is due, a note for an older one."""
    actor = system_actor(Origin.JOB)
    warehouse = warehouse_by_id(shop_id, warehouse_id)
    day = date.fromisoformat(period)
    newest = newest_due_day(warehouse, at)
    if day < newest:
        record_merged(actor=actor, warehouse=warehouse, period=period, into=newest)
        return
    progress = Progress(_run_of_close(actor, warehouse, period))
    try:
        batch = close_batch(
            actor=actor,
            shop_id=shop_id,
            warehouse_id=warehouse.id,
            at=due_at(warehouse, day),
            period=period,
            progress=progress,
        )
        if batch.state == BatchState.CLOSED and batch.order_count:
            print_batch(actor=actor, batch_id=batch.pk, progress=progress)
    except ZhangguiError as error:
        progress.fail(str(error))
        raise
    progress.finish({"batch": batch.number, "orders": batch.order_count})


def _run_of_close(actor: Actor, warehouse: WarehouseCard, period: str) -> JobRun:
    """The run of a day's close; a job that runs again after a crash goes on with the first one's."""
    under_way = (JobState.QUEUED, JobState.RUNNING)
    arguments = {"warehouse": warehouse.id}
    runs = JobRun.objects.filter(
        shop_id=warehouse.shop_id, kind=CLOSE_RUN, label=period, arguments=arguments, state__in=under_way
    )
    found = runs.order_by("-pk").first()
    return found or start_run(actor, CLOSE_RUN, shop_id=warehouse.shop_id, label=period, arguments=arguments)


@job("fulfilment.print_batch", label=_("Print a batch"))
def print_in_background(batch_id: int, run_id: int, reason: str = "") -> None:
    """Print a batch for a page that watches the run. Safe to run again: a first printing stays the only one."""
    run = JobRun.objects.get(pk=run_id)
    progress = Progress(run)
    actor = actor_of_user(run.actor_id, Origin.JOB) if run.actor_id else system_actor(Origin.JOB)
    batch = batch_by_id(batch_id)
    is_done = not reason and batch.state != BatchState.CLOSED
    try:
        files = [] if is_done else print_batch(actor=actor, batch_id=batch_id, reason=reason, progress=progress)
    except ZhangguiError as error:
        progress.fail(str(error))
        raise
    progress.finish({"batch": batch.number, "files": len(files)})


@job("fulfilment.close_now", label=_("Close and print"))
def close_now(shop_id: int, run_id: int) -> None:
    """Close and print for a page that watches the run. Safe to run again: the period names the run."""
    run = JobRun.objects.get(pk=run_id)
    progress = Progress(run)
    actor = actor_of_user(run.actor_id, Origin.JOB) if run.actor_id else system_actor(Origin.JOB)
    try:
        batch = close_batch(
            actor=actor,
            shop_id=shop_id,
            warehouse_id=run.arguments.get("warehouse"),
            period=run.label,
            progress=progress,
        )
        if batch.state == BatchState.CLOSED and batch.order_count and actor.can(PRINT_BATCH, shop_id):
            print_batch(actor=actor, batch_id=batch.pk, progress=progress)
    except ZhangguiError as error:
        progress.fail(str(error))
        raise
    progress.finish({"batch": batch.number, "orders": batch.order_count})


@every(timedelta(minutes=5), "fulfilment.late_numbers")
def tell_of_late_numbers() -> None:
    """Keep the tasks of parcels whose number is late (FUL-15)."""
    moment = now()
    for shop in shop_cards():
        tell_late_numbers(system_actor(Origin.JOB), shop.id, at=moment)


@every(timedelta(minutes=30), "fulfilment.red_letters")
def tell_of_red_letters() -> None:
    """Keep the tasks of invoices that a refund made too high (FUL-18)."""
    for shop in shop_cards():
        tell_red_letters(system_actor(Origin.JOB), shop.id)


@every(timedelta(hours=24), "fulfilment.expired_vouchers")
def remove_old_vouchers() -> None:
    """Remove vouchers whose time is over (FUL-17); what is left over goes the next day."""
    for shop in shop_cards():
        today = now().astimezone(shop_zone(shop.timezone)).date()
        remove_expired_vouchers(system_actor(Origin.JOB), shop.id, today=today)
