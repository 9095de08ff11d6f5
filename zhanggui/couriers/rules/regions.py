"""Provinces by the short name that everybody writes, and proposed transit days between them.

The proposals are composed by us from the distance between regions; a shop overwrites what it knows better.
"""

import csv
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parent.parent / "data"
SAME_PROVINCE_DAYS = 1


class Region(NamedTuple):
    """Where a province lies, and how many days more its far corners take."""

    name: str
    extra_days: int


@lru_cache(maxsize=1)
def provinces() -> dict[str, Region]:
    """All provinces by short name, in the official order."""
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as stream:
        return {row["province"]: Region(row["region"], int(row["extra_days"])) for row in csv.DictReader(stream)}


@lru_cache(maxsize=1)
def _days_between() -> dict[tuple[str, str], int]:
    with (DATA / "region_days.csv").open(encoding="utf-8", newline="") as stream:
        return {
            (row["from"], name): int(days)
            for row in csv.DictReader(stream)
            for name, days in row.items()
            if name != "from"
        }


@lru_cache(maxsize=1024)
def short_province(name: str) -> str:
    """`内蒙古` for `内蒙古自治区`; what is no province stays as it is written."""
    plain = name.strip()
    return next((short for short in provinces() if plain.startswith(short)), plain)


def short_city(name: str) -> str:
    """`杭州` for `杭州市`."""
    plain = name.strip()
    return plain.removesuffix("市") if len(plain) > 2 else plain


def proposed_days(origin: str, destination: str, pace: int = 0) -> int | None:
    """Days that an express normally takes between two provinces; None when one of them is unknown."""
    start, end = provinces().get(origin), provinces().get(destination)
    if start is None or end is None:
        return None
    if origin == destination:
        return max(1, SAME_PROVINCE_DAYS + start.extra_days + max(pace, 0))
    days = _days_between()[start.name, end.name] + max(start.extra_days, end.extra_days)
    return max(1, days + pace)
