"""The walk of the address parser: longest name first, province, then city, then district."""

import re
from dataclasses import dataclass

from zhanggui.customers.rules.divisions import (
    MUNICIPALITIES,
    Divisions,
    Entry,
    Names,
    divisions,
)

_LONGEST = 15  # characters of the longest name in the table
_SEPARATORS = " ,，、-_/|·:："
# A short name before these is part of a road's or a building's name: 南京路, 上海花园.
_NOT_A_PLACE = re.compile(
    r"[东南西北中一二三]?(?:路|街|大道|道|巷|弄|镇|乡|村|湾|桥|苑|花园|小区|大厦|广场|酒店|宾馆|公司|新村|家园)"
)
_COUNTRY = re.compile(r"中国|中华人民共和国")
_PSEUDO_CITY = re.compile(r"(?:省|自治区)?直辖县级行政(?:单位|区划)|市辖区|县(?= )")
_DUMMY_DISTRICT = re.compile(r"其[它他]区|市辖区|市区")
_ZONE = re.compile(
    r"[一-龥]{0,4}?(?:高新技术(?:产业)?开发区|高新区|经济技术开发区|经济开发区|经开区|技术开发区|开发区|工业园区"
    r"|保税区|示范区|管理区)|(?:两江|天府|西咸|雄安|贵安|江北|赣江|长春|哈尔滨|福州|滇中|湘江|高新)新区"
)
_STREET = re.compile(r"[一-龥]{2,8}?(?:街道|镇|乡|苏木)(?![路街0-9])")
_FULL_CITY = re.compile(r"[一-龥]{2,9}?(?:市|自治州|地区|盟)(?= )")


@dataclass(frozen=True, slots=True)
class Found:
    """What the walk found: official names, the code, where the rest begins, what was wrong."""

    province: str
    city: str
    district: str
    code: str | None
    end: int
    reason: str
    area: str
    streets: frozenset[str]

    def split_street(self, rest: str) -> tuple[str, str]:
        """The street, town or township at the start of the rest, and what follows it."""
        for size in range(min(_LONGEST, len(rest)), 1, -1):
            if rest[:size] in self.streets:
                return rest[:size], rest[size:].lstrip(_SEPARATORS)
        match = _STREET.match(rest)
        if match:
            return match[0], rest[match.end() :].lstrip(_SEPARATORS)
        return "", rest


