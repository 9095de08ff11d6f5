"""How a mapping says where a value comes from, compiled into functions over a row and its joined rows.

A text is a column; `file.column` is the first joined row's. Everything else is an object with one
of the keys column, value, text, first_of, add, if_present, sum, min, max, first, last, count.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.channels.errors import BadMapping
from zhanggui.channels.rules.targets import SUMMED, Convert, problem, total
from zhanggui.kernel.imports.reading.cells import CellError
from zhanggui.kernel.imports.reading.headers import MISSING, normalise_header

Groups = Mapping[str, Sequence[Sequence[str]]]
Evaluate = Callable[[Sequence[str], Groups], Any]
_YES_NO = {True: "yes", False: "no"}
AGGREGATES = ("sum", "min", "max", "first", "last", "count")


class ColumnProblem(Exception):
    """A cell of a mapped row cannot be used."""

    def __init__(self, column: str, error: CellError) -> None:
        super().__init__(column)
        self.column = column
        self.error = error


@dataclass(frozen=True, slots=True)
class Ref:
    """A column of the table's own file (`file` is empty) or of a joined one."""

    file: str
    column: str

    @property
    def shown(self) -> str:
        """As error messages name it."""
        return f"{self.file}.{self.column}" if self.file else self.column


class Scope:
    """Which columns an expression may name. Collects the names, so that files are read no further."""

    def __init__(self, own: str, files: Mapping[str, Sequence[str]], joined: Sequence[str]) -> None:
        self._own = own
        self._files = files
        self._joined = list(joined)
        self.refs: dict[Ref, None] = {}

    def join(self, file: str) -> None:
        """From now on the file's columns may be named."""
        self._joined.append(file)

    def ref(self, name: object, path: str) -> Ref:
        """The column that a text names."""
        if not isinstance(name, str) or not name.strip():
            raise BadMapping(path, _("name a column as text"))
        file, dot, column = name.partition(".")
        if dot and file in self._files and normalise_header(name) not in self._files[self._own]:
            if file not in self._joined and file != self._own:
                raise BadMapping(path, _("the file %(file)s is not joined here") % {"file": file})
            found = Ref("" if file == self._own else file, normalise_header(column))
        else:
            found = Ref("", normalise_header(name))
        self.refs[found] = None
        return found


class Places:
    """Where each named column stands: in the own file's rows, and in the joined rows."""

    def __init__(self, own: Sequence[str], joined: Mapping[str, Sequence[str]]) -> None:
        self._own = {name: index for index, name in reversed(list(enumerate(own)))}
        self._joined = {file: {name: index for index, name in enumerate(names)} for file, names in joined.items()}

    def own(self, column: str) -> int | None:
        """Its place in the file's own rows, None when the file has no such column."""
        return self._own.get(column)

    def joined(self, ref: Ref) -> int | None:
        """Its place in the joined rows."""
        return self._joined.get(ref.file, {}).get(ref.column)


Build = Callable[[Places], Evaluate]


def parse(spec: Any, *, scope: Scope, convert: Convert, kind: str, path: str) -> Build:
    """Check an expression; returns what builds its function once the files' headers are known."""
    if isinstance(spec, str):
        return _column(scope.ref(spec, path), convert)
    if not isinstance(spec, dict):
        raise BadMapping(path, _("write a column's name, or an object such as {value: …}"))
    keys = [key for key in spec if key in _PARSERS]
    if len(keys) != 1:
        raise BadMapping(path, _("give exactly one of %(known)s") % {"known": ", ".join(_PARSERS)})
    extra = set(spec) - {keys[0], *_OPTIONS.get(keys[0], ())}
    if extra:
        raise BadMapping(path, _("unknown key %(key)s") % {"key": min(map(str, extra))})
    return _PARSERS[keys[0]](spec, keys[0], _Level(scope, convert, kind, path))


@dataclass(frozen=True, slots=True)
class _Level:
    """Where in a mapping an expression stands, and what it must become."""

    scope: Scope
    convert: Convert
    kind: str
    path: str

    def inner(self, spec: Any, key: str, *, convert: Convert | None = None) -> Build:
        return parse(spec, scope=self.scope, convert=convert or self.convert, kind=self.kind, path=f"{self.path}.{key}")

    def constant(self, value: Any, key: str) -> Any:
        """A value that the mapping itself gives, checked now and not when files come."""
        if isinstance(value, dict | list):
            raise BadMapping(f"{self.path}.{key}", _("give a plain value"))
        word = _YES_NO[value] if isinstance(value, bool) else "" if value is None else str(value)
        try:
            return self.convert(word)
        except CellError as wrong:
            raise BadMapping(f"{self.path}.{key}", wrong) from wrong


def _column(ref: Ref, convert: Convert) -> Build:
    def build(places: Places) -> Evaluate:
        if ref.file:
            return _joined_column(ref, places, convert)
        place = places.own(ref.column)
        if place is None:
            return lambda _cells, _groups: None

        def evaluate(cells: Sequence[str], _groups: Groups) -> Any:
            return _convert(convert, cells[place], ref.shown)

        return evaluate

    return build


def _joined_column(ref: Ref, places: Places, convert: Convert) -> Evaluate:
    place = places.joined(ref)

    def evaluate(_cells: Sequence[str], groups: Groups) -> Any:
        rows = groups.get(ref.file)
        return _convert(convert, rows[0][place], ref.shown) if rows and place is not None else None

    return evaluate


def _convert(convert: Convert, cell: str, column: str) -> Any:
    try:
        return convert(cell)
    except CellError as error:
        raise ColumnProblem(column, error) from error


def _raw(cell: str) -> str:
    return cell.strip()


