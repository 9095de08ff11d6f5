"""Which copies of invoices are kept (FUL-18)."""

from collections.abc import Sequence

from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.values import Subject

COPY_KIND = "invoice_copy"


def copy_subject(invoice_id: int) -> Subject:
    """What a copy is of."""
    return Subject("invoice", invoice_id)


def copies_of(invoice_ids: Sequence[int]) -> dict[int, list[Document]]:
    """The copies of invoices in the order in which they came. One statement."""
    rows = Document.objects.filter(subject_kind="invoice", subject_id__in=list(invoice_ids), kind=COPY_KIND)
    found: dict[int, list[Document]] = {}
    for row in rows.order_by("subject_id", "part"):
        found.setdefault(row.subject_id, []).append(row)
    return found
