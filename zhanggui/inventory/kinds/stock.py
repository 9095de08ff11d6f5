"""A stock count as a kind of import: SKU code, quantity, and where it lies; the first warehouse unless it names one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.queries import skus_by_code
from zhanggui.inventory.kinds.rows import NAMES, Count, Stores, read_row
from zhanggui.inventory.models import StockBalance
from zhanggui.inventory.services import restore_stock, set_stock
from zhanggui.inventory.services.locking import locked_balances
from zhanggui.inventory.values import SET_STOCK, CountedBefore, StockRow
from zhanggui.kernel.imports.columns import columns_of, drop_own_table, fault, file_counts, template_of
from zhanggui.kernel.imports.messages import register_messages
from zhanggui.kernel.imports.models import Finding, ImportFinding, UndoRecord
from zhanggui.kernel.imports.ports import (
    ImportContext,
    RowFinding,
    SourceTable,
    register_kind,
    register_staging,
)
from zhanggui.kernel.values import Subject
from zhanggui.shops.queries import default_warehouse

_FOREIGN = ("订单", "买家", "状态", "金额", "价格", "运单", "物流")
_PIECE_ROWS = 2_000
_TABLE = "inventory_stockbalance"
# Warehouse and SKU: what a count is of.
_Key = tuple[int, int]

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
        "inventory.no_such_warehouse": _(
            "The shop has no warehouse “%(value)s”. Write the code or the name of one of: %(known)s."
        ),
        "inventory.long_place": _("The place “%(value)s” is longer than 30 characters."),
    }
)


class StockKind:
    """Stock counts by file (INV-01). Unknown SKUs and counts below what is promised are quarantined."""

    code = "stock"
    label = _("Stock count")
    capability = SET_STOCK

    def recognise(self, header: Sequence[str]) -> int:
        """Code and quantity, and nothing that speaks of orders."""
        columns = columns_of(header, NAMES)
        if not {"code", "quantity"} <= set(columns) or any(word in name for name in header for word in _FOREIGN):
            return 0
        return 10 * len(columns)

    def template_header(self) -> list[str]:
        """The header of an empty file."""
        return template_of(NAMES)

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """Read the rows; yield those without a usable code or quantity, and unknown SKUs."""
        columns = columns_of(table.header, NAMES)
        _make_table()
        stores = Stores(context.shop_id, context.batch.summary.get("said", {}).get("warehouse", ""))
        rows = table.rows()
        while piece := list(islice(rows, _PIECE_ROWS)):
            cells = dict(piece)
            counts: list[Count] = []
            for row_no, row in piece:
                found = read_row((position, row_no), row, columns, table.header, stores)
                if isinstance(found, RowFinding):
                    yield found
                else:
                    counts.append(found)
            known = skus_by_code(context.shop_id, {count.code for count in counts})
            for count in counts:
                if count.code not in known:
                    column = table.header[columns["code"]]
                    yield fault(count.row_no, cells[count.row_no], "inventory.no_such_sku", column, value=count.code)
            _keep(context.batch.pk, [(count, known[count.code]) for count in counts if count.code in known])

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        """Compare with what is known and set what differs."""
        counts = _staged(context.batch.pk)
        known = _locked(context.shop_id, counts)
        verdicts, changes = _judge(context, counts, known)
        if not dry_run and changes:
            _write(context, changes, known)
        return {"counts": file_counts(verdicts), "summary": {"skus": len(changes)}}

    def undo(self, context: ImportContext) -> dict[str, int]:
        """Set the counts back while nothing has moved since."""
        records = UndoRecord.objects.filter(batch=context.batch, table=_TABLE).order_by("row_id")
        first = default_warehouse(context.shop_id).id
        # Records of earlier versions know no warehouse: there was only the first.
        counts = [CountedBefore(**{"warehouse_id": first, "sku_id": each.row_id} | each.before) for each in records]
        document = Subject("import", context.batch.pk, context.batch.number)
        if counts:
            restore_stock(actor=context.actor, shop_id=context.shop_id, counts=counts, document=document)
        return {"orders": 0, "lines": 0, "skus": len(counts)}


def _make_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS staged_stock (batch_id bigint, position integer, row_no bigint, code text,"
            " quantity bigint, place text, warehouse_id bigint, sku_id bigint)"
        )


def _keep(batch_id: int, rows: Iterable[tuple[Count, int]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO staged_stock VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (batch_id, c.position, c.row_no, c.code, c.quantity, c.place, c.warehouse_id, sku_id)
                for c, sku_id in rows
            ],
        )


def _staged(batch_id: int) -> list[tuple[Count, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, row_no, code, quantity, place, warehouse_id, sku_id FROM staged_stock WHERE batch_id = %s"
            " ORDER BY position, row_no",
            [batch_id],
        )
        return [(Count(*row[:6]), row[6]) for row in cursor.fetchall()]


def _clear(_batch_id: int) -> None:
    drop_own_table("staged_stock")


def _locked(shop_id: int, counts: Sequence[tuple[Count, int]]) -> dict[_Key, StockBalance]:
    wanted: dict[int, set[int]] = {}
    for count, sku_id in counts:
        wanted.setdefault(count.warehouse_id, set()).add(sku_id)
    return {
        (warehouse_id, sku_id): balance
        for warehouse_id, skus in sorted(wanted.items())
        for sku_id, balance in locked_balances(shop_id, warehouse_id, skus).items()
    }


def _judge(
    context: ImportContext, counts: Sequence[tuple[Count, int]], known: dict[_Key, StockBalance]
) -> tuple[Counter[tuple[int, str]], dict[_Key, Count]]:
    """Rows by file and outcome, and what must be written. Stores what is wrong as findings."""
    verdicts: Counter[tuple[int, str]] = Counter()
    changes: dict[_Key, Count] = {}
    seen: dict[_Key, Count] = {}
    wrong: list[ImportFinding] = []
    for count, sku_id in counts:
        key = (count.warehouse_id, sku_id)
        code, params = _misfit(count, seen.get(key), known.get(key))
        if code:
            verdicts[count.position, "quarantined"] += 1
            wrong.append(_finding(context.batch.pk, count, code, params))
            continue
        verdict = _verdict(count, known.get(key)) if key not in seen else "unchanged"
        verdicts[count.position, verdict] += 1
        seen.setdefault(key, count)
        if verdict != "unchanged":
            changes[key] = count
    ImportFinding.objects.bulk_create(wrong, batch_size=1_000)
    return verdicts, changes


def _misfit(count: Count, before: Count | None, balance: StockBalance | None) -> tuple[str, dict[str, Any]]:
    if before is not None and before.quantity != count.quantity:
        return "inventory.counted_twice", {"value": count.code}
    if balance is not None and count.quantity < balance.reserved:
        params = {"value": count.code, "reserved": balance.reserved, "count": count.quantity}
        return "inventory.promised", params
    return "", {}


def _finding(batch_id: int, count: Count, code: str, params: dict[str, Any]) -> ImportFinding:
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


def _verdict(count: Count, balance: StockBalance | None) -> str:
    if balance is None:
        return "imported"
    is_same = balance.on_hand == count.quantity and count.place in ("", balance.place)
    return "unchanged" if is_same else "updated"


def _write(context: ImportContext, changes: dict[_Key, Count], known: dict[_Key, StockBalance]) -> None:
    UndoRecord.objects.bulk_create(
        [
            UndoRecord(
                batch=context.batch,
                table=_TABLE,
                row_id=sku_id,
                before={
                    "warehouse_id": warehouse_id,
                    "on_hand": known[warehouse_id, sku_id].on_hand if (warehouse_id, sku_id) in known else 0,
                    "place": known[warehouse_id, sku_id].place if (warehouse_id, sku_id) in known else "",
                    "counted": count.quantity,
                },
            )
            for (warehouse_id, sku_id), count in sorted(changes.items())
        ],
        batch_size=2_000,
    )
    by_warehouse: dict[int, list[StockRow]] = {}
    for (warehouse_id, sku_id), count in sorted(changes.items()):
        by_warehouse.setdefault(warehouse_id, []).append(StockRow(sku_id, count.quantity, count.place))
    for warehouse_id, rows in by_warehouse.items():
        set_stock(
            actor=context.actor,
            shop_id=context.shop_id,
            rows=rows,
            document=Subject("import", context.batch.pk, context.batch.number),
            warehouse_id=warehouse_id,
        )


register_kind(StockKind())
register_staging("stock", _clear)
