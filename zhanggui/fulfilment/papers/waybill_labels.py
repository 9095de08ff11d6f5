"""Lays couriers' waybills out on the label stock: routing mark, gathering place, masked receiver, barcode."""

from typing import Any

from zhanggui.fulfilment.papers.labels import (
    GAP,
    MARGIN_MM,
    SHEETS,
    goods_data,
    middle_data,
)
from zhanggui.fulfilment.papers.measures import BODY, MM, copy_line, fitting_size, one_line
from zhanggui.fulfilment.papers.values import LabelSize, WaybillLabel
from zhanggui.fulfilment.papers.words import Words

HEAD = 8 * MM
ROUTE = 14 * MM
GATHER = 6.4 * MM
COURIER_SIZES = (16.0, 14.0, 12.0, 10.5, 9.0)
ROUTE_SIZES = (36.0, 32.0, 28.0, 24.0, 20.0, 16.0, 12.0, 9.0)
GATHER_SIZES = (14.0, 12.0, 10.5, 9.0)
RECEIVER_SHARE = 0.75
_PRINTED_WIDTH = 30 * MM


def waybill_label_page(label: WaybillLabel, size: LabelSize, words: Words) -> dict[str, Any]:
    """One waybill as plain data. A mark that is too long is set smaller before it is cut."""
    sheet = SHEETS[size]
    courier_width = sheet.content - _PRINTED_WIDTH
    courier_size = fitting_size(label.courier, width=courier_width, sizes=COURIER_SIZES)
    route_size = fitting_size(label.route_code, width=sheet.content - 4 * MM, sizes=ROUTE_SIZES)
    gather = f"{words['gathered']} {label.consolidation}" if label.consolidation else ""
    gather_size = fitting_size(gather, width=sheet.content, sizes=GATHER_SIZES)
    y = MARGIN_MM * MM
    head_y, y = y, y + HEAD
    route_y, y = y, y + ROUTE + GAP
    gather_y, y = y, y + GATHER
    height = sheet.receiver_height * RECEIVER_SHARE
    middle, y = middle_data(label, label.waybill_no, sheet, y, receiver_height=height)
    return {
        "form": "waybill",
        "head_y": head_y,
        "head_h": HEAD,
        "courier": one_line(label.courier, width=courier_width, size=courier_size),
        "courier_size": courier_size,
        "printed": f"{label.printed_at:%Y-%m-%d %H:%M}",
        "route_y": route_y,
        "route_h": ROUTE,
        "route": one_line(label.route_code, width=sheet.content - 4 * MM, size=route_size),
        "route_size": route_size,
        "gather_y": gather_y,
        "gather": one_line(gather, width=sheet.content, size=gather_size),
        "gather_size": gather_size,
        **middle,
        **goods_data(label.goods, sheet, y, below=2 * GAP),
        "order": one_line(f"{words['order']} {label.order_number}", width=sheet.content * 0.75, size=BODY),
        "parcel": f"{label.parcel_number} {words['quantity']} {label.pieces} {label.weight}".strip(),
        "position": f"{label.position} / {label.positions}",
        "copy": copy_line(label.copy, words, width=sheet.content * 0.35),
    }
