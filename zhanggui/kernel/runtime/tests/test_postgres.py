import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from zhanggui.kernel.errors import Conflict, Unavailable
from zhanggui.kernel.runtime import postgres, processes
from zhanggui.kernel.runtime.cluster import find_cluster, root_of
from zhanggui.kernel.runtime.home import Home, record_versions, recorded_cluster
from zhanggui.kernel.runtime.postgres import Database, database, is_running

COMMAND = """
import sys
from zhanggui.kernel.runtime.home import open_home
from zhanggui.kernel.runtime.postgres import database
with database(open_home(sys.argv[1]), fast=True) as found:
    print(found.port, flush=True)
    sys.stdin.readline()
"""


def fill(found: Database, rows: int) -> None:
    with psycopg.connect(found.owner_url) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept (number int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, %s)", [rows])


def count(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def postmaster_pid(home: Home) -> int:
    cluster = find_cluster(home)
    assert cluster is not None
    claimed = processes.read_postmaster(cluster.data)
    assert claimed is not None
    return claimed.pid


def start_command(home: Home) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(home.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def end_command(command: subprocess.Popen[str]) -> None:
    command.communicate("\n", timeout=20)
    assert command.returncode == 0


def test_database_has_two_plain_roles_and_chinese_search(shared_home: Home) -> None:
    with database(shared_home, fast=True) as found:
        fill(found, 3)
        with psycopg.connect(found.app_url) as app:
            roles = app.execute(
                "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles"
                " WHERE rolname IN ('zhanggui_app', 'zhanggui_owner') ORDER BY 1"
            ).fetchall()
            words = app.execute("SELECT show_trgm('淘宝订单')").fetchone()
            changed = app.execute("UPDATE kept SET number = 0").rowcount
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("TRUNCATE kept")

    assert roles == [
        ("zhanggui_app", False, False, False),
        ("zhanggui_owner", False, False, False),
    ]
    assert words is not None
    assert len(words[0]) == 5
    assert changed == 3
    assert "zhanggui_app:" not in repr(found)


def test_command_starts_and_stops_the_server(shared_home: Home) -> None:
    with database(shared_home, fast=True) as first:
        assert first.started_here
        with database(shared_home, fast=True) as second:
            assert not second.started_here
            assert second.port == first.port
        assert is_running(shared_home)

    assert not is_running(shared_home)


def test_two_commands_at_once_share_one_server_until_the_last_ends(shared_home: Home) -> None:
    commands = [start_command(shared_home), start_command(shared_home)]
    ports = [command.stdout.readline() for command in commands if command.stdout]

    end_command(commands[0])
    running_with_one = is_running(shared_home)
    end_command(commands[1])

    assert ports[0] == ports[1] != ""
    assert running_with_one
    assert not is_running(shared_home)


def test_server_of_a_killed_command_is_used_and_stopped_by_the_next(shared_home: Home) -> None:
    command = start_command(shared_home)
    assert command.stdout is not None
    port = int(command.stdout.readline())
    command.kill()
    command.wait()
    with database(shared_home, fast=True) as found:
        assert (found.port, found.started_here) == (port, False)

    assert not is_running(shared_home)


def test_deleted_home_means_a_new_cluster(home: Home) -> None:
    with database(home, fast=True) as found:
        fill(found, 3)
    old = recorded_cluster(home)
    assert old is not None
    old_root = root_of(home, old)
    shutil.rmtree(home.path)
    home.run.mkdir(parents=True)

    with (
        database(home, fast=True) as found,
        pytest.raises(psycopg.errors.UndefinedTable),
    ):
        count(found.owner_url)

    new = recorded_cluster(home)
    assert new is not None
    assert new.cluster_id != old.cluster_id
    if old.place == "system":
        shutil.rmtree(old_root)


def test_home_deleted_under_a_running_command_leaves_no_server(home: Home) -> None:
    if os.geteuid() != 0:
        pytest.skip("as a user the data goes with the home and the server ends by itself")
    with database(home, fast=True):
        pid = postmaster_pid(home)
        cluster = find_cluster(home)
        assert cluster is not None
        shutil.rmtree(home.path)

    assert processes.is_zombie(pid)
    shutil.rmtree(cluster.root)


def test_killed_postmaster_comes_back_on_its_port_with_committed_rows(
    shared_home: Home,
) -> None:
    with database(shared_home) as found:
        fill(found, 1000)
        os.kill(postmaster_pid(shared_home), signal.SIGKILL)

        again = postgres.ensure_running(shared_home, port=found.port)

        assert (again.port, again.started_here) == (found.port, True)
        assert count(found.app_url) == 1000


def test_zombie_in_the_pid_file_is_not_taken_for_a_server(shared_home: Home) -> None:
    with database(shared_home, fast=True) as found:
        fill(found, 7)
    cluster = find_cluster(shared_home)
    assert cluster is not None
    zombie = os.fork()
    if zombie == 0:
        os._exit(0)
    time.sleep(0.1)
    lines = [str(zombie), str(cluster.data), "1", str(found.port), "", "127.0.0.1"]
    (cluster.data / "postmaster.pid").write_text("\n".join(lines) + "\n")
    was_running = is_running(shared_home)

    with database(shared_home, fast=True) as again:
        rows = count(again.app_url)
    os.waitpid(zombie, 0)

    assert not was_running
    assert rows == 7


def test_used_home_without_its_data_is_refused(home: Home) -> None:
    with database(home, fast=True) as found:
        record_versions(home, app_version="1", postgres_version=found.server_version)
    cluster = find_cluster(home)
    assert cluster is not None
    shutil.rmtree(cluster.root)

    with pytest.raises(Conflict) as refusal, database(home):
        pass

    assert refusal.value.code == "database.gone"


def test_chosen_server_is_used_and_nothing_started(
    shared_home: Home, other_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database(shared_home, fast=True) as running:
        monkeypatch.setenv("DATABASE_URL", running.app_url)
        with database(other_home) as found:
            pass

        assert found == Database(running.app_url, running.app_url, running.server_version, started_here=False)
        assert recorded_cluster(other_home) is None
        monkeypatch.delenv("DATABASE_URL")


def test_chosen_server_that_is_down_is_named_without_its_password(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:hidden@127.0.0.1:9/shop")

    with pytest.raises(Unavailable) as refusal, database(home):
        pass

    assert refusal.value.code == "database.unreachable"
    assert "hidden" not in str(refusal.value)


def test_client_programs_fit_the_server() -> None:
    programs: Path = postgres.binaries(150000)

    assert (programs / "pg_dump").is_file()
