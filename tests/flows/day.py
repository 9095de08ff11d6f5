"""The working day of one shop by commands: from a checked order to the confirmed report."""

import csv
from pathlib import Path
from typing import Any

from zhanggui.cli.tests.console import Console, Desk

STAFF = {"clerk": "order_clerk", "keeper": "keeper", "manager": "shop_manager"}
_DUMP = """
SELECT to_jsonb(o), to_jsonb(c), (SELECT jsonb_agg(to_jsonb(l) ORDER BY l.id) FROM orders_orderline l
                                  WHERE l.order_id = o.id)
FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
JOIN shops_shop s ON s.id = o.shop_id WHERE s.code = %s ORDER BY o.id
"""


def stored(desk: Desk) -> list[tuple[Any, ...]]:
    """Every column of every order, contact and line, ids and moments of writing included."""
    return desk.console.rows(_DUMP, desk.shop)


def all_orders(desk: Desk) -> dict[str, dict[str, Any]]:
    """Every order by number, page by page."""
    found: dict[str, dict[str, Any]] = {}
    after: list[object] = []
    while True:
        page = desk("orders", "list", "--limit", 500, *after)
        found |= {order["number"]: order for order in page["orders"]}
        if page["next"] is None:
            return found
        after = ["--after", page["next"]]


def open_shop(console: Console, code: str, **options: str) -> Desk:
    """A new shop; the staff work in every shop."""
    wanted = {"timezone": "Asia/Shanghai", "currency": "CNY", **options}
    words = [word for name, value in wanted.items() for word in (f"--{name}", value)]
    assert console("shop", "create", "--code", code, "--name", code, *words) == {
        "shop": {"code": code, "name": code, **wanted}
    }
    return Desk(console, code)


def hire(console: Console) -> None:
    """Accounts for everybody who works in the day."""
    for name, position in STAFF.items():
        user = console("user", "create", name, "--position", position)["user"]
        assert (user["name"], user["positions"], len(user["password"])) == (name, [position], 16)


def import_twice(desk: Desk, *words: object, orders: int, lines: int, skipped: int = 0) -> None:
    """Import, by dry run, in earnest and once more: the counts add up and the second time changes nothing."""
    rows = orders + lines
    dry = desk("import", *words, "--dry-run")
    assert desk("orders", "list")["orders"] == []
    done = desk("import", *words)
    for report in (dry, done):
        assert_counts(report, rows=rows + skipped, imported=rows, skipped=skipped)
        assert (report["orders_new"], report["orders_updated"], report["lines_new"]) == (orders, 0, lines)
    import_again(desk, *words, rows=rows, skipped=skipped)


def import_again(desk: Desk, *words: object, rows: int, skipped: int = 0) -> None:
    """The same files once more: everything is unchanged, to the last stored column."""
    before = stored(desk)
    again = desk("import", *words)
    assert_counts(again, rows=rows + skipped, unchanged=rows, skipped=skipped)
    assert (again["orders_new"], again["orders_updated"], again["lines_new"]) == (0, 0, 0)
    assert stored(desk) == before


def assert_counts(report: dict[str, Any], **wanted: int) -> None:
    """The counters are these, whole and summed over the files; all others are zero."""
    names = ("rows", "imported", "updated", "unchanged", "skipped", "conflict", "quarantined")
    assert {name: report[name] for name in names} == {**dict.fromkeys(names, 0), **wanted}
    for counted in (report, *report["files"]):
        assert counted["rows"] == sum(counted[name] for name in names[1:])
    for name in names:
        assert report[name] == sum(file[name] for file in report["files"])
    assert (report["errors"], report["errors_total"], report["repair_file"]) == ([], 0, None)


