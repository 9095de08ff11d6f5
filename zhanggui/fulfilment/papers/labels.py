"""Lays parcel labels out on the label stock, true to the millimetre and to the printer's dot.

The offset moves everything; the margin is wide enough that nothing leaves the paper.
All lengths that leave this file are points, except where a key says mm.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.papers.measures import BODY, BOLD_ROOM, MM, PITCH, copy_line, fitting_size, one_line
from zhanggui.fulfilment.papers.values import Contact, Label, LabelSize, Offset, WaybillLabel
from zhanggui.fulfilment.papers.words import LABEL_NOTICE, Words
from zhanggui.kernel.documents.rendering.barcodes import fitting_code128, whole_dots
from zhanggui.kernel.documents.rendering.text import wrap
from zhanggui.kernel.errors import InvalidInput

MARGIN_MM = 4
MAX_OFFSET_MM = Decimal("3.5")
BADGE = 8 * MM
HEAD = 12 * MM
TAIL_WIDTH = 26 * MM
COURIER_SIZES = (18.0, 14.0, 10.5, 9.0)
NOTICE = 6 * MM
CODE_ROOM = 8 * MM
FOOT = 9.4 * MM
SENDER_HEIGHT = 16 * MM
NAME_SIZES = (10.5, 9.0, 7.5)
NAME_LINES = 2
SENDER_SIZES = (9.0, 7.5)
GAP = 1.6 * MM


@dataclass(frozen=True)
class _Sheet:
    """The measures of one label size."""

    width_mm: int
    height_mm: int
    code_mm: float
    name_size: float
    goods_size: float
    copy_size: float
    receiver_height: float
    receiver_sizes: tuple[float, ...]

    @property
    def content(self) -> float:
        """Width between the margins in points."""
        return (self.width_mm - 2 * MARGIN_MM) * MM

    @property
    def floor(self) -> float:
        """Where the foot begins, in points."""
        return (self.height_mm - MARGIN_MM) * MM - FOOT


SHEETS = {
    LabelSize.MM_100_150: _Sheet(
        width_mm=100,
        height_mm=150,
        code_mm=20.0,
        name_size=16.0,
        goods_size=10.5,
        copy_size=56.0,
        receiver_height=44 * MM,
        receiver_sizes=(14.0, 12.0, 10.5, 9.0, 7.5),
    ),
    LabelSize.MM_76_130: _Sheet(
        width_mm=76,
        height_mm=130,
        code_mm=15.0,
        name_size=12.0,
        goods_size=9.0,
        copy_size=44.0,
        receiver_height=30 * MM,
        receiver_sizes=(12.0, 10.5, 9.0, 7.5),
    ),
}


def sheet_data(size: LabelSize, offset: Offset) -> dict[str, Any]:
    """Paper size and offset for the template.

    Raises InvalidInput (`fulfilment.offset_too_large`) when the print would leave the paper.
    """
    if max(abs(offset.x_mm), abs(offset.y_mm)) > MAX_OFFSET_MM:
        raise InvalidInput(
            "fulfilment.offset_too_large",
            _("The offset may be %(limit)s mm at most in each direction. Align the paper in the printer first."),
            limit=MAX_OFFSET_MM,
        )
    sheet = SHEETS[size]
    return {
        "w_mm": sheet.width_mm,
        "h_mm": sheet.height_mm,
        "dx_mm": whole_dots(float(offset.x_mm)),
        "dy_mm": whole_dots(float(offset.y_mm)),
        "margin_mm": MARGIN_MM,
        "notice": LABEL_NOTICE,
    }


def label_page(label: Label, size: LabelSize, words: Words) -> dict[str, Any]:
    """One label as plain data. Addresses of 120 characters fit; longer texts end in an ellipsis."""
    sheet = SHEETS[size]
    courier_width = sheet.content - TAIL_WIDTH
    courier_size = fitting_size(label.courier, width=courier_width, sizes=COURIER_SIZES)
    y = MARGIN_MM * MM
    head_y, y = y, y + HEAD
    notice_y, y = y, y + NOTICE + GAP
    middle, y = middle_data(label, label.parcel_number, sheet, y, receiver_height=sheet.receiver_height)
    floor = sheet.floor
    remark = wrap(label.remark, width=sheet.content - 4 * MM, size=BODY, max_lines=3)
    remark_height = len(remark) * BODY * PITCH + 2.4 * MM if remark else 0.0
    return {
        "form": "own",
        "head_y": head_y,
        "courier": one_line(label.courier, width=courier_width, size=courier_size),
        "courier_size": courier_size,
        "tail": label.parcel_number[-4:],
        "notice_y": notice_y,
        **middle,
        **goods_data(label.goods, sheet, y, below=remark_height + 3 * GAP),
        "remark": "\n".join(remark),
        "remark_y": floor - remark_height - GAP,
        "remark_h": remark_height,
        "batch": label.batch_number,
        "position": f"{label.position} / {label.positions}",
        "printed": f"{label.printed_at:%Y-%m-%d %H:%M}",
        "copy": copy_line(label.copy, words, width=sheet.content * 0.5),
    }


def middle_data(
    label: Label | WaybillLabel, number: str, sheet: _Sheet, y: float, *, receiver_height: float
) -> tuple[dict[str, Any], float]:
    """Receiver, sender and barcode below each other from `y` on, and where they end."""
    receiver = contact_data(label.receiver, sheet, sheet.name_size, receiver_height, sheet.receiver_sizes)
    receiver_y, y = y, y + receiver["h"] + GAP
    sender = contact_data(label.sender, sheet, BODY, SENDER_HEIGHT, SENDER_SIZES)
    sender_y, y = y, y + sender["h"] + GAP
    middle = {
        "receiver": receiver | {"y": receiver_y},
        "sender": sender | {"y": sender_y},
        "code": barcode_data(number, sheet, y),
        "number": number,
    }
    return middle, y + (sheet.code_mm * MM + CODE_ROOM)


def goods_data(text: str, sheet: _Sheet, y: float, *, below: float) -> dict[str, Any]:
    """The goods between `y` and the foot, as many lines as fit above what stands `below` them."""
    room = int((sheet.floor - y - below) / (sheet.goods_size * PITCH))
    goods = wrap(text, width=sheet.content, size=sheet.goods_size, max_lines=max(1, room))
    return {
        "goods": "\n".join(goods),
        "goods_y": y + GAP,
        "goods_size": sheet.goods_size,
        "copy_size": sheet.copy_size,
        "free_h": sheet.floor - y,
        "foot_y": sheet.floor,
    }


@lru_cache(maxsize=64)
def contact_data(
    contact: Contact, sheet: _Sheet, name_size: float, height: float, sizes: tuple[float, ...]
) -> dict[str, Any]:
    """Name, phone and address beside their badge; a long address is set smaller before it is cut.

    Kept for a moment because every label of a batch has the same sender.
    """
    width = sheet.content - BADGE - 2 * MM
    who = " ".join(part for part in (contact.name, contact.phone) if part)
    names_room = NAME_LINES * name_size * PITCH
    names, name_size = _fitted(who, width * BOLD_ROOM, names_room, (name_size, *NAME_SIZES))
    names_height = len(names) * name_size * PITCH
    lines, size = _fitted(contact.address, width, height - names_height, sizes)
    return {
        "name": "\n".join(names),
        "name_size": name_size,
        "address": "\n".join(lines),
        "address_size": size,
        "address_dy": names_height,
        "h": max(names_height + len(lines) * size * PITCH, BADGE),
    }


def _fitted(text: str, width: float, height: float, sizes: tuple[float, ...]) -> tuple[list[str], float]:
    """Lines at the first of `sizes` at which all of `text` fits; at the last one it is cut."""
    for size in sizes[:-1]:
        lines = wrap(text, width=width, size=size)
        if len(lines) * size * PITCH <= height:
            return lines, size
    smallest = sizes[-1]
    return wrap(text, width=width, size=smallest, max_lines=int(height / (smallest * PITCH))), smallest


def barcode_data(number: str, sheet: _Sheet, y: float) -> dict[str, Any]:
    """The barcode, centred and moved to whole dots so that no bar is blurred."""
    content_mm = sheet.width_mm - 2 * MARGIN_MM
    code = fitting_code128(number, room_mm=content_mm, height_mm=sheet.code_mm)
    left = whole_dots((sheet.width_mm - code.width_mm) / 2)
    return {"svg": code.svg, "w": code.width_mm, "h": code.height_mm, "x_mm": left, "y": y}
