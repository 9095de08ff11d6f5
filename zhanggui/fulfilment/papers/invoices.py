"""Lays the sheet out that goes with a parcel and says which invoice was issued."""

from typing import Any

from zhanggui.fulfilment.papers.measures import BODY, MM, copy_line, one_line
from zhanggui.fulfilment.papers.values import InvoiceSheet
from zhanggui.fulfilment.papers.words import Words
from zhanggui.kernel.documents.rendering.text import wrap

WIDTH = 132 * MM
VALUE = 100 * MM
FACT = 11.0
GOODS_LINES = 14


def invoice_page(sheet: InvoiceSheet, words: Words) -> dict[str, Any]:
    """One sheet as plain data; a long title is broken, goods beyond the room end in an ellipsis."""
    facts = (
        ("invoice_number", sheet.number),
        ("invoice_kind", sheet.kind),
        ("invoice_title", sheet.title),
        ("tax_no", sheet.tax_no),
        ("invoice_amount", f"{sheet.currency} {sheet.amount:,.2f}"),
        ("issued_on", sheet.issued_on),
        ("email", sheet.email),
        ("order", sheet.order_number),
    )
    goods = "；".join(
        " ".join(part for part in (line.title, line.attributes, f"×{line.quantity}") if part) for line in sheet.lines
    )
    return {
        "shop": one_line(sheet.shop_name, width=70 * MM, size=BODY),
        "parcel": sheet.parcel_number,
        "tail": sheet.parcel_number[-4:],
        "position": f"{sheet.position} / {sheet.positions}",
        "facts": [
            [words[key], "\n".join(wrap(value, width=VALUE, size=FACT, max_lines=4))] for key, value in facts if value
        ],
        "goods": "\n".join(wrap(goods, width=VALUE, size=BODY, max_lines=GOODS_LINES)),
        "batch": sheet.batch_number,
        "number": sheet.number,
        "printed": f"{words['printed']} {sheet.printed_at:%Y-%m-%d %H:%M}",
        "copy": copy_line(sheet.copy, words, width=60 * MM),
    }
