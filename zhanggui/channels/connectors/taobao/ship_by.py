"""应发货时间: free text with one clause per sub-order; the order must ship by the earliest."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_TIME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?")


def earliest_ship_by(text: str, zone: ZoneInfo) -> datetime | None:
    """The earliest time of the text, None when it names none or only impossible ones."""
    times = []
    for match in _TIME.finditer(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        try:
            times.append(datetime(year, month, day, hour, minute, second, tzinfo=zone))
        except ValueError:
            continue
    return min(times, default=None)
