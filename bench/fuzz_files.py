"""Good files of every kind, and damage to them: in bytes, in cells, inside containers."""

import csv
import gzip
import io
import random
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import xlsxwriter

from zhanggui.channels.connectors.taobao.compose import (
    ComposedOrder,
    compose_orders,
    compose_skus,
    write_item_file,
    write_order_file,
)
from zhanggui.channels.connectors.taobao.layouts import ITEM_LAYOUTS, ORDER_LAYOUTS
from zhanggui.kernel.testing.mutate import mutate

MAPPING_NAME = "fuzz"
MAPPING = """
name: fuzz
currency: CNY
timezone: Asia/Shanghai
files:
  sales: {columns: [no, status, placed, paid, amount, name, phone, address, note]}
  goods: {columns: [no, title, code, count, price], optional: true}
orders:
  from: sales
  fields:
    number: no
    state: {column: status, map: {new: unpaid, paid: paid, sent: shipped, done: completed, gone: closed}}
    placed_at: placed
    paid_at: paid
    total_amount: amount
    paid_amount: amount
    receiver_name: name
    mobile: phone
    address: address
    buyer_note: note
lines:
  from: goods
  fields: {number: no, title: title, sku_code: code, quantity: count, price: price}
"""
_SHANGHAI = timezone(timedelta(hours=8))
_END = datetime(2026, 11, 21, 12, tzinfo=_SHANGHAI)
_PACKED = ("zip", "gz", "xlsx")
_CELLS = (
    *(
        "",
        " ",
        "0",
        "-0.00",
        "-1",
        "1e5",
        "1E+400",
        "nan",
        "Infinity",
        "12,345.6",
        "１２．５",  # noqa: RUF001  reason: people type full-width digits
        "0x10",
        "99999999999999999999",
    ),
    *(
        "9223372036854775808",
        "0.005",
        "1/2",
        "TRUE",
        "null",
        "#N/A",
        "########",
        '="1"',
        "=1+1",
        "'123",
        "\t7\t",
        "5件",
    ),
    *("0001-01-01 00:00:00", "9999-12-31 23:59:59", "2026-02-30", "1900-1-0", "45000.5", "-1.5", "24:00", "2026/11/21"),
    *("2026-11-21T25:61:61Z", "1582-10-10 00:00:00", "２０２６年１１月２１日", "20261121", "1999-13-32 99:99:99"),
    *(
        "\u202e反",
        "👩‍👩‍👧",
        "\x00",
        "\x1f",
        "\ufeff",
        "\u00a0",
        "\U0010ffff",
        "锟斤拷",
        "a\u0301",
        "x" * 301,
        "长" * 5000,
    ),
    *(
        '"',
        "'",
        ";",
        "\n",
        "\r\n",
        "%s",
        "%(x)s",
        "{}",
        "\\",
        "\\N",
        "\\.",
        "<b>",
        "DROP TABLE x;--",
        "交易成功",
        "退款中",
    ),
)
Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A good file; `mapping` names the mapping that it needs."""

    name: str
    data: bytes
    mapping: str | None = None


def orders() -> list[ComposedOrder]:
    """The orders that all samples speak of."""
    skus = compose_skus(8, seed=4)
    return compose_orders(14, seed=4, start=_END - timedelta(days=4), end=_END, skus=skus)


def samples(folder: Path) -> list[Sample]:
    """Every kind, every age as CSV, and each container once or twice."""
    found = orders()
    ages = [("orders", age, write_order_file) for age in ORDER_LAYOUTS]
    ages += [("items", age, write_item_file) for age in ITEM_LAYOUTS]
    made = [
        _written(folder / f"{name}-{age}.{container}", write, found, age, container)
        for place, (name, age, write) in enumerate(ages)
        for container in ("csv", _PACKED[place % 3])
    ]
    return [*made, *_others(found)]


def _written(path: Path, write: Callable[..., int], found: Sequence[ComposedOrder], age: str, container: str) -> Sample:
    write(found, path, age=age, container=container)
    return Sample(path.name, path.read_bytes())


def _others(found: Sequence[ComposedOrder]) -> list[Sample]:
    numbers = [order.number for order in found]
    report = [["订单编号", "总金额", "买家实际支付金额", "收货地址 ", "订单创建时间", "订单付款时间 ", "退款金额"]]
    report += [
        [str(n), "178.8", "0.0", "上海", "2020-02-21 00:00:00", "2020-02-21 00:00:02", "178.8"] for n in range(9)
    ]
    waybills = [["包裹号", "订单编号", "物流公司", "运单号"]]
    waybills += [["", number, "顺丰速运", f"SF12345678901{place:02}"] for place, number in enumerate(numbers)]
    codes = sorted({line.sku.code for order in found for line in order.lines})
    stock = [
        ["商家编码", "条码", "库存", "货位"],
        *([code, "", str(n + 100), f"A-01-{n:02}"] for n, code in enumerate(codes, 1)),
    ]
    sales = [["no", "status", "placed", "paid", "amount", "name", "phone", "address", "note"]]
    sales += [
        [
            f"M{n}",
            "paid",
            "2026-11-20 10:00:00",
            "2026-11-20 10:05:00",
            "9.90",
            "王芳",
            "13800138000",
            "上海市静安区1号",
            "",
        ]
        for n in range(8)
    ]
    goods = [["no", "title", "code", "count", "price"], *([f"M{n}", "杯子", "CUP-1", "2", "4.95"] for n in range(8))]
    mapped = _zip({"sales.csv": _csv(sales), "goods.csv": _csv(goods)})
    return [
        Sample("report.csv", _csv(report)),
        Sample("report.xlsx", _xlsx(report)),
        *(Sample(f"waybills.{ending}", make(waybills)) for ending, make in _MAKERS.items()),
        *(Sample(f"stock.{ending}", make(stock)) for ending, make in _MAKERS.items()),
        Sample("sales.csv", _csv(sales), MAPPING_NAME),
        Sample("sales.xlsx", _xlsx(sales), MAPPING_NAME),
        Sample("sales.zip", mapped, MAPPING_NAME),
    ]


def damage(sample: Sample, seed: int) -> bytes:
    """The file with damage that the seed chooses: to its bytes, to its cells, or to what lies inside it."""
    chance = random.Random(seed)
    way = chance.random()
    if way < 0.3:
        return mutate(sample.data, seed)
    inner = mutate if way < 0.5 else _spoil_cells
    if sample.name.endswith(".gz"):
        return gzip.compress(inner(gzip.decompress(sample.data), seed), 1, mtime=0)
    if sample.name.endswith((".zip", ".xlsx")):
        return _inside(sample.data, seed, inner, chance)
    return inner(sample.data, seed)


def _inside(data: bytes, seed: int, inner: Callable[[bytes, int], bytes], chance: random.Random) -> bytes:
    """One member of an archive damaged; workbooks of a zip are opened too."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    tables = [name for name in members if name.endswith((".csv", "sheet1.xml", "sharedStrings.xml", ".xlsx"))]
    name = chance.choice(tables or list(members)) if chance.random() < 0.8 else chance.choice(list(members))
    if name.endswith(".xlsx"):
        members[name] = _inside(members[name], seed, inner, chance)
    else:
        members[name] = (mutate if name.endswith(".xml") else inner)(members[name], seed)
    return _zip(members)


