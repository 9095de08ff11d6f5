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
from zhanggui.catalog.services.brands import denied_products
from zhanggui.catalog.values import EDIT_CATALOG
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.imports.columns import cell, columns_of, drop_own_table, fault, file_counts, template_of
from zhanggui.kernel.imports.messages import register_messages
from zhanggui.kernel.imports.models import Finding, ImportFinding, UndoRecord
from zhanggui.kernel.imports.ports import (
    ImportContext,
    RowFinding,
    SourceTable,
    register_kind,
    register_staging,
)
from zhanggui.kernel.imports.reading.cells import CellError, identifier, text
from zhanggui.kernel.weights import read_grams

NAMES = {
    "code": ("商品编码", "商家编码", "货号", "product code", "product", "sku"),
    "accessories": ("配件", "配件清单", "附件", "accessories"),
    "box": ("包装箱", "包装盒", "箱型", "box"),
    "filler": ("填充物", "填充", "filler"),
    "card": ("卡片", "card"),
    "neutral": ("中性包装", "neutral", "neutral wrap"),
    "note": ("包装备注", "note"),
    "piece_g": ("单件重量", "单件重量(克)", "单件重量(g)", "piece weight"),
    "packaging_g": ("包装重量", "包装重量(克)", "包装重量(g)", "packaging weight"),
}
_TEXTS = ("box", "filler", "card", "note")
_WEIGHTS = ("piece_g", "packaging_g")
_YES = {"是", "√", "y", "yes", "true", "1"}
_PIECE_ROWS = 1_000
_TABLE = "catalog_product_packing"

register_messages(
    {
        "catalog.no_product_code": _("The product's code is missing."),
        "catalog.no_such_product": _("The shop has no product or SKU “%(value)s”."),
        "catalog.weight_form": _("“%(value)s” is no weight. Write grams, or a number with its unit: 250 or 0.25kg."),
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
        """A code, and accessories, a box or a weight."""
        columns = columns_of(header, NAMES)
        if "code" not in columns or not {"accessories", "box", "filler", "piece_g"} & set(columns):
            return 0
        return 10 * len(columns)

    def template_header(self) -> list[str]:
        """The header of an empty file."""
        return template_of(NAMES)

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """Read the rows; yield those without a known product or with words that are refused."""
        columns = columns_of(table.header, NAMES)
        _make_table()
        rows = table.rows()
        while piece := list(islice(rows, _PIECE_ROWS)):
            read = [(row_no, cells, _read(cells, columns)) for row_no, cells in piece]
            known = products_by_code(context.shop_id, {facts["code"] for _no, _cells, facts in read if "code" in facts})
            foreign = denied_products(context.actor, context.shop_id, known.values())
            for row_no, cells, facts in read:
                wrong = _fault(facts, known, foreign)
                if wrong:
                    code, column, params = wrong
                    yield fault(row_no, cells, code, table.header[columns.get(column, columns["code"])], **params)
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
        return {"counts": file_counts(verdicts), "summary": {"products": changed}}

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


def _read(cells: Sequence[Any], columns: dict[str, int]) -> dict[str, Any]:
    """The row by column, or `fault` with code, column and parameters."""
    facts: dict[str, Any] = {}
    column = "code"
    try:
        for column, at in columns.items():
            value = cell(cells, at)
            facts[column] = identifier(value) if column == "code" else text(value)
    except CellError as wrong:
        return {"fault": (wrong.code, column, wrong.params)}
    for column in _WEIGHTS:
        said = facts.get(column, "")
        grams = read_grams(said)
        if said not in {"", "0"} and grams is None:
            return {"fault": ("catalog.weight_form", column, {"value": said})}
        if column in facts:
            facts[column] = grams or 0
    return facts


def _fault(facts: dict[str, Any], known: dict[str, int], foreign: set[int]) -> tuple[str, str, dict[str, Any]] | None:
    if "fault" in facts:
        found: tuple[str, str, dict[str, Any]] = facts["fault"]
        return found
    if not facts["code"]:
        return "catalog.no_product_code", "code", {}
    if facts["code"] not in known:
        return "catalog.no_such_product", "code", {"value": facts["code"]}
    if known[facts["code"]] in foreign:
        return "catalog.other_brand", "code", {"value": facts["code"]}
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
    spec = {name: facts[name] for name in (*_TEXTS, *_WEIGHTS) if name in facts}
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
    drop_own_table("staged_packing")


register_kind(PackingKind())
register_staging("packing_specs", _clear)
