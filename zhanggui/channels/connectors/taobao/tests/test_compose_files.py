"""Composed files: the raw bytes of each age with all their oddities, in every container."""

import csv
import gzip
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from zhanggui.channels.connectors.taobao.compose import (
    ComposedOrder,
    Mix,
    compose_orders,
    iterate_orders,
    write_item_file,
    write_order_file,
    write_pair,
)
from zhanggui.channels.connectors.taobao.layouts import ITEM_LAYOUTS, ORDER_LAYOUTS

START, END = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 31, tzinfo=UTC)
CSV_AGES = ["2012", "2016", "2017", "2018", "2018-09", "2019", "2020", "2022"]


@pytest.fixture(scope="module")
def orders() -> list[ComposedOrder]:
    return compose_orders(120, seed=3, start=START, end=END, mix=Mix(buyer_note=0.5, seller_note=0.5))


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("age", CSV_AGES)
def test_csv_order_file_carries_header_and_every_order(orders: list[ComposedOrder], tmp_path: Path, age: str) -> None:
    path = tmp_path / "orders.csv"

    assert write_order_file(orders, path, age=age) == 120
    rows = rows_of(path.read_bytes().decode("gb18030"))

    assert tuple(rows[0]) == ORDER_LAYOUTS[age]
    assert [row[0] for row in rows[1:]] == [f'="{order.number}"' for order in orders]
    assert {len(row) for row in rows} == {len(ORDER_LAYOUTS[age])}


def test_raw_bytes_of_2017_match_the_platforms(orders: list[ComposedOrder], tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    write_order_file(orders, path, age="2017")
    raw = path.read_bytes()
    text = raw.decode("gb18030")
    rows = [dict(zip(ORDER_LAYOUTS["2017"], row, strict=True)) for row in rows_of(text)[1:]]

    assert raw.startswith('"订单编号","买家会员名"'.encode("gbk"))
    assert text.endswith('"\r\n')
    assert f'\r\n="{orders[1].number}","' in text
    assert ',="","否","否","否",' in text
    assert all(row["联系手机"].startswith("'") for row in rows)
    assert {row["订单备注"] for row in rows} >= {"null", "'已核对地址"}
    assert {row["订单关闭原因"] for row in rows} >= {"订单未关闭", "买家未付款"}
    assert {row["买家服务费"] for row in rows} == {"0元"}
    assert '"第一行\n第二行：电话联系"' in text
    assert '"要""大号""的袋子"' in text


def test_payout_has_its_unit_in_csv_only(orders: list[ComposedOrder], tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    write_order_file(orders, path, age="2018")
    place = ORDER_LAYOUTS["2018"].index("打款商家金额")
    rows = rows_of(path.read_bytes().decode("gb18030"))[1:]

    assert [row[place] for row in rows] == [f"{order.payout_amount}元" for order in orders]


@pytest.mark.parametrize(("age", "extra"), [("2012", 0), ("2017", 1), ("2022", 0)])
def test_item_rows_of_2017_end_in_an_extra_comma(
    orders: list[ComposedOrder], tmp_path: Path, age: str, extra: int
) -> None:
    path = tmp_path / "items.csv"
    count = write_item_file(orders, path, age=age)
    rows = rows_of(path.read_bytes().decode("gb18030"))

    assert count == len(rows) - 1 == sum(len(order.lines) for order in orders)
    assert tuple(rows[0]) == ITEM_LAYOUTS[age]
    assert {len(row) for row in rows[1:]} == {len(ITEM_LAYOUTS[age]) + extra}


@pytest.mark.parametrize("age", ["2024", "2024-accounts", "2026"])
def test_xlsx_pair_is_text_under_plain_headers(orders: list[ComposedOrder], tmp_path: Path, age: str) -> None:
    order_path, item_path = tmp_path / "orders.xlsx", tmp_path / "items.xlsx"

    counts = write_pair(orders, order_path, item_path, age=age, container="xlsx")
    rows = CalamineWorkbook.from_path(order_path).get_sheet_by_index(0).to_python()
    items = CalamineWorkbook.from_path(item_path).get_sheet_by_index(0).to_python()

    assert tuple(rows[0]) == ORDER_LAYOUTS[age]
    assert [row[0] for row in rows[1:]] == [order.number for order in orders]
    assert counts == (len(rows) - 1, len(items) - 1)
    place = items[0].index("退款金额")
    assert "无退款申请" in {row[place] for row in items}


def test_ship_by_text_has_a_clause_for_each_sub_order(orders: list[ComposedOrder], tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    order = next(order for order in orders if len(order.lines) > 1 and order.paid_at)
    write_order_file([order], path, age="2024", container="xlsx")
    header, row = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    text = str(row[header.index("应发货时间")])

    assert text.startswith(f"子订单{order.lines[0].sub_number}： 2026-")
    assert text.count("前 ; ") == len(order.lines)


def test_containers_hold_the_same_bytes(orders: list[ComposedOrder], tmp_path: Path) -> None:
    for container in ("csv", "gz", "zip"):
        write_order_file(orders, tmp_path / f"orders.{container}", age="2022", container=container)
    plain = (tmp_path / "orders.csv").read_bytes()

    with zipfile.ZipFile(tmp_path / "orders.zip") as archive:
        assert archive.namelist() == ["orders.csv"]
        assert archive.read("orders.csv") == plain
    assert gzip.decompress((tmp_path / "orders.gz").read_bytes()) == plain


def test_zip_of_the_xlsx_age_holds_an_xlsx(orders: list[ComposedOrder], tmp_path: Path) -> None:
    path = tmp_path / "orders.zip"
    write_order_file(orders, path, age="2026", container="zip")

    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["orders.xlsx"]
        assert archive.read("orders.xlsx")[:2] == b"PK"


@pytest.mark.parametrize(("age", "container"), [("2022", "csv"), ("2022", "gz"), ("2022", "zip"), ("2026", "xlsx")])
def test_equal_orders_give_equal_bytes(orders: list[ComposedOrder], tmp_path: Path, age: str, container: str) -> None:
    one, other = tmp_path / "a" / "orders", tmp_path / "b" / "orders"
    for path in (one, other):
        path.parent.mkdir()
        write_order_file(orders, path, age=age, container=container)

    assert one.read_bytes() == other.read_bytes()


def test_streamed_pair_equals_the_two_files(orders: list[ComposedOrder], tmp_path: Path) -> None:
    write_order_file(orders, tmp_path / "o.csv", age="2017")
    write_item_file(orders, tmp_path / "i.csv", age="2017")
    stream = iterate_orders(120, seed=3, start=START, end=END, mix=Mix(buyer_note=0.5, seller_note=0.5))
    write_pair(stream, tmp_path / "o2.csv", tmp_path / "i2.csv", age="2017")

    assert (tmp_path / "o2.csv").read_bytes() == (tmp_path / "o.csv").read_bytes()
    assert (tmp_path / "i2.csv").read_bytes() == (tmp_path / "i.csv").read_bytes()


def test_rare_names_need_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    write_order_file(
        (order for order in iterate_orders(3000, start=START, end=END) if order.receiver_name in {"赵䶮", "王㛃"}),
        path,
        age="2012",
    )
    raw = path.read_bytes()

    assert "赵䶮" in raw.decode("gb18030") or "王㛃" in raw.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        raw.decode("gbk")