def _parse_column(spec: dict[str, Any], _key: str, level: _Level) -> Build:
    ref = level.scope.ref(spec["column"], f"{level.path}.column")
    if "map" not in spec:
        if "otherwise" in spec:
            raise BadMapping(f"{level.path}.otherwise", _("it needs a map beside it"))
        return _column(ref, level.convert)
    if not isinstance(spec["map"], dict) or not spec["map"]:
        raise BadMapping(f"{level.path}.map", _("list words and what they mean"))
    known = {str(word).strip(): level.constant(value, f"map.{word}") for word, value in spec["map"].items()}
    other = level.inner(spec["otherwise"], "otherwise") if "otherwise" in spec else None
    read = _column(ref, _raw)

    def build(places: Places) -> Evaluate:
        word_of, otherwise = read(places), other(places) if other else None

        def evaluate(cells: Sequence[str], groups: Groups) -> Any:
            word = word_of(cells, groups)
            if word in known:
                return known[word]
            if otherwise:
                return otherwise(cells, groups)
            if word is None or word in MISSING:
                return None
            raise ColumnProblem(ref.shown, problem("mappings.unmapped", word))

        return evaluate

    return build


def _parse_value(spec: dict[str, Any], _key: str, level: _Level) -> Build:
    value = level.constant(spec["value"], "value")
    return lambda _places: lambda _cells, _groups: value


def _parse_text(spec: dict[str, Any], _key: str, level: _Level) -> Build:
    parts = _several(spec["text"], level, "text", convert=_raw)
    between = spec.get("with", " ")
    if not isinstance(between, str):
        raise BadMapping(f"{level.path}.with", _("write a text"))

    def build(places: Places) -> Evaluate:
        readers = [part(places) for part in parts]

        def evaluate(cells: Sequence[str], groups: Groups) -> Any:
            words = [word for read in readers if (word := read(cells, groups)) and word not in MISSING]
            return _convert(level.convert, between.join(words), level.path) if words else None

        return evaluate

    return build


def _several(specs: Any, level: _Level, key: str, *, convert: Convert | None = None) -> list[Build]:
    if not isinstance(specs, list) or not specs:
        raise BadMapping(f"{level.path}.{key}", _("give a list"))
    return [level.inner(spec, f"{key}.{index}", convert=convert) for index, spec in enumerate(specs)]


def _parse_first_of(spec: dict[str, Any], _key: str, level: _Level) -> Build:
    parts = _several(spec["first_of"], level, "first_of")

    def build(places: Places) -> Evaluate:
        readers = [part(places) for part in parts]
        return lambda cells, groups: next(
            (value for read in readers if (value := read(cells, groups)) is not None), None
        )

    return build


def _parse_add(spec: dict[str, Any], _key: str, level: _Level) -> Build:
    if level.kind not in SUMMED:
        raise BadMapping(level.path, _("only amounts and counts can be added"))
    parts = _several(spec["add"], level, "add")

    def build(places: Places) -> Evaluate:
        readers = [part(places) for part in parts]
        return lambda cells, groups: total([read(cells, groups) for read in readers])

    return build


def _parse_if_present(spec: dict[str, Any], _key: str, level: _Level) -> Build:
    test = _column(level.scope.ref(spec["if_present"], f"{level.path}.if_present"), _raw)
    if "then" not in spec:
        raise BadMapping(level.path, _("say what `then` is the value"))
    then = _branch(spec["then"], level, "then")
    otherwise = _branch(spec["else"], level, "else") if "else" in spec else None

    def build(places: Places) -> Evaluate:
        read, yes, no = test(places), then(places), otherwise(places) if otherwise else None

        def evaluate(cells: Sequence[str], groups: Groups) -> Any:
            if (read(cells, groups) or "") not in MISSING:
                return yes(cells, groups)
            return no(cells, groups) if no else None

        return evaluate

    return build


def _branch(spec: Any, level: _Level, key: str) -> Build:
    """A branch is a value when it is a plain word: `then: paid`; a column is `{column: …}`."""
    if isinstance(spec, dict):
        return level.inner(spec, key)
    value = level.constant(spec, key)
    return lambda _places: lambda _cells, _groups: value


def _parse_aggregate(spec: dict[str, Any], key: str, level: _Level) -> Build:
    path = f"{level.path}.{key}"
    if key in ("sum", "count") and level.kind not in SUMMED:
        raise BadMapping(path, _("only amounts and counts can be added"))
    ref = level.scope.ref(spec[key], path)
    if not ref.file:
        raise BadMapping(path, _("name a column of a joined file, like payments.payment_value"))

    def build(places: Places) -> Evaluate:
        place = places.joined(ref)

        def evaluate(_cells: Sequence[str], groups: Groups) -> Any:
            rows = groups.get(ref.file, ())
            if key == "count":
                return len(rows) or None
            if place is None:
                return None
            values = [_convert(level.convert, row[place], ref.shown) for row in rows]
            found = [value for value in values if value is not None]
            return _AGGREGATES[key](found) if found else None

        return evaluate

    return build


_AGGREGATES: dict[str, Callable[[list[Any]], Any]] = {
    "sum": total,
    "min": min,
    "max": max,
    "first": lambda values: values[0],
    "last": lambda values: values[-1],
}
_PARSERS: dict[str, Callable[[dict[str, Any], str, _Level], Build]] = {
    "column": _parse_column,
    "value": _parse_value,
    "text": _parse_text,
    "first_of": _parse_first_of,
    "add": _parse_add,
    "if_present": _parse_if_present,
    **dict.fromkeys(AGGREGATES, _parse_aggregate),
}
_OPTIONS = {"column": ("map", "otherwise"), "text": ("with",), "if_present": ("then", "else")}
