import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.health import checks, storage
from zhanggui.kernel.health.backups import is_backup_due, note_backup
from zhanggui.kernel.health.models import BackupRun, Installation
from zhanggui.kernel.health.settings import change_installation, installation
from zhanggui.kernel.health.tests.factories import alive, certificate_file, failed_job, set_status
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.runtime.home import app_version, open_home, record_upgrade_backup, record_versions
from zhanggui.kernel.testing.factories import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("seconds", "light", "detail"),
    [
        pytest.param(4, "good", "last sign of life 4 s ago", id="alive"),
        pytest.param(200, "bad", "last sign of life 3 min ago", id="silent"),
        pytest.param(None, "bad", "never seen", id="never"),
    ],
)
def test_process_is_judged_by_its_last_sign_of_life(seconds: int | None, light: str, detail: str) -> None:
    if seconds is not None:
        alive("worker", seconds_ago=seconds)

    found = {check.name: check for check in checks.process_checks()}

    assert list(found) == ["live", "worker", "scheduler"]
    assert (found["worker"].light, found["worker"].detail) == (light, detail)


def test_queue_tells_waiting_running_failed_and_the_oldest() -> None:
    for status in ("todo", "todo", "doing", "failed"):
        set_status(enqueue("fulfilment.close_now", shop_id=1, run_id=1) or 0, status, attempts=0)

    check = checks.queue_check()

    assert {name: check.facts[name] for name in ("waiting", "running", "failed")} == {
        "waiting": 2,
        "running": 1,
        "failed": 1,
    }
    assert check.facts["oldest_waiting_seconds"] in {0, 1}
    assert (check.light, check.detail) == ("warn", "2 waiting, 1 running, 1 failed, the oldest waits 0 s")


def test_empty_queue_is_in_order() -> None:
    check = checks.queue_check()

    assert (check.light, check.facts["oldest_waiting_seconds"]) == ("good", None)


def test_disk_tells_room_and_what_takes_it(tmp_path: Path) -> None:
    (tmp_path / "files" / "deep").mkdir(parents=True)
    (tmp_path / "files" / "deep" / "a").write_bytes(b"x" * 1_500)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "b").write_bytes(b"x" * 700)

    check = checks.disk_check(tmp_path)

    assert (check.facts["files_bytes"], check.facts["backups_bytes"]) == (1_500, 700)
    assert check.facts["database_bytes"] > 1_000_000
    assert 0 < check.facts["free_bytes"] < check.facts["total_bytes"]


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 kB"), (12_345, "12 kB"), (320_000_000, "320 MB"), (1_440_000_000, "1.4 GB")]
)
def test_size_is_told_in_the_unit_that_fits(size: int, words: str) -> None:
    assert storage.size_words(size) == words


def _backup(days_ago: float, *, is_ok: bool = True) -> BackupRun:
    reason = None if is_ok else {"en": "The disk is full.", "zh-hans": "磁盘满了。"}
    run = note_backup(
        actor=SYSTEM, started_at=now(), file="/b/zhanggui-1.tar" if is_ok else "", size_bytes=2_000_000, reason=reason
    )
    BackupRun.objects.filter(pk=run.pk).update(finished_at=now() - timedelta(days=days_ago, seconds=1))
    return run


def test_backup_that_was_never_made_asks_for_one() -> None:
    assert (checks.backup_check().light, is_backup_due()) == ("warn", True)


def test_fresh_backup_is_in_order() -> None:
    _backup(1.5)

    check = checks.backup_check()

    assert (check.light, check.detail) == ("good", "36 h ago, 2.0 MB, zhanggui-1.tar")
    assert not is_backup_due()


def test_backup_older_than_the_set_days_warns() -> None:
    _backup(3)
    assert checks.backup_check().light == "good"

    change_installation(actor=SYSTEM, backup_warn_days=2)

    check = checks.backup_check()
    assert (check.light, check.detail) == ("warn", "3 days ago, 2.0 MB, zhanggui-1.tar; older than 2 days")
    assert is_backup_due()


def test_backup_that_did_not_work_is_out_of_order_with_its_reason() -> None:
    _backup(2)
    _backup(1, is_ok=False)

    check = checks.backup_check()

    assert (check.light, check.detail) == ("bad", "the last one, 24 h ago, did not work: The disk is full.")
    assert check.facts["file"] == "/b/zhanggui-1.tar"


