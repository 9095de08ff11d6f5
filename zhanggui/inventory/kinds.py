"""A stock count as a kind of import: SKU code, quantity, and where it lies."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.queries import skus_by_code
from zhanggui.inventory.models import StockBalance
from zhanggui.inventory.services import restore_stock, set_stock
from zhanggui.inventory.services.locking import locked_balances
from zhanggui.inventory.values import SET_STOCK, CountedBefore, StockRow
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
from zhanggui.kernel.imports.reading.cells import CellError, identifier, integer, text
from zhanggui.kernel.imports.reading.headers import normalise_header
from zhanggui.kernel.values import Subject
from zhanggui.shops.queries import default_warehouse

NAMES = {
    "code": ("商家编码", "规格编码", "sku编码", "sku code", "sku", "外部系统编号", "货品编码"),
    "quantity": ("库存", "数量", "库存数量", "实盘数量", "quantity", "stock", "on hand"),
    "place": ("货位", "库位", "place", "location", "bin"),
}
_FOREIGN = ("订单", "买家", "状态", "金额", "价格", "运单", "物流")
_LARGEST_PLACE = 30
_PIECE_ROWS = 2_000
_TABLE = "inventory_stockbalance"

register_messages(
    {
        "inventory.no_code": _("The SKU code is missing."),
        "inventory.no_such_sku": _("The shop has no SKU “%(value)s”. Check the code, or import the product first."),
        "inventory.no_quantity": _("The quantity is missing. Write 0 if there is nothing left."),
        "inventory.negative_count": _("Stock cannot be %(value)s; write 0 or more."),
        "inventory.counted_twice": _("“%(value)s” stands in the file with another quantity already."),
        "inventory.promised": _(
            "%(reserved)s pieces of “%(value)s” are promised to orders, so it cannot be %(count)s."
        ),
        "inventory.long_place": _("The place “%(value)s” is longer than 30 characters."),
    }
)


@dataclass(frozen=True, slots=True)
class _Count:
    """One usable row of the file."""

    position: int
    row_no: int
    code: str
    quantity: int
    place: str


class StockKind:
    """Stock counts by file (INV-01). Unknown SKUs and counts below what is promised are quarantined."""

    code = "stock"
    label = _("Stock count")
    capability = SET_STOCK

    def recognise(self, header: Sequence[str]) -> int:
        """Code and quantity, and nothing that speaks of orders."""
        columns = _columns(header)
        if not {"code", "quantity"} <= set(columns) or any(word in name for name in header for word in _FOREIGN):
            return 0
        return 10 * len(columns)

    def template_header(self) -> list[str]:
        """The header of an empty file."""
        return [names[0] for names in NAMES.values()]

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """Read the rows; yield those without a usable code or quantity, and unknown SKUs."""
        columns = _columns(table.header)
        _make_table()
        rows = table.rows()
        while piece := list(islice(rows, _PIECE_ROWS)):
            cells = dict(piece)
            counts: list[_Count] = []
            for row_no, row in piece:
                found = _read(position, row_no, row, columns, table.header)
                if isinstance(found, RowFinding):
                    yield found
                else:
                    counts.append(found)
            known = skus_by_code(context.shop_id, {count.code for count in counts})
            for count in counts:
                if count.code not in known:
                    column = table.header[columns["code"]]
                    yield _fault(count.row_no, cells[count.row_no], "inventory.no_such_sku", column, value=count.code)
            _keep(context.batch.pk, [(count, known[count.code]) for count in counts if count.code in known])

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        """Compare with what is known and set what differs."""
        counts = _staged(context.batch.pk)
        warehouse_id = default_warehouse(context.shop_id).id
        known = locked_balances(context.shop_id, warehouse_id, {sku_id for _count, sku_id in counts})
        verdicts, changes = _judge(context, counts, known)
        if not dry_run and changes:
            _write(context, changes, known)
        files: dict[int, FileCount] = {}
        for (position, verdict), rows in verdicts.items():
            setattr(files.setdefault(position, FileCount("")), verdict, rows)
        return {"counts": files, "summary": {"skus": len(changes)}}

    def undo(self, context: ImportContext) -> dict[str, int]:
        """Set the counts back while nothing has moved since."""
        records = UndoRecord.objects.filter(batch=context.batch, table=_TABLE).order_by("row_id")
        counts = [CountedBefore(sku_id=record.row_id, **record.before) for record in records]
        document = Subject("import", context.batch.pk, context.batch.number)
        if counts:
            restore_stock(actor=context.actor, shop_id=context.shop_id, counts=counts, document=document)
        return {"orders": 0, "lines": 0, "skus": len(counts)}


def _columns(header: Sequence[str]) -> dict[str, int]:
    names = [normalise_header(name).casefold() for name in header]
    found: dict[str, int] = {}
    for column, known in NAMES.items():
        at = next((names.index(name) for name in known if name in names), None)
        if at is not None:
            found[column] = at
    return found


def _read(
    position: int, row_no: int, cells: Sequence[str], columns: dict[str, int], header: Sequence[str]
) -> _Count | RowFinding:
    column = ""
    try:
        column = header[columns["code"]]
        code = identifier(cells[columns["code"]])
        if not code:
            return _fault(row_no, cells, "inventory.no_code", column)
        column = header[columns["quantity"]]
        quantity = integer(cells[columns["quantity"]])
    except CellError as wrong:
        return _fault(row_no, cells, wrong.code, column, **wrong.params)
    if quantity is None:
        return _fault(row_no, cells, "inventory.no_quantity", column)
    if quantity < 0:
        return _fault(row_no, cells, "inventory.negative_count", column, value=quantity)
    place = text(cells[columns["place"]]) if "place" in columns else ""
    if len(place) > _LARGEST_PLACE:
        return _fault(row_no, cells, "inventory.long_place", header[columns["place"]], value=place)
    return _Count(position, row_no, code, quantity, place)


def _fault(row_no: int, cells: Sequence[str], code: str, column: str, **params: Any) -> RowFinding:
    return RowFinding(row_no, Finding.ERROR, code, column, params, list(cells))


def _make_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS staged_stock (batch_id bigint, position integer, row_no bigint, code text,"
            " quantity bigint, place text, sku_id bigint)"
        )


def _keep(batch_id: int, rows: Iterable[tuple[_Count, int]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO staged_stock VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [(batch_id, c.position, c.row_no, c.code, c.quantity, c.place, sku_id) for c, sku_id in rows],
        )


def _staged(batch_id: int) -> list[tuple[_Count, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, row_no, code, quantity, place, sku_id FROM staged_stock WHERE batch_id = %s"
            " ORDER BY position, row_no",
            [batch_id],
        )
        return [(_Count(*row[:5]), row[5]) for row in cursor.fetchall()]


def _clear(_batch_id: int) -> None:
    """The table is this connection's own, so dropping it forgets nobody else's rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.staged_stock') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute("DROP TABLE pg_temp.staged_stock")


