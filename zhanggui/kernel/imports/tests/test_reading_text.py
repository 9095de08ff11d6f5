"""Rows, headers and damage inside text files."""

from pathlib import Path

import pytest

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.imports.reading.cells import CellError
from zhanggui.kernel.imports.reading.headers import normalise_header, not_data
from zhanggui.kernel.imports.reading.source import open_source
from zhanggui.kernel.imports.reading.table import Table


def table_of(folder: Path, content: str | bytes) -> Table:
    path = folder / "a.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (table,) = open_source(path)
    return table


def late_refusal(folder: Path, content: str | bytes) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        list(table_of(folder, content).rows())
    return caught.value


def test_row_numbers_count_records_and_blank_lines(tmp_path: Path) -> None:
    table = table_of(tmp_path, '订单编号,备注\r\n1,"x\r\ny\nz"\r\n\r\n2,w\r\n')

    assert list(table.rows()) == [(2, ["1", "x\r\ny\nz"]), (3, ["", ""]), (4, ["2", "w"])]


def test_rows_may_be_read_twice(tmp_path: Path) -> None:
    table = table_of(tmp_path, "订单编号,备注\n1,a")

    assert list(table.rows()) == list(table.rows()) == [(2, ["1", "a"])]


def test_header_is_found_below_other_lines(tmp_path: Path) -> None:
    head = "#支付宝账务明细查询\n#账号\uff1a[1]\n\n#------\n"
    table = table_of(tmp_path, head + "账务流水号,发生时间,收入金额（+元）\n1,2026-05-01 00:00:00,5\n#结束\n")

    found = table.find_header(lambda names: {"账务流水号", "收入金额(+元)"} <= set(names))

    assert (found, table.header_row) == (True, 5)
    rows = list(table.rows())
    assert [table.not_data(cells) for _number, cells in rows] == [None, "footer"]


def test_header_nobody_knows_leaves_it_as_guessed(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a,b\n1,2\n")

    assert table.find_header(lambda names: "订单编号" in names) is False
    assert table.header == ["a", "b"]


def test_double_header_name_keeps_the_first(tmp_path: Path) -> None:
    table = table_of(tmp_path, "订单编号,备注,备注 \n1,a,b\n")

    assert (table.header, table.doubles) == (["订单编号", "备注", "备注#2"], ["备注"])


def test_filled_cells_too_many_are_an_error_of_the_row(tmp_path: Path) -> None:
    table = table_of(tmp_path, "订单编号,备注,,\n1,a,,\n2,b,c,\n3\n")

    rows = [cells for _number, cells in table.rows()]

    assert rows == [["1", "a"], ["2", "b", "c", ""], ["3", ""]]
    with pytest.raises(CellError) as caught:
        table.check_width(rows[1])
    assert (caught.value.code, caught.value.params["value"]) == ("imports.too_many_cells", "c")


def test_open_quotation_names_the_line_where_it_opened(tmp_path: Path) -> None:
    error = late_refusal(tmp_path, 'a,b\r\n1,"x\r\ny"\r\n2,"open\r\n3,w\r\n')

    assert (error.code, error.params["line"]) == ("imports.unterminated_quote", 4)


def test_open_quotation_after_a_closed_one_names_the_second(tmp_path: Path) -> None:
    error = late_refusal(tmp_path, 'a,b,c\n1,"x\ny","open\nmore\n')

    assert (error.code, error.params["line"]) == ("imports.unterminated_quote", 3)


def test_cell_over_one_megabyte_is_refused(tmp_path: Path) -> None:
    error = late_refusal(tmp_path, 'a,b\n1,2\n3,"' + "x\n" * 600_000 + '"\n')

    assert (error.code, error.params["row"], error.params["line"]) == ("imports.field_too_long", 3, 3)


@pytest.mark.parametrize("rows", [3, 900_000])
def test_wrong_byte_is_named(tmp_path: Path, rows: int) -> None:
    before = "订单,b\r\n".encode("gb18030") + b"1,22222\r\n" * rows

    error = late_refusal(tmp_path, before + b"2,\xff\xff\r\n")

    assert (error.code, error.params["byte"]) == ("imports.unknown_encoding", len(before) + 2)


def test_damaged_utf8_is_not_taken_for_gb18030(tmp_path: Path) -> None:
    good = "订单编号,备注\r\n1,一二三四五六七八九十一二三四五六七八九十\r\n".encode()

    error = late_refusal(tmp_path, good + b"2,\xb0\xa1\r\n")

    assert (error.code, error.params["byte"]) == ("imports.unknown_encoding", len(good) + 2)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("收货地址 ", "收货地址"),
        ("\ufeff订单编号", "订单编号"),
        ("支出金额（元）\uff1a", "支出金额(元)"),
        ("入帐日期", "入账日期"),
        ("词 ID/词包ID", "词ID/词包ID"),
        ("Order  ID", "Order ID"),
        ("\uff33\uff2b\uff35\uff11", "SKU1"),
        ("\t总金额 (旧版)\u00a0", "总金额(旧版)"),
    ],
)
def test_header_names_are_normalised(raw: str, name: str) -> None:
    assert normalise_header(raw) == name


@pytest.mark.parametrize(
    ("reason", "row"),
    [
        (None, ['="35"', "a", "b", "c", "d"]),
        (None, ["#1001", "a", "3", "c", "d"]),
        (None, ["#N/A", "", "", "", ""]),
        (None, ["", "a", "b", "", ""]),
        ("blank", ["", " ", "", "\t", ""]),
        ("footer", ["#导出时间\uff1a[2026年06月02日]", "", "", "", ""]),
        ("total", ["总计", "-", "9.00", "", ""]),
        ("total", ["-", "合计\uff1a", "9.00", "", ""]),
        ("repeated_header", ["订单编号", "收货地址", "c", "d", "e"]),
    ],
)
def test_rows_that_are_not_data_are_named(reason: str | None, row: list[str]) -> None:
    assert not_data(row, ["订单编号", "收货地址 ", "c", "d", "e"]) == reason
