"""Packing specifications by file: a product's code, its accessories, and how it is packed (PRD-28, FUL-11)."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.models import Accessory, PackingSpec
from zhanggui.catalog.queries import products_by_code
from zhanggui.catalog.rules import read_accessories
from zhanggui.catalog.services import NewAccessory, SpecFacts, check_packing, describe_packing
from zhanggui.catalog.values import EDIT_CATALOG
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.imports.messages import register_messages
from zhanggui.kernel.imports.models import Finding, ImportFinding, UndoRecord
from zhanggui.kernel.imports.ports import (
    FileCount,
    ImportContext,
    RowFinding,
    SourceTable,
    register_kind,
    register_staging,
)
from zhanggui.kernel.imports.reading.cells import CellError, identifier, text
from zhanggui.kernel.imports.reading.headers import normalise_header

NAMES = {
    "code": ("商品编码", "商家编码", "货号", "product code", "product", "sku"),
    "accessories": ("配件", "配件清单", "附件", "accessories"),
    "box": ("包装箱", "包装盒", "箱型", "box"),
    "filler": ("填充物", "填充", "filler"),
    "card": ("卡片", "card"),
    "neutral": ("中性包装", "neutral", "neutral wrap"),
    "note": ("包装备注", "note"),
}
_TEXTS = ("box", "filler", "card", "note")
_YES = {"是", "√", "y", "yes", "true", "1"}
_PIECE_ROWS = 1_000
_TABLE = "catalog_product_packing"

register_messages(
    {
        "catalog.no_product_code": _("The product's code is missing."),
        "catalog.no_such_product": _("The shop has no product or SKU “%(value)s”."),
        "catalog.described_twice": _("“%(value)s” stands in the file already with other packing."),
        "catalog.packing_wrong": _("%(why)s"),
    }
)


@dataclass(frozen=True, slots=True)
class _Described:
    """One row: what it says of a product; None where the file has no such column."""

    position: int
    row_no: int
    product_id: int
    code: str
    spec: dict[str, Any] | None
    accessories: list[list[Any]] | None


class PackingKind:
    """Accessories and packaging by file. Unknown products and wording that asks for praise are quarantined."""

    code = "packing_specs"
    label = _("Packing specifications")
    capability = EDIT_CATALOG

    def recognise(self, header: Sequence[str]) -> int:
        """A code, and accessories or a box."""
        columns = _columns(header)
        if "code" not in columns or not {"accessories", "box", "filler"} & set(columns):
            return 0
        return 10 * len(columns)

    def template_header(self) -> list[str]:
        """The header of an empty file."""
        return [names[0] for names in NAMES.values()]

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """Read the rows; yield those without a known product or with words that are refused."""
        columns = _columns(table.header)
        _make_table()
        rows = table.rows()
        while piece := list(islice(rows, _PIECE_ROWS)):
            read = [(row_no, cells, _read(cells, columns)) for row_no, cells in piece]
            known = products_by_code(context.shop_id, {facts["code"] for _no, _cells, facts in read if "code" in facts})
            for row_no, cells, facts in read:
                fault = _fault(facts, known)
                if fault:
                    code, column, params = fault
                    at = columns.get(column, columns["code"])
                    yield RowFinding(
                        row_no, Finding.ERROR, code, table.header[at], params, [str(cell) for cell in cells]
                    )
                else:
                    _keep(context.batch.pk, position, row_no, known[facts["code"]], facts)

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        """Compare with what is known and write what differs."""
        verdicts: Counter[tuple[int, str]] = Counter()
        seen: dict[int, _Described] = {}
        changed = 0
        for row in _staged(context.batch.pk):
            before = _as_is(row.product_id)
            first = seen.setdefault(row.product_id, row)
            if (first.spec, first.accessories) != (row.spec, row.accessories):
                verdicts[row.position, "quarantined"] += 1
                _note_twice(context.batch.pk, row)
                continue
            wanted = _wanted(row, before)
            verdict = "updated" if first is row and wanted != before else "unchanged"
            if verdict == "updated" and not before["spec"] and not before["accessories"]:
                verdict = "imported"
            verdicts[row.position, verdict] += 1
            if verdict == "unchanged":
                continue
            changed += 1
            if not dry_run:
                UndoRecord.objects.create(
                    batch=context.batch, table=_TABLE, row_id=row.product_id, before={**before, "after": wanted}
                )
                _write(context, row.product_id, wanted)
        files: dict[int, FileCount] = {}
        for (position, verdict), count in verdicts.items():
            setattr(files.setdefault(position, FileCount("")), verdict, count)
        return {"counts": files, "summary": {"products": changed}}

    def undo(self, context: ImportContext) -> dict[str, int]:
        """Set the packing back while nobody changed it since; Conflict otherwise, and nothing is set back."""
        records = list(UndoRecord.objects.filter(batch=context.batch, table=_TABLE).order_by("row_id"))
        for record in records:
            if _as_is(record.row_id) != record.before["after"]:
                raise Conflict(
                    "catalog.packing_moved", _("The packing of a product was changed since, so nothing is taken back.")
                )
        for record in records:
            _write(context, record.row_id, record.before)
        return {"orders": 0, "lines": 0, "products": len(records)}


def _note_twice(batch_id: int, row: _Described) -> None:
    ImportFinding.objects.create(
        batch_id=batch_id,
        file_position=row.position,
        row_no=row.row_no,
        finding=Finding.ERROR,
        column=NAMES["code"][0],
        code="catalog.described_twice",
        params={"value": row.code},
        cells=[row.code],
    )


def _columns(header: Sequence[str]) -> dict[str, int]:
    names = [normalise_header(name).casefold() for name in header]
    found: dict[str, int] = {}
    for column, known in NAMES.items():
        at = next((names.index(name) for name in known if name in names), None)
        if at is not None:
            found[column] = at
    return found


def _read(cells: Sequence[Any], columns: dict[str, int]) -> dict[str, Any]:
    """The row by column, or `fault` with code, column and parameters."""
    facts: dict[str, Any] = {}
    column = "code"
    try:
        for column, at in columns.items():
            cell = cells[at] if at < len(cells) else ""
            facts[column] = identifier(cell) if column == "code" else text(cell)
    except CellError as wrong:
        return {"fault": (wrong.code, column, wrong.params)}
    return facts


def _fault(facts: dict[str, Any], known: dict[str, int]) -> tuple[str, str, dict[str, Any]] | None:
    if "fault" in facts:
        found: tuple[str, str, dict[str, Any]] = facts["fault"]
        return found
    if not facts["code"]:
        return "catalog.no_product_code", "code", {}
    if facts["code"] not in known:
        return "catalog.no_such_product", "code", {"value": facts["code"]}
    spec = SpecFacts(**{name: facts.get(name, "") for name in _TEXTS})
    try:
        check_packing(spec, [NewAccessory(*row) for row in read_accessories(facts.get("accessories", ""))])
    except InvalidInput as wrong:
        return "catalog.packing_wrong", "accessories", {"why": str(wrong)}
    return None


def _make_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS staged_packing (batch_id bigint, position integer, row_no bigint,"
            " product_id bigint, facts jsonb)"
        )


def _keep(batch_id: int, position: int, row_no: int, product_id: int, facts: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO staged_packing VALUES (%s, %s, %s, %s, %s)",
            [batch_id, position, row_no, product_id, json.dumps(facts)],
        )


def _staged(batch_id: int) -> list[_Described]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, row_no, product_id, facts::text FROM staged_packing WHERE batch_id = %s"
            " ORDER BY position, row_no",
            [batch_id],
        )
        rows = cursor.fetchall()
    return [_described(*row) for row in rows]


def _described(position: int, row_no: int, product_id: int, facts_text: str) -> _Described:
    facts = json.loads(facts_text)
    spec = {name: facts[name] for name in _TEXTS if name in facts}
    if "neutral" in facts:
        spec["is_neutral"] = facts["neutral"].casefold() in _YES
    listed = [list(row) for row in read_accessories(facts["accessories"])] if "accessories" in facts else None
    return _Described(position, row_no, product_id, facts["code"], spec or None, listed)


def _as_is(product_id: int) -> dict[str, Any]:
    """What the product has now; an empty specification is none."""
    row = PackingSpec.objects.filter(product_id=product_id).first()
    spec = {name: getattr(row, name) for name in asdict(SpecFacts())} if row else {}
    listed = Accessory.objects.filter(product_id=product_id).order_by("position", "pk")
    return {"spec": spec, "accessories": [list(each) for each in listed.values_list("name", "quantity", "barcode")]}


def _wanted(row: _Described, before: dict[str, Any]) -> dict[str, Any]:
    spec = before["spec"]
    if row.spec is not None:
        joined = {**asdict(SpecFacts()), **before["spec"], **row.spec}
        spec = joined if joined != asdict(SpecFacts()) else {}
    return {"spec": spec, "accessories": before["accessories"] if row.accessories is None else row.accessories}


def _write(context: ImportContext, product_id: int, wanted: dict[str, Any]) -> None:
    describe_packing(
        actor=context.actor,
        shop_id=context.shop_id,
        product_id=product_id,
        spec=SpecFacts(**wanted["spec"]),
        accessories=[NewAccessory(*each) for each in wanted["accessories"]],
    )


def _clear(_batch_id: int) -> None:
    """The table is this connection's own, so dropping it forgets nobody else's rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.staged_packing') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute("DROP TABLE pg_temp.staged_packing")


register_kind(PackingKind())
register_staging("packing_specs", _clear)
