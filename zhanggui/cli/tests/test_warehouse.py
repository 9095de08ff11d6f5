"""packing, batch extra, printings, stamped, late, invoice, voucher; routines and notices."""

from pathlib import Path

import pytest

from zhanggui.cli.tests.console import Console, Desk

pytestmark = pytest.mark.xdist_group("commands")


@pytest.fixture(scope="module")
def store(home: Console, files: tuple[Path, Path]) -> Desk:
    """A shop of its own, so that orders of the other tests stay where they are."""
    home("shop", "create", "--code", "store", "--name", "仓里")
    found = Desk(home, "store")
    found("import", *files)
    found("stock", "set", "--all", 1_000)
    found("orders", "check")
    return found


def test_single_batch_goes_through_papers_stamps_invoice_and_vouchers(store: Desk, tmp_path: Path) -> None:
    order = store("orders", "list", "--step", "checked", "--state", "paid")["orders"][0]["number"]

    asked = store("invoice", "request", order, "--title", "杭州小满文化有限公司", "--amount", "12.50")
    assert (asked["order"], asked["title"], asked["amount"], asked["state"]) == (
        order,
        "杭州小满文化有限公司",
        "12.50",
        "requested",
    )
    assert store("invoice", "request", order, "--amount", "much", status=2)["error"]["code"] == "cli.bad_amount"
    batch = store("batch", "extra", order)
    assert (batch["orders"], batch["parcels"]) == (1, 1)
    assert store("batch", "extra", order)["batch"] == batch["batch"]
    assert store("batch", "extra", "0", status=1)["error"]["code"] == "orders.not_found"
    store("batch", "print", batch["batch"], "--out", tmp_path)
    told = store("batch", "printings", batch["batch"])
    assert [(job["kind"], job["by"]) for job in told["printings"]] == [("original", "system")]
    assert told["stamps"] == []
    assert store("batch", "stamped", batch["batch"], "outbound_slip")["stamped"] == ["outbound_slip"]
    stamps = store("batch", "printings", batch["batch"])["stamps"]
    assert [(stamp["paper"], stamp["form"], stamp["by"]) for stamp in stamps] == [("outbound_slip", "ink", "system")]
    issued = store("invoice", "issue", order, "--number", "26110000000001")
    assert (issued["number"], issued["state"]) == ("26110000000001", "issued")
    assert store("invoice", "void", order, "--reason", "抬头写错")["state"] == "void"

    [label] = store("voucher", "find", order)["vouchers"]
    assert (label["order"], label["page"], label["list"]) == (order, 1, None)
    opened = store("voucher", "open", label["id"])
    assert (Path(opened["path"]).is_file(), opened["page"]) == (True, 1)
    today = label["day"]
    assert store("voucher", "find", "--since", today, "--until", "2020-01-01")["vouchers"] == []
    nothing = store("voucher", "list", "--courier", "SF", "--date", today, status=1)["error"]["code"]
    unknown = store("voucher", "sign", "L-0", "--collector", "王师傅", "--count", 1, status=1)["error"]["code"]
    assert (nothing, unknown) == ("fulfilment.nothing_to_list", "fulfilment.voucher_not_found")
    assert store("late") == {"parcels": []}


def test_routines_are_set_run_and_finished_and_notices_read(store: Desk, home: Console, tmp_path: Path) -> None:
    codes = {each["code"]: each for each in store("routines", "list")["routines"]}
    assert (codes["keeper-clean"]["rhythm"], codes["keeper-clean"]["needs_evidence"]) == ("weekly", True)
    rule = ["--position", "keeper", "--title-zh", "清点包材", "--rhythm", "daily", "--at", "23:59", "--day-off", "keep"]
    made = store("routines", "set", "new", *rule, "--point", "小箱", "--point", "大箱", "--evidence", "yes")["routine"]
    assert (made["code"], made["at"], made["checklist"]) == ("own-1", "23:59", ["小箱", "大箱"])
    assert store("routines", "set", "own-1", "--at", "late", status=2)["error"]["code"] == "cli.bad_time"
    assert store("routines", "set", "own-2", status=1)["error"]["code"] == "routines.not_found"
    assert store("routines", "set", "keeper-report", "--switch", "off")["routine"]["is_on"] is False
    assert store("routines", "reset", "keeper-report")["routine"]["is_changed"] is False
    refused = store("routines", "run", "--as", "keeper", status=1)["error"]["code"]
    assert refused == "permissions.denied"

    assert store("routines", "run")["run"]["made"] >= 1
    task = next(each for each in store("routines", "tasks", "--as", "keeper")["tasks"] if each["routine"] == "own-1")
    photo = tmp_path / "shelf.jpg"
    photo.write_bytes(b"picture")
    finish = ["routines", "finish", task["id"], "--as", "keeper"]
    assert home(*finish, "--point", 1, "--file", photo, status=2)["error"]["code"] == "routines.points_open"
    assert home(*finish, status=2)["error"]["code"] == "routines.no_evidence"
    done = home(*finish, "--file", photo)["task"]
    assert (done["state"], done["closed_by"], done["files"][0]["name"]) == ("done", "keeper", "shelf.jpg")

    store("tasks", "give", "扫地", "--to", "keeper", "--due", "2099-01-01T10:00", "--as", "manager")
    [notice] = home("notices", "list", "--unread", "--as", "keeper")["notices"]
    assert (notice["sender"], notice["channels"]) == ("manager", ["desk"])
    assert home("notices", "read", notice["id"], "--as", "keeper") == {"read": 1}
    assert home("notices", "read", "--as", "keeper") == {"read": 0}
    assert home("notices", "read", notice["id"], "--as", "clerk", status=1)["error"]["code"] == "notices.not_found"


def test_packing_is_described(store: Desk) -> None:
    whole = store("packing", "set", "--box", "3号箱", "--filler", "气泡膜", "--neutral", "yes")
    assert (whole["box"], whole["filler"], whole["is_neutral"]) == ("3号箱", "气泡膜", True)
    assert store("packing", "show") == whole
    assert store("packing", "show", "--product", "nothing", status=1)["error"]["code"] == "catalog.product_not_found"
    made = store("packing", "insert", "感谢卡", "--text", "谢谢惠顾", "--required")
    assert made == {"insert": "感谢卡", "is_on": True, "is_required": True, "text": "谢谢惠顾"}
    assert store("packing", "insert", "感谢卡", "--off")["is_on"] is False
