"""Every kind of damage that docs/reference/import-errors.md lists, on composed good files (MPI-01)."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from zhanggui.channels.tests.import_files import counters, make_orders, make_shop, run, write_files
from zhanggui.cli.handlers.imports import import_files
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.imports.messages import message_codes
from zhanggui.kernel.imports.models import ImportBatch, ImportFile, ImportFinding, ImportState
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order, OrderLine, StagedOrder

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "import-errors.md"
AGE = "2018-09"


class Damage(NamedTuple):
    """What is written into which column of which file, and the code that must come back."""

    code: str
    column: str
    value: str
    in_items: bool = False


ROW_DAMAGES = [
    Damage("imports.no_number", "订单编号", ""),
    Damage("imports.bad_number", "订单编号", "TB-35-1"),
    Damage("imports.lost_digits", "订单编号", "3.50000000000000E+18"),
    Damage("imports.excel_error", "订单编号", "#N/A"),
    Damage("imports.control_character", "订单编号", "3500\x011234"),
    Damage("imports.amount_value", "总金额", "12x"),
    Damage("imports.amount_places", "总金额", "12.345"),
    Damage("imports.amount_range", "总金额", "9999999999999"),
    Damage("imports.negative_amount", "总金额", "-5.00"),
    Damage("imports.no_amount", "总金额", ""),
    Damage("imports.date_value", "订单创建时间", "2026-13-01 10:00:00"),
    Damage("imports.no_date", "订单创建时间", ""),
    Damage("imports.whole_value", "宝贝总数量", "1.5"),
    Damage("imports.whole_range", "宝贝总数量", "99999999999"),
    Damage("imports.unknown_status", "订单状态", "等待神仙发货"),
    Damage("imports.no_status", "订单状态", ""),
    Damage("imports.too_long", "物流公司", "快" * 61),
    Damage("imports.broken_text", "收货人姓名", "锟斤拷锟"),
    Damage("imports.too_many_cells", "", "one cell too many"),
    Damage("imports.no_title", "标题", "", in_items=True),
    Damage("imports.bad_quantity", "购买数量", "0", in_items=True),
    Damage("imports.unknown_refund_status", "退款状态", "退了一半", in_items=True),
]


class Table:
    """A written CSV that can be damaged and written again."""

    def __init__(self, path: Path, encoding: str = "gb18030") -> None:
        self.path = path
        self.header, *self.rows = csv.reader(io.StringIO(path.read_bytes().decode(encoding)))

    def spoil(self, index: int, damage: Damage) -> None:
        if damage.column:
            self.rows[index][self.place(damage.column)] = damage.value
        else:
            self.rows[index].append(damage.value)

    def place(self, column: str) -> int:
        return [name.strip() for name in self.header].index(column)

    def save(self) -> None:
        with self.path.open("w", newline="", encoding="utf-8-sig") as stream:
            csv.writer(stream).writerows([self.header, *self.rows])


@pytest.mark.django_db
@pytest.mark.req_part("MPI-01")
def test_every_row_damage_is_named_and_its_repair_file_imports_after_mending(tmp_path: Path) -> None:
    shop = make_shop()
    pair = write_files(make_orders(30), tmp_path, age="2022")
    order_file = write_files(make_orders(30), tmp_path, age=AGE)[0]
    orders, items = Table(order_file), Table(pair[1])
    whole = {path: Table(path).rows for path in (orders.path, items.path)}
    expected = []
    for index, damage in enumerate(ROW_DAMAGES):
        table = items if damage.in_items else orders
        table.spoil(index, damage)
        expected.append((table.path.name, index + 2, damage.column, damage.code))
    orders.save()
    items.save()

    report = run(shop, [orders.path, items.path])

    found = [(error["file"], error["row"], error["column"], error["code"]) for error in report["errors"]]
    assert sorted(found) == sorted(expected)
    assert all(error["message"] and error["message"] != error["code"] for error in report["errors"])
    assert report["quarantined"] == len(ROW_DAMAGES) == report["errors_total"]
    assert report["imported"] == report["rows"] - len(ROW_DAMAGES)

    repaired = _mend(Path(report["repair_file"]), tmp_path, whole)
    again = run(shop, repaired)

    assert again["errors"] == []
    assert again["rows"] == len(ROW_DAMAGES)
    assert Order.objects.filter(shop_id=shop.id, total_amount__isnull=False).count() == 30
    assert OrderLine.objects.filter(shop_id=shop.id).count() == len(items.rows)


def _mend(archive: Path, folder: Path, whole: dict[Path, list[list[str]]]) -> list[Path]:
    """What a person does in Excel: type the right value where the reason says."""
    mended = []
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder / "repair")
    for path in sorted((folder / "repair").iterdir()):
        table = Table(path, "utf-8-sig")
        assert table.header[-1] in {"Reason", "原因"}
        good = next(rows for source, rows in whole.items() if source.stem in path.name)
        damaged = [index for index, each in enumerate(ROW_DAMAGES) if each.in_items == ("Detail" in path.name)]
        assert len(table.rows) == len(damaged)
        for row, index in zip(table.rows, damaged, strict=True):
            assert row[len(table.header) - 1]
            row[: len(table.header) - 1] = good[index][: len(table.header) - 1]
            del row[len(table.header) :]
        table.save()
        mended.append(path)
    return mended


def _zip(members: dict[str, bytes], *, flags: int = 0) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    packed = bytearray(stream.getvalue())
    if flags:
        packed[packed.index(b"PK\x01\x02") + 8] |= flags
        packed[6] |= flags
    return bytes(packed)


def _nested(data: bytes, depth: int) -> bytes:
    return _zip({"inner.zip": _nested(data, depth - 1)}) if depth else _zip({"orders.csv": data})


FILE_DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "imports.unreadable": lambda _good: None,
    "imports.empty_file": lambda _good: b"",
    "imports.encrypted": lambda good: _zip({"orders.csv": good}, flags=1),
    "imports.truncated": lambda good: _zip({"orders.csv": good})[:-40],
    "imports.not_a_table": lambda good: b"%PDF-1.7\n" + good,
    "imports.too_large": lambda _good: _zip({"orders.csv": bytes(70 << 20)}),
    "imports.too_many_entries": lambda good: _zip({f"{index}.csv": good[:90] for index in range(201)}),
    "imports.too_deep": lambda good: _nested(good, 4),
    "imports.unknown_encoding": lambda good: good[:3000] + b"\xff\xff\xff" + good[3000:],
    "imports.nul_byte": lambda good: good[:3000] + b"\0" + good[3000:],
    "imports.unterminated_quote": lambda good: good.rstrip()[:-1] + b"\r\n",
    "imports.field_too_long": lambda good: good + b'"' + b"9" * (1 << 21) + b'"\r\n',
    "imports.not_recognised": lambda _good: b"colour,size\r\nred,M\r\n",
}


@pytest.mark.django_db
@pytest.mark.parametrize("code", FILE_DAMAGES)
def test_file_damage_is_named_and_nothing_is_written(tmp_path: Path, code: str) -> None:
    shop = make_shop()
    good = write_files(make_orders(10), tmp_path, age="2018")[0]
    path = tmp_path / "damaged.csv"
    damaged = FILE_DAMAGES[code](good.read_bytes())
    if damaged is not None:
        path.write_bytes(damaged)

    with pytest.raises(InvalidInput) as wrong:
        run(shop, [good, path])

    assert (wrong.value.code, wrong.value.exit_code) == (code, 2)
    assert "damaged.csv" in str(wrong.value)
    for model in (Order, OrderLine, StagedOrder, ImportFile, ImportFinding):
        assert model.objects.count() == 0
    assert set(ImportBatch.objects.values_list("state", flat=True)) <= {ImportState.FAILED}


@pytest.mark.django_db
def test_forced_kind_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    shop = make_shop()
    good = write_files(make_orders(5), tmp_path, age="2018")[0]

    with pytest.raises(InvalidInput) as wrong:
        run(shop, [good], as_kind="stock")

    assert wrong.value.code == "imports.kind_mismatch"


@pytest.mark.django_db
def test_command_ends_with_3_for_rows_to_mend_and_0_without(tmp_path: Path) -> None:
    class Words:
        shop = make_shop()
        actor = SYSTEM

    good = write_files(make_orders(5), tmp_path, age=AGE)[0]
    assert import_files(Words(), [str(good)]).exit_code == 0
    table = Table(good)
    table.spoil(0, ROW_DAMAGES[1])
    table.save()

    result = import_files(Words(), [str(good)])

    assert result.exit_code == 3
    assert counters(result.data) == {"rows": 5, "unchanged": 4, "quarantined": 1}


def test_reference_lists_each_code_and_every_code_has_a_sentence() -> None:
    listed = set(re.findall(r"`((?:imports|mappings)\.\w+)`", REFERENCE.read_text("utf-8")))
    tested = {damage.code for damage in ROW_DAMAGES} | set(FILE_DAMAGES) | {"imports.kind_mismatch"}

    assert tested <= listed
    assert listed <= message_codes() | {"mappings.bad", "mappings.not_found", "mappings.other_currency"}
    assert len({damage.code for damage in ROW_DAMAGES}) >= 18
    assert len(FILE_DAMAGES) >= 12
