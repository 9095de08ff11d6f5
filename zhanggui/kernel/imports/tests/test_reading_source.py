"""Every container and every age of the order files becomes the same tables."""

import gzip
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.imports.reading.cells import CellError, identifier
from zhanggui.kernel.imports.reading.headers import normalise_header
from zhanggui.kernel.imports.reading.source import open_source
from zhanggui.kernel.imports.reading.table import Table
from zhanggui.kernel.imports.tests import reading_samples as samples


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def only(path: Path) -> Table:
    (table,) = open_source(path)
    return table


def read_all(path: Path) -> None:
    for table in open_source(path):
        list(table.rows())


def refusal(path: Path) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read_all(path)
    return caught.value


@pytest.mark.parametrize(
    ("age", "count"),
    [("2012", 28), ("2016", 41), ("2017", 46), ("2018", 54), ("2018-09", 56), ("2019", 61), ("2020", 68), ("2022", 71)],
)
def test_order_csv_of_each_age_gives_all_columns_and_rows(tmp_path: Path, age: str, count: int) -> None:
    columns = samples.ORDER_AGES[age]
    table = only(write(tmp_path, "ExportOrderList201707.csv", samples.taobao_csv(columns)))

    rows = list(table.rows())

    assert len(table.header) == count
    assert table.header == [normalise_header(name) for name in columns]
    assert table.raw_header == columns
    assert [number for number, _cells in rows] == [2, 3, 4]
    assert [identifier(cells[0]) for _number, cells in rows] == samples.NUMBERS
    assert rows[0][1][table.header.index("收货地址")].startswith("浙江省 杭州市")


def test_item_csv_of_2017_loses_the_trailing_comma(tmp_path: Path) -> None:
    data = samples.taobao_csv(samples.ITEMS_10, trailing_comma=True)
    table = only(write(tmp_path, "ExportOrderDetailList.csv", data))

    number, cells = next(table.rows())

    assert (number, len(cells)) == (2, 10)
    assert cells[5] == "颜色分类\uff1a黑色;尺码\uff1aM"
    table.check_width(cells)


@pytest.mark.parametrize("columns", [samples.ITEMS_18, samples.ITEMS_27, samples.CHOSEN_19])
def test_xlsx_gives_text_cells(tmp_path: Path, columns: list[str]) -> None:
    table = only(write(tmp_path, "orders.csv", samples.workbook(columns)))

    assert table.header == columns
    assert [cells[0] for _number, cells in table.rows()] == samples.NUMBERS


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_give_the_same_rows(tmp_path: Path, codec: str) -> None:
    table = only(write(tmp_path, "a.csv", samples.taobao_csv(samples.BASE, codec=codec)))

    assert table.header[0] == "订单编号"
    assert next(table.rows())[1][12] == "张三"


def test_late_chinese_byte_decides_the_encoding(tmp_path: Path) -> None:
    body = b"a,b\r\n" + b"1,2\r\n" * 700_000
    table = only(write(tmp_path, "a.csv", body + "3,圆通快递王".encode("gb18030")))

    *_most, last = table.rows()

    assert last == (700_002, ["3", "圆通快递王"])


def test_zip_names_members_and_skips_what_is_no_table(tmp_path: Path) -> None:
    order = samples.taobao_csv(samples.BASE)
    inner = samples.zipped({"items.csv": samples.taobao_csv(samples.ITEMS_10)})
    members = {"订单.csv": order, "__MACOSX/._订单.csv": b"\0\1", ".DS_Store": b"x", "a.png": b"y", "in.zip": inner}
    path = write(tmp_path, "a.zip", samples.zipped(members))

    tables = open_source(path, display_name="六月.zip")

    assert [table.name for table in tables] == ["六月.zip \u203a 订单.csv", "六月.zip \u203a in.zip \u203a items.csv"]
    assert [len(table.header) for table in tables] == [28, 10]


def test_zip_name_in_gbk_is_readable(tmp_path: Path) -> None:
    marked = samples.zipped({"XXXX.csv": samples.taobao_csv(samples.BASE)})
    path = write(tmp_path, "a.zip", marked.replace(b"XXXX", "订单".encode("gbk")))

    assert only(path).name == "a.zip \u203a 订单.csv"


def test_xlsx_inside_zip_and_gz_is_read(tmp_path: Path) -> None:
    book = samples.workbook(samples.CHOSEN_19)

    in_zip = only(write(tmp_path, "a.zip", samples.zipped({"o.xlsx": book})))
    in_gz = only(write(tmp_path, "o.xlsx.gz", gzip.compress(book)))

    assert (in_zip.name, in_gz.name) == ("a.zip \u203a o.xlsx", "o.xlsx")
    assert list(in_zip.rows()) == list(in_gz.rows())


