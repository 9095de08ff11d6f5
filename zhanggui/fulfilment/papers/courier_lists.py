"""Lays the courier's list out on A4, so many parcels to the page that each one's page is known."""

from typing import Any

from zhanggui.fulfilment.papers.measures import BODY, MM, one_line
from zhanggui.fulfilment.papers.values import CourierListPaper
from zhanggui.fulfilment.papers.words import Words

ROWS = 32


def page_of(index: int) -> int:
    """On which page the parcel of that place stands, both counted from 0 and 1."""
    return index // ROWS + 1


def courier_list_data(paper: CourierListPaper, words: Words) -> dict[str, Any]:
    """The list as plain data, page by page."""
    chunks = [paper.rows[start : start + ROWS] for start in range(0, len(paper.rows), ROWS)]
    return {
        "shop": one_line(paper.shop_name, width=80 * MM, size=BODY),
        "courier": one_line(paper.courier, width=80 * MM, size=20.0),
        "number": paper.number,
        "day": f"{paper.day:%Y-%m-%d}",
        "count": words["list_count"].format(count=len(paper.rows)),
        "made_by": one_line(paper.made_by, width=40 * MM, size=BODY),
        "printed": f"{words['printed']} {paper.printed_at:%Y-%m-%d %H:%M}",
        "pages": [
            {
                "rows": [
                    [str(start + 1), row.waybill_no or "—", row.parcel_number, row.order_number, row.weight]
                    for start, row in enumerate(chunk, start=place * ROWS)
                ],
                "page": words["page"].format(page=place + 1, pages=len(chunks)),
                "last": place + 1 == len(chunks),
            }
            for place, chunk in enumerate(chunks)
        ],
    }
