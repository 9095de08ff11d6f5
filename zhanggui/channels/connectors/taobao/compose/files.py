"""Writes composed orders as files: the raw bytes of each age, in a container, streaming."""

import gzip
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import IO

import xlsxwriter

from zhanggui.channels.connectors.taobao.compose.rows import (
    ITEM_FORMULAS,
    ORDER_FORMULAS,
    item_row,
    order_row,
)
from zhanggui.channels.connectors.taobao.compose.shapes import ComposedOrder
from zhanggui.channels.connectors.taobao.layouts import (
    ITEM_AGE_OF_ORDER_AGE,
    ITEM_LAYOUTS,
    ORDER_LAYOUTS,
)

ENCODING = "gb18030"
TRAILING_COMMA_AGE = "2017"
_ROWS_AT_ONCE = 500
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # fixed, so that equal orders give equal bytes

Write = Callable[[Sequence[str]], None]


def _is_xlsx_age(age: str) -> bool:
    return age >= "2024"


@contextmanager
def _csv_writer(stream: IO[bytes], header: Sequence[str], formulas: frozenset[str], *, tail: str) -> Iterator[Write]:
    """Every value in quotes, order numbers as `="…"`, CRLF; `tail` ends each data row."""
    starts = [place for place, name in enumerate(header) if name.strip() in formulas]
    bounds = sorted({0, *starts, len(header)})
    groups = [("=" if first in starts else "", slice(first, last)) for first, last in pairwise(bounds)]
    rows = [",".join(f'"{name}"' for name in header)]

    def write(values: Sequence[str]) -> None:
        if '"' in "".join(values):
            values = [value.replace('"', '""') for value in values]
        cells = [mark + '"' + '","'.join(values[part]) + '"' for mark, part in groups]
        rows.append(",".join(cells) + tail)
        if len(rows) >= _ROWS_AT_ONCE:
            flush()

    def flush() -> None:
        rows.append("")
        stream.write("\r\n".join(rows).encode(ENCODING))
        rows.clear()

    yield write
    flush()


@contextmanager
def _xlsx_writer(path: Path, header: Sequence[str]) -> Iterator[Write]:
    """One sheet, every cell a text, rows written as they come."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": _EPOCH.replace(tzinfo=None)})
    sheet = book.add_worksheet("sheet1")
    line = 0

    def write(values: Sequence[str]) -> None:
        nonlocal line
        for column, value in enumerate(values):
            if value:
                sheet.write_string(line, column, value)
        line += 1

    write(header)
    yield write
    book.close()


@contextmanager
def _byte_stream(path: Path, container: str, inner: str) -> Iterator[IO[bytes]]:
    if container == "csv":
        with path.open("wb") as stream:
            yield stream
    elif container == "gz":
        with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as stream:
            yield stream  # type: ignore[misc]  # a GzipFile writes bytes, as IO[bytes] does
    else:
        entry = zipfile.ZipInfo(inner, _EPOCH.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(path, "w") as archive, archive.open(entry, "w", force_zip64=True) as stream:
            yield stream


@contextmanager
def _writer(
    path: Path, header: Sequence[str], formulas: frozenset[str], *, age: str, container: str, tail: str
) -> Iterator[Write]:
    """The row writer of one file; a zip of the xlsx ages holds an xlsx, else a CSV."""
    if container == "xlsx":
        with _xlsx_writer(path, header) as write:
            yield write
    elif container == "zip" and _is_xlsx_age(age):
        with tempfile.TemporaryDirectory() as folder:
            book = Path(folder) / "book.xlsx"
            with _xlsx_writer(book, header) as write:
                yield write
            with _byte_stream(path, "zip", f"{path.stem}.xlsx") as stream, book.open("rb") as source:
                shutil.copyfileobj(source, stream)
    else:
        with (
            _byte_stream(path, container, f"{path.stem}.csv") as stream,
            _csv_writer(stream, header, formulas, tail=tail) as write,
        ):
            yield write


def _order_writer(stack: ExitStack, path: Path, age: str, container: str) -> Write:
    return stack.enter_context(_writer(path, ORDER_LAYOUTS[age], ORDER_FORMULAS, age=age, container=container, tail=""))


def _item_writer(stack: ExitStack, path: Path, age: str, container: str) -> Write:
    tail = "," if age == TRAILING_COMMA_AGE else ""
    return stack.enter_context(_writer(path, ITEM_LAYOUTS[age], ITEM_FORMULAS, age=age, container=container, tail=tail))


def write_order_file(orders: Iterable[ComposedOrder], path: Path | str, *, age: str, container: str = "csv") -> int:
    """Write an ExportOrderList of one age (`ORDER_LAYOUTS`) and return its rows.

    `container` is csv, gz, zip or xlsx; the file is written as the orders come.
    """
    row = order_row(age)
    count = 0
    with ExitStack() as stack:
        write = _order_writer(stack, Path(path), age, container)
        for order in orders:
            write(row(order))
            count += 1
    return count


def write_item_file(orders: Iterable[ComposedOrder], path: Path | str, *, age: str, container: str = "csv") -> int:
    """Write an ExportOrderDetailList of one age (`ITEM_LAYOUTS`) and return its rows."""
    row = item_row(age)
    count = 0
    with ExitStack() as stack:
        write = _item_writer(stack, Path(path), age, container)
        for order in orders:
            for line in order.lines:
                write(row(order, line))
                count += 1
    return count


def write_pair(
    orders: Iterable[ComposedOrder],
    order_path: Path | str,
    item_path: Path | str,
    *,
    age: str,
    container: str = "csv",
) -> tuple[int, int]:
    """Write both exports of an order age in one pass; returns the rows of each.

    Made for millions of orders: give it `iterate_orders(...)` and nothing is kept in memory.
    """
    item_age = ITEM_AGE_OF_ORDER_AGE[age]
    as_order, as_item = order_row(age), item_row(item_age)
    order_count = item_count = 0
    with ExitStack() as stack:
        write_order = _order_writer(stack, Path(order_path), age, container)
        write_item = _item_writer(stack, Path(item_path), item_age, container)
        for order in orders:
            write_order(as_order(order))
            order_count += 1
            for line in order.lines:
                write_item(as_item(order, line))
                item_count += 1
    return order_count, item_count
