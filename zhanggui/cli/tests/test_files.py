"""Commands that read and write files: import undo, mapping, template, stock, report, ship export."""

import csv
import json
import zlib
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from zhanggui.channels.tests.import_files import make_orders, write_files
from zhanggui.cli.tests.console import Console, Desk
from zhanggui.cli.tests.shapes import misshapen

pytestmark = pytest.mark.xdist_group("commands")
COUNTERS = {"rows", "imported", "updated", "unchanged", "skipped", "conflict", "quarantined"}
IMPORT = COUNTERS | {
    *("batch", "kind", "orders_new", "orders_updated", "lines_new"),
    *("files", "errors", "errors_total", "repair_file"),
}
REPORT = {
    *("date", "shop", "batches", "orders_in", "lines", "amount", "couriers", "requests", "shipped", "open"),
    *("signed_by", "confirmed_by"),
}
DAY = "2026-05-20"
MAPPING = """
name: plain
label: Plain
channel: other
currency: CNY
timezone: Asia/Shanghai
files:
  rows: {columns: [no, at, sum]}
orders:
  from: rows
  fields: {number: no, state: {value: paid}, placed_at: at, total_amount: sum}
"""


@pytest.fixture
def fresh(home: Console, request: pytest.FixtureRequest) -> Desk:
    """A shop for one test alone."""
    code = f"shop-{zlib.crc32(request.node.name.encode())}"
    home("shop", "create", "--code", code, "--name", code)
    return Desk(home, code)


def test_import_is_taken_back_by_its_number_once(fresh: Desk, tmp_path: Path) -> None:
    orders = make_orders(6)
    lines = sum(len(order.lines) for order in orders)
    done = fresh("import", *write_files(orders, tmp_path, age="2022"), "--as", "clerk")
    assert done.keys() == IMPORT
    assert all(file.keys() == COUNTERS | {"file", "kind"} for file in done["files"])

    denied = fresh("import", "undo", done["batch"], "--as", "clerk", status=1)["error"]
    undone = fresh("import", "undo", done["batch"], "--as", "manager")

    assert denied["code"] == "permissions.denied"
    assert undone == {"batch": done["batch"], "orders": 6, "lines": lines}
    assert fresh("orders", "list") == {"orders": [], "next": None}
    assert fresh("import", "undo", done["batch"], status=1)["error"]["code"]
    assert fresh("import", "undo", "IM0", status=1)["error"]["code"]
    assert fresh("import", "undo", status=2)["error"]["code"] == "cli.usage"


