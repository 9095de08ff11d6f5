"""Orders as a file for people: any filter, streamed, safe to open in a spreadsheet program."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.utils.translation import gettext_lazy

from zhanggui.kernel.errors import InvalidInput, NotAllowed
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import UnknownChoice, UnknownField
from zhanggui.orders.queries.columns import COLUMNS as LIST_COLUMNS
from zhanggui.orders.queries.columns import export_columns, warehouse_names
from zhanggui.orders.queries.filters import OrderFilters
from zhanggui.orders.queries.flags import flag_policies, shops_seeing, without_hidden_flags
from zhanggui.orders.queries.lists import list_orders
from zhanggui.orders.queries.rows import OrderRow
from zhanggui.orders.values import EXPORT_ORDERS, Flag, HoldReason, OrderState, OrderStep, RefundState
from zhanggui.shops.queries import shop_by_id

PAGE = 1_000
XLSX_ROWS = 1_048_575
FORMATS = ("xlsx", "csv")
# A cell that begins like this is a formula for spreadsheet programs; buyers can type it.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_Cell = Callable[[OrderRow, ZoneInfo], Any]


class TooManyRows(InvalidInput):
    """A workbook cannot hold that many rows."""

    def __init__(self) -> None:
        super().__init__(
            "orders.too_many_rows",
            gettext_lazy("A workbook holds at most %(rows)s rows. Narrow the list, or export as CSV."),
            rows=XLSX_ROWS,
        )


class ClearNeedsApproval(NotAllowed):
    """Contact data in the clear never leaves by one person alone."""

    def __init__(self) -> None:
        super().__init__(
            "orders.clear_needs_approval",
            gettext_lazy("Contact data in the clear needs the approval of a second person. Ask for it with a reason."),
        )


def _field(name: str) -> _Cell:
    return lambda row, _zone: getattr(row, name)


def _time(name: str) -> _Cell:
    def cell(row: OrderRow, zone: ZoneInfo) -> str:
        moment = getattr(row, name)
        return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if moment else ""

    return cell


def _contact(name: str) -> _Cell:
    return lambda row, _zone: getattr(row.contact, name)


def _goods(row: OrderRow, _zone: ZoneInfo) -> str:
    return "; ".join(f"{line.title} {line.attributes} ×{line.quantity}".replace("  ", " ") for line in row.lines)


def _codes(row: OrderRow) -> list[str]:
    return [line.sku_code for line in row.lines]


def _holds(row: OrderRow, _zone: ZoneInfo) -> str:
    return ", ".join(str(HoldReason(hold.reason).label) for hold in row.holds)


COLUMNS: dict[str, tuple[Any, _Cell]] = {
    "number": (gettext_lazy("Order number"), _field("number")),
    "channel": (gettext_lazy("Channel"), _field("channel")),
    "state": (gettext_lazy("State"), lambda row, _zone: str(OrderState(row.state).label)),
    "step": (gettext_lazy("Step"), lambda row, _zone: str(OrderStep(row.step).label)),
    "holds": (gettext_lazy("Holds"), _holds),
    "placed_at": (gettext_lazy("Placed"), _time("placed_at")),
    "paid_at": (gettext_lazy("Paid at"), _time("paid_at")),
    "ship_by_at": (gettext_lazy("Ship by"), _time("ship_by_at")),
    "shipped_at": (gettext_lazy("Shipped at"), _time("shipped_at")),
    "total_amount": (gettext_lazy("Total"), _field("total_amount")),
    "paid_amount": (gettext_lazy("Paid"), _field("paid_amount")),
    "refund_amount": (gettext_lazy("Refunded"), _field("refund_amount")),
    "refund_state": (gettext_lazy("Refund"), lambda row, _zone: str(RefundState(row.refund_state).label)),
    "buyer_nick": (gettext_lazy("Buyer"), _contact("buyer_nick")),
    "receiver_name": (gettext_lazy("Receiver"), _contact("receiver_name")),
    "phone": (gettext_lazy("Phone"), _contact("phone")),
    "address": (gettext_lazy("Address"), _contact("address")),
    "goods": (gettext_lazy("Goods"), _goods),
    "buyer_note": (gettext_lazy("Buyer's note"), _contact("buyer_note")),
    "seller_note": (gettext_lazy("Seller's note"), _field("seller_note")),
    "flag": (gettext_lazy("Flag"), lambda row, _zone: str(Flag(row.flag or 0).label) if row.flag else ""),
    "courier_name": (gettext_lazy("Courier"), _field("courier_name")),
    "waybill_no": (gettext_lazy("Waybill"), _field("waybill_no")),
}


# Columns that the list offers beyond the usual file.
MORE_COLUMNS: dict[str, tuple[Any, _Cell]] = {
    "shop": (gettext_lazy("Shop"), lambda row, _zone: shop_by_id(row.shop_id).name),
    "pieces": (gettext_lazy("Pieces"), lambda row, _zone: row.piece_count or sum(line.quantity for line in row.lines)),
    "sku_codes": (gettext_lazy("Product codes"), lambda row, _zone: "; ".join(filter(None, _codes(row)))),
    "goods_amount": (gettext_lazy("Goods amount"), _field("goods_amount")),
    "freight_amount": (gettext_lazy("Postage paid"), _field("freight_amount")),
    "cod": (gettext_lazy("Cash on delivery"), lambda row, _zone: str(gettext_lazy("yes")) if row.is_cod else ""),
    "status_text": (gettext_lazy("Marketplace's words"), _field("status_text")),
    "warehouse": (gettext_lazy("Warehouse"), lambda _row, _zone: ""),
}
KNOWN_COLUMNS = COLUMNS | MORE_COLUMNS


def read_export_columns(text: str) -> tuple[str, ...]:
    """Columns of a file as people write them, `number,phone,goods`; those of the list are known too. UnknownField."""
    found: list[str] = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        if word not in KNOWN_COLUMNS and word not in LIST_COLUMNS:
            raise UnknownField(word, KNOWN_COLUMNS)
        found += [word] if word in KNOWN_COLUMNS else export_columns([word])
    return tuple(dict.fromkeys(found))


def check_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """The columns as they are; UnknownField when a file knows one of them not."""
    unknown = [name for name in columns if name not in KNOWN_COLUMNS]
    if unknown:
        raise UnknownField(unknown[0], KNOWN_COLUMNS)
    return tuple(columns)


def export_orders(
    *,
    actor: Actor,
    filters: OrderFilters,
    shops: Sequence[int],
    out: IO[bytes],
    columns: Sequence[str] = (),
    file_format: str = "xlsx",
    is_clear: bool = False,
) -> int:
    """Write the orders that a list shows to a workbook or CSV file; returns how many (ORD-16).

    Streams in pages of 1,000 with constant memory. Contact data is masked as on the page. Text
    that a spreadsheet program would run is written as text. Without `columns` it has the usual ones. Leaves an event per shop. Whether a
    second person must approve it is asked of `export_obstacles` first. Errors: no right in one of
    the shops, an unknown column or format, too many rows for a workbook.
    """
    for shop_id in shops:
        require(actor, EXPORT_ORDERS, shop_id)
    if is_clear and not actor.is_system:
        raise ClearNeedsApproval
    return write_orders(
        actor=actor,
        filters=filters,
        shops=shops,
        out=out,
        columns=columns,
        file_format=file_format,
        is_clear=is_clear,
    )


def write_orders(
    *,
    actor: Actor,
    filters: OrderFilters,
    shops: Sequence[int],
    out: IO[bytes],
    columns: Sequence[str] = (),
    file_format: str = "xlsx",
    is_clear: bool = False,
) -> int:
    """The writing itself, for services that have made sure of the right and of the approval."""
    columns = check_columns(columns) or tuple(COLUMNS)
    if file_format not in FORMATS:
        raise UnknownChoice("format", file_format, FORMATS)
    rows = _cells(actor, filters, shops, columns, is_clear=is_clear)
    head = [str(KNOWN_COLUMNS[name][0]) for name in columns]
    count = write_table(out, head, rows, file_format)
    for shop_id in shops:
        record(
            actor,
            "orders.exported",
            shop_id=shop_id,
            subject=Subject("shop", shop_id),
            data={"rows": count, "columns": list(columns), "format": file_format, **_clearly(is_clear)},
        )
    return count


def _clearly(is_clear: bool) -> dict[str, bool]:
    return {"is_clear": True} if is_clear else {}


def safe_text(value: Any) -> str:
    """Text as a cell may hold it: what would be a formula begins with an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA_STARTS) else text


