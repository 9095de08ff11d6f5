"""The fields that a mapping can fill, and how a text becomes the value of each."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from zhanggui.channels.rules.cells import (
    CHINA,
    line_quantity,
    positive_amount,
    some_identifier,
    some_phone,
    some_text,
)
from zhanggui.kernel.imports.messages import register_messages
from zhanggui.kernel.imports.reading.cells import CellError, integer, moment, yes_no
from zhanggui.kernel.money import SYMBOLS, TWO_DIGIT_CURRENCIES
from zhanggui.orders.values import OrderState, RefundState

Convert = Callable[[str], Any]
CACHED = 20_000

MESSAGES: dict[str, Any] = {
    "mappings.no_file_fits": _(
        "%(file)s fits none of the files that the mapping expects. It needs all of these columns: %(columns)s."
    ),
    "mappings.file_missing": _("The mapping also needs the file “%(file)s”, with the columns: %(columns)s."),
    "mappings.columns_missing": _("%(file)s lacks columns that the mapping reads: %(columns)s."),
    "mappings.unknown_state": _("%(value)s is none of the states: %(known)s."),
    "mappings.unmapped": _("The value map does not know %(value)s. Add it to the mapping, or give an `otherwise`."),
    "mappings.row_currency": _("The row is in %(value)s, not in the shop's currency."),
    "mappings.no_number": _("The row has no order number."),
    "mappings.no_key": _("The column that joins the files is empty."),
    "mappings.skipped": _("The mapping leaves such rows out."),
    "mappings.joined": _(
        "%(count)s rows of this file only add facts to orders; they are counted as skipped. %(unused)s of them fit no order."
    ),
}
register_messages(MESSAGES)

_ORDERED_DATE = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(.*)", re.DOTALL)
_SYMBOLS = sorted({symbol.strip() for symbol in SYMBOLS.values()} | TWO_DIGIT_CURRENCIES, key=len, reverse=True)
_FLAGS = {"0", "1", "2", "3", "4", "5"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a file writes numbers and times: decimal mark, order of a date's parts, time zone."""

    decimal: str = "."
    dates: str = "ymd"
    zone: ZoneInfo = CHINA


ORDER_TARGETS: Mapping[str, str] = {
    "number": "identifier",
    "state": "state",
    "status_text": "text",
    "currency": "currency",
    **dict.fromkeys(("placed_at", "paid_at", "shipped_at", "completed_at", "ship_by_at"), "time"),
    **dict.fromkeys(
        ("goods_amount", "freight_amount", "total_amount", "paid_amount", "refund_amount", "payout_amount"), "amount"
    ),
    "refund_state": "refund_state",
    "is_cod": "yes_no",
    "piece_count": "count",
    "kind_count": "count",
    "flag": "flag",
    **dict.fromkeys(("waybill_no", "payment_no"), "identifier"),
    **dict.fromkeys(("mobile", "phone"), "phone"),
    **dict.fromkeys(
        ("title", "close_reason", "ship_method", "courier_name", "seller_note", "flag_label", "shop_label"), "text"
    ),
    **dict.fromkeys(("buyer_nick", "receiver_name", "buyer_note", "invoice_title"), "text"),
    **dict.fromkeys(("address", "street", "district", "city", "province", "postcode"), "text"),
}
LINE_TARGETS: Mapping[str, str] = {
    "number": "identifier",
    "sub_number": "identifier",
    "title": "text",
    "attributes": "text",
    "sku_code": "identifier",
    "item_code": "identifier",
    "quantity": "quantity",
    **dict.fromkeys(("price", "payable_amount", "paid_amount", "refund_amount"), "amount"),
    "refund_state": "refund_state",
    "state": "state",
    "status_text": "text",
    "waybill_no": "identifier",
    "placed_at": "time",
    "paid_at": "time",
}
ADDRESS_PARTS = ("street", "district", "city", "province", "postcode")
SUMMED = frozenset({"amount", "count", "quantity"})


def problem(code: str, value: object = "", **params: Any) -> CellError:
    """An error of our own about a mapped cell."""
    return CellError(code, MESSAGES[code], value, **params)


def converter(kind: str, style: Style) -> Convert:
    """The function that turns a text into a value of the kind; None is missing. Keeps what it met."""
    convert = _plain_converters(style)[kind]
    return lru_cache(maxsize=CACHED)(convert)


def _plain_converters(style: Style) -> dict[str, Convert]:
    def styled(convert: Callable[[str], Any]) -> Convert:
        return lambda cell: convert(plain_number(cell, style.decimal))

    return {
        "text": some_text,
        "identifier": some_identifier,
        "phone": some_phone,
        "amount": styled(positive_amount),
        "count": styled(integer),
        "quantity": styled(line_quantity),
        "time": lambda cell: moment(ordered_date(cell, style.dates), style.zone),
        "yes_no": yes_no,
        "flag": _flag,
        "currency": some_text,
        "state": partial(_one_of, OrderState.values),
        "refund_state": partial(_one_of, RefundState.values),
    }


def plain_number(cell: str, decimal: str) -> str:
    """`R$ 1.234,50` as `1234.50` when the comma is the decimal mark."""
    value = cell.strip()
    for symbol in _SYMBOLS:
        if symbol in value:
            value = value.replace(symbol, "").strip()
            break
    if decimal == ",":
        value = value.replace(".", "").replace(",", ".")
    return value


def ordered_date(cell: str, dates: str) -> str:
    """`31/12/2026 08:00` as `2026-12-31 08:00` for `dmy`; `mdy` the American way."""
    if dates == "ymd":
        return cell
    match = _ORDERED_DATE.fullmatch(cell)
    if match is None:
        return cell
    first, second, year, rest = match.groups()
    day, month = (first, second) if dates == "dmy" else (second, first)
    return f"{year}-{month}-{day}{rest}"


def _one_of(known: list[str], cell: str) -> str | None:
    value = cell.strip().lower()
    if value and value not in known:
        raise problem("mappings.unknown_state", cell, known=", ".join(known))
    return value or None


def _flag(cell: str) -> int | None:
    value = cell.strip()
    if value and value not in _FLAGS:
        raise problem("mappings.unknown_state", cell, known=", ".join(sorted(_FLAGS)))
    return int(value) if value else None


def total(values: list[Any]) -> Decimal | int | None:
    """The sum of what is there; None when nothing is."""
    found = [value for value in values if value is not None]
    return sum(found[1:], start=found[0]) if found else None
