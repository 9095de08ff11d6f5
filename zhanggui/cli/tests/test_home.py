"""init, doctor, audit verify, backup, restore, and the demo's commands."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zhanggui.cli.tests.console import Console, Desk
from zhanggui.fulfilment.values import ExceptionKind
from zhanggui.kernel.runtime.home import open_home
from zhanggui.kernel.runtime.server import remove_cluster
from zhanggui.orders.rules import SHIPPED_RULES
from zhanggui.orders.values import HoldReason, OrderState, OrderStep

pytestmark = pytest.mark.xdist_group("commands")
# Rules that a shop switches on itself, and those that a shop's second month would show.
SELDOM = {rule.reason for rule in SHIPPED_RULES if not rule.is_on} | {HoldReason.PRICE_FAR, HoldReason.OWN_RULE}


@pytest.fixture
def new_home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "new"
    remove_cluster(open_home(tmp_path / "new"))


def test_init_says_where_and_what_and_may_run_again(home: Console) -> None:
    first = home("init")

    assert first.keys() == {"home", "version", "postgresql"}
    assert first["home"] == str(home.home)
    assert home("init") == first


@pytest.mark.req("SEC-12")
def test_doctor_lists_checks_and_remembers_what_the_last_backup_came_to(home: Console, tmp_path: Path) -> None:
    before = _checks(home, status=0)
    done = home("backup", "--out", tmp_path / "kept")
    after = _checks(home, status=0)
    (tmp_path / "file").touch()
    home("backup", "--out", tmp_path / "file" / "below", status=2)
    broken = _checks(home, status=1)
    home("backup", "--out", tmp_path / "kept")

    assert list(before) == [
        "database", "queue", "disk", "backup", "certificate", "versions", "timeline", "assets",
    ]  # fmt: skip
    assert (before["backup"]["light"], before["backup"]["ok"]) == ("warn", True)
    assert (after["backup"]["light"], after["backup"]["facts"]["file"]) == ("good", done["file"])
    assert after["backup"]["facts"]["bytes"] == done["bytes"]
    assert (broken["backup"]["light"], broken["backup"]["ok"]) == ("bad", False)
    assert broken["queue"]["facts"]["failed"] == 0
    assert broken["disk"]["facts"]["free_bytes"] > 0


def _checks(home: Console, status: int) -> dict[str, Any]:
    return {check["name"]: check for check in home("doctor", status=status)["checks"]}


def test_audit_verify_counts_events_and_seals(desk: Desk) -> None:
    verified = desk.console("audit", "verify", "--as", "boss")

    assert verified.keys() == {"events", "seals", "ok"}
    assert verified["ok"] is True
    assert (verified["events"],) == desk.console.rows("SELECT count(*) FROM kernel_event")[0]
    assert desk.console("audit", "verify", "--as", "keeper", status=1)["error"]["code"] == "permissions.denied"


def test_backup_comes_back_whole_in_an_empty_home(desk: Desk, tmp_path: Path, new_home: Path) -> None:
    made = desk.console("backup", "--out", tmp_path / "backups", "--as", "boss")

    file = Path(made["file"])
    assert (file.parent, file.stat().st_size) == (tmp_path / "backups", made["bytes"])
    restored = desk.console("restore", file, "--into", new_home)
    assert restored["rows"]["orders_order"] == desk.console.rows("SELECT count(*) FROM orders_order")[0][0] >= 40
    again = desk.console("restore", file, "--into", new_home, status=1)["error"]
    assert again["code"] == "restore.not_empty"


def test_backup_and_restore_refuse_what_they_cannot_do(desk: Desk, tmp_path: Path, new_home: Path) -> None:
    (tmp_path / "file").write_text("no backup")

    denied = desk.console("backup", "--out", tmp_path / "x", "--as", "clerk", status=1)["error"]
    assert denied["code"] == "permissions.denied"
    assert not (tmp_path / "x").exists()
    assert desk.console("backup", "--out", tmp_path / "file", status=2)["error"]["code"] == "backup.no_folder"
    for name in ("file", "missing"):
        error = desk.console("restore", tmp_path / name, "--into", new_home, status=2)["error"]
        assert str(tmp_path / name) in error["message"]


def test_demo_begun_and_cut_short_is_loaded_once_shows_everything_three_times_and_is_removed(home: Console) -> None:
    private = home.home / "demo-accounts.json"
    assert home("demo", "accounts", status=1)["error"]["code"] == "demo.none"
    private.write_text(json.dumps({"is_complete": False, "accounts": []}))

    assert home("demo", "load") == {"shop": "demo", "loaded": True, "products": 200, "orders": 3000}

    assert home("demo", "load") == {"shop": "demo", "loaded": False}
    accounts = home("demo", "accounts")["accounts"]
    assert all(account.keys() >= {"name", "position", "password"} for account in accounts)
    assert sorted(account["position"] for account in accounts) == [
        "checking_clerk", "keeper", "order_clerk", "owner", "sales", "shop_manager", "supervisor",
    ]  # fmt: skip
    refused = home("demo", "accounts", "--bind", "0.0.0.0", status=1)["error"]  # noqa: S104  reason: refused
    assert refused["code"] == "demo.not_loopback"
    assert private.stat().st_mode & 0o777 == 0o600
    _shows_everything_three_times(home)
    assert home("demo", "remove") == {"orders": 3_000}
    left = "SELECT (SELECT count(*) FROM shops_shop WHERE code = 'demo'), count(*) FROM people_user WHERE is_demo"
    assert home.rows(left) == [(0, 0)]
    assert home("demo", "remove") == {"orders": 0}
    assert home("demo", "accounts", status=1)["error"]["code"] == "demo.none"
    assert not private.exists()


def _shows_everything_three_times(home: Console) -> None:
    """Every state, step and hold of an order, two confirmed days, and one batch that is being packed."""
    [(shop,)] = home.rows("SELECT id FROM shops_shop WHERE code = 'demo'")
    orders = "FROM orders_order WHERE shop_id = %s"
    assert home.rows(f"SELECT count(*) {orders}", shop) == [(3000,)]
    pictured = "SELECT count(*) FROM catalog_product WHERE shop_id = %s AND picture_path <> ''"
    assert home.rows(pictured, shop) == [(200,)]
    unclean = "SELECT count(*) FROM kernel_importbatch WHERE shop_id = %s AND quarantined_count + conflict_count > 0"
    assert home.rows(unclean, shop) == [(0,)]
    assert _often(home, f"state {orders}", shop) >= set(OrderState.values)
    assert _often(home, f"step {orders} AND state = 'paid'", shop) >= set(OrderStep.values)
    holds = "reason FROM orders_orderhold JOIN orders_order o ON o.id = order_id WHERE o.shop_id = %s"
    assert _often(home, f"{holds} AND released_at IS NULL", shop) >= set(HoldReason.values) - SELDOM
    confirmed = "SELECT figures->>'shipped' FROM fulfilment_dailyreport WHERE shop_id = %s AND state = 'confirmed'"
    assert home.rows(confirmed, shop) == [("150",), ("150",)]
    followed = "SELECT DISTINCT kind FROM fulfilment_parcelexception WHERE shop_id = %s AND next_step <> ''"
    assert {kind for (kind,) in home.rows(followed, shop)} == set(ExceptionKind.values)
    handed_over = "SELECT count(*) FROM fulfilment_batch WHERE shop_id = %s AND state = 'handed_over'"
    assert home.rows(handed_over, shop) == [(3,)]


def _often(home: Console, what: str, shop: int) -> set[str]:
    """The values that stand there three times or more."""
    return {value for (value,) in home.rows(f"SELECT {what} GROUP BY 1 HAVING count(*) >= 3", shop)}
