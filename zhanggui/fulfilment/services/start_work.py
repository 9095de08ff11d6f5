"""Starting the long work of a close or a printing in the background, watched through a run."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.errors import NothingReady
from zhanggui.fulfilment.queries.batches import batch_by_number
from zhanggui.fulfilment.queries.close import close_outlook
from zhanggui.fulfilment.queries.desk import CLOSE_RUN, PRINT_RUN, run_of
from zhanggui.fulfilment.values import CLOSE_BATCH, PRINT_BATCH, BatchState
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.jobs.models import JobRun, JobState
from zhanggui.kernel.jobs.progress import start_run
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.shops.queries import shop_by_id, warehouse_by_id

_UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)


def start_close(*, actor: Actor, shop_id: int, warehouse_id: int | None = None) -> JobRun:
    """Close a warehouse's batch now and print, in the background (FUL-01). One under way is returned again.

    Without a warehouse it is the shop's first. NothingReady when no order is ready; then nothing is started.
    """
    require(actor, CLOSE_BATCH, shop_id)
    warehouse = warehouse_by_id(shop_id, warehouse_id)
    require(actor, CLOSE_BATCH, shop_id, warehouse.id)
    arguments = {"warehouse": warehouse.id}
    with transaction.atomic():
        runs = JobRun.objects.filter(shop_id=shop_id, kind=CLOSE_RUN, arguments=arguments, state__in=_UNDER_WAY)
        under_way = runs.order_by("-pk").first()
        if under_way is not None:
            return under_way
        if not close_outlook(shop_id, warehouse_id=warehouse.id).ready:
            raise NothingReady
        run = start_run(actor, CLOSE_RUN, shop_id=shop_id, arguments=arguments)
        day = now().astimezone(shop_zone(shop_by_id(shop_id).timezone)).date()
        # The period names the run, so that a job that runs again finds its own batch.
        run.label = f"{day.isoformat()}#{run.pk}"
        run.save(update_fields=["label"])
        enqueue("fulfilment.close_now", lock=f"close-{warehouse.id}", shop_id=shop_id, run_id=run.pk)
    return run


def start_printing(*, actor: Actor, shop_id: int, number: str, reason: str = "") -> JobRun:
    """Print a batch in the background (FUL-02). A printing that is under way is returned again.

    What was printed before is printed again as copies, and needs a reason.
    """
    require(actor, PRINT_BATCH, shop_id)
    batch = batch_by_number(shop_id, number)
    require(actor, PRINT_BATCH, shop_id, batch.warehouse_id)
    with transaction.atomic():
        under_way = run_of(batch)
        if under_way is not None and under_way.state in _UNDER_WAY:
            return under_way
        if batch.state != BatchState.CLOSED and not reason.strip():
            raise Conflict("fulfilment.no_copy_reason", _("Write down why it is printed again; copies are marked."))
        run = start_run(actor, PRINT_RUN, shop_id=shop_id, label=batch.number)
        enqueue(
            "fulfilment.print_batch",
            lock=f"print-{batch.pk}",
            batch_id=batch.pk,
            run_id=run.pk,
            reason=reason.strip(),
        )
    return run
