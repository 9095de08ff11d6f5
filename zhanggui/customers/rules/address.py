"""Splits a Chinese address into province, city, district, street and rest (ORD-05).

Pure: values in, values out. Names come from `divisions`; the walk over the levels lies in
`address_walk`; here are the outer form of the text and the judgement of its quality.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from zhanggui.customers.rules.address_walk import Found, walk_address
from zhanggui.customers.rules.divisions import divisions

_ODD = re.compile("[（）\uff0a\u3000\xa0\t\r\n]")
_FOLD = str.maketrans("（）\uff0a\u3000\xa0\t\r\n", "()*     ")
_POSTCODE = re.compile(r"\s*\((\d{6})\)\s*$")
_TO_DISTRICT = re.compile(r"[一-龥]{4,24}?[区县旗](?![市区县])")
_SPACES = re.compile(r" {2,}")
_MASK = re.compile(r"\*{2,}|\*$")
_DIGIT = re.compile(r"[0-9\uff10-\uff19]")
_BUILDING = re.compile(
    r"[号栋幢楼室座层弄巷里村组队苑厦府庭馆厂店局所站社院校库园城坊寨屯湾]|单元|小区|公寓|广场|大道|大街|中心|公司"
    r"|市场|超市|银行|政府|家属|宿舍|驿站|代收|门口|路口"
)
_ENOUGH = 4  # characters of a detail that names no house and no building
UNKNOWN_POSTCODE = "000000"


class Address(NamedTuple):
    """The parts of one address, official names; `code` is the deepest known division (6 digits).

    `quality` is `complete`, `incomplete` (stops before the house) or `doubtful` (a name is
    unknown or contradicts another); `reason` says why and is empty for a complete address.
    """

    province: str
    city: str
    district: str
    street: str
    rest: str
    postcode: str
    code: str | None
    quality: str
    reason: str
    masked: bool

    @property
    def division(self) -> str:
        """Province, city and district in one word; a municipality is not repeated."""
        city = "" if self.city == self.province else self.city
        return f"{self.province}{city}{self.district}"


@lru_cache(maxsize=20_000)
def _head(text: str) -> Found:
    """Most addresses of a shop share a few thousand beginnings, so these are kept."""
    return walk_address(text)


def _found(text: str) -> Found:
    """Walk over the division part; a beginning that ends in a whole district is kept."""
    parts = text.split(" ", 3)
    start = 0
    if len(parts) == len(("province", "city", "district", "rest")):
        start = len(text) - len(parts[3])
    else:
        match = _TO_DISTRICT.match(text)
        if match:
            start = match.end()
    if start:
        head = _head(text[:start])
        begins_again = text[start : start + 2] in divisions().beginnings
        if head.end == start and not head.reason and not begins_again:
            return head
    return walk_address(text)


def _judge(found: Found, detail: str, *, house: str, masked: bool) -> tuple[str, str]:
    """Quality and reason. A contradiction outweighs a missing detail."""
    if not found.province and not found.district and not found.city:
        return ("doubtful", "division_unknown") if detail else ("incomplete", "empty")
    if found.reason and (detail or found.reason not in {"city_missing", "district_missing"}):
        return "doubtful", found.reason
    if masked:
        return "incomplete", "masked"
    missing = _missing_part(found, detail, house)
    return ("incomplete", missing) if missing else ("complete", "")


def _missing_part(found: Found, detail: str, house: str) -> str:
    """Where an address stops too early; empty when it names a house or a building."""
    if not detail:
        deepest = "district" if found.district else "city" if found.city else "province"
        return f"{deepest}_only"
    if not house:
        return "street_only"
    named = len(house) >= _ENOUGH or _DIGIT.search(house) or _BUILDING.search(house)
    return "" if named else "detail_too_short"


def parse_address(text: str) -> Address:
    """The parts of an address and whether a courier can deliver to it.

    Accepts long and short names, doubled or skipped cities, dummy districts, missing and
    doubled spaces and a postcode in brackets. Unknown names never raise: they are `doubtful`.
    A masked address (`浙江省杭州市余杭区****`) is split as far as it is visible.
    """
    plain = text.translate(_FOLD) if _ODD.search(text) else text
    if "  " in plain:
        plain = _SPACES.sub(" ", plain)
    plain = plain.strip()
    postcode = ""
    match = _POSTCODE.search(plain, max(0, len(plain) - 12)) if plain[-1:] == ")" else None
    if match:
        plain = plain[: match.start()]
        postcode = "" if match[1] == UNKNOWN_POSTCODE else match[1]
    masked = "*" in plain and _MASK.search(plain) is not None
    found = _found(plain)
    street, rest = found.split_street(plain[found.end :].strip(" ,，、-_/"))
    house = rest.strip("*. ")
    quality, reason = _judge(found, street + house, house=house, masked=masked)
    return Address(
        found.province,
        found.city,
        found.district,
        street,
        rest,
        postcode,
        found.code,
        quality,
        reason,
        masked,
    )
