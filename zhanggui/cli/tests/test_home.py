"""init, doctor, audit verify, backup, restore, and the demo's commands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zhanggui.cli.tests.console import Console, Desk
from zhanggui.kernel.runtime.home import open_home
from zhanggui.kernel.runtime.server import remove_cluster

pytestmark = pytest.mark.xdist_group("commands")


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


def test_demo_is_loaded_once_shown_and_removed(home: Console) -> None:
    assert home("demo", "accounts", status=1)["error"]["code"] == "demo.none"
    assert home("demo", "load")["shop"] == "demo"
    assert home("demo", "load") == {"shop": "demo", "loaded": False}
    accounts = home("demo", "accounts")["accounts"]
    assert len(accounts) == 7
    assert all(account.keys() >= {"name", "position", "password"} for account in accounts)
    refused = home("demo", "accounts", "--bind", "0.0.0.0", status=1)["error"]  # noqa: S104  reason: refused
    assert refused["code"] == "demo.not_loopback"
    assert (home.home / "demo-accounts.json").stat().st_mode & 0o777 == 0o600
    assert home("demo", "remove") == {"orders": 3_000}
    assert home("demo", "remove") == {"orders": 0}
    assert home("demo", "accounts", status=1)["error"]["code"] == "demo.none"
