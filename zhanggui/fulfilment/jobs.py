"""What fulfilment does by the clock: the daily close with its papers, and printing in the background.

A missed close is caught up at start: the newest missed day closes with the orders that are ready,
as if its hour had just come; older missed days are recorded as merged into it, each once.
"""

from datetime import date, datetime, timedelta

from zhanggui.fulfilment.queries.batches import batch_by_id
from zhanggui.fulfilment.services.close_batch import close_batch
from zhanggui.fulfilment.services.print_batch import print_batch
from zhanggui.fulfilment.services.schedule_batches import (
    CLOSE_JOB,
    due_at,
    ensure_deadlines,
    newest_due_day,
    record_merged,
)
from zhanggui.fulfilment.values import PRINT_BATCH, BatchState
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import ZhangguiError
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.jobs.progress import Progress, start_run
from zhanggui.kernel.jobs.queue import job
from zhanggui.kernel.jobs.schedule import every
from zhanggui.kernel.values import Origin, system_actor
from zhanggui.people.queries import actor_of_user
from zhanggui.shops.queries import default_warehouse, shop_cards


@every(timedelta(minutes=1), "fulfilment.ensure_deadlines")
def ensure_all_deadlines() -> None:
    """Keep the next close of every shop on the clock."""
    moment = now()
    for shop in shop_cards():
        ensure_deadlines(shop.id, at=moment)


@job(CLOSE_JOB)
def close_by_clock(shop_id: int, period: str) -> None:
    """Close a day's batch and print it. Safe to run again: a closed batch is only printed if it is not."""
    close_due(shop_id, period, at=now())


def close_due(shop_id: int, period: str, *, at: datetime) -> None:
    """What the job does at a moment: the close of the newest day that is due, a note for an older one."""
    actor = system_actor(Origin.JOB)
    day = date.fromisoformat(period)
    newest = newest_due_day(shop_id, at)
    if day < newest:
        record_merged(actor=actor, shop_id=shop_id, period=period, into=newest)
        return
    run = start_run(actor, "batch_close", shop_id=shop_id, label=period)
    progress = Progress(run)
    try:
        batch = close_batch(
            actor=actor,
            shop_id=shop_id,
            at=due_at(default_warehouse(shop_id), day),
            period=period,
            progress=progress,
        )
        if batch.state == BatchState.CLOSED and batch.order_count:
            print_batch(actor=actor, batch_id=batch.pk, progress=progress)
    except ZhangguiError as error:
        progress.fail(str(error))
        raise
    progress.finish({"batch": batch.number, "orders": batch.order_count})


@job("fulfilment.print_batch")
def print_in_background(batch_id: int, run_id: int, reason: str = "") -> None:
    """Print a batch for a page that watches the run."""
    run = JobRun.objects.get(pk=run_id)
    progress = Progress(run)
    actor = actor_of_user(run.actor_id, Origin.JOB) if run.actor_id else system_actor(Origin.JOB)
    try:
        files = print_batch(actor=actor, batch_id=batch_id, reason=reason, progress=progress)
    except ZhangguiError as error:
        progress.fail(str(error))
        raise
    progress.finish({"batch": batch_by_id(batch_id).number, "files": len(files)})


@job("fulfilment.close_now")
def close_now(shop_id: int, run_id: int) -> None:
    """Close and print for a page that watches the run. Safe to run again: the period names the run."""
    run = JobRun.objects.get(pk=run_id)
    progress = Progress(run)
    actor = actor_of_user(run.actor_id, Origin.JOB) if run.actor_id else system_actor(Origin.JOB)
    try:
        batch = close_batch(actor=actor, shop_id=shop_id, period=run.label, progress=progress)
        if batch.state == BatchState.CLOSED and batch.order_count and actor.can(PRINT_BATCH, shop_id):
            print_batch(actor=actor, batch_id=batch.pk, progress=progress)
    except ZhangguiError as error:
        progress.fail(str(error))
        raise
    progress.finish({"batch": batch.number, "orders": batch.order_count})
