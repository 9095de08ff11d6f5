"""Rows that a mapping leaves out."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.channels.errors import BadMapping
from zhanggui.channels.rules.expressions import Evaluate, Groups, Places, Scope, parse
from zhanggui.kernel.imports.reading.headers import MISSING

Skip = Callable[[Places], Callable[[Sequence[str], Groups], bool]]
_TESTS = ("equals", "in", "missing", "present")


def parse_skips(raw: object, scope: Scope, path: str) -> tuple[Skip, ...]:
    """Conditions such as {column: status, equals: test}; a row is left out when one of them holds."""
    if not isinstance(raw, list):
        raise BadMapping(path, _("give a list of conditions"))
    return tuple(_condition(each, scope, f"{path}.{index}") for index, each in enumerate(raw))


def _condition(raw: object, scope: Scope, path: str) -> Skip:
    if not isinstance(raw, dict) or "column" not in raw:
        raise BadMapping(path, _("name the column, like {column: status, equals: test}"))
    tests = [key for key in raw if key in _TESTS]
    if len(tests) != 1 or len(raw) != 2:
        raise BadMapping(path, _("give exactly one of %(known)s") % {"known": ", ".join(_TESTS)})
    read = parse(raw["column"], scope=scope, convert=_stripped, kind="text", path=f"{path}.column")
    holds = _test(tests[0], raw[tests[0]], path)

    def build(places: Places) -> Callable[[Sequence[str], Groups], bool]:
        word_of: Evaluate = read(places)
        return lambda cells, groups: holds(word_of(cells, groups) or "")

    return build


def _test(name: str, value: Any, path: str) -> Callable[[str], bool]:
    if name in ("missing", "present"):
        if value is not True:
            raise BadMapping(f"{path}.{name}", _("write true"))
        return (lambda word: word in MISSING) if name == "missing" else (lambda word: word not in MISSING)
    words = value if name == "in" else [value]
    if not isinstance(words, list) or not words or any(isinstance(word, dict | list) for word in words):
        raise BadMapping(f"{path}.{name}", _("give plain values"))
    known = frozenset(str(word) for word in words)
    return lambda word: word in known


def _stripped(cell: str) -> str:
    return cell.strip()
