"""The whole program as a shop runs it, used from outside: pages, API, commands, and kill -9."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, Self, TypeVar

import psycopg

from zhanggui.kernel.runtime import processes
from zhanggui.kernel.runtime.cluster import find_cluster
from zhanggui.kernel.runtime.home import open_home, secrets
from zhanggui.kernel.runtime.roles import OWNER
from zhanggui.kernel.runtime.server import remove_cluster

PATIENCE_SECONDS = 120.0
_OURS = ("DATABASE_URL", "ZHANGGUI_OWNER_DATABASE_URL", "ZHANGGUI_DATABASE_MANAGED", "ZHANGGUI_TEST_HOME")
_NOTE = "/desk/me/secrecy"
_AWAY = (urllib.error.URLError, HTTPException, OSError)
Found = TypeVar("Found")


class Stuck(Exception):
    """Something did not come back within its time."""


def wait_until(what: str, look: Callable[[], Found | None], seconds: float = PATIENCE_SECONDS) -> Found:
    """The first answer that is not empty; Stuck after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            raise Stuck(f"waited {seconds:.0f} s for: {what}")
        time.sleep(0.1)
    return found


def _free_ports() -> int:
    """A port whose follower is free too."""
    while True:
        port = random.randrange(15_000, 32_000, 2)
        with socket.socket() as one, socket.socket() as other, suppress(OSError):
            one.bind(("127.0.0.1", port))
            other.bind(("127.0.0.1", port + 1))
            return port


class Served:
    """`zhanggui serve` of a home of its own; ends and forgets the home with the block."""

    def __init__(self, folder: Path) -> None:
        self.home = open_home(folder)
        self.port = _free_ports()
        self._environment = {name: value for name, value in os.environ.items() if name not in _OURS} | {
            "ZHANGGUI_HOME": str(folder),
            "ZHANGGUI_DEMO": "0",
            "PORT": str(self.port),
            "LIVE_PORT": str(self.port + 1),
        }

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "zhanggui.cli.main", "serve"],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until("the first healthy answer", self.is_healthy)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=30)
        remove_cluster(self.home)

    def zhanggui(self, *words: object) -> dict[str, Any]:
        """The JSON of a command run beside the server."""
        done = subprocess.run(
            [sys.executable, "-m", "zhanggui.cli.main", *map(str, words), "--json"],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, 3):
            raise Stuck(f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def is_healthy(self) -> bool:
        """Whether `/healthz` says that all parts live."""
        with suppress(*_AWAY), urllib.request.urlopen(f"{self.address}/healthz", timeout=10) as answer:  # noqa: S310  reason: our own server
            return bool(answer.status == 200)
        return False

    @property
    def address(self) -> str:
        """Where pages and API answer."""
        return f"http://127.0.0.1:{self.port}"

    def rows(self, query: str, values: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query, waiting while the database is away."""

        def ask() -> list[list[tuple[Any, ...]]]:
            with suppress(psycopg.OperationalError, OSError), psycopg.connect(self._url(), connect_timeout=5) as found:
                return [found.execute(query.encode(), values).fetchall()]
            return []

        return wait_until("an answer of the database", ask)[0]

    def _url(self) -> str:
        cluster = find_cluster(self.home)
        if cluster is None:
            raise Stuck("the home has no database")
        return cluster.url(OWNER, secrets(self.home).owner_password, int(cluster.port_file.read_text("ascii")))

    def pids(self, kind: str) -> list[int]:
        """The processes of `worker`, `web` (its parent first) or `postgres` (its postmaster) that live now."""
        if kind == "postgres":
            cluster = find_cluster(self.home)
            claimed = processes.read_postmaster(cluster.data) if cluster else None
            return [claimed.pid] if claimed and not processes.is_zombie(claimed.pid) else []
        children = json.loads((self.home.run / "processes.json").read_text("utf-8"))["children"]
        parent = children[kind]["pid"]
        if parent is None or processes.is_zombie(parent):
            return []
        return [parent, *_children_of(parent)] if kind == "web" else [parent]

    def kill(self, kind: str, chance: random.Random) -> int:
        """Kill -9 of the worker, the postmaster, or of web as a whole or one of its processes; returns the pid."""
        parent, *children = wait_until(f"a process of {kind}", lambda: self.pids(kind))
        pid = chance.choice(children) if children and chance.random() < 0.5 else parent
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return pid


def _children_of(parent: int) -> list[int]:
    try:
        text = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii")
    except OSError:
        return []
    return [pid for pid in map(int, text.split()) if not processes.is_zombie(pid)]


class Person:
    """Somebody at the desk who tries again while nothing answers."""

    def __init__(self, served: Served, *, name: str, password: str, token: str) -> None:
        self._served = served
        self._name, self._password, self._token = name, password, token
        self._cookies = CookieJar()
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))

    def upload(self, shop: str, files: Sequence[Path]) -> str:
        """Send files by the API under one Idempotency-Key; returns the number of the import."""
        body, kind = _multipart(files)
        key = str(uuid.uuid4())

        def send() -> dict[str, Any] | None:
            request = urllib.request.Request(  # noqa: S310  reason: our own server
                f"{self._served.address}/api/v1/shops/{shop}/imports",
                data=body,
                headers={"Authorization": f"Bearer {self._token}", "Content-Type": kind, "Idempotency-Key": key},
            )
            return self._try(lambda: json.load(urllib.request.urlopen(request, timeout=120)))  # noqa: S310  reason: as above

        return str(wait_until("the upload to be taken", send)["batch"])

    def press(self, path: str) -> None:
        """Press a button of the desk, signing in first; pressed again while nothing answers."""
        wait_until("the sign-in", lambda: self._try(self._sign_in))
        wait_until(f"the answer of {path}", lambda: self._try(lambda: self._post(path, {})))

    def _sign_in(self) -> bool:
        self._browser.open(f"{self._served.address}/desk/sign-in", timeout=30).read()
        is_in = self._post("/desk/sign-in", {"login": self._name, "password": self._password})
        # Nobody sees a page before the secrecy note is signed; it is asked once a year.
        with self._browser.open(f"{self._served.address}/desk/", timeout=30) as answer:
            is_asked = answer.url.endswith(_NOTE)
        return self._post(_NOTE, {"name": self._name}) if is_asked else is_in

    def _post(self, path: str, fields: dict[str, str]) -> bool:
        token = next((cookie.value or "" for cookie in self._cookies if cookie.name == "csrftoken"), "")
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        with self._browser.open(f"{self._served.address}{path}", data=data, timeout=60) as answer:
            return bool(answer.status == 200)

    @staticmethod
    def _try(act: Callable[[], Found]) -> Found | None:
        try:
            return act()
        except urllib.error.HTTPError as refused:
            if refused.code < 500:
                raise Stuck(f"{refused.code} of {refused.url}: {refused.read()[:400]!r}") from refused
        except _AWAY:
            pass
        time.sleep(0.5)
        return None


def _multipart(files: Sequence[Path]) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = []
    for file in files:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{file.name}"\r\n'
        parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", file.read_bytes(), b"\r\n"]
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"
