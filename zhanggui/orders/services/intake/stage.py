"""Streaming rows into the staging tables with COPY."""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import DataError, connection, models, transaction

from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.ports import RowFinding, register_staging
from zhanggui.orders.models import StagedLine, StagedOrder
from zhanggui.orders.services.intake.rows import LineRow, OrderRow

CHUNK = 5_000
LARGEST_AMOUNT = Decimal(10) ** 12
_LARGEST = {models.IntegerField: 2**31 - 1, models.SmallIntegerField: 2**15 - 1}


def stage_orders(batch_id: int, rows: Iterable[OrderRow]) -> list[RowFinding]:
    """Stream order rows into staging; may be called again with the next piece.

    Returns a finding for each row that no column can hold (too long, too large): such a row is
    not staged and the kind must yield the finding. Nothing else may be said on the connection
    while an iterator is being drained.
    """
    return [finding for chunk in _chunks(rows) for finding in _stage(StagedOrder, OrderRow._fields, batch_id, chunk)]


def stage_lines(batch_id: int, rows: Iterable[LineRow]) -> list[RowFinding]:
    """As `stage_orders`, for rows of an item file."""
    return [finding for chunk in _chunks(rows) for finding in _stage(StagedLine, LineRow._fields, batch_id, chunk)]


def clear_staged(batch_id: int) -> None:
    """Forget what was staged for a batch."""
    StagedOrder.objects.filter(batch_id=batch_id)._raw_delete("default")
    StagedLine.objects.filter(batch_id=batch_id)._raw_delete("default")


register_staging("orders", clear_staged)


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    if isinstance(rows, list) and len(rows) <= CHUNK:
        if rows:
            yield rows
        return
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _stage(table: type[models.Model], names: Sequence[str], batch_id: int, rows: list[Any]) -> list[RowFinding]:
    try:
        with transaction.atomic():
            _copy(table, names, batch_id, rows)
    except DataError:
        good, findings = _sift(table, names, rows)
        with transaction.atomic():
            _copy(table, names, batch_id, good)
        return findings
    return []


def _copy(table: type[models.Model], names: Sequence[str], batch_id: int, rows: list[Any]) -> None:
    jsons = [names.index(name) for name in ("extra", "contact_extra") if name in names]
    fixed = (("repeat",) if table is StagedOrder else ("ordinal",)) + ("verdict", "batch_id")
    columns = ", ".join((*fixed, *names))
    copying = f"COPY {table._meta.db_table} ({columns}) FROM STDIN"
    # Django translates only the errors of execute().
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copying) as copy:
        write = copy.write_row
        for row in rows:
            values = [0, "", batch_id, *row]
            for index in jsons:
                if isinstance(row[index], dict):
                    values[index + 3] = json.dumps(row[index], ensure_ascii=False)
            write(values)


def _sift(table: type[models.Model], names: Sequence[str], rows: list[Any]) -> tuple[list[Any], list[RowFinding]]:
    """Tell the rows that fit from those that do not; only runs when PostgreSQL refused a piece."""
    fields = [table._meta.get_field(name) for name in names]
    good, findings = [], []
    for row in rows:
        wrong = next(
            (found for field, value in zip(fields, row, strict=True) if (found := _misfit(row.row_no, field, value))),
            None,
        )
        if wrong:
            findings.append(wrong)
        else:
            good.append(row)
    return good, findings


def _misfit(row_no: int, field: Any, value: object) -> RowFinding | None:
    code, params = "", {}
    if isinstance(value, str):
        limit = getattr(field, "max_length", None)
        if limit and len(value) > limit:
            code, params = "imports.too_long", {"limit": limit}
        elif "\0" in value:
            code, params = "imports.control_character", {"value": repr(value[:40])}
    elif isinstance(value, Decimal) and abs(value) >= LARGEST_AMOUNT:
        code, params = "imports.amount_range", {"value": str(value)}
    elif isinstance(value, int) and abs(value) > _LARGEST.get(type(field), 2**63 - 1):
        code, params = "imports.whole_range", {"value": str(value)}
    return RowFinding(row_no, Finding.ERROR, code, column=field.name, params=params) if code else None
