"""Amounts, counts, percentages and yes or no of cells (formats 0.7 to 0.9)."""

import re
from collections.abc import Container
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.imports.reading.errors import CellError
from zhanggui.kernel.imports.reading.headers import MISSING, WIDE
from zhanggui.kernel.imports.reading.identifiers import unwrap

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
# Excel writes 138.00000000000003 for 138.
FLOAT_NOISE = Decimal("0.000001")
LARGEST = Decimal(10) ** 12
LARGEST_COUNT = 2**31 - 1
ZERO_WORDS = frozenset({"无退款申请", "没有申请退款"})
NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d*)?(?:[eE][+-]?\d{1,3})?")
COUNT_UNITS = "件个份套只双瓶盒包"
YES = frozenset({"是", "有", "y", "yes", "true", "1", "√"})
NO = frozenset({"否", "没有", "n", "no", "false", "0", "×"})
CACHE_LIMIT = 20_000

_NOT_A_NUMBER = _("%(value)s is not a number. Write it like 1234.50.")
_cache: dict[str, Decimal | None] = {}


def amount(text: object) -> Decimal | None:
    """Money with two decimals; None is missing, which is not 0.

    Raises CellError `imports.amount_value`, `imports.amount_places` (more than two decimals)
    or `imports.amount_range`.
    """
    value = text if isinstance(text, str) else _plain(text)
    try:
        return _cache[value]
    except KeyError:
        pass
    found = _amount(value)
    if len(_cache) >= CACHE_LIMIT:
        _cache.clear()
    _cache[value] = found
    return found


def _amount(value: str) -> Decimal | None:
    if value[-3:-2] == "." and value[:-3].isdigit() and value[-2:].isdigit() and value.isascii() and len(value) < 15:
        return Decimal(value)
    bare = value.strip()
    if bare in ZERO_WORDS:
        return NOTHING
    exact = number(value)
    if exact is None:
        return None
    if abs(exact) >= LARGEST:
        raise CellError("imports.amount_range", _("The amount %(value)s is too large."), value)
    rounded = exact.quantize(CENT)
    long_tail = exact != exact.quantize(FLOAT_NOISE)
    if rounded != exact and not (long_tail and abs(rounded - exact) < FLOAT_NOISE):
        raise CellError(
            "imports.amount_places",
            _("The amount %(value)s has more than two decimals."),
            value,
        )
    return rounded + NOTHING


def number(text: object) -> Decimal | None:
    """Any number with its decimals; None is missing. Currency signs, 元, thousands commas and spaces go."""
    value = unwrap(text if isinstance(text, str) else _plain(text)).translate(WIDE)
    value = value.strip()
    if value in MISSING:
        return None
    # Only one unit and one sign, so that "12元5" is refused and not read as 125.
    bare = value.removesuffix("元").removesuffix(" ")
    sign = ""
    if bare[:1] in ("-", "+"):
        sign, bare = bare[0], bare[1:]
    bare = sign + bare.lstrip("¥￥ ")
    if not any(character.isdigit() for character in bare[:40]) or len(bare) > 40 or not NUMBER.fullmatch(bare):
        raise CellError("imports.amount_value", _NOT_A_NUMBER, value)
    try:
        return Decimal(bare.replace(",", ""))
    except InvalidOperation as wrong:
        raise CellError("imports.amount_value", _NOT_A_NUMBER, value) from wrong


def integer(text: object) -> int | None:
    """A count of pieces; `2`, `2.0` and `2件` are 2. None is missing.

    Raises CellError `imports.whole_value` or `imports.whole_range`.
    """
    if isinstance(text, str) and text.isdigit() and text.isascii() and len(text) < 10:
        return int(text)
    value = text.strip() if isinstance(text, str) else _plain(text)
    try:
        exact = number(value[:-1] if value[-1:] in COUNT_UNITS and len(value) > 1 else value)
    except CellError as wrong:
        raise CellError("imports.whole_value", _("%(value)s is not a whole number."), value) from wrong
    if exact is None:
        return None
    if abs(exact) > LARGEST_COUNT:
        raise CellError("imports.whole_range", _("The number %(value)s is too large."), value)
    if exact != int(exact):
        raise CellError("imports.whole_value", _("%(value)s is not a whole number."), value)
    return int(exact)


def percentage(text: object, *, in_percent: bool = False) -> Decimal | None:
    """A fraction: `6.85%` is 0.0685; `in_percent` says that the header carries the sign `(%)`."""
    value = unwrap(text if isinstance(text, str) else _plain(text)).translate(WIDE).strip()
    signed = value.endswith("%")
    exact = number(value[:-1] if signed else value)
    if exact is None:
        if signed:
            raise CellError("imports.amount_value", _NOT_A_NUMBER, value)
        return None
    return exact / 100 if signed or in_percent else exact


def yes_no(text: object, *, yes: Container[str] = (), no: Container[str] = ()) -> bool | None:
    """是 or 否 and their kin; `yes` and `no` add words of one column (手机订单). None is missing.

    Raises CellError `imports.yes_no_value`.
    """
    value = unwrap(text if isinstance(text, str) else _plain(text))
    lowered = value.lower().removesuffix(".0")
    if value in yes or lowered in YES:
        return True
    if value in no or lowered in NO:
        return False
    if value in MISSING:
        return None
    raise CellError("imports.yes_no_value", _("%(value)s is neither yes nor no."), value)


def _plain(value: object) -> str:
    return "" if value is None else str(value)
