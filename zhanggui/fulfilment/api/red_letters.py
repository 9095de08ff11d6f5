"""Endpoints of what follows an issued invoice: red-letter invoices after refunds, and its copies (FUL-18)."""

from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import File, Router, Schema, UploadedFile

from zhanggui.fulfilment import services
from zhanggui.fulfilment.api.warehouse import InvoiceOut
from zhanggui.fulfilment.queries.invoices import invoice_json
from zhanggui.fulfilment.queries.red_letters import due_json, due_red_letters
from zhanggui.fulfilment.services.invoice_copies import MOST_BYTES
from zhanggui.fulfilment.values import MAKE_INVOICES
from zhanggui.kernel.pages.api import acting, endpoint, shop_for

router = Router()


class RedLetterIn(Schema):
    """The red-letter invoice that the tax system gave, and why; without amount all that is left of the invoice."""

    number: str
    reason: str
    amount: Decimal | None = None


class CopyOut(Schema):
    """A kept copy: of which number, the how many-th, its content's hash."""

    number: str
    copy_no: int
    sha256: str


@router.get("/shops/{shop}/red-letters/due", **endpoint(list[dict[str, Any]], MAKE_INVOICES))
def list_due(request: HttpRequest, shop: str) -> list[dict[str, Any]]:
    """Issued invoices that a refund made too high, with what must be taken back."""
    return [due_json(row) for row in due_red_letters(shop_for(request, shop, MAKE_INVOICES).id)]


@router.post("/shops/{shop}/invoices/{invoice}/reverse", **endpoint(InvoiceOut, MAKE_INVOICES))
def reverse_invoice(request: HttpRequest, shop: str, invoice: int, body: RedLetterIn) -> dict[str, Any]:
    """Note the red-letter invoice of an issued one, after a refund."""
    found = shop_for(request, shop, MAKE_INVOICES)
    made = services.reverse_invoice(
        actor=acting(request),
        shop_id=found.id,
        invoice_id=invoice,
        number=body.number,
        reason=body.reason,
        amount=body.amount,
    )
    return invoice_json(made.invoice)


@router.post("/shops/{shop}/invoices/{invoice}/copy", **endpoint(CopyOut, MAKE_INVOICES))
def keep_copy(request: HttpRequest, shop: str, invoice: int, file: File[UploadedFile]) -> dict[str, Any]:
    """Keep the tax system's file of an issued invoice (multipart, field `file`)."""
    found = shop_for(request, shop, MAKE_INVOICES)
    data = file.read(MOST_BYTES + 1)
    made = services.keep_invoice_copy(actor=acting(request), shop_id=found.id, invoice_id=invoice, data=data)
    return {"number": made.number, "copy_no": made.part, "sha256": made.sha256}


@router.get("/shops/{shop}/invoices/{invoice}/copy", **endpoint(None, MAKE_INVOICES))
def fetch_copy(request: HttpRequest, shop: str, invoice: int, part: int = 0) -> Any:
    """The file of a copy, without `part` the newest; each time is noted in the order's timeline."""
    found = shop_for(request, shop, MAKE_INVOICES)
    path, name = services.fetch_invoice_copy(actor=acting(request), shop_id=found.id, invoice_id=invoice, part=part)
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)