def _spoil_cells(data: bytes, seed: int) -> bytes:
    """Cells, rows, columns and names of a table changed, and the whole written in some encoding."""
    chance = random.Random(seed)
    encoding = "gb18030" if b"\xef\xbb\xbf" not in data[:3] else "utf-8-sig"
    rows = list(csv.reader(io.StringIO(data.decode(encoding, "replace"))))
    for _round in range(chance.randint(1, 4)):
        if rows and rows[0]:
            chance.choice(_SPOILS)(rows, chance)
    text = io.StringIO()
    csv.writer(text, lineterminator=chance.choice(("\r\n", "\n"))).writerows(rows)
    return text.getvalue().encode(chance.choice(("gb18030", "gb18030", "utf-8", "utf-8-sig", "utf-16")), "replace")


def _some(rows: Rows, chance: random.Random) -> list[str]:
    return chance.choice(rows[1:] or rows)


def _set_cell(rows: Rows, chance: random.Random) -> None:
    row = _some(rows, chance)
    if row:
        row[chance.randrange(len(row))] = chance.choice(_CELLS)


def _set_column(rows: Rows, chance: random.Random) -> None:
    place, value = chance.randrange(len(rows[0])), chance.choice(_CELLS)
    for row in rows[1:]:
        if place < len(row):
            row[place] = value


def _swap_cells(rows: Rows, chance: random.Random) -> None:
    one, other = _some(rows, chance), _some(rows, chance)
    if one and other:
        here, there = chance.randrange(len(one)), chance.randrange(len(other))
        one[here], other[there] = other[there], one[here]


def _repeat_row(rows: Rows, chance: random.Random) -> None:
    rows.insert(chance.randrange(len(rows)) + 1, [*_some(rows, chance)])


def _drop_row(rows: Rows, chance: random.Random) -> None:
    del rows[chance.randrange(len(rows))]


def _drop_column(rows: Rows, chance: random.Random) -> None:
    place = chance.randrange(len(rows[0]))
    for row in rows:
        del row[place : place + 1]


def _repeat_column(rows: Rows, chance: random.Random) -> None:
    place = chance.randrange(len(rows[0]))
    for row in rows:
        row[place:place] = row[place : place + 1]


def _swap_names(rows: Rows, chance: random.Random) -> None:
    one, other = (chance.randrange(len(rows[0])) for _each in range(2))
    rows[0][one], rows[0][other] = rows[0][other], rows[0][one]


def _rename(rows: Rows, chance: random.Random) -> None:
    rows[0][chance.randrange(len(rows[0]))] = chance.choice((*_CELLS, "订单编号", "总金额", "订单状态", "no"))


def _shift_row(rows: Rows, chance: random.Random) -> None:
    _some(rows, chance).insert(0, chance.choice(_CELLS))


_SPOILS: tuple[Callable[[Rows, random.Random], None], ...] = (
    *(_set_cell, _set_cell, _set_cell, _set_column, _swap_cells, _repeat_row, _drop_row, _drop_column),
    *(_repeat_column, _swap_names, _rename, _shift_row),
)


def _csv(rows: Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("gb18030")


def _xlsx(rows: Rows) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("sheet1")
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return target.getvalue()


def _zip(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=zlib.Z_BEST_SPEED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def _gzip(rows: Rows) -> bytes:
    return gzip.compress(_csv(rows), 1, mtime=0)


_MAKERS: dict[str, Callable[[Rows], bytes]] = {"csv": _csv, "xlsx": _xlsx, "gz": _gzip}
