"""Dates and times of cells, with the precision that the file really has (formats 0.10)."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.imports.reading.errors import CellError
from zhanggui.kernel.imports.reading.headers import MISSING, WIDE
from zhanggui.kernel.imports.reading.identifiers import unwrap

Precision = Literal["s", "m", "d"]

FORM = re.compile(
    r"(?P<year>\d{4})(?:[-/.]|\s*年\s*)(?P<month>\d{1,2})(?:[-/.]|\s*月\s*)(?P<day>\d{1,2})(?:\s*日)?"
    r"(?:[T\s]*(?P<half>上午|下午|AM|PM)?\s*(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})分?"
    r"(?::?(?P<second>\d{1,2})(?:\.(?P<fraction>\d{1,9}))?秒?)?\s*(?P<half2>AM|PM)?)?"
    r"\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?"
)
COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2}))?"
)
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
SERIAL_ZERO = date(1899, 12, 30)
ZERO_DATES = ("0000-00-00", "0000/00/00")
FIRST_YEAR, LAST_YEAR = 1990, 2100
AFTERNOON = frozenset({"下午", "PM"})

_WRONG = _("%(value)s is not a date or time. Write it like 2026-06-01 14:00:00.")


class Moment(NamedTuple):
    """A point in time; `precision` s, m or d says what the file knew (seconds, minutes, the day)."""

    value: datetime
    precision: Precision


def moment(text: object, zone: ZoneInfo) -> Moment | None:
    """The wall time of a cell in the file's zone; None is missing.

    Takes every form of formats 0.10, Excel serial numbers and Python dates. Raises
    CellError `imports.date_value`.
    """
    if isinstance(text, str):
        # Nearly all cells look like 2026-06-01 14:00:00.
        if len(text) == 19 and text[4] == text[7] == "-" and text[13] == text[16] == ":" and text[10] == " ":
            try:
                return _checked(datetime.fromisoformat(text), zone, "s", text)
            except ValueError:
                pass
        return _from_text(text, zone)
    if isinstance(text, datetime):
        value = _rounded(text)
        return _checked(value, zone, "s", text)
    if isinstance(text, date):
        return _checked(datetime.combine(text, time()), zone, "d", text)
    return _from_text("" if text is None else str(text), zone)


# Orders of one month share their minutes and days.
@lru_cache(maxsize=20_000)
def _from_text(text: str, zone: ZoneInfo) -> Moment | None:
    value = unwrap(text).translate(WIDE).strip()
    if value in MISSING or value.startswith(ZERO_DATES):
        return None
    if len(value) > 40:
        raise CellError("imports.date_value", _WRONG, text)
    found = FORM.fullmatch(value) or COMPACT.fullmatch(value)
    try:
        if found:
            return _from_parts(found.groupdict(), zone, text)
        if SERIAL.fullmatch(value):
            return _from_serial(float(value), zone, text)
    except (ValueError, OverflowError) as wrong:
        raise CellError("imports.date_value", _WRONG, text) from wrong
    raise CellError("imports.date_value", _WRONG, text)


def _from_parts(parts: dict[str, str | None], zone: ZoneInfo, text: str) -> Moment:
    hour = int(parts["hour"] or 0)
    half = parts.get("half") or parts.get("half2")
    if half:
        hour = hour % 12 + (12 if half in AFTERNOON else 0)
    value = datetime(  # noqa: DTZ001 - the zone is set by _checked
        int(parts["year"] or 0),
        int(parts["month"] or 0),
        int(parts["day"] or 0),
        hour,
        int(parts["minute"] or 0),
        int(parts["second"] or 0),
        int((parts.get("fraction") or "0")[:6].ljust(6, "0")),
    )
    precision: Precision = "d"
    if parts["minute"] is not None:
        precision = "m" if parts["second"] is None else "s"
    offset = parts.get("offset")
    if offset:
        value = datetime.fromisoformat(value.isoformat() + offset).astimezone(zone).replace(tzinfo=None)
    return _checked(_rounded(value), zone, precision, text)


def _from_serial(serial: float, zone: ZoneInfo, text: str) -> Moment:
    day = datetime.combine(SERIAL_ZERO, time())
    value = day + timedelta(seconds=round(serial * 86400))
    return _checked(value, zone, "d" if serial == int(serial) else "s", text)


def _rounded(value: datetime) -> datetime:
    """To the whole second: Excel keeps 22:02:59.999999 for 22:03:00."""
    if value.microsecond >= 999_000:
        value += timedelta(seconds=1)
    return value.replace(microsecond=0)


def _checked(value: datetime, zone: ZoneInfo, precision: Precision, text: object) -> Moment:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise CellError("imports.date_value", _WRONG, text)
    return Moment(
        value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone),
        precision,
    )