def _cells(
    actor: Actor, filters: OrderFilters, shops: Sequence[int], columns: Sequence[str], *, is_clear: bool
) -> Iterator[list[str]]:
    policies = flag_policies(actor, shops)
    seen = shops_seeing(filters.flag, policies, shops)
    zones = {shop_id: ZoneInfo(shop_by_id(shop_id).timezone) for shop_id in shops}
    stored: dict[int, str] = {}
    readers = [
        (lambda row, _zone: stored.get(row.id, "")) if name == "warehouse" else KNOWN_COLUMNS[name][1]
        for name in columns
    ]
    cursor: str | None = None
    while True:
        page = list_orders(filters, seen, limit=PAGE, cursor=cursor, is_clear=is_clear)
        if "warehouse" in columns:
            stored.clear()
            stored.update(warehouse_names([row.id for row in page.rows]))
        for row in without_hidden_flags(page.rows, policies):
            yield [safe_text(read(row, zones[row.shop_id])) for read in readers]
        cursor = page.next
        if cursor is None:
            return


def write_table(out: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[str]], file_format: str) -> int:
    """A workbook or CSV file of texts; returns how many rows. Cells must have gone through `safe_text`."""
    return _write_xlsx(out, head, rows) if file_format == "xlsx" else _write_csv(out, head, rows)


def _write_csv(out: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    # The mark at the start makes spreadsheet programs read the file as UTF-8.
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(head)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    text.detach()
    return count


def _write_xlsx(out: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    # Every cell is text: an order number of 19 digits would lose its end as a number.
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    count = 0
    try:
        _write_row(sheet, 0, head)
        for row in rows:
            count += 1
            if count > XLSX_ROWS:
                raise TooManyRows
            _write_row(sheet, count, row)
    finally:
        book.close()
    return count


def _write_row(sheet: Any, row: int, cells: Sequence[str]) -> None:
    for column, text in enumerate(cells):
        sheet.write_string(row, column, text)
