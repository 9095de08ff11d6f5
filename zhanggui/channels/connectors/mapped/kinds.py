"""Mapped files as a kind of import: several files at once, joined, become orders and lines."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.channels.connectors.kinds import OrderFileKind
from zhanggui.channels.connectors.mapped.joins import JoinStore
from zhanggui.channels.connectors.mapped.rows import PartReader
from zhanggui.channels.connectors.mapped.sources import SourceReader
from zhanggui.channels.connectors.mapped.tables import (
    RoleTables,
    assign_roles,
    joined_columns,
    keep_joined_rows,
    store_name,
)
from zhanggui.channels.errors import MappingNotNamed, OtherCurrency
from zhanggui.channels.rules.definition import Definition, Part, parse_definition
from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.ports import FileCount, ImportContext, RowFinding, SourceTable, register_kind

_JOINED = "joined_rows"
Found = tuple[int, RowFinding]


class MappedFiles(OrderFileKind):
    """Whatever a mapping explains. Never recognised by itself: the mapping is named."""

    code = "generic"
    label = _("Files by a mapping")

    def recognise(self, _header: Sequence[str]) -> int:
        """Without a mapping nothing is known of the columns."""
        return 0

    def template_header(self) -> list[str]:
        """None: the mapping says which columns there are."""
        return []

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """One table alone, of a mapping that needs no other."""
        for _position, finding in self.stage_together(context, [(position, table)]):
            yield finding

    def stage_together(self, context: ImportContext, tables: Sequence[tuple[int, SourceTable]]) -> Iterator[Found]:
        """Join the tables and stage what they become; yield position and finding of the other rows.

        Errors: the mapping's currency is not the shop's, a table fits no file of the mapping, a
        file that the mapping needs is missing.
        """
        definition = _definition(context)
        roles = assign_roles(definition, tables)
        with JoinStore() as store:
            yield from keep_joined_rows(store, roles)
            for source, parts in _by_source(roles).items():
                for position, table in roles.tables[source]:
                    readers = _readers(context, roles, parts, position, table, store)
                    for finding in SourceReader(readers).stage(context.batch.pk, table):
                        yield position, finding
            yield from _count_joined(context, store, roles)

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        """As all order files; rows that only joined others are counted as skipped."""
        result = super().merge(context, dry_run=dry_run)
        for position, count in context.batch.summary.get(_JOINED, {}).items():
            result["counts"].setdefault(int(position), FileCount("")).skipped += count
        return result


def _definition(context: ImportContext) -> Definition:
    if context.mapping is None:
        raise MappingNotNamed
    definition = parse_definition(context.mapping)
    if definition.currency != context.currency:
        raise OtherCurrency(definition.currency, context.currency)
    return definition


def _by_source(roles: RoleTables) -> dict[str, list[Part]]:
    """Parts by the file that they start from, orders' file first."""
    found: dict[str, list[Part]] = {}
    for _name, part, _tables in roles.parts():
        found.setdefault(part.source, []).append(part)
    return found


def _readers(
    context: ImportContext, roles: RoleTables, parts: Sequence[Part], position: int, table: Any, store: JoinStore
) -> list[PartReader]:
    everything = [part for _name, part, _tables in roles.parts()]
    columns_of = {join.file: joined_columns(everything, join.file) for part in everything for join in part.joins}
    return [
        PartReader(
            roles.definition,
            part,
            header=table.header,
            position=position,
            columns_of=columns_of,
            store=store,
            currency=context.currency,
        )
        for part in parts
    ]


def _count_joined(context: ImportContext, store: JoinStore, roles: RoleTables) -> Iterator[Found]:
    """Rows of files that become nothing of their own; remembered until the merge counts them."""
    context.batch.summary[_JOINED] = counted = {}
    names = {join.file: store_name(join) for _name, part, _tables in roles.parts() for join in part.joins}
    for role, tables in roles.only_joined().items():
        for position, table in tables:
            rows = sum(1 for _row in table.rows())
            counted[position] = rows - roles.wrong.get(position, 0)
            unused = store.unused(names[role]) if role in names else rows
            params = {"count": rows, "unused": unused}
            yield position, RowFinding(table.header_row, Finding.NOTICE, "mappings.joined", params=params)


register_kind(MappedFiles())
