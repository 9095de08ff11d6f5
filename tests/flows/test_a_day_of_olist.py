"""The day by commands on files in the shape of the public Olist set, by the shipped mapping."""

import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.flows import olist, told
from tests.flows.day import confirm_report, import_again, import_twice, open_shop, work_the_batch
from zhanggui.cli.tests.console import Console, Desk

pytestmark = pytest.mark.xdist_group("day")
DATA = os.environ.get("ZHANGGUI_DATA")
BRAZIL = {"timezone": "America/Sao_Paulo", "currency": "BRL"}
DAY = "2018-05-25"
Facts = list[dict[str, Any]]


def test_day_of_composed_olist_orders(tmp_path: Path, home: Console) -> None:
    files = olist.compose(tmp_path, count=24, start=datetime(2018, 5, 24, 12, 0, 5))

    desk, orders, _lines = _bring_in(home, "olist", files)
    refused = home("import", "--mapping", "olist", *files, "--shop", _yuan(home), status=2)["error"]
    assert (refused["code"], refused["params"]) == (
        "mappings.other_currency",
        {"currency": "BRL", "shop_currency": "CNY"},
    )
    assert _work(desk, tmp_path, files, orders) == (8, 1)


@pytest.mark.skipif(not DATA, reason="ZHANGGUI_DATA is not set")
def test_day_of_the_public_olist_orders(tmp_path: Path, home: Console) -> None:
    folder = Path(str(DATA)) / "olist"
    names = ("orders", "order_items", "customers", "order_payments", "products")

    files = [folder / f"olist_{name}_dataset.csv.gz" for name in names]
    desk, orders, lines = _bring_in(home, "olist-public", files)

    assert (len(orders), len(lines)) == (23_015, 26_290)
    assert _work(desk, tmp_path, files, orders) == (111, 1)
    _compare_reports(desk, orders)


def _yuan(home: Console) -> str:
    return open_shop(home, "yuan").shop


def _bring_in(home: Console, shop: str, files: list[Path]) -> tuple[Desk, Facts, Facts]:
    """Import by the mapping and compare every stored amount, time, status and place with the files."""
    desk = open_shop(home, shop, **BRAZIL)
    orders, lines = olist.tell(files)
    skipped = sum(_count(path) for path in files[2:])
    import_twice(desk, "--mapping", "olist", *files, orders=len(orders), lines=len(lines), skipped=skipped)
    stored = [row for (row,) in home.rows(told.STORED_ORDERS, desk.shop)]
    assert told.differences(orders, stored) == []
    stored_lines = [row for (row,) in home.rows(told.STORED_LINES, desk.shop)]
    assert told.differences(lines, stored_lines) == []
    return desk, orders, lines


def _count(path: Path) -> int:
    return len(olist.table(path))


def _work(desk: Desk, folder: Path, files: list[Path], orders: Facts) -> tuple[int, int]:
    """Check, batch, print, hand over, pack, ship and confirm what is still to ship; those, and those without items."""
    paid = [order for order in orders if order["state"] == "paid"]
    to_ship = [order["number"] for order in paid if order["piece_count"]]
    bare = {"items_unknown": len(paid) - len(to_ship)}
    checked = desk("orders", "check")
    assert (checked["checked"], checked["held"]) == (len(paid), {"stock_short": len(to_ship), **bare})
    assert desk("stock", "set", "--all", 1_000)["skus"] > 0
    assert desk("orders", "check") == {"checked": len(paid), "released": len(to_ship), "held": bare}
    parcels = work_the_batch(desk, folder, at=f"{DAY}T14:00", orders=len(to_ship))
    assert sorted(parcel["order_number"] for parcel in parcels) == sorted(to_ship)
    came_in = _came_in(orders, date.fromisoformat(DAY))
    confirm_report(desk, DAY, **came_in, shipped=len(to_ship), couriers={"YTO": len(to_ship)})
    _import_after(desk, files, orders)
    return len(to_ship), len(paid) - len(to_ship)


def _import_after(desk: Desk, files: list[Path], orders: Facts) -> None:
    rows = len(orders) + _count(files[1])
    import_again(desk, "--mapping", "olist", *files, rows=rows, skipped=sum(_count(path) for path in files[2:]))


def _came_in(orders: Facts, day: date) -> dict[str, Any]:
    """What the report must say of the orders that were paid on a day of the shop."""
    paid = [order for order in orders if order["paid_at"] and order["paid_at"].date() == day]
    return {
        "orders_in": len(paid),
        "lines": sum(order["piece_count"] or 0 for order in paid),
        "amount": f"{sum((order['paid_amount'] or 0 for order in paid), Decimal()):.2f}",
    }


def _compare_reports(desk: Desk, orders: Facts) -> None:
    """Days before and after a change of the clocks, and the busiest one."""
    for day in (date(2017, 10, 15), date(2017, 11, 24), date(2018, 2, 17), date(2018, 2, 18)):
        report = desk("report", "daily", "--date", day)
        assert {name: report[name] for name in ("orders_in", "lines", "amount")} == _came_in(orders, day)
        assert report["orders_in"] > 0
