"""The repair file opens in Excel without harm and goes in again."""

import csv
from pathlib import Path

from django.utils import translation

from zhanggui.kernel.imports.reading.cells import amount, identifier, text
from zhanggui.kernel.imports.reading.repair import RepairWriter
from zhanggui.kernel.imports.reading.source import open_source

HEADER = ["订单编号", "收货地址 ", "总金额", "订单备注"]


def write_repair(path: Path, rows: list[list[str]]) -> None:
    with translation.override("en"), RepairWriter(path, HEADER) as repair:
        for row in rows:
            repair.add(row, "=bad amount")
        assert repair.count == len(rows)


def test_repair_file_goes_in_again_without_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "repair.csv"
    write_repair(path, [['="3500000000000000001"', "浙江省", "-5.00", "=1+1"], ["3500000000000000002", "a\r\nb", "x"]])

    (table,) = open_source(path)
    first, second = [cells for _number, cells in table.rows()]

    assert (table.raw_header, table.header[1]) == (HEADER, "收货地址")
    assert [identifier(first[0]), text(first[1]), text(first[3])] == ["3500000000000000001", "浙江省", "=1+1"]
    assert str(amount(first[2])) == "-5.00"
    assert [identifier(second[0]), second[1:]] == ["3500000000000000002", ["a\r\nb", "x", ""]]


def test_repair_file_is_safe_in_excel(tmp_path: Path) -> None:
    path = tmp_path / "repair.csv"
    cells = ["3500000000000000001", "@SUM(A1)", "+1+2", '=cmd|"/c calc"!A1']
    write_repair(path, [cells])

    raw = path.read_bytes()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, row = csv.reader(stream)

    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 2
    assert header == [*HEADER, "Reason"]
    assert row == ['="3500000000000000001"', "'@SUM(A1)", "'+1+2", '\'=cmd|"/c calc"!A1', "'=bad amount"]
    assert [text(cell) for cell in row[1:4]] == cells[1:]


def test_cells_too_many_stay_visible_and_are_still_refused(tmp_path: Path) -> None:
    path = tmp_path / "repair.csv"
    write_repair(path, [["1", "a", "2.00", "b", "extra"]])

    (table,) = open_source(path)

    assert [cells for _number, cells in table.rows()] == [["1", "a", "2.00", "b", "extra"]]
