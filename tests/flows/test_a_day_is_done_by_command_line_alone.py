"""From an empty home to a confirmed daily report, with no page opened."""

import csv
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.flows.day import open_shop
from zhanggui.channels.connectors.taobao.compose import ComposedOrder, compose_orders, compose_skus, write_pair
from zhanggui.channels.connectors.taobao.compose.mix import PLAIN
from zhanggui.cli.tests.console import Console, Desk

pytestmark = pytest.mark.xdist_group("day")
SHANGHAI = timezone(timedelta(hours=8))
ORDERS = 6


def _pair(folder: Path) -> tuple[list[Path], list[ComposedOrder]]:
    today = datetime.now(SHANGHAI).replace(microsecond=0)
    orders = compose_orders(
        ORDERS, seed=7, start=today - timedelta(hours=9), end=today, skus=compose_skus(12, seed=3), mix=PLAIN
    )
    files = [folder / "ExportOrderList.csv", folder / "ExportOrderDetailList.csv"]
    write_pair(orders, files[0], files[1], age="2022", container="csv")
    return files, orders


@pytest.mark.req("FUL-01", "FUL-04", "FUL-05", "FUL-07", "FUL-08", "FUL-09", "FUL-14", "MPI-07", "ORD-19")
def test_day_from_import_to_confirmed_report(tmp_path: Path, home: Console) -> None:
    files, orders = _pair(tmp_path)
    zhanggui = open_shop(home, "qinghe")
    _import_twice(zhanggui, files, orders)
    _check(zhanggui)
    number = _close_and_print(zhanggui, tmp_path / "papers")
    parcels = _hand_over(zhanggui, number)
    _pack_and_stamp(zhanggui, parcels, orders)
    _ship(zhanggui, parcels, tmp_path)
    _report(zhanggui, orders)
    verified = home("audit", "verify")
    assert verified["ok"] is True
    assert verified["events"] > ORDERS * 5


def _import_twice(zhanggui: Desk, files: list[Path], orders: list[ComposedOrder]) -> None:
    lines = sum(len(order.lines) for order in orders)
    dry = zhanggui("import", *files, "--dry-run")
    assert (dry["imported"], dry["orders_new"]) == (ORDERS + lines, ORDERS)
    assert zhanggui("orders", "list")["orders"] == []
    done = zhanggui("import", *files)
    assert done["rows"] == ORDERS + lines == done["imported"]
    assert (done["orders_new"], done["lines_new"], done["errors_total"]) == (ORDERS, lines, 0)
    again = zhanggui("import", *files)
    assert (again["unchanged"], again["imported"], again["updated"]) == (ORDERS + lines, 0, 0)
    listed = {order["number"]: order for order in zhanggui("orders", "list", "--state", "paid")["orders"]}
    assert {number: order["paid_amount"] for number, order in listed.items()} == {
        order.number: f"{order.paid_amount:.2f}" for order in orders
    }


def _check(zhanggui: Desk) -> None:
    short = zhanggui("orders", "check")
    assert (short["released"], short["held"]) == (0, {"stock_short": ORDERS})
    assert zhanggui("stock", "set", "--all", 100)["skus"] > 0
    assert zhanggui("orders", "check") == {"checked": ORDERS, "released": ORDERS, "held": {}}


def _close_and_print(zhanggui: Desk, folder: Path) -> str:
    batch = zhanggui("batch", "close")
    assert (batch["orders"], batch["parcels"]) == (ORDERS, ORDERS)
    papers = zhanggui("batch", "print", batch["batch"], "--out", folder)["files"]
    assert {paper["kind"] for paper in papers} == {"daily_report", "outbound_slip", "label"}
    for paper in papers:
        assert len(PdfReader(paper["path"]).pages) == paper["pages"]
    return batch["batch"]


def _hand_over(zhanggui: Desk, number: str) -> list[dict[str, str]]:
    parcels = zhanggui("batch", "show", number)["numbers"]
    early = zhanggui("pack", parcels[0]["number"], "--scan", "x", "--as", "keeper", status=1)
    assert early["error"]["code"] == "fulfilment.not_handed_over"
    refused = zhanggui("batch", "handover", number, "--give", "clerk", "--take", "clerk", status=1)
    assert refused["error"]["code"]
    assert zhanggui("batch", "handover", number, "--give", "clerk", "--take", "keeper")["handed_over"]
    return parcels


def _pack_and_stamp(zhanggui: Desk, parcels: list[dict[str, str]], orders: list[ComposedOrder]) -> None:
    by_order = {order.number: order for order in orders}
    for parcel in parcels:
        codes = [f"{line.sku.code}*{line.quantity}" for line in by_order[parcel["order_number"]].lines]
        packed = zhanggui("pack", parcel["number"], "--scan", *codes, "--as", "keeper")
        assert (packed["complete"], packed["missing"], packed["wrong"]) == (True, [], [])
    numbers = [parcel["number"] for parcel in parcels]
    assert zhanggui("stamp", *numbers, "--as", "keeper")["stamped"] == ORDERS


def _ship(zhanggui: Desk, parcels: list[dict[str, str]], folder: Path) -> None:
    waybills = folder / "waybills.csv"
    with waybills.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["包裹号", "物流公司", "运单号"])
        table.writerows([parcel["number"], "圆通速递", f"YT{index:013d}"] for index, parcel in enumerate(parcels, 1))
    shipped = zhanggui("ship", "--file", waybills, "--as", "keeper")
    assert (shipped["imported"], shipped["quarantined"]) == (ORDERS, 0)
    assert {order["state"] for order in zhanggui("orders", "list")["orders"]} == {"shipped"}
    assert zhanggui("ship", "export", "--kind", "taobao_batch", "--out", folder / "up.csv")["parcels"] == ORDERS
    assert zhanggui("ship", "export", "--kind", "taobao_batch", "--out", folder / "up2.csv")["parcels"] == 0


def _report(zhanggui: Desk, orders: list[ComposedOrder]) -> None:
    day = datetime.now(SHANGHAI).date()
    paid_today = [order for order in orders if order.paid_at and order.paid_at.astimezone(SHANGHAI).date() == day]
    report = zhanggui("report", "daily", "--date", day)
    assert (report["orders_in"], report["shipped"]) == (len(paid_today), ORDERS)
    assert report["couriers"] == {"YTO": ORDERS}
    assert report["amount"] == f"{sum((order.total_amount for order in paid_today), Decimal()):.2f}"
    assert zhanggui("report", "sign", "--date", day, "--as", "keeper")["signed_by"]
    assert zhanggui("report", "confirm", "--date", day, "--as", "keeper", status=1)["error"]["code"]
    assert zhanggui("report", "confirm", "--date", day, "--as", "manager")["confirmed_by"]
