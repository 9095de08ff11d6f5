"""A mapping's YAML checked and compiled: files, joins, fields. Every error names its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from zhanggui.channels.errors import BadMapping
from zhanggui.channels.rules.expressions import Build, Ref, Scope, parse
from zhanggui.channels.rules.skips import Skip, parse_skips
from zhanggui.channels.rules.targets import (
    ADDRESS_PARTS,
    LINE_TARGETS,
    ORDER_TARGETS,
    Style,
    converter,
)
from zhanggui.kernel.clock import zone_names
from zhanggui.kernel.imports.reading.headers import normalise_header
from zhanggui.kernel.money import TWO_DIGIT_CURRENCIES
from zhanggui.orders.values import Channel

TOP_KEYS = frozenset(
    {"name", "label", "channel", "currency", "timezone", "numbers", "dates", "files", "orders", "lines", "notes"}
)
PART_KEYS = frozenset({"from", "join", "skip", "fields", "extra", "address_needs"})
DECIMALS = (".", ",")
DATES = ("ymd", "dmy", "mdy")
NEEDS = frozenset({*ADDRESS_PARTS, "address"})


@dataclass(frozen=True, slots=True)
class MappedFile:
    """One of the files that a mapping expects, known by its columns."""

    name: str
    columns: tuple[str, ...]
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Join:
    """Rows of another file that belong to a row: `own` columns equal the other file's `keys`."""

    file: str
    own: tuple[Ref, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """How the rows of one file become orders, or lines."""

    source: str
    joins: tuple[Join, ...]
    fields: Mapping[str, Build]
    extra: Mapping[str, Build]
    skips: tuple[Skip, ...]
    refs: tuple[Ref, ...]
    address_needs: tuple[str, ...] = ()

    def joined_columns(self, file: str) -> tuple[str, ...]:
        """The columns of a joined file that anything here reads."""
        return tuple(dict.fromkeys(ref.column for ref in self.refs if ref.file == file))


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole mapping, ready to read files with."""

    name: str
    label: str
    channel: str
    currency: str
    style: Style
    files: Mapping[str, MappedFile]
    orders: Part | None
    lines: Part | None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)


def parse_definition(raw: object) -> Definition:
    """A checked mapping. Raises BadMapping with the path of the first thing that is wrong."""
    top = _object(raw, "", TOP_KEYS)
    name = _text(top, "name", "")
    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii() or len(name) > 60:
        raise BadMapping("name", _("use up to 60 letters, digits, - or _"))
    style = _style(top)
    files = _files(top)
    if "orders" not in top and "lines" not in top:
        raise BadMapping("orders", _("say how orders or lines are made"))
    parts = {
        key: _part(top[key], key, files, style, targets) if key in top else None
        for key, targets in (("orders", ORDER_TARGETS), ("lines", LINE_TARGETS))
    }
    return Definition(
        name=name,
        label=_text(top, "label", "", default=name)[:100],
        channel=_choice(top, "channel", Channel.values, Channel.OTHER),
        currency=_currency(top),
        style=style,
        files=files,
        orders=parts["orders"],
        lines=parts["lines"],
        raw=top,
    )


def role_of(definition: Definition, header: Sequence[str]) -> MappedFile | None:
    """Which of the expected files a header is: the one with most columns among those it has all of."""
    names = set(header)
    fitting = [file for file in definition.files.values() if names.issuperset(file.columns)]
    return max(fitting, key=lambda file: len(file.columns), default=None)


def _object(value: object, path: str, known: frozenset[str] | None = None) -> dict[str, Any]:
    if not isinstance(value, dict) or not value:
        raise BadMapping(path or "the top", _("write keys and values here"))
    for key in value:
        if not isinstance(key, str) or (known is not None and key not in known):
            shown = f"{path}.{key}" if path else str(key)
            raise BadMapping(shown, _("unknown key; known: %(known)s") % {"known": ", ".join(sorted(known or ()))})
    return value


def _text(top: Mapping[str, Any], key: str, path: str, default: str | None = None) -> str:
    value = top.get(key, default)
    if not isinstance(value, str) or not value.strip():
        raise BadMapping(f"{path}.{key}".lstrip("."), _("write a text"))
    return value.strip()


def _choice(top: Mapping[str, Any], key: str, known: Sequence[str], default: str) -> str:
    value = top.get(key, default)
    if value not in known:
        raise BadMapping(key, _("choose one of %(known)s") % {"known": ", ".join(known)})
    return str(value)


def _currency(top: Mapping[str, Any]) -> str:
    currency = _text(top, "currency", "").upper()
    if currency not in TWO_DIGIT_CURRENCIES:
        raise BadMapping("currency", _("%(currency)s is not a currency with two minor digits") % {"currency": currency})
    return currency


def _style(top: Mapping[str, Any]) -> Style:
    zone = _text(top, "timezone", "")
    if zone not in zone_names():
        raise BadMapping("timezone", _("%(zone)s is not a time zone, such as Asia/Shanghai") % {"zone": zone})
    numbers = _object(top["numbers"], "numbers", frozenset({"decimal"})) if "numbers" in top else {}
    decimal = numbers.get("decimal", ".")
    if decimal not in DECIMALS:
        raise BadMapping("numbers.decimal", _('write "." or ","'))
    return Style(decimal, _choice(top, "dates", DATES, "ymd"), ZoneInfo(zone))


def _files(top: Mapping[str, Any]) -> dict[str, MappedFile]:
    found: dict[str, MappedFile] = {}
    for name, spec in _object(top.get("files"), "files").items():
        path = f"files.{name}"
        about = _object(spec, path, frozenset({"columns", "optional"}))
        columns = about.get("columns")
        if not isinstance(columns, list) or not columns or not all(isinstance(each, str) and each for each in columns):
            raise BadMapping(f"{path}.columns", _("list the columns by which the file is known"))
        if not isinstance(about.get("optional", False), bool) or "." in name:
            raise BadMapping(path, _("`optional` is true or false, and a file's name has no full stop"))
        found[name] = MappedFile(name, tuple(map(normalise_header, columns)), about.get("optional", False))
    return found


def _part(raw: object, path: str, files: Mapping[str, MappedFile], style: Style, targets: Mapping[str, str]) -> Part:
    spec = _object(raw, path, PART_KEYS)
    source = _file(spec, "from", path, files)
    known_columns = {name: file.columns for name, file in files.items()}
    scope = Scope(source, known_columns, [])
    joins = _joins(spec.get("join", []), f"{path}.join", files, scope)
    fields = _fields(spec.get("fields"), f"{path}.fields", scope, style, targets)
    extra = {
        str(label): parse(
            value, scope=scope, convert=converter("text", style), kind="text", path=f"{path}.extra.{label}"
        )
        for label, value in (_object(spec["extra"], f"{path}.extra") if "extra" in spec else {}).items()
    }
    if "number" not in fields:
        raise BadMapping(f"{path}.fields.number", _("say which column holds the order number"))
    skips = parse_skips(spec.get("skip", []), scope, f"{path}.skip")
    needs = _needs(spec, path, fields)
    return Part(source, joins, fields, extra, skips, tuple(scope.refs), needs)


def _needs(spec: Mapping[str, Any], path: str, fields: Mapping[str, Build]) -> tuple[str, ...]:
    needs = spec.get("address_needs", ["city", "address" if "address" in fields else "street"])
    if not isinstance(needs, list) or not needs or not set(map(str, needs)) <= NEEDS:
        raise BadMapping(f"{path}.address_needs", _("list some of %(known)s") % {"known": ", ".join(sorted(NEEDS))})
    return tuple(needs)


def _fields(raw: object, path: str, scope: Scope, style: Style, targets: Mapping[str, str]) -> dict[str, Build]:
    found: dict[str, Build] = {}
    for name, spec in _object(raw, path, frozenset(targets)).items():
        kind = targets[name]
        found[name] = parse(spec, scope=scope, convert=converter(kind, style), kind=kind, path=f"{path}.{name}")
    return found


def _joins(raw: object, path: str, files: Mapping[str, MappedFile], scope: Scope) -> tuple[Join, ...]:
    if not isinstance(raw, list):
        raise BadMapping(path, _("give a list of joins"))
    found: list[Join] = []
    for index, each in enumerate(raw):
        place = f"{path}.{index}"
        spec = _object(each, place, frozenset({"file", "on"}))
        file = _file(spec, "file", place, files)
        pairs = _keys(spec.get("on"), f"{place}.on")
        own = tuple(scope.ref(left, f"{place}.on") for left in pairs)
        found.append(Join(file, own, tuple(normalise_header(right) for right in pairs.values())))
        scope.join(file)
    return tuple(found)


def _file(spec: Mapping[str, Any], key: str, path: str, files: Mapping[str, MappedFile]) -> str:
    name = spec.get(key)
    if not isinstance(name, str) or name not in files:
        raise BadMapping(f"{path}.{key}", _("name one of the files: %(known)s") % {"known": ", ".join(files)})
    return name


def _keys(raw: object, path: str) -> dict[str, str]:
    """`on: order_id`, `on: [a, b]`, or `on: {own_column: other_column}`."""
    if isinstance(raw, str) and raw:
        return {raw: raw}
    if isinstance(raw, list) and raw and all(isinstance(each, str) and each for each in raw):
        return {each: each for each in raw}
    if isinstance(raw, dict) and raw and all(isinstance(each, str) and each for pair in raw.items() for each in pair):
        return raw
    raise BadMapping(path, _("name the column that both files have, or {own column: other column}"))
