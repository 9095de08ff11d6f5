import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from zhanggui.kernel.errors import Conflict, Unavailable
from zhanggui.kernel.runtime import processes
from zhanggui.kernel.runtime.cluster import find_cluster
from zhanggui.kernel.runtime.home import Home, recorded_cluster
from zhanggui.kernel.runtime.postgres import database, is_running
from zhanggui.kernel.runtime.supervisor import Child, serve

SERVE = """
import sys
from zhanggui.kernel.runtime.home import open_home
from zhanggui.kernel.runtime.supervisor import Child, serve
home, port, live_port, slow = open_home(sys.argv[1]), *map(int, sys.argv[2:5])
listen = "import http.server as h, sys; h.HTTPServer(('127.0.0.1', int(sys.argv[1])), None).serve_forever()"
sleep = "import time; print('working', flush=True)\\nwhile True: time.sleep(1)"
deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\\n" + sleep
sys.exit(serve(home, bind="127.0.0.1", port=port, live_port=live_port, fast=True, children=[
    Child("web", [sys.executable, "-c", listen, str(port)]),
    Child("live", [sys.executable, "-c", listen, str(live_port)]),
    Child("worker", [sys.executable, "-c", deaf if slow else sleep], {"PYTHONUNBUFFERED": "1"}),
], on_ready=lambda: print("ready", flush=True)))
"""


def free_port() -> int:
    while True:
        port = random.randrange(15000, 32000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def state(home: Home) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((home.run / "processes.json").read_text())
    return found


class Served:
    """A supervisor in its own process."""

    def __init__(self, home: Home, *, deaf_worker: bool = False) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-c", SERVE, str(home.path)),
                *(str(free_port()), str(free_port()), str(int(deaf_worker))),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def child_pids(self) -> list[int]:
        return [child["pid"] for child in state(self.home)["children"].values()]

    def end(self, number: int = signal.SIGTERM) -> float:
        """Seconds until it ended."""
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=20)
        return time.monotonic() - started


@pytest.fixture(scope="module")
def served(shared_home: Home) -> Iterator[Served]:
    made = Served(shared_home)
    yield made
    made.end()


def test_everything_ends_within_ten_seconds_even_with_a_deaf_child(home: Home) -> None:
    served = Served(home, deaf_worker=True)
    pids = served.child_pids()

    seconds = served.end(signal.SIGINT)

    assert seconds < 10
    assert served.process.returncode == 0
    assert all(processes.is_zombie(pid) for pid in pids)
    assert not is_running(home)
    assert not (home.run / "processes.json").exists()
    assert (home.logs / "worker.log").read_text() == "working\n"


def test_killed_child_is_started_again(served: Served) -> None:
    before = state(served.home)["children"]["worker"]["pid"]
    os.kill(before, signal.SIGKILL)

    wait_until(lambda: state(served.home)["children"]["worker"]["restarts"] == 1)

    assert state(served.home)["children"]["worker"]["pid"] != before


def test_killed_postmaster_is_started_again_on_its_port(served: Served) -> None:
    cluster = find_cluster(served.home)
    assert cluster is not None
    before = processes.read_postmaster(cluster.data)
    assert before is not None
    os.kill(before.pid, signal.SIGKILL)

    def is_back() -> bool:
        now = processes.read_postmaster(cluster.data)
        return now is not None and now.pid != before.pid and is_running(served.home)

    wait_until(is_back)
    after = processes.read_postmaster(cluster.data)
    with database(served.home, fast=True) as found, psycopg.connect(found.app_url) as app:
        app.execute("SELECT 1")
    still_running = is_running(served.home)

    assert after is not None
    assert after.port == before.port
    assert still_running


def test_children_of_a_killed_supervisor_end_with_the_next_start(home: Home) -> None:
    served = Served(home)
    left = served.child_pids()
    served.process.kill()
    served.process.wait()
    were_running = [not processes.is_zombie(pid) for pid in left]

    following = Served(served.home)
    gone = [processes.is_zombie(pid) for pid in left]
    following.end()

    assert (were_running, gone) == ([True] * 3, [True] * 3)
    assert not is_running(served.home)


def test_second_supervisor_of_a_home_is_refused(served: Served) -> None:
    with pytest.raises(Conflict) as refusal:
        serve(
            served.home,
            bind="127.0.0.1",
            port=free_port(),
            live_port=free_port(),
            children=[],
        )

    assert refusal.value.code == "supervisor.already_running"
    assert served.process.poll() is None


def test_busy_port_is_refused_before_anything_starts(home: Home) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as listener:
        port = listener.getsockname()[1]

        with pytest.raises(Unavailable) as refusal:
            serve(
                home,
                bind="127.0.0.1",
                port=free_port(),
                live_port=port,
                children=[Child("web", ["true"])],
            )

    assert refusal.value.code == "supervisor.port_busy"
    assert str(port) in str(refusal.value)
    assert recorded_cluster(home) is None


def test_failing_preparation_stops_the_database(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # `serve` exports the database; monkeypatch puts the environment back.
    for name in ("ZHANGGUI_HOME", "DJANGO_SETTINGS_MODULE", "DATABASE_URL"):
        monkeypatch.setenv(name, "")
    for name in ("ZHANGGUI_OWNER_DATABASE_URL", "ZHANGGUI_DATABASE_MANAGED"):
        monkeypatch.setenv(name, "")

    def prepare(_found: object) -> None:
        raise Conflict("test.refused")

    with pytest.raises(Conflict):
        serve(
            home,
            bind="127.0.0.1",
            port=free_port(),
            live_port=free_port(),
            children=[Child("web", ["touch", str(tmp_path / "started")])],
            prepare=prepare,
            fast=True,
        )

    assert not is_running(home)
    assert not (tmp_path / "started").exists()
