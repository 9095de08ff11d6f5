"""The table of provinces, cities and districts, and the names under which people write them.

Loaded once from the data file that the set-up builds; names are looked up in dictionaries,
one per scope (everywhere, inside a province, inside a city).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from zhanggui.customers.rules.former_names import FORMER_CITIES, FORMER_DISTRICTS
from zhanggui.kernel.errors import Unavailable

DIVISIONS_FILE = Path(__file__).resolve().parent.parent / "data" / "divisions.json"
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})

_PEOPLES = [
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "怒族",
    "鄂温克族",
    "保安族",
    "裕固族",
    "独龙族",
    "各族",
    "蒙古",
    "哈萨克",
    "柯尔克孜",
    "塔吉克",
    "锡伯",
    "维吾尔",
]
_AUTONOMOUS = re.compile(f"(?:{'|'.join(sorted(_PEOPLES, key=len, reverse=True))})*自治[区州县旗]$")
_BRACKETS = str.maketrans("（）", "()")
_ZONE = re.compile(r"(?:开发区|园区|管委会|管理区|委员会)$")


class Entry(NamedTuple):
    """One name of a division; `code` is empty when several divisions of the scope share it."""

    kind: str  # province, city or area
    code: str
    is_full: bool


Names = dict[str, Entry]


@dataclass(slots=True)
class Divisions:
    """All divisions by code, and the aliases of each scope."""

    version: str
    provinces: dict[str, str] = field(default_factory=dict)
    cities: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    everywhere: Names = field(default_factory=dict)
    in_province: dict[str, Names] = field(default_factory=dict)
    in_city: dict[str, Names] = field(default_factory=dict)
    streets: dict[str, frozenset[str]] = field(default_factory=dict)
    area_of_street: dict[str, dict[str, str]] = field(default_factory=dict)
    sole_area: dict[str, str] = field(default_factory=dict)
    beginnings: frozenset[str] = frozenset()  # two characters that may start a whole address


def short_name(name: str) -> str:
    """The name without its last word and without the peoples of an autonomous area.

    `延边朝鲜族自治州` becomes `延边`, `浦东新区` becomes `浦东`; a name that would shrink to
    one character stays whole.
    """
    if name.endswith("特别行政区"):
        return name[:-5]
    stem = _AUTONOMOUS.sub("", name)
    if stem == name:
        if _ZONE.search(name):
            return name
        stem = re.sub(r"(?:新区|林区|地区|[省市区县盟旗])$", "", name)
    elif len(stem) < len("乡镇"):  # 内蒙古自治区, 东乡族自治县: the people is the place
        stem = re.sub(r"族?自治[区州县旗]$", "", name)
    return stem if len(stem) > 1 else name


def _province_names(name: str) -> Iterator[str]:
    short = short_name(name)
    yield from (name, short, f"{short}省", f"{short}自治区")
    if short in {"北京", "天津", "上海", "重庆"}:
        yield f"{short}市"


def _city_names(name: str) -> Iterator[str]:
    short = short_name(name)
    yield short
    if name.endswith("自治州"):
        yield f"{short}州"


def _area_names(name: str) -> Iterator[str]:
    """Weak names of a district: the upgrade of a county changes only the last word."""
    short = short_name(name)
    if name.endswith(")"):  # 嘉模堂区(氹仔)
        yield name.split("(", maxsplit=1)[0]
    elif short != name:
        yield from (f"{short}区", f"{short}县", f"{short}市")


def _add(names: Names, name: str, entry: Entry) -> None:
    """Add a name; two areas of one scope with the same name make it ambiguous."""
    present = names.get(name)
    clash = present is not None and present.kind == entry.kind and present.code != entry.code
    if clash and present is not None and present.is_full == entry.is_full:
        entry = Entry(entry.kind, "", entry.is_full)
    names[name] = entry


def _fill(names: Names, areas: list[tuple[str, str]], cities: list[tuple[str, str]]) -> None:
    """Enter names from the weakest to the strongest, so that a stronger one replaces a weaker."""
    for code, name in areas:
        for weak in _area_names(name):
            _add(names, weak, Entry("area", code, is_full=False))
    for code, name in areas:
        _add(names, short_name(name), Entry("area", code, is_full=False))
    _fill_strong(names, areas, cities)


def _fill_strong(names: Names, areas: list[tuple[str, str]], cities: list[tuple[str, str]]) -> None:
    for code, name in cities:
        for weak in _city_names(name):
            _add(names, weak, Entry("city", code, is_full=False))
    for code, name in areas:
        _add(names, name, Entry("area", code, is_full=True))
    for code, name in cities:
        _add(names, name, Entry("city", code, is_full=True))


def _fill_everywhere(table: Divisions) -> None:
    """Names that stand alone: short ones only of county-level cities, whose names are rare words."""
    cities = [(code, name) for code, name in table.cities.items() if _is_real_city(name)]
    areas = list(table.areas.items())
    names = table.everywhere
    for code, name in areas:
        for weak in _area_names(name):
            _add(names, weak, Entry("area", code, is_full=False))
    for code, name in areas:
        if name.endswith("市"):
            _add(names, short_name(name), Entry("area", code, is_full=False))
    _fill_strong(names, areas, cities)
    for code, name in table.provinces.items():
        for alias in _province_names(name):
            names[alias] = Entry("province", code, alias != short_name(name))


def _is_real_city(name: str) -> bool:
    return name not in {"市辖区", "县"} and "直辖县级" not in name


def _fill_former(table: Divisions) -> None:
    """Enter the names of the past where no present name took their place."""
    by_name = {name: code for code, name in (*table.provinces.items(), *table.cities.items())}
    for old, new in FORMER_CITIES.items():
        code = by_name[new]
        for names in (table.everywhere, table.in_province[code[:2]]):
            names.setdefault(old, Entry("city", code, is_full=True))
    for place, old, new in FORMER_DISTRICTS:
        scope = by_name[place]
        names = table.in_city[scope] if len(scope) == len("3301") else table.in_province[scope]
        entry = Entry("area", names[new].code, is_full=True)
        for each in (names, table.in_province[scope[:2]], table.everywhere):
            if not (old in each and each[old].is_full):
                each[old] = entry


def _fill_streets(table: Divisions, streets: list[list[str]]) -> None:
    by_area: dict[str, set[str]] = {}
    for _code, name, area in streets:
        by_area.setdefault(area, set()).add(name)
        city = table.area_of_street.setdefault(area[:4], {})
        city[name] = area if city.get(name, area) == area else ""
    table.streets = {area: frozenset(names) for area, names in by_area.items()}


def build_divisions(data: dict[str, Any]) -> Divisions:
    """The lookup tables of a division file `{version, provinces, cities, areas, streets}`."""
    table = Divisions(version=data["version"])
    table.provinces = dict(data["provinces"])
    table.cities = {code: name for code, name, _province in data["cities"]}
    table.areas = {code: name.translate(_BRACKETS) for code, name, _city in data["areas"]}
    per_city: dict[str, list[tuple[str, str]]] = {code: [] for code in table.cities}
    for code, name in table.areas.items():
        per_city[code[:4]].append((code, name))
    for city, areas in per_city.items():
        if len(areas) == 1 and short_name(areas[0][1]) == short_name(table.cities[city]):
            table.sole_area[city] = areas[0][0]
        own = [] if city in table.sole_area else areas
        _fill(table.in_city.setdefault(city, {}), own, [])
    for province in table.provinces:
        cities = [(code, name) for code, name in table.cities.items() if code[:2] == province and _is_real_city(name)]
        areas = [
            (code, name)
            for code, name in table.areas.items()
            if code[:2] == province and code not in table.sole_area.values()
        ]
        _fill(table.in_province.setdefault(province, {}), areas, cities)
    _fill_everywhere(table)
    _fill_former(table)
    _fill_streets(table, data["streets"])
    table.beginnings = frozenset(
        [
            "中国",
            *(name[:2] for name, entry in table.everywhere.items() if entry.kind != "area"),
        ]
    )
    return table


@lru_cache(maxsize=1)
def divisions() -> Divisions:
    """The table of this installation, read once.

    Raises `customers.divisions_missing` when the set-up has not built the data file.
    """
    try:
        text = DIVISIONS_FILE.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Unavailable(
            "customers.divisions_missing",
            _("The table of provinces and districts is missing. Run “make setup” once more."),
        ) from error
    return build_divisions(json.loads(text))
