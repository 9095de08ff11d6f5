"""Cost prices by file: SKU code and amount. The amounts never reach a finding; the repair file asks for the right (SEC-05)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.queries import costs_of, skus_by_code
from zhanggui.catalog.services import check_cost, set_cost_prices
from zhanggui.catalog.services.brands import denied_skus
from zhanggui.catalog.values import EDIT_CATALOG
from zhanggui.kernel.confidential import MARK, VIEW_COST
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.imports.columns import Names, drop_own_table, template_of
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
from zhanggui.kernel.imports.reading.cells import CellError, amount, identifier
from zhanggui.kernel.imports.reading.headers import normalise_header
from zhanggui.kernel.permissions import require

NAMES: Names = {
    "code": ("商家编码", "规格编码", "sku编码", "sku code", "sku", "外部系统编号", "货品编码"),
    "cost": ("成本价", "成本", "进货价", "采购价", "cost price", "cost"),
}
_FOREIGN = ("订单", "买家", "运单", "物流")
_PIECE_ROWS = 2_000
_TABLE = "catalog_skucost"

register_messages(
    {
        "catalog.no_sku_code": _("The SKU code is missing."),
        "catalog.no_such_sku": _("The shop has no SKU “%(value)s”."),
        "catalog.other_brand": _("“%(value)s” is of a brand that your positions do not include."),
        "catalog.no_cost": _("The cost price is missing or not an amount from 0.00 to 99,999,999.99."),
        "catalog.cost_twice": _("“%(value)s” stands in the file already with another cost price."),
    }
)


class CostKind:
    """Cost prices by file. Who imports needs the right to see costs beside that to edit products."""

    code = "cost_prices"
    label = _("Cost prices")
    capability = EDIT_CATALOG
    confidential = VIEW_COST

    def recognise(self, header: Sequence[str]) -> int:
        """A SKU code and a cost price, and nothing that speaks of orders."""
        if any(word in name for name in header for word in _FOREIGN):
            return 0
        return 20 * len(NAMES) if set(_columns(header)) == set(NAMES) else 0

    def template_header(self) -> list[str]:
        """The header of an empty file."""
        return template_of(NAMES)

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """Read the rows; yield those without a known SKU or a usable amount."""
        require(context.actor, VIEW_COST, context.shop_id)
        columns = _columns(table.header)
        _make_table()
        rows = table.rows()
        while piece := list(islice(rows, _PIECE_ROWS)):
            read = [(row_no, *_read(cells, columns)) for row_no, cells in piece]
            known = skus_by_code(context.shop_id, {code for _row_no, code, _cost, _fault in read})
            foreign = denied_skus(context.actor, context.shop_id, known.values())
            kept = []
            for row_no, code, cost, fault in read:
                wrong = fault or _wrong_sku(known.get(code), foreign)
                if wrong:
                    column = "cost" if wrong == "catalog.no_cost" else "code"
                    params = {} if wrong == "catalog.no_sku_code" else {"value": code}
                    yield RowFinding(
                        row_no,
                        Finding.ERROR,
                        wrong,
                        table.header[columns[column]],
                        params,
                        _shown(table, columns, code),
                    )
                else:
                    kept.append((context.batch.pk, position, row_no, code, known[code], cost))
            _keep(kept)

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        """Compare with what is known and set what differs."""
        rows = _staged(context.batch.pk)
        known = costs_of(context.shop_id, {sku_id for *_place, sku_id, _cost in rows})
        verdicts: Counter[tuple[int, str]] = Counter()
        seen: dict[int, Decimal] = {}
        changes: dict[int, Decimal | None] = {}
        twice = []
        for position, row_no, code, sku_id, cost in rows:
            if seen.setdefault(sku_id, cost) != cost:
                verdicts[position, "quarantined"] += 1
                twice.append(_twice(context.batch.pk, position, row_no, code))
                continue
            before = known[sku_id].amount if sku_id in known else None
            is_new = sku_id not in changes and before != cost
            verdicts[position, "unchanged" if not is_new else "imported" if before is None else "updated"] += 1
            if is_new:
                changes[sku_id] = cost
        ImportFinding.objects.bulk_create(twice, batch_size=1_000)
        if changes and not dry_run:
            _remember(context, changes, {sku_id: card.amount for sku_id, card in known.items()})
            set_cost_prices(actor=context.actor, shop_id=context.shop_id, amounts=changes)
        files: dict[int, FileCount] = {}
        for (position, verdict), count in verdicts.items():
            setattr(files.setdefault(position, FileCount("")), verdict, count)
        return {"counts": files, "summary": {"skus": len(changes)}}

    def undo(self, context: ImportContext) -> dict[str, int]:
        """Set the costs back while nobody changed them since; Conflict otherwise, and nothing is set back."""
        records = list(UndoRecord.objects.filter(batch=context.batch, table=_TABLE).order_by("row_id"))
        now = costs_of(context.shop_id, [record.row_id for record in records])
        for record in records:
            card = now.get(record.row_id)
            if card is None or str(card.amount) != record.before["after"]:
                raise Conflict("catalog.cost_moved", _("A cost price was changed since, so nothing is taken back."))
        before = {record.row_id: _decimal(record.before["cost"]) for record in records}
        set_cost_prices(actor=context.actor, shop_id=context.shop_id, amounts=before)
        return {"orders": 0, "lines": 0, "skus": len(records)}


def _wrong_sku(sku_id: int | None, foreign: set[int]) -> str:
    if sku_id is None:
        return "catalog.no_such_sku"
    return "catalog.other_brand" if sku_id in foreign else ""


def _columns(header: Sequence[str]) -> dict[str, int]:
    names = [normalise_header(name).casefold() for name in header]
    found: dict[str, int] = {}
    for column, known in NAMES.items():
        at = next((names.index(name) for name in known if name in names), None)
        if at is not None:
            found[column] = at
    return found


def _read(cells: Sequence[Any], columns: dict[str, int]) -> tuple[str, Decimal | None, str]:
    """Code, amount, and the code of what is wrong with the row."""
    try:
        code = identifier(cells[columns["code"]])
    except CellError:
        code = ""
    if not code:
        return "", None, "catalog.no_sku_code"
    try:
        cost = check_cost(amount(cells[columns["cost"]]))
    except (CellError, InvalidInput):
        cost = None
    return code, cost, "catalog.no_cost" if cost is None else ""


def _shown(table: SourceTable, columns: dict[str, int], code: str) -> list[str]:
    """The row as a finding may quote it: other columns may hold prices too, so only the code stays."""
    return [code if at == columns["code"] else MARK for at in range(len(table.header))]


def _twice(batch_id: int, position: int, row_no: int, code: str) -> ImportFinding:
    return ImportFinding(
        batch_id=batch_id,
        file_position=position,
        row_no=row_no,
        finding=Finding.ERROR,
        column=NAMES["cost"][0],
        code="catalog.cost_twice",
        params={"value": code},
        cells=[code, MARK],
    )


def _remember(context: ImportContext, changes: dict[int, Decimal | None], before: dict[int, Decimal | None]) -> None:
    UndoRecord.objects.bulk_create(
        [
            UndoRecord(
                batch=context.batch,
                table=_TABLE,
                row_id=sku_id,
                before={"cost": _text(before.get(sku_id)), "after": _text(cost)},
            )
            for sku_id, cost in sorted(changes.items())
        ],
        batch_size=2_000,
    )


def _text(cost: Decimal | None) -> str:
    return "" if cost is None else str(cost)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _make_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS staged_costs (batch_id bigint, position integer, row_no bigint, code text,"
            " sku_id bigint, cost numeric)"
        )


def _keep(rows: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO staged_costs VALUES (%s, %s, %s, %s, %s, %s)", rows)


def _staged(batch_id: int) -> list[tuple[int, int, str, int, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, row_no, code, sku_id, cost FROM staged_costs WHERE batch_id = %s ORDER BY position, row_no",
            [batch_id],
        )
        return list(cursor.fetchall())


def _clear(_batch_id: int) -> None:
    drop_own_table("staged_costs")


register_kind(CostKind())
register_staging("cost_prices", _clear)