def _judge(
    context: ImportContext, counts: Sequence[tuple[_Count, int]], known: dict[int, StockBalance]
) -> tuple[Counter[tuple[int, str]], dict[int, _Count]]:
    """Rows by file and outcome, and what must be written. Stores what is wrong as findings."""
    verdicts: Counter[tuple[int, str]] = Counter()
    changes: dict[int, _Count] = {}
    seen: dict[int, _Count] = {}
    wrong: list[ImportFinding] = []
    for count, sku_id in counts:
        fault, params = _misfit(count, seen.get(sku_id), known.get(sku_id))
        if fault:
            verdicts[count.position, "quarantined"] += 1
            wrong.append(_finding(context.batch.pk, count, fault, params))
            continue
        verdict = _verdict(count, known.get(sku_id)) if sku_id not in seen else "unchanged"
        verdicts[count.position, verdict] += 1
        seen.setdefault(sku_id, count)
        if verdict != "unchanged":
            changes[sku_id] = count
    ImportFinding.objects.bulk_create(wrong, batch_size=1_000)
    return verdicts, changes


def _misfit(count: _Count, before: _Count | None, balance: StockBalance | None) -> tuple[str, dict[str, Any]]:
    if before is not None and before.quantity != count.quantity:
        return "inventory.counted_twice", {"value": count.code}
    if balance is not None and count.quantity < balance.reserved:
        params = {"value": count.code, "reserved": balance.reserved, "count": count.quantity}
        return "inventory.promised", params
    return "", {}


def _finding(batch_id: int, count: _Count, code: str, params: dict[str, Any]) -> ImportFinding:
    return ImportFinding(
        batch_id=batch_id,
        file_position=count.position,
        row_no=count.row_no,
        finding=Finding.ERROR,
        column=NAMES["quantity"][0],
        code=code,
        params=params,
        cells=[count.code, str(count.quantity), count.place],
    )


def _verdict(count: _Count, balance: StockBalance | None) -> str:
    if balance is None:
        return "imported"
    is_same = balance.on_hand == count.quantity and count.place in ("", balance.place)
    return "unchanged" if is_same else "updated"


def _write(context: ImportContext, changes: dict[int, _Count], known: dict[int, StockBalance]) -> None:
    UndoRecord.objects.bulk_create(
        [
            UndoRecord(
                batch=context.batch,
                table=_TABLE,
                row_id=sku_id,
                before={
                    "on_hand": known[sku_id].on_hand if sku_id in known else 0,
                    "place": known[sku_id].place if sku_id in known else "",
                    "counted": count.quantity,
                },
            )
            for sku_id, count in sorted(changes.items())
        ],
        batch_size=2_000,
    )
    set_stock(
        actor=context.actor,
        shop_id=context.shop_id,
        rows=[StockRow(sku_id, count.quantity, count.place) for sku_id, count in changes.items()],
        document=Subject("import", context.batch.pk, context.batch.number),
    )


register_kind(StockKind())
register_staging("stock", _clear)
