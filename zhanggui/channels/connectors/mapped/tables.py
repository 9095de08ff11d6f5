"""The tables of one import, told apart by the mapping: which file each is, and its joined rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhanggui.channels.connectors.mapped.joins import KEY_GAP, JoinStore
from zhanggui.channels.rules.definition import Definition, Join, MappedFile, Part, role_of
from zhanggui.channels.rules.expressions import Ref
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.imports.messages import message_of
from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.ports import RowFinding, SourceTable
from zhanggui.kernel.imports.reading.cells import CellError, identifier

Found = tuple[int, RowFinding]


@dataclass(slots=True)
class RoleTables:
    """The tables of an import by the mapping's file name."""

    definition: Definition
    tables: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    wrong: dict[int, int] = field(default_factory=dict)

    def parts(self) -> Iterator[tuple[str, Part, list[tuple[int, SourceTable]]]]:
        """What is made of which tables: orders first, then lines."""
        for name, part in (("orders", self.definition.orders), ("lines", self.definition.lines)):
            if part is not None and part.source in self.tables:
                yield name, part, self.tables[part.source]

    def only_joined(self) -> dict[str, list[tuple[int, Any]]]:
        """Tables that become nothing of their own."""
        sources = {part.source for _name, part, _tables in self.parts()}
        return {role: tables for role, tables in self.tables.items() if role not in sources}


def assign_roles(definition: Definition, tables: Sequence[tuple[int, Any]]) -> RoleTables:
    """Tell the tables apart. InvalidInput for a table that fits no file, or a file that is missing."""
    roles = RoleTables(definition)
    for position, table in tables:
        table.find_header(lambda names: role_of(definition, names) is not None)
        role = role_of(definition, table.header)
        if role is None:
            raise _no_file_fits(definition, table)
        roles.tables.setdefault(role.name, []).append((position, table))
    parts = list(roles.parts())
    if not parts:
        wanted = next(part for part in (definition.orders, definition.lines) if part is not None)
        raise _missing(definition.files[wanted.source])
    for _name, part, _tables in parts:
        _check_part(roles, part)
    return roles


def _check_part(roles: RoleTables, part: Part) -> None:
    for join in part.joins:
        about = roles.definition.files[join.file]
        if join.file not in roles.tables and not about.is_optional:
            raise _missing(about)
    for _position, table in roles.tables[part.source]:
        _check_columns(table, [ref.column for ref in part.refs if not ref.file])
    for join in part.joins:
        for _position, table in roles.tables.get(join.file, ()):
            _check_columns(table, [*join.keys, *part.joined_columns(join.file)])


def _check_columns(table: Any, columns: Sequence[str]) -> None:
    lacking = [column for column in dict.fromkeys(columns) if column not in table.header]
    if lacking:
        raise _refusal("mappings.columns_missing", file=table.name, columns=", ".join(lacking))


def _no_file_fits(definition: Definition, table: Any) -> InvalidInput:
    names = set(table.header)
    closest = max(definition.files.values(), key=lambda file: len(names.intersection(file.columns)))
    return _refusal("mappings.no_file_fits", file=table.name, columns=", ".join(closest.columns))


def _missing(file: MappedFile) -> InvalidInput:
    return _refusal("mappings.file_missing", file=file.name, columns=", ".join(file.columns))


def _refusal(code: str, **params: str) -> InvalidInput:
    return InvalidInput(code, message_of(code, params), **params)


def store_name(join: Join) -> str:
    """Joins of one file by the same columns share their rows."""
    return KEY_GAP.join((join.file, *join.keys))


def keep_joined_rows(store: JoinStore, roles: RoleTables) -> Iterator[Found]:
    """Read every joined file; yield the rows whose key cannot be read, each once.

    Rows of a file that itself becomes orders or lines are told when it does.
    """
    parts = [part for _name, part, _tables in roles.parts()]
    joins = {store_name(join): join for part in parts for join in part.joins}
    told = {part.source for part in parts}
    for name, join in joins.items():
        columns = joined_columns(parts, join.file)
        for position, table in roles.tables.get(join.file, ()):
            wrong: list[RowFinding] = []
            store.add(name, len(columns), _keyed_rows(table, join, columns, wrong))
            if join.file not in told:
                yield from ((position, finding) for finding in wrong)
                roles.wrong[position] = len(wrong)
        told.add(join.file)


def joined_columns(parts: Sequence[Part], file: str) -> tuple[str, ...]:
    """The columns of a joined file that any part reads."""
    return tuple(dict.fromkeys(column for part in parts for column in part.joined_columns(file)))


def _keyed_rows(
    table: Any, join: Join, columns: Sequence[str], wrong: list[RowFinding]
) -> Iterator[tuple[str, Sequence[str]]]:
    keys = [table.header.index(name) for name in join.keys]
    places = [table.header.index(name) for name in columns]
    for row_no, cells in table.rows():
        try:
            key = join_key([cells[place] for place in keys])
        except CellError as error:
            wrong.append(
                RowFinding(row_no, Finding.ERROR, error.code, column=join.keys[0], params=error.params, cells=cells)
            )
            continue
        if not key:
            wrong.append(RowFinding(row_no, Finding.ERROR, "mappings.no_key", column=join.keys[0], cells=cells))
            continue
        yield key, [cells[place] for place in places]


def join_key(cells: Sequence[str]) -> str:
    """What rows of two files are joined by; empty when a part is missing. Raises CellError."""
    parts = [identifier(cell) for cell in cells]
    return KEY_GAP.join(parts) if all(parts) else ""


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where a part of a join's key stands: in the row itself, or in the first row of a joined file."""

    file: str
    place: int
    shown: str


def own_key_places(
    refs: Sequence[Ref], header: Sequence[str], columns_of: Mapping[str, Sequence[str]]
) -> list[KeyPlace]:
    """The places of a join's key; a column that stands nowhere is told before."""
    return [
        KeyPlace(ref.file, (columns_of[ref.file] if ref.file else header).index(ref.column), ref.shown) for ref in refs
    ]
