"""Reading the printings of a batch and the stamps on its papers."""

from typing import Any

from zhanggui.fulfilment.models import Batch, PaperStamp, PrintJob


def print_jobs(batch: Batch, *, limit: int = 50) -> list[PrintJob]:
    """Every printing of a batch, newest first."""
    return list(PrintJob.objects.filter(batch_id=batch.pk).order_by("-pk")[:limit])


def print_job_by_number(batch: Batch, number: str) -> PrintJob | None:
    """One printing of a batch."""
    return PrintJob.objects.filter(batch_id=batch.pk, number=number).first()


def stamps_of(batch: Batch) -> list[PaperStamp]:
    """Which papers of a batch carry the shop's stamp, in which form, by whom."""
    return list(PaperStamp.objects.filter(batch_id=batch.pk).order_by("paper", "form"))


def print_job_json(job: PrintJob) -> dict[str, Any]:
    """A printing as commands and API tell it."""
    return {
        "job": job.number,
        "kind": job.kind,
        "reason": job.reason,
        "parcels": job.parcels,
        "papers": job.papers,
        "pages": job.pages,
        "by": job.made_by,
        "at": job.made_at.isoformat(timespec="seconds"),
    }


def stamp_json(stamp: PaperStamp) -> dict[str, Any]:
    """A stamp as commands and API tell it."""
    return {
        "paper": stamp.paper,
        "form": stamp.form,
        "sheets": stamp.sheets,
        "by": stamp.stamped_by,
        "at": stamp.stamped_at.isoformat(timespec="seconds"),
        "seal_sha256": stamp.seal_sha256,
    }