def work_the_batch(desk: Desk, folder: Path, *, at: str, orders: int) -> list[dict[str, Any]]:
    """Close, print, hand over, pack, stamp and ship; returns the parcels."""
    batch = desk("batch", "close", "--at", at, "--as", "clerk")
    assert (batch["orders"], batch["parcels"]) == (orders, orders)
    assert batch["documents"] == {"daily_report": 1, "outbound_slip": orders, "label": orders}
    printed = desk("batch", "print", batch["batch"], "--out", folder / "papers", "--as", "clerk")["files"]
    assert {paper["kind"] for paper in printed} == set(batch["documents"])
    assert all(paper["pages"] > 0 and Path(paper["path"]).is_file() for paper in printed)
    parcels: list[dict[str, Any]] = desk("batch", "show", batch["batch"])["numbers"]
    _refuse_before_hand_over(desk, parcels[0]["number"], folder)
    assert desk("batch", "handover", batch["batch"], "--give", "clerk", "--take", "keeper")["handed_over"]
    lines = _goods(desk, batch["batch"])
    for parcel in parcels:
        codes = [f"{code}*{quantity}" for code, quantity in lines[parcel["number"]]]
        packed = desk("pack", parcel["number"], "--scan", *codes, "--as", "keeper")
        assert packed == {"parcel": parcel["number"], "complete": True, "missing": [], "wrong": []} | {
            name: packed[name] for name in packed.keys() - {"complete", "missing", "wrong"}
        }
    assert desk("stamp", *[parcel["number"] for parcel in parcels], "--as", "keeper") == {"stamped": orders}
    shipped = desk("ship", "--file", waybill_file(folder, parcels), "--as", "keeper")
    assert_counts(shipped, rows=orders, imported=orders)
    assert desk("ship", "export", "--kind", "taobao_batch", "--out", folder / "up.csv") == {
        "file": str(folder / "up.csv"),
        "parcels": orders,
    }
    return parcels


def waybill_file(folder: Path, parcels: list[dict[str, Any]]) -> Path:
    """The courier's numbers as the print client saves them."""
    path = folder / "waybills.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["包裹号", "物流公司", "运单号"])
        table.writerows([parcel["number"], "圆通速递", f"YT{index:013d}"] for index, parcel in enumerate(parcels, 1))
    return path


def confirm_report(desk: Desk, day: str, **wanted: Any) -> None:
    """The report of the day says this, is signed by the keeper and confirmed by the manager."""
    report = desk("report", "daily", "--date", day)
    assert {name: report[name] for name in wanted} == wanted
    assert desk("report", "sign", "--date", day, "--as", "keeper")["signed_by"]
    confirmed = desk("report", "confirm", "--date", day, "--as", "manager")
    assert confirmed["signed_by"]
    assert confirmed["confirmed_by"]
    assert {name: confirmed[name] for name in wanted} == wanted


def _refuse_before_hand_over(desk: Desk, parcel: str, folder: Path) -> None:
    early = desk("pack", parcel, "--scan", "x", "--as", "keeper", status=1)
    assert early["error"]["code"] == "fulfilment.not_handed_over"
    number = [{"number": parcel}]
    refused = desk("ship", "--file", waybill_file(folder, number), "--as", "keeper", status=3)
    assert (refused["imported"], refused["quarantined"]) == (0, 1)
    assert [error["code"] for error in refused["errors"]] == ["fulfilment.not_handed_over"]


def _goods(desk: Desk, batch: str) -> dict[str, list[tuple[str, int]]]:
    """What lies in each parcel, for the scanner."""
    rows = desk.console.rows(
        "SELECT p.number, l.sku_code, sum(l.quantity)::int FROM fulfilment_parcelline l"
        " JOIN fulfilment_parcel p ON p.id = l.parcel_id JOIN fulfilment_batch b ON b.id = p.batch_id"
        " JOIN shops_shop s ON s.id = b.shop_id WHERE b.number = %s AND s.code = %s GROUP BY 1, 2 ORDER BY 1, 2",
        batch,
        desk.shop,
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for number, code, quantity in rows:
        found.setdefault(number, []).append((code, quantity))
    return found
