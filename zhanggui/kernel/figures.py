"""Figures of open work that navigation and home pages show: counted together, in one statement a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from zhanggui.kernel.arrays import id_array
from zhanggui.kernel.clock import now
from zhanggui.kernel.memory import is_one_page, once_a_page

_SETS: list["Figures"] = []


@dataclass(frozen=True, slots=True)
class Figures:
    """Names and the SQL that gives one row of so many figures, for the shops `%(shops)s` at the moment `%(now)s`.

    The SQL must be quick however much has happened: it stands on every page of the staff.
    """

    names: tuple[str, ...]
    sql: str

    def of(self, shops: Sequence[int]) -> dict[str, Any]:
        """The figures of the shops by their names; on a page those of all sets are counted with the first."""
        return _together(shops)[_SETS.index(self)] if is_one_page() else _counted([self], shops)[0]


def figures(names: Sequence[str], sql: str) -> Figures:
    """Make known figures that are counted with the others."""
    found = Figures(tuple(names), sql)
    _SETS.append(found)
    return found


@once_a_page
def _together(shops: Sequence[int]) -> list[dict[str, Any]]:
    return _counted(_SETS, shops)


def _counted(sets: Sequence[Figures], shops: Sequence[int]) -> list[dict[str, Any]]:
    parts = " CROSS JOIN ".join(f"({each.sql}) f{place}" for place, each in enumerate(sets))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {parts}", {"shops": id_array(shops), "now": now()})
        row = iter(cursor.fetchone())
    return [dict(zip(each.names, row, strict=False)) for each in sets]
