"""Print jobs and stamps: every printing with number, person, papers and pages; who stamped what (FUL-03, FUL-19)."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.errors import NotPrinted
from zhanggui.fulfilment.models import Batch, PaperStamp, PrintJob
from zhanggui.fulfilment.queries.batches import batch_by_id, paper_counts, subject_of
from zhanggui.fulfilment.values import PRINT_BATCH, BatchState, PaperKind, PrintKind, StampForm
from zhanggui.kernel.clock import now
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.numbering import take_numbers
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor

# The label is stuck on the parcel and carries no seal.
SEALED = (PaperKind.DAILY_REPORT, PaperKind.OUTBOUND_SLIP, PaperKind.INVOICE)


def next_job_number(batch: Batch) -> str:
    """`P20261121-3`: the third printing for batches of that day."""
    return f"P{batch.day:%Y%m%d}-{take_numbers(batch.shop_id, 'print', f'{batch.day:%Y%m%d}').start}"


def keep_print_job(
    actor: Actor,
    batch: Batch,
    number: str,
    *,
    reason: str = "",
    parcels: Sequence[str] | None = None,
    documents: Sequence[Document] = (),
) -> PrintJob:
    """Keep one printing, in the caller's transaction; a reason makes it one of copies. Called again it adds the files."""
    papers: dict[str, dict[str, int]] = {}
    for document in documents:
        counts = papers.setdefault(document.kind, {"items": 0, "pages": 0})
        counts["items"] += document.items
        counts["pages"] += document.pages
    facts: dict[str, Any] = {
        "batch": batch,
        "kind": PrintKind.COPY if reason else PrintKind.ORIGINAL,
        "reason": reason,
        "papers": papers,
        "pages": sum(document.pages for document in documents),
        "made_at": now(),
        "made_by_id": actor.user_id,
        "made_by": actor.name,
    }
    if parcels is not None:
        facts["parcels"] = list(parcels)
    job, _is_new = PrintJob.objects.update_or_create(shop_id=batch.shop_id, number=number, defaults=facts)
    return job


def keep_seals(actor: Actor, batch: Batch, documents: Sequence[Document], seal: bytes | None) -> None:
    """Keep that the shop's seal stands in the files just printed, by whom and when, in the caller's transaction."""
    if seal is None:
        return
    mark = hashlib.sha256(seal).hexdigest()
    for kind in SEALED:
        files = [document for document in documents if document.kind == kind]
        if files:
            _keep(
                actor,
                batch,
                kind,
                StampForm.SEAL,
                sheets=sum(document.items for document in files),
                seal_sha256=mark,
                files_sha256=[document.sha256 for document in files],
            )


def confirm_ink(*, actor: Actor, batch_id: int, papers: Sequence[str]) -> list[str]:
    """Tick that the printed sheets of these kinds were stamped by hand (FUL-03); returns the kinds that were new.

    Errors: NotPrinted, a paper that the batch does not have.
    """
    batch = batch_by_id(batch_id)
    require(actor, PRINT_BATCH, batch.shop_id)
    if batch.state == BatchState.CLOSED:
        raise NotPrinted(batch.number)
    counts = paper_counts(batch)
    for kind in papers:
        if not counts.get(kind):
            raise InvalidInput("fulfilment.no_such_paper", _("The batch has no printed paper “%(kind)s”."), kind=kind)
    fresh = []
    with transaction.atomic():
        Batch.objects.select_for_update().get(pk=batch_id)
        for kind in dict.fromkeys(papers):
            if not PaperStamp.objects.filter(batch=batch, paper=kind, form=StampForm.INK).exists():
                _keep(actor, batch, PaperKind(kind), StampForm.INK, sheets=counts[kind])
                fresh.append(kind)
    return fresh


def _keep(
    actor: Actor,
    batch: Batch,
    kind: PaperKind,
    form: StampForm,
    *,
    sheets: int,
    seal_sha256: str = "",
    files_sha256: Sequence[str] = (),
) -> None:
    PaperStamp.objects.update_or_create(
        batch=batch,
        paper=kind,
        form=form,
        defaults={
            "shop_id": batch.shop_id,
            "sheets": sheets,
            "seal_sha256": seal_sha256,
            "files_sha256": list(files_sha256),
            "stamped_at": now(),
            "stamped_by_id": actor.user_id,
            "stamped_by": actor.name,
        },
    )
    record(
        actor,
        "batch.paper_stamped",
        shop_id=batch.shop_id,
        subject=subject_of(batch),
        data={"kind": kind.value, "form": form.value, "sheets": sheets},
    )
