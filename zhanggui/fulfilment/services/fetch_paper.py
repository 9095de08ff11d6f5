"""Fetching a printed paper: labels hold whole addresses, so each look is told in the timeline."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.queries.batches import batch_by_number, subject_of
from zhanggui.fulfilment.values import PRINT_BATCH
from zhanggui.kernel.documents.archive import absolute, documents_of
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject


def fetch_paper(
    *,
    actor: Actor,
    shop_id: int,
    number: str,
    kind: str,
    part: int,
    is_copy: bool = False,
    job_id: int | None = None,
) -> Path:
    """The file of one part of a batch's paper; `is_copy` means the last reprint, marked 副本.

    `job_id` is a reprint of single parcels of this batch.

    Errors: unknown batch, a paper that is not printed, a file that is gone.
    """
    require(actor, PRINT_BATCH, shop_id)
    batch = batch_by_number(shop_id, number)
    require(actor, PRINT_BATCH, shop_id, batch.warehouse_id)
    subject = Subject("batch_copy", batch.pk, batch.number) if is_copy else subject_of(batch)
    if job_id is not None:
        subject = Subject("print_job", job_id)
    document = next((paper for paper in documents_of(subject, kind) if paper.part == part), None)
    path = absolute(document) if document else None
    if path is None or not path.is_file():
        raise NotFound(
            "fulfilment.no_paper", _("This paper of batch %(number)s is not there. Print it."), number=number
        )
    record(
        actor,
        "batch.paper_fetched",
        shop_id=shop_id,
        subject=subject_of(batch),
        data={"kind": kind, "part": part, "is_copy": is_copy or job_id is not None},
    )
    return path