class _Walk:
    """One pass over a text; remembers the codes found and the place in the text."""

    __slots__ = (
        "area",
        "city",
        "first",
        "pos",
        "province",
        "reason",
        "table",
        "text",
        "zone",
    )

    def __init__(self, text: str, table: Divisions, pos: int = 0) -> None:
        self.text = text
        self.table = table
        self.pos = pos
        self.province = self.city = self.area = ""
        self.zone = self.reason = ""
        self.first: Entry | None = None

    def skip(self) -> None:
        text, pos = self.text, self.pos
        while pos < len(text) and text[pos] in _SEPARATORS:
            pos += 1
        self.pos = pos

    def take(self, names: Names, *, only_full: bool = False) -> Entry | None:
        """The longest name of the scope at this place; short names must not start a road."""
        self.skip()
        text, start = self.text, self.pos
        for end in range(min(start + _LONGEST, len(text)), start + 1, -1):
            entry = names.get(text[start:end])
            if entry is None or (only_full and not entry.is_full):
                continue
            if not entry.is_full and self.starts_road(end):
                continue
            self.first = self.first or entry
            self.pos = end
            return entry
        return None

    def starts_road(self, end: int) -> bool:
        """Whether a short name runs on as a road; 江苏镇江 and 台州路桥 only look like it."""
        text, names = self.text, self.table.everywhere
        if text[end : end + 2] in names or text[end : end + 3] in names:
            return False
        return _NOT_A_PLACE.match(text, end) is not None

    def take_pattern(self, pattern: re.Pattern[str]) -> str:
        self.skip()
        match = pattern.match(self.text, self.pos)
        if match is None:
            return ""
        self.pos = match.end()
        return match[0]

    def enter(self, entry: Entry, start: int) -> None:
        """Note a name; the levels above follow from its code."""
        code = entry.code
        if not code:
            self.zone = self.text[start : self.pos].strip(_SEPARATORS)
            self.reason = self.reason or "district_ambiguous"
            return
        self.province = code[:2]
        if entry.kind != "province":
            self.city = code[:4]
        if entry.kind == "area":
            self.area = code

    def find_start(self) -> bool:
        self.take_pattern(_COUNTRY)
        start = self.pos
        entry = self.take(self.table.everywhere)
        if entry is None:
            return False
        self.enter(entry, start)
        return True

    def find_city(self) -> None:
        if not self.province or self.city:
            return
        if self.province in MUNICIPALITIES:
            self.city = self.province
            self.take_own_province()
            self.take_pattern(_PSEUDO_CITY)
            return
        self.take_own_province()
        pseudo = self.take_pattern(_PSEUDO_CITY)
        start = self.pos
        entry = self.take(self.table.in_province[self.province])
        if entry is not None:
            self.enter(entry, start)
        elif not pseudo:
            self.reason = self.reason or self.wrong_city()

    def take_own_province(self) -> None:
        """Step over a doubled province: `上海 上海市`, `浙江浙江省`."""
        start = self.pos
        entry = self.take(self.table.everywhere)
        if entry is None or entry.kind != "province" or entry.code != self.province:
            self.pos = start

    def wrong_city(self) -> str:
        """Why no city of the province follows; the foreign name stays in the rest."""
        start = self.pos
        entry = self.take(self.table.everywhere, only_full=True)
        if entry is not None and entry.code and entry.code[:2] != self.province:
            self.pos = start
            return "city_not_in_province"
        self.pos = start
        known = _FULL_CITY.match(self.text, self.pos)
        return "city_unknown" if known else "city_missing"

    def find_district(self) -> None:
        if not self.city or self.area:
            return
        city = self.city
        names = self.table.in_province[city] if len(city) == len("11") else self.table.in_city[city]
        self.take_own_city()
        start = self.pos
        entry = self.take(names)
        if entry is not None and entry.kind == "area":
            self.enter(entry, start)
            if len(city) == len("11"):
                self.city = city
            return
        self.pos = start
        if city in self.table.sole_area:
            self.area = self.table.sole_area[city]
            self.take_pattern(_DUMMY_DISTRICT)
        elif not self.take_pattern(_DUMMY_DISTRICT):
            self.zone = self.take_pattern(_ZONE)
            if not self.zone:
                self.reason = self.reason or self.wrong_district()

    def take_own_city(self) -> None:
        """Step over a doubled city, but not over a district with the city's name."""
        if len(self.city) == len("11"):
            return
        start = self.pos
        for names in (
            self.table.in_city[self.city],
            self.table.in_province[self.province],
        ):
            entry = self.take(names)
            if entry is not None and entry.kind == "city" and entry.code == self.city:
                return
            self.pos = start
            if entry is not None:
                return

    def wrong_district(self) -> str:
        """Why no district of the city follows; a town that only one district has decides it."""
        start = self.pos
        entry = self.take(self.table.in_province[self.province], only_full=True)
        self.pos = start
        if entry is not None and entry.kind == "area":
            return "district_not_in_city"
        match = _STREET.match(self.text, self.pos)
        if match:
            area = self.table.area_of_street.get(self.city, {}).get(match[0], "")
            if area:
                self.area = area
                return ""
        word = self.text[self.pos :].split(" ", 1)
        spaced = len(word) > 1 and word[0][-1:] in {"区", "县", "市", "旗"}
        return "district_unknown" if spaced else "district_missing"

    def run(self) -> bool:
        if not self.find_start():
            return False
        self.find_city()
        self.find_district()
        return True

    def code(self) -> str | None:
        deepest = self.area or self.city or self.province
        return deepest.ljust(6, "0") if deepest else None

    def names(self) -> tuple[str, str, str]:
        table = self.table
        province = table.provinces.get(self.province, "")
        city = table.cities.get(self.city, "")
        if self.province in MUNICIPALITIES:
            city = province
        elif "直辖县级" in city:
            city = ""
        is_sole = self.area and table.sole_area.get(self.city) == self.area
        district = "" if is_sole else table.areas.get(self.area, self.zone)
        return province, city, district


def _is_second_beginning(walk: _Walk, again: _Walk) -> bool:
    """Whether a later name is a new beginning, not the name of a road, shop or office."""
    first = again.first
    if first is None or not first.code or first.kind == "area":
        return False
    if again.area or (first.kind == "province" and first.is_full and first.code not in MUNICIPALITIES):
        return True
    return first.is_full and again.city == walk.city


def _repeat(walk: _Walk) -> None:
    """Step over a second, equal beginning (`桐乡市浙江省嘉兴市桐乡市`); a different one is doubtful."""
    walk.skip()
    own_area = walk.table.areas.get(walk.area)
    if own_area and walk.text.startswith(own_area, walk.pos):
        walk.pos += len(own_area)
        return
    again = _Walk(walk.text, walk.table, walk.pos)
    if not again.run() or not _is_second_beginning(walk, again):
        return
    for own, other in (
        (walk.province, again.province),
        (walk.city, again.city),
        (walk.area, again.area),
    ):
        if own and other and own != other:
            walk.reason = walk.reason or "contradicting"
            return
    walk.city = walk.city or again.city
    walk.area = walk.area or again.area
    walk.zone = walk.zone or again.zone
    walk.pos = again.pos
    if walk.area or not again.reason:
        walk.reason = ""


def walk_address(text: str) -> Found:
    """Walk over the beginning of an address; the text's masks and postcode are already known."""
    table = divisions()
    walk = _Walk(text, table)
    if walk.run():
        _repeat(walk)
        walk.skip()
    province, city, district = walk.names()
    return Found(
        province,
        city,
        district,
        walk.code(),
        walk.pos,
        walk.reason,
        walk.area,
        table.streets.get(walk.area, frozenset()),
    )
