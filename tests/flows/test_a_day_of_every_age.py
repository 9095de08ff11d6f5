"""The day by commands on the Taobao exports of every age: nothing is stored otherwise than the files say."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.flows import told
from tests.flows.day import all_orders, confirm_report, import_again, import_twice, open_shop, work_the_batch
from zhanggui.channels.connectors.taobao.compose import ComposedOrder, compose_orders, compose_skus, write_pair
from zhanggui.channels.connectors.taobao.compose.mix import Mix
from zhanggui.channels.connectors.taobao.layouts import ORDER_LAYOUTS
from zhanggui.cli.tests.console import Console, Desk

pytestmark = pytest.mark.xdist_group("day")
DAY = "2026-05-30"
ORDERS = 14
# Nothing in the paid orders asks for a person.
CALM = (
    *("buyer_note", "seller_note", "flag", "cash_on_delivery", "masked", "virtual_phone", "doubtful_address"),
    *("incomplete_address", "big_quantity", "refund_asked", "part_shipped", "deposit"),
)
STATES = {"unpaid": 2, "paid": 9, "shipped": 2, "completed": 2, "closed": 3}
MIX = Mix(**dict.fromkeys(CALM, 0), multi_line=0.5, refunded=0.5, states=STATES)
# What a layout changes ends with the check; these work the day to its report: without addresses, old, newest.
WORKED = {"2012", "2019", "2026"}
DIGITS = {"2012": 15, "2016": 16, "2017": 17, "2018": 18, "2018-09": 18, "2019": 18}


def _pair(folder: Path, age: str) -> tuple[list[Path], list[ComposedOrder]]:
    orders = compose_orders(
        ORDERS,
        seed=20,
        start=datetime(2026, 5, 29, 12, tzinfo=UTC),
        end=datetime(2026, 5, 30, 5, tzinfo=UTC),
        skus=compose_skus(12, seed=3),
        mix=MIX,
        number_digits=DIGITS.get(age, 19),
    )
    kind = "csv" if age < "2024" else "xlsx"
    files = [folder / f"ExportOrderList.{kind}", folder / f"ExportOrderDetailList.{kind}"]
    write_pair(orders, files[0], files[1], age=age, container=kind)
    return files, orders


@pytest.mark.parametrize("age", list(ORDER_LAYOUTS))
def test_day_of_an_age_from_import_to_check_or_confirmed_report(tmp_path: Path, home: Console, age: str) -> None:
    files, orders = _pair(tmp_path, age)
    lines = sum(len(order.lines) for order in orders)
    paid = [order for order in orders if order.state == "paid"]
    assert len(paid) > 3
    assert {order.state for order in orders} == set(told.STATES.values())
    desk = open_shop(home, f"age-{age}")

    import_twice(desk, *files, orders=ORDERS, lines=lines)
    _compare_with_files(desk, files)
    _check(desk, paid, has_address="收货地址" in {name.strip() for name in ORDER_LAYOUTS[age]})
    if age not in WORKED:
        assert {number: order["state"] for number, order in all_orders(desk).items()} == {
            order.number: order.state for order in orders
        }
        return
    work_the_batch(desk, tmp_path, at=f"{DAY}T14:00", orders=len(paid))

    day = datetime.fromisoformat(DAY).date()
    today = [order for order in orders if order.paid_at and order.paid_at.astimezone(told.CHINA).date() == day]
    confirm_report(
        desk,
        DAY,
        orders_in=len(today),
        lines=sum(len(order.lines) for order in today),
        amount=f"{sum((order.paid_amount for order in today), Decimal()):.2f}",
        shipped=len(paid),
        couriers={"YTO": len(paid)},
        open={},
    )
    states = {order.number: "shipped" if order in paid else order.state for order in orders}
    assert {number: order["state"] for number, order in all_orders(desk).items()} == states
    import_again(desk, *files, rows=ORDERS + lines)
    assert home("audit", "verify")["ok"] is True


def _compare_with_files(desk: Desk, files: list[Path]) -> None:
    """Every cell that has a place is stored as the file has it; states follow from the status texts."""
    order_rows, line_rows = (told.file_rows(path) for path in files)
    order_rows.sort(key=lambda row: row["订单编号"])
    stored = [row for (row,) in desk.console.rows(told.STORED_ORDERS, desk.shop)]
    assert told.differences(told.told(order_rows, told.ORDER_CELLS), stored) == []
    number = "主订单编号" if "主订单编号" in line_rows[0] else "订单编号"
    line_rows.sort(key=lambda row: row[number])
    stored_lines = [row for (row,) in desk.console.rows(told.STORED_LINES, desk.shop)]
    assert told.differences(told.told(line_rows, told.LINE_CELLS), stored_lines) == []
    assert [row[number] for row in line_rows] == [row["number"] for row in stored_lines]
    statuses = {row[number]: told.STATES[row["订单状态"]] for row in line_rows}
    assert {row["number"]: row["state"] for row in stored} == statuses


def _check(desk: Desk, paid: list[ComposedOrder], *, has_address: bool) -> None:
    reason = "stock_short" if has_address else "address_incomplete"
    assert desk("orders", "check") == {"checked": len(paid), "released": 0, "held": {reason: len(paid)}}
    assert desk("stock", "set", "--all", 1_000)["skus"] > 0
    if has_address:
        assert desk("orders", "check") == {"checked": len(paid), "released": len(paid), "held": {}}
    else:
        numbers = [order.number for order in paid]
        released = desk("orders", "release", *numbers, "--reason", "The seller's print client has the addresses")
        assert released == {"changed": len(paid)}
    ready = desk("orders", "list", "--state", "paid", "--step", "checked")["orders"]
    assert {order["number"]: order["holds"] for order in ready} == {order.number: [] for order in paid}
