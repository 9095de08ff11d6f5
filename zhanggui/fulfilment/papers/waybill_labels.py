"""Lays couriers' waybills out on the label stock: routing mark, gathering place, masked receiver, barcode."""

from typing import Any

from zhanggui.fulfilment.papers.labels import (
    FOOT,
    GAP,
    MARGIN_MM,
    SENDER_HEIGHT,
    SENDER_SIZES,
    SHEETS,
    barcode_data,
    contact_data,
)
from zhanggui.fulfilment.papers.measures import BODY, MM, PITCH, copy_line, fitting_size, one_line
from zhanggui.fulfilment.papers.values import LabelSize, WaybillLabel
from zhanggui.fulfilment.papers.words import Words
from zhanggui.kernel.documents.rendering.text import wrap

HEAD = 8 * MM
ROUTE = 14 * MM
GATHER = 6.4 * MM
COURIER_SIZES = (16.0, 14.0, 12.0, 10.5, 9.0)
ROUTE_SIZES = (36.0, 32.0, 28.0, 24.0, 20.0, 16.0, 12.0, 9.0)
GATHER_SIZES = (14.0, 12.0, 10.5, 9.0)
RECEIVER_SHARE = 0.75
CODE_ROOM = 8 * MM
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
    receiver = contact_data(label.receiver, sheet, sheet.name_size, height, sheet.receiver_sizes)
    receiver_y, y = y, y + receiver["h"] + GAP
    sender = contact_data(label.sender, sheet, BODY, SENDER_HEIGHT, SENDER_SIZES)
    sender_y, y = y, y + sender["h"] + GAP
    code = barcode_data(label.waybill_no, sheet, y)
    y += sheet.code_mm * MM + CODE_ROOM
    floor = (sheet.height_mm - MARGIN_MM) * MM - FOOT
    goods_room = int((floor - y - 2 * GAP) / (sheet.goods_size * PITCH))
    goods = wrap(f"{label.goods}", width=sheet.content, size=sheet.goods_size, max_lines=max(1, goods_room))
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
        "receiver": receiver | {"y": receiver_y},
        "sender": sender | {"y": sender_y},
        "code": code,
        "number": label.waybill_no,
        "goods": "\n".join(goods),
        "goods_y": y + GAP,
        "goods_size": sheet.goods_size,
        "copy_size": sheet.copy_size,
        "free_h": floor - y,
        "foot_y": floor,
        "order": one_line(f"{words['order']} {label.order_number}", width=sheet.content * 0.75, size=BODY),
        "parcel": f"{label.parcel_number} {words['quantity']} {label.pieces} {label.weight}".strip(),
        "position": f"{label.position} / {label.positions}",
        "copy": copy_line(label.copy, words, width=sheet.content * 0.35),
    }
