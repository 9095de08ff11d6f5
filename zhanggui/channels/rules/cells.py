"""Cells of orders and lines, and what is wrong with those that cannot be used."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.imports.messages import register_messages
from zhanggui.kernel.imports.reading.cells import CellError, Moment, amount, identifier, integer, moment, phone, text

LARGEST_QUANTITY = 100_000
CHINA = ZoneInfo("Asia/Shanghai")
# What is left of Chinese text that was decoded wrongly and saved.
_LOST_TEXT = ("\ufffd", "锟斤拷")

MESSAGES: dict[str, Any] = {
    "imports.no_number": _("The order number is missing."),
    "imports.bad_number": _("%(value)s is not an order number; it has digits only."),
    "imports.no_amount": _("The amount is missing. An order without one cannot be told from a damaged row."),
    "imports.negative_amount": _("%(value)s is below zero, which this column cannot be."),
    "imports.no_date": _("The time is missing. Write it like 2026-06-01 14:00:00."),
    "imports.no_status": _("The status is missing."),
    "imports.unknown_status": _(
        "The status %(value)s is not known. Check the spelling, or report it so that it can be added."
    ),
    "imports.unknown_refund_status": _("The refund status %(value)s is not known. Check the spelling, or report it."),
    "imports.no_title": _("The item's title is missing."),
    "imports.bad_quantity": _("The quantity must be a whole number from 1 to 100000, not “%(value)s”."),
    "imports.broken_text": _(
        "The characters of “%(value)s” are lost. Take the row from the original file, or type it again."
    ),
}
register_messages(MESSAGES)


def problem(code: str, value: object = "") -> CellError:
    """An error of our own about one cell."""
    return CellError(code, MESSAGES[code], value)


def positive_amount(cell: str) -> Decimal | None:
    """An amount that cannot be below zero, such as a price or a total."""
    value = amount(cell)
    if value is not None and value < 0:
        raise problem("imports.negative_amount", cell)
    return value


def some_text(cell: str) -> str | None:
    """Free text, None for nothing; refuses what a wrong decoding destroyed."""
    value = text(cell)
    if any(mark in value for mark in _LOST_TEXT):
        raise problem("imports.broken_text", value)
    return value or None


def some_identifier(cell: str) -> str | None:
    """A waybill, payment or item number, None for nothing."""
    return identifier(cell) or None


def some_phone(cell: str) -> str | None:
    """A telephone number, None for nothing."""
    return phone(cell) or None


def order_number(cell: str) -> str | None:
    """A marketplace's order number: digits only."""
    digits = cell[2:-1] if cell[:2] == '="' and cell[-1:] == '"' else cell
    if digits.isdigit() and digits.isascii():
        return digits
    value = identifier(cell)
    if value and not (value.isascii() and value.isdigit()):
        raise problem("imports.bad_number", value)
    return value or None


def china_moment(cell: str) -> Moment | None:
    """A wall time in China, as marketplaces write it; None is missing."""
    # Nearly all cells look like 2026-06-01 14:00:00, and China has known no summer time since 1992.
    if len(cell) == len("2026-06-01 14:00:00") and cell[10] == " " and "1992" < cell[:4] < "2100":
        try:
            return Moment(datetime.fromisoformat(f"{cell}+08:00"), "s")
        except ValueError:
            pass
    return moment(cell, CHINA)


def line_quantity(cell: str) -> int | None:
    """Pieces of a line: 1 to 100,000."""
    count = integer(cell)
    if count is not None and not 0 < count <= LARGEST_QUANTITY:
        raise problem("imports.bad_quantity", cell)
    return count
