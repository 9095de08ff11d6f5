"""Finding columns by the names that files give them, and keeping read rows in a table of the connection's own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.ports import FileCount, RowFinding
from zhanggui.kernel.imports.reading.headers import normalise_header

Names = Mapping[str, tuple[str, ...]]
_PIECE_ROWS = 5_000


def columns_of(header: Sequence[str], names: Names) -> dict[str, int]:
    """Where which column stands; the first name of a column that the header has."""
    plain = [normalise_header(name).casefold() for name in header]
    found: dict[str, int] = {}
    for column, known in names.items():
        at = next((plain.index(name) for name in known if name in plain), None)
        if at is not None:
            found[column] = at
    return found


def template_of(names: Names) -> list[str]:
    """The header of an empty file: the first name of each column."""
    return [known[0] for known in names.values()]


def cell(cells: Sequence[Any], at: int | None) -> Any:
    """A cell, empty where the file has no such column or the row is short."""
    return cells[at] if at is not None and at < len(cells) else ""


def fault(row_no: int, cells: Sequence[Any], code: str, column: str, **params: Any) -> RowFinding:
    """Why a row is quarantined."""
    return RowFinding(row_no, Finding.ERROR, code, column, params, [str(value) for value in cells])


def stage_rows(
    rows: Iterator[tuple[int, Sequence[Any]]],
    read: Callable[[int, Sequence[Any]], tuple[Any, ...] | RowFinding],
    *,
    keys: tuple[int, int],
    create: str,
    copy: str,
) -> Iterator[RowFinding]:
    """Yield what `read` finds wrong; copy what it reads, after `keys` and the row's number, into the connection's own table."""
    with connection.cursor() as cursor:
        cursor.execute(create)
    while piece := list(islice(rows, _PIECE_ROWS)):
        kept = []
        for row_no, cells in piece:
            found = read(row_no, cells)
            if isinstance(found, RowFinding):
                yield found
            else:
                kept.append((*keys, row_no, *found))
        with connection.cursor() as cursor, cursor.copy(copy) as copying:
            for row in kept:
                copying.write_row(row)


def drop_own_table(name: str) -> None:
    """Forget what was staged; the table is this connection's own, so nobody else's rows go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"pg_temp.{name}"])
        if cursor.fetchone()[0]:
            cursor.execute(f"DROP TABLE pg_temp.{connection.ops.quote_name(name)}")


def file_counts(rows: Sequence[tuple[int, str, int]] | Mapping[tuple[int, str], int]) -> dict[int, FileCount]:
    """Counts by file from (position, verdict, rows), or rows by (position, verdict)."""
    told = [(*key, count) for key, count in rows.items()] if isinstance(rows, Mapping) else rows
    counts: dict[int, FileCount] = {}
    for position, verdict, count in told:
        setattr(counts.setdefault(position, FileCount("")), verdict, count)
    return counts
