"""What the commands about imports, mappings and stock answer (MPI-07)."""

import json
from argparse import Namespace
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from zhanggui.channels.connectors.taobao.layouts import ORDER_LAYOUTS
from zhanggui.channels.tests.import_files import make_orders, make_shop, write_files
from zhanggui.cli.handlers import imports, stock
from zhanggui.inventory.queries import availability, free_by_warehouse
from zhanggui.inventory.tests.factories import make_sku
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.imports.reading.headers import normalise_header
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Actor
from zhanggui.orders.models import Order
from zhanggui.shops.queries import default_warehouse, shop_cards
from zhanggui.shops.services import open_warehouse
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
KEYS = [
    *("batch", "kind", "rows", "imported", "updated", "unchanged", "skipped", "conflict", "quarantined"),
    *("orders_new", "orders_updated", "lines_new", "files", "errors", "errors_total", "repair_file"),
]


@dataclass
class Words:
    """A command as it reaches its handler."""

    arguments: Namespace
    shop: ShopCard
    actor: Actor = SYSTEM


def words(**given: Any) -> Words:
    known = {"files": [], "as_kind": None, "mapping": None, "dry_run": False, "shop": None, "out": None}
    shops = shop_cards() or [make_shop()]
    return Words(Namespace(**{**known, **given}), shops[0])


def test_import_answers_with_the_keys_of_the_table_and_undo_takes_it_back(tmp_path: Path) -> None:
    orders = make_orders(6)
    lines = sum(len(order.lines) for order in orders)
    command = words(files=[str(path) for path in write_files(orders, tmp_path, age="2022")])

    result = imports.run(command)

    assert list(result.data) == KEYS
    assert json.loads(json.dumps(result.data))["orders_new"] == 6
    assert result.exit_code == 0
    command.arguments.files = ["undo", result.data["batch"]]
    undone = imports.run(command)
    assert undone.data == {"batch": result.data["batch"], "orders": 6, "lines": lines}
    assert Order.objects.count() == 0


def test_undo_needs_one_known_batch() -> None:
    with pytest.raises(InvalidInput):
        imports.run(words(files=["undo"]))
    with pytest.raises(NotFound):
        imports.run(words(files=["undo", "IM1"]))


def test_mapping_is_listed_exported_installed_and_exported_again(tmp_path: Path) -> None:
    listed = imports.list_mappings(words())["mappings"]
    assert [(each["name"], each["currency"], each["shipped"]) for each in listed] == [("olist", "BRL", True)]

    out = tmp_path / "olist.yaml"
    assert imports.export_mapping(words(name="olist", out=str(out))).data == {"mapping": "olist", "file": str(out)}
    installed = imports.install_mapping(words(file=str(out)))
    assert (installed["mapping"]["version"], installed["mapping"]["shipped"]) == (1, False)
    assert imports.export_mapping(words(name="olist")).data["source"] == out.read_text("utf-8")

    out.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(InvalidInput):
        imports.install_mapping(words(file=str(out)))
    with pytest.raises(InvalidInput):
        imports.install_mapping(words(file=str(tmp_path / "missing.yaml")))


def test_template_is_a_header_that_is_recognised(tmp_path: Path) -> None:
    out = tmp_path / "orders.csv"

    made = imports.template(words(kind="taobao_orders", out=str(out)))

    assert made["columns"] == [normalise_header(name) for name in ORDER_LAYOUTS["2022"]]
    assert out.read_bytes().startswith("\ufeff订单编号,买家会员名".encode())
    with pytest.raises(InvalidInput):
        imports.template(words(kind="generic", out=str(out)))
    with pytest.raises(InvalidInput):
        imports.template(words(kind="stock", out=str(tmp_path / "no" / "folder.csv")))


def test_stock_is_set_for_all_or_by_file(tmp_path: Path) -> None:
    shop = make_shop("tea")
    tea, cup = make_sku(shop.id, "TEA"), make_sku(shop.id, "CUP")
    path = tmp_path / "stock.csv"
    path.write_text("商家编码,库存\nTEA,7\nNONE,1\n", "utf-8")

    everything = stock.set_stock(Words(Namespace(file=None, all=20, warehouse=None), shop))
    by_file = stock.set_stock(Words(Namespace(file=str(path), all=None, warehouse=None), shop))

    assert everything.data == {"skus": 2}
    assert (by_file.data["skus"], by_file.data["quarantined"], by_file.exit_code) == (1, 1, 3)
    assert availability(shop.id) == {tea: 7, cup: 20}
    with pytest.raises(InvalidInput):
        stock.set_stock(Words(Namespace(file=None, all=None, warehouse=None), shop))

    north = open_warehouse(actor=SYSTEM, shop_id=shop.id, code="north", name="北仓", batch_time=time(16, 30))
    path.write_text("商家编码,库存,仓库\nTEA,3,\nCUP,4,main\n", "utf-8")
    assert stock.set_stock(Words(Namespace(file=str(path), all=None, warehouse="north"), shop)).exit_code == 0
    lying = free_by_warehouse(shop.id, [tea, cup])
    assert {place: {sku: free for sku, free in rows.items() if free} for place, rows in lying.items()} == {
        north.id: {tea: 3},
        default_warehouse(shop.id).id: {tea: 7, cup: 4},
    }
    with pytest.raises(NotFound):
        stock.set_stock(Words(Namespace(file=str(path), all=None, warehouse="south"), shop))
