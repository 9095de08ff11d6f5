"""Stock counts by file: what is set, what is quarantined, and taking a count back."""

import csv
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from zhanggui.inventory.models import StockBalance
from zhanggui.inventory.services import reserve_for_orders
from zhanggui.inventory.tests.factories import ledger_sums, make_shop, make_sku, stock_of
from zhanggui.inventory.values import Demand
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.imports.undo import undo_import
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.shops.queries import warehouses_of
from zhanggui.shops.services import open_warehouse
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
HEADER = ("商家编码", "库存", "货位")


def run(shop: ShopCard, folder: Path, rows: list[tuple[Any, ...]], header: tuple[str, ...] = HEADER) -> dict[str, Any]:
    path = folder / "stock.csv"
    with path.open("w", newline="", encoding="gb18030") as stream:
        csv.writer(stream).writerows([header, *rows])
    return import_report(run_import(actor=SYSTEM, shop_id=shop.id, files=[path]))


def outcome(report: dict[str, Any]) -> dict[str, int]:
    names = ("imported", "updated", "unchanged", "skipped", "conflict", "quarantined")
    return {name: report[name] for name in names if report[name]}


def test_count_is_set_and_second_time_unchanged(tmp_path: Path) -> None:
    shop = make_shop()
    tea, cup = make_sku(shop.id, "TEA-1"), make_sku(shop.id, "CUP-1")
    rows = [("TEA-1", "12", "A-01-01"), ("CUP-1", "3件", "")]

    first = run(shop, tmp_path, rows)
    again = run(shop, tmp_path, rows)

    assert first["kind"] == "stock"
    assert (outcome(first), outcome(again)) == ({"imported": 2}, {"unchanged": 2})
    assert stock_of(shop.id) == {tea: (12, 0), cup: (3, 0)} == ledger_sums(shop.id)
    assert outcome(run(shop, tmp_path, [("TEA-1", "9", "")])) == {"updated": 1}
    assert stock_of(shop.id)[tea] == (9, 0)


def test_english_names_and_barcodes_work(tmp_path: Path) -> None:
    shop = make_shop()
    tea = make_sku(shop.id, "TEA-1")

    report = run(shop, tmp_path, [("TEA-1", "5")], header=("SKU code", "Quantity"))

    assert outcome(report) == {"imported": 1}
    assert stock_of(shop.id) == {tea: (5, 0)}


def test_rows_that_cannot_be_used_are_named_and_the_others_go_in(tmp_path: Path) -> None:
    shop = make_shop()
    tea, cup = make_sku(shop.id, "TEA-1"), make_sku(shop.id, "CUP-1")
    run(shop, tmp_path, [("TEA-1", "12", "")])
    reserve_for_orders(actor=SYSTEM, shop_id=shop.id, demands=[Demand(1, {tea: 4})])

    report = run(
        shop,
        tmp_path,
        [
            ("TEA-1", "3", ""),
            ("XX", "1", ""),
            ("CUP-1", "-1", ""),
            ("CUP-1", "many", ""),
            ("", "1", ""),
            ("CUP-1", "", ""),
            ("CUP-1", "2", "A" * 31),
            ("CUP-1", "7", "B-1"),
            ("CUP-1", "8", "B-1"),
        ],
    )

    assert outcome(report) == {"imported": 1, "quarantined": 8}
    assert [(error["row"], error["column"], error["code"]) for error in report["errors"]] == [
        (2, "库存", "inventory.promised"),
        (3, "商家编码", "inventory.no_such_sku"),
        (4, "库存", "inventory.negative_count"),
        (5, "库存", "imports.whole_value"),
        (6, "商家编码", "inventory.no_code"),
        (7, "库存", "inventory.no_quantity"),
        (8, "货位", "inventory.long_place"),
        (10, "库存", "inventory.counted_twice"),
    ]
    assert stock_of(shop.id) == {tea: (12, 4), cup: (7, 0)}


def test_undo_sets_counts_back_unless_stock_was_promised_since(tmp_path: Path) -> None:
    shop = make_shop()
    tea = make_sku(shop.id, "TEA-1")
    run(shop, tmp_path, [("TEA-1", "2", "")])
    second = run(shop, tmp_path, [("TEA-1", "12", "A-1")])

    assert undo_import(actor=SYSTEM, shop_id=shop.id, number=second["batch"]) == {"orders": 0, "lines": 0, "skus": 1}
    assert stock_of(shop.id) == {tea: (2, 0)} == ledger_sums(shop.id)

    third = run(shop, tmp_path, [("TEA-1", "12", "A-1")])
    reserve_for_orders(actor=SYSTEM, shop_id=shop.id, demands=[Demand(1, {tea: 4})])
    with pytest.raises(Conflict) as wrong:
        undo_import(actor=SYSTEM, shop_id=shop.id, number=third["batch"])
    assert wrong.value.code == "inventory.moved_since"
    assert stock_of(shop.id) == {tea: (12, 4)}


def test_column_says_which_warehouse_was_counted_and_undo_knows_it(tmp_path: Path) -> None:
    shop = make_shop()
    tea = make_sku(shop.id, "TEA-1")
    open_warehouse(actor=SYSTEM, shop_id=shop.id, code="north", name="北仓", batch_time=time(16, 30))
    header = (*HEADER, "仓库")

    def lies() -> dict[tuple[str, str], int]:
        names = {card.id: card.code for card in warehouses_of(shop.id)}
        rows = StockBalance.objects.filter(shop_id=shop.id, sku_id=tea).values_list("warehouse_id", "place", "on_hand")
        return {(names[warehouse_id], place): on_hand for warehouse_id, place, on_hand in rows}

    first = run(
        shop,
        tmp_path,
        [("TEA-1", "12", "A-1", ""), ("TEA-1", "5", "N-1", "北仓"), ("TEA-1", "5", "N-1", "North")],
        header,
    )
    assert outcome(first) == {"imported": 2, "unchanged": 1}
    assert lies() == {("main", "A-1"): 12, ("north", "N-1"): 5}
    second = run(shop, tmp_path, [("TEA-1", "9", "", "NORTH"), ("TEA-1", "1", "", "南仓")], header)
    assert outcome(second) == {"updated": 1, "quarantined": 1}
    assert [(error["column"], error["code"]) for error in second["errors"]] == [("仓库", "inventory.no_such_warehouse")]
    assert lies() == {("main", "A-1"): 12, ("north", "N-1"): 9}

    undo_import(actor=SYSTEM, shop_id=shop.id, number=second["batch"])

    assert lies() == {("main", "A-1"): 12, ("north", "N-1"): 5}
