"""The Tmall report by commands: it names no items, so paid orders wait for them, and the daily report says so."""

import csv
import os
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.flows import told
from tests.flows.day import import_again, import_twice, open_shop
from zhanggui.cli.tests.console import Console, Desk

pytestmark = pytest.mark.xdist_group("day")
DATA = os.environ.get("ZHANGGUI_DATA")
HEADER = ("订单编号", "总金额", "买家实际支付金额", "收货地址 ", "订单创建时间", "订单付款时间 ", "退款金额")
PROVINCES = ("上海", "北京", "广东省", "内蒙古自治区", "广西壮族自治区")
CELLS = {name: told.ORDER_CELLS[name] for name in map(str.strip, HEADER)}


def _compose(path: Path, *, count: int) -> Path:
    """Unpaid, paid, half refunded and wholly refunded orders of three days, newest first."""
    newest = datetime(2020, 2, 21, 23, 59, 30)
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(HEADER)
        for index in range(count):
            placed = newest - timedelta(hours=2, seconds=7) * index
            total = Decimal(1780 + 313 * index).scaleb(-1)
            refund = (Decimal("0.0"), Decimal("0.0"), total, Decimal("0.0"), Decimal("5.5"))[index % 5]
            is_paid = index % 5 != 3
            paid = total - refund if is_paid else Decimal("0.0")
            paid_at = placed + timedelta(seconds=40) if is_paid else ""
            table.writerow((index + 1, total, paid, PROVINCES[index % 5], placed, paid_at, refund))
    return path


def test_composed_report_is_checked_held_and_reported(tmp_path: Path, home: Console) -> None:
    path = _compose(tmp_path / "tmall_order_report.csv", count=35)

    desk, rows = _bring_in(home, "tmall", path)

    assert Counter(row["state"] for row in rows) == {"paid": 21, "closed": 7, "unpaid": 7}
    # The newest order was paid ten seconds after midnight.
    days = {row["paid_at"].date() for row in rows if row["paid_at"]}
    assert len(days) == 4
    _check_and_report(desk, rows, days)
    import_again(desk, path, rows=len(rows))


@pytest.mark.skipif(not DATA, reason="ZHANGGUI_DATA is not set")
def test_public_report_is_checked_held_and_reported(home: Console) -> None:
    path = Path(str(DATA)) / "tmall_orders" / "tmall_order_report.csv"

    desk, rows = _bring_in(home, "tmall-public", path)

    assert len(rows) == 20_621
    days = {row["paid_at"].date() for row in rows if row["paid_at"]}
    _check_and_report(desk, rows, days)
    import_again(desk, path, rows=len(rows))


def _bring_in(home: Console, shop: str, path: Path) -> tuple[Desk, list[dict[str, Any]]]:
    """Import and compare all rows; states follow from the payment time and the amounts."""
    desk = open_shop(home, shop)
    rows = told.told(told.file_rows(path, encoding="utf-8"), CELLS)
    for row in rows:
        row["state"] = _state(row)
        row["refund_state"] = "refunded" if row["refund_amount"] else "none"
        row["status_text"] = ""
    import_twice(desk, path, orders=len(rows), lines=0)
    rows.sort(key=lambda row: row["number"])
    stored = sorted((row for (row,) in home.rows(told.STORED_ORDERS, desk.shop)), key=lambda row: row["number"])
    assert told.differences(rows, stored) == []
    return desk, rows


def _state(row: dict[str, Any]) -> str:
    if row["paid_at"] is None:
        return "unpaid"
    return "closed" if row["refund_amount"] and not row["paid_amount"] else "paid"


def _check_and_report(desk: Desk, rows: list[dict[str, Any]], days: set[date]) -> None:
    """Every paid order waits for its items; each day's report has the day's orders and amount."""
    paid = [row for row in rows if row["state"] == "paid"]
    checked = desk("orders", "check")
    assert (checked["checked"], checked["released"], checked["held"]["items_unknown"]) == (len(paid), 0, len(paid))
    held = desk("orders", "list", "--hold", "items_unknown", "--limit", 500)
    assert {order["state"] for order in held["orders"]} == {"paid"}
    shown = desk("orders", "show", paid[0]["number"])
    assert (shown["lines"], "items_unknown" in shown["holds"]) == ([], True)
    assert desk("batch", "close", "--at", f"{max(days)}T23:59", status=1)["error"]["code"] == "fulfilment.nothing_ready"
    for day in days:
        today = [row for row in rows if row["paid_at"] and row["paid_at"].date() == day]
        waiting = sum(row["state"] == "paid" for row in today)
        report = desk("report", "daily", "--date", day)
        assert (report["orders_in"], report["lines"], report["shipped"], report["batches"]) == (len(today), 0, 0, [])
        assert report["amount"] == f"{sum((row['paid_amount'] for row in today), Decimal()):.2f}"
        assert report["open"].get("items_unknown", 0) == waiting