@pytest.mark.parametrize(("days", "light"), [(90, "good"), (20, "warn"), (3, "bad"), (-2, "bad")])
def test_certificate_file_tells_its_days(tmp_path: Path, days: int, light: str) -> None:
    ends_at = now() + timedelta(days=days, hours=1)
    path = certificate_file(tmp_path, ends_at)
    change_installation(actor=SYSTEM, backup_warn_days=7, certificate_file=str(path))

    check = checks.certificate_check()

    assert (check.light, check.facts["days_left"]) == (light, days)
    words = f"ended on {ends_at:%Y-%m-%d}" if days < 0 else f"{days} days left, until {ends_at:%Y-%m-%d}"
    assert check.detail == f"{path}: {words}"


def test_host_is_asked_for_its_certificate(tmp_path: Path) -> None:
    path = certificate_file(tmp_path, now() + timedelta(days=45, hours=1))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        answering = threading.Thread(target=_answer_once, args=(server, context))
        answering.start()
        change_installation(actor=SYSTEM, backup_warn_days=7, certificate_host=f"https://localhost:{port}/")
        check = checks.certificate_check()
        answering.join()

    assert (check.light, check.facts["days_left"], check.facts["source"]) == ("good", 45, f"localhost:{port}")
    assert checks.certificate_check() == check  # Kept: nobody answers any more.


def _answer_once(server: socket.socket, context: ssl.SSLContext) -> None:
    plain, _address = server.accept()
    with context.wrap_socket(plain, server_side=True) as secure:
        secure.recv(1)


def test_certificate_that_cannot_be_read_is_out_of_order(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    change_installation(actor=SYSTEM, backup_warn_days=7, certificate_file=str(empty))
    assert (checks.certificate_check().light, checks.certificate_check().detail) == (
        "bad",
        f"{empty}: The file holds no certificate.",
    )
    empty.unlink()
    assert checks.certificate_check().detail == f"{empty}: The file cannot be read."
    change_installation(actor=SYSTEM, backup_warn_days=7, certificate_host="localhost:1")
    assert checks.certificate_check().detail == "localhost:1: The host did not show a certificate."


def test_without_a_certificate_a_plain_sentence_stands(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = False
    plain = checks.certificate_check()
    settings.SESSION_COOKIE_SECURE = True

    assert (plain.light, plain.detail) == ("none", "No certificate is watched: the site is not served by HTTPS.")
    assert checks.certificate_check().light == "warn"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"backup_warn_days": 0}, "system.backup_days"),
        ({"backup_warn_days": 366}, "system.backup_days"),
        ({"backup_warn_days": 7, "certificate_host": "a b"}, "system.host"),
        ({"backup_warn_days": 7, "certificate_host": "a.b", "certificate_file": "/x"}, "system.one_certificate"),
        ({"backup_warn_days": 7, "certificate_file": "/not/there"}, "system.certificate_file"),
    ],
)
def test_setting_that_cannot_work_is_refused(values: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        change_installation(actor=SYSTEM, **values)

    assert refused.value.code == code
    assert not Installation.objects.exists()


def test_only_what_changed_is_told() -> None:
    assert change_installation(actor=SYSTEM, backup_warn_days=7) == []
    assert change_installation(actor=SYSTEM, backup_warn_days=3) == ["backup_warn_days"]
    assert installation().backup_warn_days == 3


def test_pages_that_do_not_answer_are_out_of_order() -> None:
    assert (checks.web_check("127.0.0.1:1").light, checks.web_check().light) == ("bad", "good")


def test_worst_light_stands_for_the_whole() -> None:
    failed_job(1)
    found = [checks.queue_check(), checks.versions_check()]

    assert checks.worst(found) == "warn"
    assert checks.worst(found[1:]) == "good"


def test_backup_before_an_upgrade_stands_beside_the_versions(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    home = open_home(tmp_path)
    assert "upgrade" not in checks.versions_check().detail
    record_versions(home, app_version="0.8", postgres_version=180006)
    file = home.backups / "zhanggui-2.tar"
    file.write_bytes(b"tar")

    record_upgrade_backup(home, file=file, made_at=datetime(2026, 11, 22, 8, tzinfo=UTC), size_bytes=3)

    check = checks.versions_check()
    assert f"before the upgrade from 0.8 to {app_version()} on 2026-11-22 all was backed up to {file}" in check.detail
    assert check.facts["upgrade_backup"]["size_bytes"] == 3
    file.unlink()
    assert "is not there any more" in checks.versions_check().detail
