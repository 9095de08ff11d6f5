"""Copies of invoices: the tax system's file kept with its number, handed out with a trace, gone with the buyer (FUL-18)."""

import hashlib
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.queries.invoice_copies import COPY_KIND, copies_of, copy_subject
from zhanggui.fulfilment.services.invoices import locked_invoice
from zhanggui.fulfilment.values import MAKE_INVOICES
from zhanggui.kernel.documents.archive import absolute, archive_document, files_folder
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject

MOST_BYTES, MOST_COPIES = 10 * 1024 * 1024, 5
# What the tax system gives out, by its first bytes; OFD is a zip archive.
_KINDS = ((b"%PDF-", "pdf"), (b"PK\x03\x04", "ofd"), (b"<?xml", "xml"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG", "png"))
_MARK = b"\xef\xbb\xbf"


class CopyNotFound(NotFound):
    """Nobody kept a copy, or it went with the buyer's data."""

    def __init__(self) -> None:
        super().__init__("fulfilment.no_invoice_copy", _("There is no copy of this invoice, or it was erased."))


def keep_invoice_copy(*, actor: Actor, shop_id: int, invoice_id: int, data: bytes) -> Document:
    """Keep the tax system's file of an issued invoice, or of its red-letter invoice; the same file is kept once.

    Errors: unknown invoice, not issued yet, a file of another kind or above 10 MB, more than five.
    """
    require(actor, MAKE_INVOICES, shop_id)
    suffix = _suffix(data)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        invoice = locked_invoice(shop_id, invoice_id)
        if not invoice.number:
            raise Conflict("fulfilment.invoice_not_issued", _("Give the invoice its number first."))
        known = copies_of([invoice.pk]).get(invoice.pk, [])
        same = next((each for each in known if each.sha256 == digest and absolute(each).is_file()), None)
        if same is not None:
            return same
        if len(known) >= MOST_COPIES:
            raise InvalidInput("fulfilment.copies_too_many", _("At most %(most)s copies an invoice."), most=MOST_COPIES)
        path = files_folder("invoices", str(shop_id)) / f"{invoice.pk}-{digest}.{suffix}"
        path.write_bytes(data)
        made = archive_document(
            shop_id=shop_id,
            kind=COPY_KIND,
            number=invoice.number,
            subject=copy_subject(invoice.pk),
            part=1 + max((each.part for each in known), default=0),
            path=path,
            pages=1,
            items=1,
            sha256=digest,
        )
        _tell(actor, "invoice.copy_kept", made, Subject("order", invoice.order_id, invoice.order_number))
    return made


def fetch_invoice_copy(*, actor: Actor, shop_id: int, invoice_id: int, part: int = 0) -> tuple[Path, str]:
    """The file of a copy (0: the newest) and a name for it; each time is told in the order's timeline."""
    require(actor, MAKE_INVOICES, shop_id)
    with transaction.atomic():
        invoice = locked_invoice(shop_id, invoice_id)
        known = [each for each in copies_of([invoice.pk]).get(invoice.pk, []) if part in (0, each.part)]
        if not known or not absolute(known[-1]).is_file():
            raise CopyNotFound
        path = absolute(known[-1])
        subject = Subject("order", invoice.order_id, invoice.order_number)
        _tell(actor, "invoice.copy_fetched", known[-1], subject)
    return path, f"{invoice.number}-{known[-1].part}{path.suffix}"


def _suffix(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise InvalidInput("fulfilment.copy_too_large", _("The file is larger than 10 MB."))
    plain = data.removeprefix(_MARK)
    found = next((suffix for start, suffix in _KINDS if plain.startswith(start)), "")
    if not found:
        raise InvalidInput("fulfilment.copy_kind", _("A copy is a PDF, OFD or XML file, or a picture (JPG, PNG)."))
    return found


def _tell(actor: Actor, kind: str, document: Document, subject: Subject) -> None:
    data = {"invoice": document.subject_id, "number": document.number, "copy": document.part, "sha256": document.sha256}
    record(actor, kind, shop_id=document.shop_id, subject=subject, data=data)
