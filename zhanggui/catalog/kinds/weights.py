"""What SKUs weigh, by file: SKU code and the weight of one piece (LOG-03)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.queries import skus_by_code
from zhanggui.catalog.queries.weights import sku_weights
from zhanggui.catalog.services import set_sku_weights
from zhanggui.catalog.services.brands import denied_skus
from zhanggui.catalog.values import EDIT_CATALOG
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.imports.columns import cell, columns_of, drop_own_table, fault, file_counts, template_of
from zhanggui.kernel.imports.messages import register_messages
from zhanggui.kernel.imports.models import Finding, ImportFinding, UndoRecord
from zhanggui.kernel.imports.ports import ImportContext, RowFinding, SourceTable, register_kind, register_staging
from zhanggui.kernel.imports.reading.cells import CellError, identifier, text
from zhanggui.kernel.weights import read_grams

NAMES = {
    "code": ("商家编码", "规格编码", "sku编码", "sku code", "sku", "外部系统编号", "货品编码"),
    "weight": ("规格重量(克)", "规格重量", "规格重量(g)", "sku重量", "sku weight"),
}
_PIECE_ROWS = 2_000
_TABLE = "catalog_sku_weight"

register_messages(
    {"catalog.weight_twice": _("“%(value)s” stands in the file already with another weight.")},
)


class WeightKind:
    """Weights of SKUs by file; 0 or an empty cell lets the product's weight count again."""

    code = "sku_weights"
    label = _("Weights of SKUs")
    capability = EDIT_CATALOG

    def recognise(self, header: Sequence[str]) -> int:
        """A SKU code and a SKU's weight."""
        return 40 if set(columns_of(header, NAMES)) == set(NAMES) else 0

    def template_header(self) -> list[str]:
        """The header of an empty file."""
        return template_of(NAMES)

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """Read the rows; yield those without a known SKU or a usable weight."""
        columns = columns_of(table.header, NAMES)
        _make_table()
        rows = table.rows()
        while piece := list(islice(rows, _PIECE_ROWS)):
            read = [(row_no, cells, *_read(cells, columns)) for row_no, cells in piece]
            known = skus_by_code(context.shop_id, {code for _no, _cells, code, _said, _grams in read})
            foreign = denied_skus(context.actor, context.shop_id, known.values())
            kept = []
            for row_no, cells, code, said, grams in read:
                wrong = _fault(code, said, grams, known, foreign)
                if wrong:
                    message, column, params = wrong
                    yield fault(row_no, cells, message, table.header[columns[column]], **params)
                else:
                    kept.append((context.batch.pk, position, row_no, code, known[code], grams))
            _keep(kept)

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        """Compare with what is known and set what differs."""
        rows = _staged(context.batch.pk)
        known = sku_weights(context.shop_id, {sku_id for *_place, sku_id, _grams in rows})
        verdicts: Counter[tuple[int, str]] = Counter()
        seen: dict[int, int] = {}
        changes: dict[int, int] = {}
        twice = []
        for position, row_no, code, sku_id, grams in rows:
            if seen.setdefault(sku_id, grams) != grams:
                verdicts[position, "quarantined"] += 1
                twice.append(_twice(context.batch.pk, position, row_no, code))
                continue
            before = known[sku_id]
            is_new = sku_id not in changes and before != grams
            verdicts[position, "unchanged" if not is_new else "updated" if before else "imported"] += 1
            if is_new:
                changes[sku_id] = grams
        ImportFinding.objects.bulk_create(twice, batch_size=1_000)
        if changes and not dry_run:
            _remember(context, changes, known)
            set_sku_weights(actor=context.actor, shop_id=context.shop_id, grams=changes)
        return {"counts": file_counts(verdicts), "summary": {"skus": len(changes)}}

    def undo(self, context: ImportContext) -> dict[str, int]:
        """Set the weights back while nobody changed them since; Conflict otherwise, and nothing is set back."""
        records = list(UndoRecord.objects.filter(batch=context.batch, table=_TABLE).order_by("row_id"))
        now = sku_weights(context.shop_id, [record.row_id for record in records])
        if any(now.get(record.row_id) != record.before["after"] for record in records):
            raise Conflict("catalog.weight_moved", _("A weight was changed since, so nothing is taken back."))
        before = {record.row_id: record.before["grams"] for record in records}
        set_sku_weights(actor=context.actor, shop_id=context.shop_id, grams=before)
        return {"orders": 0, "lines": 0, "skus": len(records)}


def _read(cells: Sequence[Any], columns: dict[str, int]) -> tuple[str, str, int | None]:
    """Code, what the weight's cell says, and its grams: None when that is no weight."""
    try:
        code, said = identifier(cell(cells, columns["code"])), text(cell(cells, columns["weight"]))
    except CellError:
        return "", "", None
    return code, said, 0 if said in {"", "0"} else read_grams(said)


def _fault(
    code: str, said: str, grams: int | None, known: dict[str, int], foreign: set[int]
) -> tuple[str, str, dict[str, str]] | None:
    if not code:
        return "catalog.no_sku_code", "code", {}
    if code not in known:
        return "catalog.no_such_sku", "code", {"value": code}
    if known[code] in foreign:
        return "catalog.other_brand", "code", {"value": code}
    return ("catalog.weight_form", "weight", {"value": said}) if grams is None else None


def _twice(batch_id: int, position: int, row_no: int, code: str) -> ImportFinding:
    return ImportFinding(
        batch_id=batch_id,
        file_position=position,
        row_no=row_no,
        finding=Finding.ERROR,
        column=NAMES["weight"][0],
        code="catalog.weight_twice",
        params={"value": code},
        cells=[code],
    )


def _remember(context: ImportContext, changes: dict[int, int], before: dict[int, int]) -> None:
    UndoRecord.objects.bulk_create(
        [
            UndoRecord(
                batch=context.batch, table=_TABLE, row_id=sku_id, before={"grams": before[sku_id], "after": grams}
            )
            for sku_id, grams in sorted(changes.items())
        ],
        batch_size=2_000,
    )


def _make_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS staged_weights (batch_id bigint, position integer, row_no bigint,"
            " code text, sku_id bigint, grams integer)"
        )


def _keep(rows: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO staged_weights VALUES (%s, %s, %s, %s, %s, %s)", rows)


def _staged(batch_id: int) -> list[tuple[int, int, str, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, row_no, code, sku_id, grams FROM staged_weights WHERE batch_id = %s"
            " ORDER BY position, row_no",
            [batch_id],
        )
        return list(cursor.fetchall())


def _clear(_batch_id: int) -> None:
    drop_own_table("staged_weights")


register_kind(WeightKind())
register_staging("sku_weights", _clear)