@pytest.mark.parametrize(("delimiter", "name"), [("\t", "a.xls"), (";", "a.csv"), (",", "a.txt")])
def test_delimiter_is_found_by_content(tmp_path: Path, delimiter: str, name: str) -> None:
    text = f"订单编号{delimiter}商品属性{delimiter}n\n1{delimiter}a,b,c{delimiter}2\n".replace("a,b,c", '"a,b;c"')
    table = only(write(tmp_path, name, text.encode()))

    assert list(table.rows()) == [(2, ["1", "a,b;c", "2"])]


def test_html_called_xls_is_read(tmp_path: Path) -> None:
    rows = [["订单编号", "备注"], ["3500000000000000001", "a&amp;b<br>c"], ["2", ""]]
    table = only(write(tmp_path, "orders.xls", samples.html_table(rows)))

    assert table.header == ["订单编号", "备注"]
    assert list(table.rows()) == [(2, ["3500000000000000001", "a&b\nc"]), (3, ["2", ""])]


def test_old_excel_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    table = only(write(tmp_path, "orders.csv", samples.binary_workbook()))

    (_two, first), (_three, second) = table.rows()

    assert table.header == ["订单编号", "总金额", "订单创建时间", "备注"]
    assert first == ["3500000000000000001", "178.8", "2026-06-01 14:00:05", "好"]
    with pytest.raises(CellError):
        identifier(second[0])


def test_several_sheets_are_named_and_hidden_or_empty_ones_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("一月", "空", "二月", "字典"):
            page = book.add_worksheet(name)
            if name != "空":
                page.write_row(2, 0, ["订单编号", "总金额"])
                page.write_row(3, 0, ["1", 178.8])
        page.hide()

    tables = open_source(path)

    assert [table.name for table in tables] == ["a.xlsx \u203a 一月", "a.xlsx \u203a 二月"]
    assert (tables[0].header_row, list(tables[0].rows())) == (3, [(4, ["1", "178.8"])])


def test_wrong_dimension_in_xlsx_hides_no_cells(tmp_path: Path) -> None:
    path = write(tmp_path, "a.xlsx", samples.workbook(samples.ITEMS_27))
    changed = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<dimension ref="A1:AA4"/>', b'<dimension ref="A1"/>'))

    assert len(list(only(changed).rows())) == 3


def test_cell_far_away_is_refused_and_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write(0, 0, "订单编号")
        page.write(1_048_575, 16_383, "x")

    assert refusal(path).code == "imports.too_large"


def test_zip_bomb_is_refused_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as member:
        for _mb in range(70):
            member.write(b" " * (1 << 20))

    assert refusal(path).code == "imports.too_large"


def test_too_many_or_too_deep_members_are_refused(tmp_path: Path) -> None:
    many = write(tmp_path, "a.zip", samples.zipped({f"{n}.csv": b"a,b\n" for n in range(201)}))
    deep = samples.zipped({"d.csv": b"a,b\n1,2\n"})
    for _level in range(3):
        deep = samples.zipped({"d.zip": deep})

    assert refusal(many).code == "imports.too_many_entries"
    assert refusal(write(tmp_path, "b.zip", deep)).code == "imports.too_deep"


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("imports.empty_file", b""),
        ("imports.empty_file", b"\xef\xbb\xbf\r\n \r\n"),
        ("imports.empty_file", samples.zipped({})),
        ("imports.truncated", samples.zipped({"a.csv": b"a,b\n" * 99})[:-30]),
        ("imports.truncated", samples.zipped({"a.csv": b"a,b\n" * 99}).replace(b"a.csv", b"\0.csv")),
        ("imports.truncated", gzip.compress(b"a,b\n" * 99)[:-12]),
        ("imports.truncated", samples.workbook(samples.BASE)[:4000]),
        ("imports.truncated", samples.taobao_csv(samples.BASE, codec="utf-8")[:101]),
        ("imports.not_a_table", bytes(range(256)) * 20),
        ("imports.not_a_table", b"%PDF-1.7\n..."),
        ("imports.not_a_table", b"<html><body>sign in</body></html>"),
        ("imports.not_a_table", samples.zipped({"[Content_Types].xml": b"", "word/document.xml": b""})),
        ("imports.nul_byte", b"a,b\r\n" * 9000 + b"\0" * 9),
        ("imports.encrypted", b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(99)),
    ],
    ids=range(14),
)
def test_file_that_cannot_be_read_says_why(tmp_path: Path, code: str, data: bytes) -> None:
    error = refusal(write(tmp_path, "坏.csv", data))

    assert error.code == code
    assert error.params["file"] == "坏.csv"
    assert "坏.csv" in str(error)


def test_encrypted_zip_is_refused(tmp_path: Path) -> None:
    data = bytearray(samples.zipped({"a.csv": b"a,b\n"}))
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1

    assert refusal(write(tmp_path, "a.zip", bytes(data))).code == "imports.encrypted"


def test_missing_file_and_folder_are_unreadable(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv").code == "imports.unreadable"
    assert refusal(tmp_path).code == "imports.unreadable"
