"""Endpoints of red-letter invoices: which are due after refunds, and noting one (FUL-18)."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.fulfilment import services
from zhanggui.fulfilment.api.warehouse import InvoiceOut
from zhanggui.fulfilment.queries.invoices import invoice_json
from zhanggui.fulfilment.queries.red_letters import due_json, due_red_letters
from zhanggui.fulfilment.values import MAKE_INVOICES
from zhanggui.kernel.pages.api import acting, endpoint, shop_for

router = Router()


class RedLetterIn(Schema):
    """The red-letter invoice that the tax system gave, and why; without amount all that is left of the invoice."""

    number: str
    reason: str
    amount: Decimal | None = None


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