def test_import_with_a_bad_row_ends_with_status_3_and_names_it(fresh: Desk, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("订单编号,总金额,订单状态,订单创建时间\n1,x,交易成功,2026-05-01 10:00:00\n", "utf-8")

    done = fresh("import", path, status=3)

    assert (done["quarantined"], done["errors_total"]) == (1, 1)
    error = done["errors"][0]
    assert error.keys() == {"file", "row", "column", "code", "message"}
    assert (error["file"], error["row"], error["column"]) == ("orders.csv", 2, "总金额")
    assert Path(done["repair_file"]).is_file()


@pytest.mark.parametrize("name", ["missing.csv", "empty.csv", "noise.csv"])
def test_unreadable_file_ends_with_status_2_and_names_it(fresh: Desk, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "noise.csv").write_bytes(bytes(range(256)) * 4)

    error = fresh("import", tmp_path / name, status=2)["error"]

    assert name in error["message"]
    assert fresh("orders", "list")["orders"] == []


def test_mapping_is_installed_listed_exported_and_used(fresh: Desk, tmp_path: Path) -> None:
    path, copy, orders = tmp_path / "plain.yaml", tmp_path / "copy.yaml", tmp_path / "rows.csv"
    path.write_text(MAPPING, "utf-8")
    orders.write_text("no,at,sum\nA1,2026-05-01 10:00:00,12.50\n", "utf-8")

    denied = fresh("mapping", "import", path, "--as", "clerk", status=1)["error"]
    installed = fresh("mapping", "import", path, "--as", "manager")["mapping"]
    fresh("mapping", "export", "plain", "--out", copy)

    assert denied["code"] == "permissions.denied"
    assert (installed["name"], installed["version"], installed["shipped"]) == ("plain", 1, False)
    assert {"olist", "plain"} <= {card["name"] for card in fresh("mapping", "list")["mappings"]}
    assert copy.read_text("utf-8") == MAPPING == fresh("mapping", "export", "plain")["source"]
    assert fresh("import", orders, "--mapping", "plain")["orders_new"] == 1
    assert fresh("orders", "list")["orders"][0]["total_amount"] == "12.50"
    assert fresh("mapping", "export", "nothing", status=1)["error"]["code"]
    assert fresh("mapping", "import", orders, status=2)["error"]["code"]
    assert fresh("mapping", "list", "--as", "keeper")["mappings"]


@pytest.mark.parametrize("kind", ["taobao_orders", "taobao_items", "tmall_report", "waybills", "stock"])
def test_template_is_a_file_of_its_kind(fresh: Desk, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"{kind}.csv"

    made = fresh("template", kind, "--out", out)

    assert (made["file"], made["kind"]) == (str(out), kind)
    with out.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [made["columns"]]


def test_template_of_nothing_known_or_to_nowhere_is_wrong_use(fresh: Desk, tmp_path: Path) -> None:
    assert fresh("template", "poems", "--out", tmp_path / "x", status=2)["error"]["code"] == "imports.unknown_kind"
    assert fresh("template", "stock", "--out", tmp_path / "no" / "x", status=2)["error"]["code"] == "cli.cannot_write"


def test_stock_by_file_counts_skus_and_says_what_it_could_not_use(fresh: Desk, tmp_path: Path) -> None:
    fresh("import", *write_files(make_orders(4), tmp_path, age="2022"))
    (code,) = fresh.console.rows("SELECT min(k.code) FROM catalog_sku k JOIN shops_shop s ON s.id = k.shop_id"
                                 " WHERE s.code = %s", fresh.shop)[0]  # fmt: skip
    path = tmp_path / "stock.csv"
    path.write_text(f"商家编码,库存\n{code},7\nNOBODY,1\n", "utf-8")

    done = fresh("stock", "set", "--file", path, "--as", "keeper", status=3)

    assert (done["skus"], done["rows"], done["quarantined"]) == (1, 2, 1)
    assert fresh("stock", "set", "--file", path, "--as", "clerk", status=1)["error"]["code"] == "permissions.denied"
    assert fresh("stock", "set", "--file", tmp_path / "no.csv", status=2)["error"]["code"]
    assert fresh("stock", "set", status=2)["error"]["code"] == "cli.usage"
    assert fresh("stock", "set", "--all", -1, status=2)["error"]["code"]


@pytest.mark.parametrize("form", ["json", "xlsx", "pdf"])
def test_report_is_written_in_the_form_asked_for(desk: Desk, tmp_path: Path, form: str) -> None:
    shown = desk("report", "daily", "--date", DAY)
    written = desk("report", "daily", "--date", DAY, "--format", form, "--out", tmp_path / "report")

    assert shown.keys() >= REPORT
    assert misshapen(shown) == []
    path = tmp_path / f"report.{form}"
    assert written == {**shown, "file": str(path)}
    if form == "json":
        assert json.loads(path.read_text("utf-8")) == shown
    elif form == "xlsx":
        cells = {row[0]: row[1] for row in load_workbook(path).worksheets[0].iter_rows(max_col=2, values_only=True)}
        assert (cells["日期"], cells["金额 CNY"]) == (DAY, float(shown["amount"]))
    else:
        assert len(PdfReader(path).pages) == 1


def test_report_refuses_bad_days_places_and_people(desk: Desk, tmp_path: Path) -> None:
    assert desk("report", "daily", "--date", "yesterday", status=2)["error"]["code"] == "cli.bad_date"
    assert desk("report", "daily", "--date", DAY, "--format", "pdf", status=2)["error"]["code"] == "cli.usage"
    (tmp_path / "file").write_text("")
    nowhere = tmp_path / "file" / "x"
    for form in ("json", "xlsx"):
        assert desk("report", "daily", "--date", DAY, "--format", form, "--out", nowhere, status=2)["error"]["code"]
    assert desk("report", "sign", "--date", DAY, "--as", "clerk", status=1)["error"]["code"] == "permissions.denied"
    assert desk("report", "confirm", "--date", DAY, "--as", "clerk", status=1)["error"]["code"] == "permissions.denied"


def test_ship_wants_a_file_or_a_place_to_write(desk: Desk, tmp_path: Path) -> None:
    assert desk("ship", status=2)["error"]["code"] == "cli.usage"
    assert desk("ship", "export", status=2)["error"]["code"] == "cli.usage"
    unknown = desk("ship", "export", "--kind", "pigeon", "--out", tmp_path / "x", status=2)["error"]
    assert unknown["code"] == "fulfilment.unknown_export"
    nothing = desk("ship", "export", "--kind", "taobao_batch", "--out", tmp_path / "x.csv", "--as", "keeper")
    assert nothing == {"file": str(tmp_path / "x.csv"), "parcels": 0}
    assert (tmp_path / "x.csv").read_bytes().decode("gb18030") == "订单编号,物流公司,物流单号\r\n"
