import stat
from pathlib import Path

import psycopg
import pytest

from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.runtime.backup import BackupResult, backup, check_versions, restore
from zhanggui.kernel.runtime.home import (
    Home,
    app_version,
    open_home,
    record_versions,
    recorded_cluster,
    recorded_versions,
    secrets,
)
from zhanggui.kernel.runtime.postgres import database

KEY = "a long pass phrase 掌柜"


@pytest.fixture(scope="module")
def written(shared_home: Home, tmp_path_factory: pytest.TempPathFactory) -> dict[str | None, BackupResult]:
    """A home with two tables, a privilege taken away and two files, backed up without and with a key."""
    out = tmp_path_factory.mktemp("backups") / "out"
    (shared_home.files / "2026").mkdir()
    (shared_home.files / "2026" / "订单.csv").write_bytes(b"\x00\xff" * 700_000)
    (shared_home.files / "empty").touch()
    with database(shared_home, fast=True) as found:
        with psycopg.connect(found.owner_url) as owner:
            owner.execute("CREATE TABLE orders (id bigint PRIMARY KEY, title text)")
            owner.execute("CREATE INDEX ON orders USING gin (title gin_trgm_ops)")
            owner.execute("INSERT INTO orders SELECT n, '淘宝' || n FROM generate_series(1, 500) n")
            owner.execute("CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY)")
            owner.execute("REVOKE DELETE ON events FROM zhanggui_app")
        return {key: backup(shared_home, found, out=out, key=key) for key in (None, KEY)}


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted"])
def test_restore_brings_back_rows_files_keys_and_privileges(
    shared_home: Home, other_home: Home, written: dict[str | None, BackupResult], key: str | None
) -> None:
    made = written[key]

    result = restore(made.file, into=other_home, key=key)

    assert made.tables == result.rows == {"events": 0, "orders": 500}
    assert made.bytes == made.file.stat().st_size
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert (other_home.files / "2026" / "订单.csv").read_bytes() == b"\x00\xff" * 700_000
    assert (other_home.files / "empty").read_bytes() == b""
    assert secrets(other_home).secret_key == secrets(shared_home).secret_key
    assert secrets(other_home).hash_key == secrets(shared_home).hash_key
    assert secrets(other_home).app_password != secrets(shared_home).app_password
    assert recorded_cluster(other_home) != recorded_cluster(shared_home)
    assert recorded_versions(other_home).app == app_version()
    with database(other_home, fast=True) as found, psycopg.connect(found.app_url) as app:
        app.execute("UPDATE orders SET title = ''")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM events")


def test_encrypted_backup_says_nothing_without_its_key_or_when_damaged(
    other_home: Home, written: dict[str | None, BackupResult], tmp_path: Path
) -> None:
    file = written[KEY].file
    content = file.read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(content[: len(content) // 2])
    changed = tmp_path / "changed"
    changed.write_bytes(content[:-40] + bytes([content[-40] ^ 1]) + content[-39:])

    refusals = {}
    for case, source, key in (
        ("no key", file, None),
        ("wrong key", file, "another"),
        ("cut", cut, KEY),
        ("changed", changed, KEY),
    ):
        with pytest.raises(InvalidInput) as refusal:
            restore(source, into=other_home, key=key)
        refusals[case] = refusal.value.code

    assert refusals == {
        "no key": "backup.key_missing",
        "wrong key": "backup.wrong_key",
        "cut": "backup.not_readable",
        "changed": "backup.not_readable",
    }
    assert b"orders" not in content
    assert recorded_cluster(other_home) is None
    assert list(other_home.files.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "backup.no_file"), (b"", "backup.not_readable"), (b"x" * 5000, "backup.not_readable")],
    ids=["missing", "empty", "no tar"],
)
def test_something_else_is_refused(home: Home, tmp_path: Path, content: bytes | None, code: str) -> None:
    file = tmp_path / "given"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(InvalidInput) as refusal:
        restore(file, into=home, key=None)

    assert refusal.value.code == code


def test_home_in_use_is_not_overwritten(shared_home: Home, written: dict[str | None, BackupResult]) -> None:
    with pytest.raises(Conflict) as refusal:
        restore(written[None].file, into=shared_home, key=None)

    assert refusal.value.code == "restore.not_empty"
    assert (shared_home.files / "empty").exists()


@pytest.mark.parametrize(
    ("written_app", "written_postgres", "answer"),
    [
        (None, None, "same"),
        ("0.9.0", 180001, "same"),
        ("0.8.12", 180006, "upgrade"),
        ("0.10.0", 180006, "home.newer_app"),
        ("0.9.0", 150018, "database.other_major"),
    ],
    ids=["new home", "same", "older app", "newer app", "other major"],
)
def test_versions_decide_who_may_open_a_home(
    tmp_path: Path, written_app: str | None, written_postgres: int | None, answer: str
) -> None:
    home = open_home(tmp_path / "versions")
    if written_app and written_postgres:
        record_versions(home, app_version=written_app, postgres_version=written_postgres)

    try:
        found: str = check_versions(home, app_version="0.9.0", server_version=180006)
    except Conflict as refusal:
        found = refusal.code

    assert found == answer
