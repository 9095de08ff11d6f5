"""Pairs of Taobao's exports of every age through the whole import machine (ORD-19, MPI-01, MPI-03)."""

from pathlib import Path
from typing import Any

import pytest

from zhanggui.channels.connectors.taobao.compose import ComposedOrder
from zhanggui.channels.connectors.taobao.layouts import ORDER_LAYOUTS
from zhanggui.channels.tests.import_files import counters, make_orders, make_shop, run, write_files
from zhanggui.kernel.imports.models import ImportFinding
from zhanggui.orders.models import Order, OrderContact, OrderLine

pytestmark = pytest.mark.django_db


def stored(shop_id: int) -> tuple[list[Any], ...]:
    """Everything that imports wrote, without ids and moments of writing."""
    orders = Order.objects.filter(shop_id=shop_id).order_by("number")
    drop = {
        "shop_id",
        "id",
        "batch_id",
        "last_batch_id",
        "created_at",
        "updated_at",
        "order_id",
        "sku_id",
        "product_id",
        "order",
    }
    contacts = OrderContact.objects.filter(shop_id=shop_id).order_by("order__number")
    lines = OrderLine.objects.filter(shop_id=shop_id).order_by("order__number", "position")
    return tuple(
        [{name: value for name, value in row.items() if name not in drop} for row in rows.values()]
        for rows in (orders, contacts, lines)
    )


def differences(wanted: tuple[list[Any], ...], found: tuple[list[Any], ...]) -> list[tuple[Any, ...]]:
    """Fields that differ, each with both values."""
    return [
        (name, old, new[name])
        for old_rows, new_rows in zip(wanted, found, strict=True)
        for row, new in zip(old_rows, new_rows, strict=True)
        for name, old in row.items()
        if old != new[name]
    ]


def assert_equal_to_file(order: ComposedOrder, row: Order, age: str) -> None:
    header = {name.strip() for name in ORDER_LAYOUTS[age]}
    assert row.goods_amount == order.goods_amount
    assert row.freight_amount == order.freight_amount
    assert row.total_amount == order.total_amount
    assert row.paid_amount == order.paid_amount
    assert row.placed_at == order.placed_at
    assert row.paid_at == order.paid_at
    if "订单状态" in header:
        assert row.state == order.state
        assert row.status_text == order.status_text
    if "物流单号" in header:
        assert row.waybill_no == order.waybill_no
        assert row.courier_name == order.courier_name
    if "退款金额" in header:
        assert row.refund_amount == order.refund_amount
    if "收货地址" in header:
        assert row.contact.address == order.address
        assert row.contact.receiver_name == order.receiver_name
        assert row.contact.mobile == order.mobile
        assert row.contact.phone == order.phone
    if "买家留言" in header:
        assert row.contact.buyer_note == order.buyer_note.strip()
    if "订单备注" in header or "商家备注" in header:
        assert row.seller_note == order.seller_note
    lines = list(row.lines.order_by("position"))
    assert [(line.title, line.sku_code, line.attributes, line.quantity, line.price) for line in lines] == [
        (line.sku.title, line.sku.code, line.sku.attributes, line.quantity, line.sku.price) for line in order.lines
    ]


@pytest.mark.parametrize("age", list(ORDER_LAYOUTS))
def test_pair_of_every_age_stores_what_the_file_says_and_changes_nothing_twice(tmp_path: Path, age: str) -> None:
    shop = make_shop()
    orders = make_orders()
    lines = sum(len(order.lines) for order in orders)
    pair = write_files(orders, tmp_path, age=age, container="csv" if age < "2024" else "xlsx")

    first = run(shop, pair)

    assert counters(first) == {"rows": 60 + lines, "imported": 60 + lines}
    assert [(file["kind"], counters(file)) for file in first["files"]] == [
        ("taobao_orders", {"rows": 60, "imported": 60}),
        ("taobao_items", {"rows": lines, "imported": lines}),
    ]
    assert (first["orders_new"], first["orders_updated"], first["lines_new"]) == (60, 0, lines)
    assert first["errors"] == []
    rows = {row.number: row for row in Order.objects.filter(shop_id=shop.id).select_related("contact")}
    for order in orders:
        assert_equal_to_file(order, rows[order.number], age)

    again = run(shop, pair)

    assert counters(again) == {"rows": 60 + lines, "unchanged": 60 + lines}
    assert (again["orders_new"], again["orders_updated"], again["lines_new"]) == (0, 0, 0)
    assert ImportFinding.objects.count() == 0


@pytest.mark.parametrize("age", ["2012", "2017", "2022", "2024"])
def test_files_together_apart_and_in_either_order_end_alike(tmp_path: Path, age: str) -> None:
    pair = write_files(make_orders(), tmp_path, age=age)
    together, orders_first, items_first = make_shop("together"), make_shop("orders"), make_shop("items")

    run(together, pair)
    run(orders_first, pair[:1])
    run(orders_first, pair[1:])
    run(items_first, pair[1:])
    run(items_first, pair[:1])

    for shop in (orders_first, items_first):
        assert differences(stored(together.id), stored(shop.id)) == []


@pytest.mark.parametrize(("age", "container"), [("2022", "gz"), ("2022", "zip"), ("2024", "zip"), ("2024", "xlsx")])
def test_containers_change_nothing(tmp_path: Path, age: str, container: str) -> None:
    shop = make_shop()
    orders = make_orders(20)
    lines = sum(len(order.lines) for order in orders)
    run(shop, write_files(orders, tmp_path, age=age, container=container))
    (tmp_path / "plain").mkdir()

    again = run(shop, write_files(orders, tmp_path / "plain", age=age))

    assert counters(again) == {"rows": 20 + lines, "unchanged": 20 + lines}


def test_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path) -> None:
    shop = make_shop()
    pair = write_files(make_orders(), tmp_path, age="2022")

    tried = run(shop, pair, dry_run=True)

    assert Order.objects.count() == OrderLine.objects.count() == 0
    done = run(shop, pair)
    assert counters(tried) == counters(done)
