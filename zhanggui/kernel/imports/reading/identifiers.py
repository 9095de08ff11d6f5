"""Numbers that are names: orders, waybills, phones. They stay text, digit for digit (formats 0.6)."""

import re

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.imports.reading.errors import CellError
from zhanggui.kernel.imports.reading.headers import EXCEL_ERRORS, MISSING, WIDE

# What Excel and Python write for a number that lost its last digits; `12E3` is somebody's item code.
SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+\d+")
FLOAT_TAIL = re.compile(r"\d+\.0+")
# Excel keeps 15 digits; above 2**53 a float cannot hold every whole number.
EXCEL_DIGITS = 15
EXACT_FLOAT = 2**53
EDGES = " \t\r\n\u00a0\u3000\ufeff\u200b\u2060"
SPACED_NUMBER = re.compile(r"[A-Za-z]{0,4}\d[\d \u00a0]{6,}\d")
PHONE_NOISE = re.compile(r"[\s\-()]+")

_LOST = _(
    "The number %(value)s has lost its last digits. Take it from the original file, "
    "or set the column to text before saving in Excel."
)
_EXCEL_ERROR = _("The cell holds the Excel error %(value)s instead of a value.")


def unwrap(text: str) -> str:
    """Undo `="…"`, a leading apostrophe, backtick or @, tabs and spaces around; nothing else."""
    for _round in range(4):
        before = text
        text = text.strip(EDGES)
        if text[:1] == "=" and len(text) > 2 and text[1] == text[-1] == '"':
            text = text[2:-1]
        elif text[:1] in ("'", "`") or (text[:1] == "@" and text[1:2].isalnum()):
            text = text[1:]
        if text == before:
            break
    return "" if text == '="' else text


def identifier(text: object) -> str:
    """An order, waybill or item number without its wrappers; missing is "".

    Raises CellError `imports.lost_digits` for a number that Excel has rounded: it must never match.
    """
    value = text if isinstance(text, str) else _plain(text)
    if value.isdigit() and value.isascii():
        return value
    if value[:2] == '="' and value[-1:] == '"' and value[2:-1].isdigit() and value.isascii():
        return value[2:-1]
    value = unwrap(value)
    if not value.isascii():
        value = value.translate(WIDE).strip()
    if value in MISSING:
        return ""
    if value.isdigit() or value.isalnum():
        return _checked(value)
    return _unusual(value)


def _unusual(value: str) -> str:
    if value in EXCEL_ERRORS or value.startswith("###"):
        raise CellError("imports.excel_error", _EXCEL_ERROR, value)
    if SCIENTIFIC.fullmatch(value):
        raise CellError("imports.lost_digits", _LOST, value)
    if FLOAT_TAIL.fullmatch(value):
        return _whole(value)
    if SPACED_NUMBER.fullmatch(value):
        return re.sub(r"\s", "", value)
    return _checked(value)


def _whole(value: str) -> str:
    digits = value.partition(".")[0]
    short = len(digits) <= EXCEL_DIGITS
    # Sixteen digits that end in 0 may be fifteen that Excel filled up.
    if short or (int(digits) < EXACT_FLOAT and not digits.endswith("0")):
        return digits
    raise CellError("imports.lost_digits", _LOST, value)


def _checked(value: str) -> str:
    if not value.isprintable() and any(character < " " for character in value):
        message = _("%(value)s holds control characters. Type it again.")
        raise CellError("imports.control_character", message, repr(value))
    return value


def _plain(value: object) -> str:
    """Numbers as Excel gives them to Python, with `.0` so that their 15-digit limit is seen."""
    if value is None:
        return ""
    return repr(float(value)) if isinstance(value, int) and not isinstance(value, bool) else str(value)


def text(value: object) -> str:
    """Free text: missing words are "", the apostrophe of Taobao and of our own files is taken off."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    if not value:
        return ""
    if value[0] in "='`\t" or value[0] in EDGES or value[-1] in EDGES:
        value = value.strip(EDGES)
        if value[:2] == '="' and value[-1:] == '"':
            value = value[2:-1]
        elif value[:1] in ("'", "`"):
            value = value[1:].strip(EDGES)
    if len(value) <= 4 and value in MISSING:
        return ""
    return value.replace("\0", "") if "\0" in value else value


def phone(value: object) -> str:
    """A telephone number as people dial it; masked and virtual numbers stay as they are.

    `+86` and separators of mobile numbers go; a landline keeps its hyphen. Raises
    CellError `imports.lost_digits`.
    """
    if isinstance(value, str) and len(value) == 12 and value[0] == "'" and value.isascii() and value[1:].isdigit():
        return value[1:]
    number = identifier(value)
    if len(number) == 11 and number.isdigit():
        return number
    for prefix in ("+86", "0086", "(+86)"):
        if number.startswith(prefix):
            number = number[len(prefix) :].lstrip("- ")
    bare = PHONE_NOISE.sub("", number)
    if len(bare) == 11 and bare.isdigit() and bare[0] == "1":
        return bare
    if len(bare) == 13 and bare.startswith("861") and bare.isdigit():
        return bare[2:]
    return number
