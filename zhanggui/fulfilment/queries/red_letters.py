"""What issued invoices must give back after refunds, and the red-letter invoices that did (FUL-18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from zhanggui.fulfilment.models import RedLetter

MOST_DUE = 1_000
# An invoice may not stand above what the buyer has paid in the end; a closed order paid nothing in the end.
_DUE = """
SELECT d.id, d.order_id, d.order_number, d.number, d.left_over, d.due FROM (
    SELECT v.id, v.order_id, v.order_number, v.number, v.amount - coalesce(r.taken, 0) AS left_over,
           v.amount - coalesce(r.taken, 0) - CASE WHEN o.state = 'closed' THEN 0 ELSE greatest(0,
               coalesce(o.paid_amount, 0) - greatest(coalesce(l.refunded, 0),
                   CASE WHEN o.refund_state = 'refunded' THEN coalesce(o.refund_amount, 0) ELSE 0 END)) END AS due
    FROM fulfilment_invoice v JOIN orders_order o ON o.id = v.order_id
    LEFT JOIN LATERAL (SELECT sum(amount) AS taken FROM fulfilment_redletter WHERE invoice_id = v.id) r ON true
    LEFT JOIN LATERAL (SELECT sum(coalesce(refund_amount, paid_amount, 0)) AS refunded FROM orders_orderline
                       WHERE order_id = o.id AND refund_state = 'refunded') l ON true
    WHERE v.shop_id = %(shop)s AND v.state = 'issued' AND (o.refund_state <> 'none' OR o.state = 'closed') {only}
) d WHERE d.due > 0 ORDER BY d.id LIMIT %(most)s
"""
_ONLY = "AND v.id = ANY(%(ids)s)"


@dataclass(frozen=True, slots=True)
class DueRedLetter:
    """An issued invoice that stands above what was paid in the end: what is left of it, what must be taken back."""

    invoice_id: int
    order_id: int
    order_number: str
    number: str
    left_over: Decimal
    due: Decimal


def due_red_letters(shop_id: int, invoice_ids: Sequence[int] | None = None) -> list[DueRedLetter]:
    """Issued invoices (all of the shop, or these) that refunds made too high, the oldest first; at most 1,000."""
    query = _DUE.format(only="" if invoice_ids is None else _ONLY)
    with connection.cursor() as cursor:
        cursor.execute(query, {"shop": shop_id, "ids": list(invoice_ids or ()), "most": MOST_DUE})
        return [DueRedLetter(*row) for row in cursor.fetchall()]


def red_letters_of(invoice_ids: Sequence[int]) -> dict[int, list[RedLetter]]:
    """The red-letter invoices of invoices, the oldest first."""
    found: dict[int, list[RedLetter]] = {}
    for row in RedLetter.objects.filter(invoice_id__in=list(invoice_ids)).order_by("pk"):
        found.setdefault(row.invoice_id, []).append(row)
    return found


def due_json(row: DueRedLetter) -> dict[str, Any]:
    """An invoice that is too high as commands and the API tell it."""
    return {
        "invoice": row.invoice_id,
        "order": row.order_number,
        "number": row.number,
        "left": f"{row.left_over:.2f}",
        "due": f"{row.due:.2f}",
    }


def red_letter_json(row: RedLetter) -> dict[str, Any]:
    """A red-letter invoice as commands and the API tell it."""
    return {
        "number": row.number,
        "amount": f"{row.amount:.2f}",
        "reason": row.reason,
        "made_at": row.made_at.isoformat(timespec="seconds"),
        "made_by": row.made_by,
    }
