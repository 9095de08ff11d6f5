"""Figures of open work that navigation and home pages show: counted together, in one statement a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

from zhanggui.kernel.arrays import id_array
from zhanggui.kernel.clock import now
from zhanggui.kernel.memory import is_one_page, once_a_page

_SETS: list["Figures"] = []
_PREPARED: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Figures:
    """Names and the SQL that gives one row of so many figures, for the shops `%(shops)s` at the moment `%(now)s`.

    The SQL must be quick however much has happened: it stands on every page of the staff.
    """

    names: tuple[str, ...]
    sql: str

    def of(self, shops: Sequence[int]) -> dict[str, Any]:
        """The figures of the shops by their names; on a page those of all sets are counted with the first."""
        return _together(shops)[_SETS.index(self)] if is_one_page() else _alone(self, shops)


class FigureRows:
    """SQL that gives rows of figures, a few of them, instead of one row; counted with the others."""

    def __init__(self, sql: str) -> None:
        self._figures = figures(("rows",), f"SELECT coalesce(json_agg(r), '[]') FROM ({sql}) r")

    def of(self, shops: Sequence[int]) -> list[dict[str, Any]]:
        """The rows of the shops by the names of their columns; moments are texts."""
        found: list[dict[str, Any]] = self._figures.of(shops)["rows"]
        return found


def figures(names: Sequence[str], sql: str) -> Figures:
    """Make known figures that are counted with the others."""
    found = Figures(tuple(names), sql)
    _SETS.append(found)
    return found


@once_a_page
def _together(shops: Sequence[int]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXECUTE {_prepared(cursor, _statement(_SETS))} (%s, %s)", [id_array(shops), now()])
        return _split(_SETS, cursor.fetchone())


def _alone(each: Figures, shops: Sequence[int]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(each.sql, {"shops": id_array(shops), "now": now()})
        return _split([each], cursor.fetchone())[0]


def _statement(sets: Sequence[Figures]) -> str:
    parts = " CROSS JOIN ".join(f"({each.sql}) f{place}" for place, each in enumerate(sets))
    return f"SELECT * FROM {parts}" % {"shops": "$1", "now": "$2"}


def _prepared(cursor: CursorWrapper, sql: str) -> str:
    """The name under which this connection keeps the statement with its plan: planning it would cost as much as it."""
    names = _PREPARED.setdefault(connection.connection, {})
    if sql not in names:
        name = f"zg_figures_{len(names)}"
        cursor.execute(f"PREPARE {name} (bigint[], timestamptz) AS {sql}")
        names[sql] = name
    return names[sql]


def _split(sets: Sequence[Figures], row: tuple[Any, ...]) -> list[dict[str, Any]]:
    values = iter(row)
    return [dict(zip(each.names, islice(values, len(each.names)), strict=True)) for each in sets]
