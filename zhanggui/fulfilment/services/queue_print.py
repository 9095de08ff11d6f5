"""Printing in the background, for pages: a large batch takes longer than a request may."""

from django.db import transaction

from zhanggui.fulfilment.queries.batches import batch_by_id
from zhanggui.fulfilment.values import PRINT_BATCH
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.jobs.progress import start_run
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor

PRINT_JOB = "fulfilment.print_batch"


def queue_print(*, actor: Actor, batch_id: int, reason: str = "") -> JobRun:
    """Have a worker print a batch as this person; returns the run that the page watches."""
    batch = batch_by_id(batch_id)
    require(actor, PRINT_BATCH, batch.shop_id)
    with transaction.atomic():
        run = start_run(actor, "batch_print", shop_id=batch.shop_id, label=batch.number, arguments={"batch": batch_id})
        enqueue(PRINT_JOB, lock=f"print:{batch_id}", batch_id=batch_id, run_id=run.pk, reason=reason)
    return run
