"""One process that holds everything: PostgreSQL, web, live, worker and scheduler.

Ends within 10 seconds of SIGINT or SIGTERM: children get 6 seconds, then the database stops.
"""

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from gettext import gettext as _
from types import FrameType
from typing import Any

from zhanggui.kernel.errors import Conflict, InvalidInput, Unavailable, ZhangguiError
from zhanggui.kernel.runtime.children import Child, ChildProcess
from zhanggui.kernel.runtime.environment import activate
from zhanggui.kernel.runtime.home import Home, write_private
from zhanggui.kernel.runtime.leftovers import end_leftovers, reap_strangers
from zhanggui.kernel.runtime.locks import FileLock
from zhanggui.kernel.runtime.postgres import (
    Database,
    database,
    ensure_running,
    has_died,
)

__all__ = ["Child", "serve"]

TICK_SECONDS = 0.2
CHILD_SECONDS = 6.0
DATABASE_CHECK_SECONDS = 1.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def serve(
    home: Home,
    *,
    bind: str,
    port: int,
    live_port: int,
    children: Sequence[Child],
    prepare: Callable[[Database], None] | None = None,
    on_ready: Callable[[], None] | None = None,
    fast: bool = False,
) -> int:
    """Run everything until SIGINT or SIGTERM; returns the exit status.

    `prepare` runs between the start of the database and of the children (migrations), with the
    environment already set; `on_ready` once both ports accept connections.
    Raises Conflict if this home is already served, Unavailable if a port is busy.
    """
    instance = FileLock(home.run / "supervisor.lock")
    try:
        if not instance.try_exclusive():
            raise Conflict(
                "supervisor.already_running",
                _("The home %(path)s is already being served."),
                path=str(home.path),
            )
        end_leftovers(home)
        for number in (port, live_port):
            check_port_free(bind, number)
        supervisor = _Supervisor(home, bind, (port, live_port), fast=fast)
        return supervisor.run(children, prepare=prepare, on_ready=on_ready)
    finally:
        instance.close()


def check_port_free(bind: str, port: int) -> None:
    """Raises Unavailable when somebody listens there, InvalidInput for an unknown address."""
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(
            bind, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, OverflowError) as error:
        raise InvalidInput(
            "supervisor.bad_address",
            _("%(bind)s is not an address of this machine."),
            bind=bind,
        ) from error
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except (OSError, OverflowError) as error:
            raise Unavailable(
                "supervisor.port_busy",
                _("Port %(port)s on %(bind)s cannot be used. Choose another with PORT, LIVE_PORT."),
                port=port,
                bind=bind,
            ) from error


class _Supervisor:
    def __init__(self, home: Home, bind: str, ports: tuple[int, int], *, fast: bool) -> None:
        self.home = home
        self.bind = bind
        self.ports = ports
        self.fast = fast
        self.children: list[ChildProcess] = []
        self._stopping = False
        self._in_loop = False
        self._revival: threading.Thread | None = None

    def run(
        self,
        children: Sequence[Child],
        *,
        prepare: Callable[[Database], None] | None,
        on_ready: Callable[[], None] | None,
    ) -> int:
        before = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        try:
            with database(self.home, keep=True, fast=self.fast) as found:
                try:
                    activate(found, self.home)
                    if prepare is not None:
                        prepare(found)
                    self._in_loop = True
                    self._start_children(children, found)
                    self._watch(found, on_ready)
                finally:
                    self._in_loop = True
                    self._end_children()
        except KeyboardInterrupt:
            self._note("stopped_while_starting")
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            (self.home.run / "processes.json").unlink(missing_ok=True)
        return 0 if self._stopping else 1

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        first = not self._stopping
        self._stopping = True
        # Starting and preparing may take minutes; they are broken off, the loop ends by itself.
        if first and not self._in_loop:
            raise KeyboardInterrupt

    def _start_children(self, children: Sequence[Child], found: Database) -> None:
        for child in children:
            process = ChildProcess(child, self.home.logs)
            self.children.append(process)
            process.start()
        self._write_state(found)

    def _watch(self, found: Database, on_ready: Callable[[], None] | None) -> None:
        next_check = 0.0
        while not self._stopping:
            if not self.home.run.is_dir():
                # Somebody deleted the home; going on would only write into nowhere.
                break
            now = time.monotonic()
            if self._keep_children(now):
                self._write_state(found)
            if now >= next_check:
                next_check = now + DATABASE_CHECK_SECONDS
                self._keep_database(found)
            if on_ready is not None and self._is_ready():
                on_ready()
                on_ready = None
            time.sleep(TICK_SECONDS)

    def _keep_children(self, now: float) -> bool:
        changed = False
        for process in self.children:
            before = process.pid
            status = process.keep_alive(now)
            changed = changed or process.pid != before
            if status is not None:
                self._note("child_ended", child=process.child.name, status=status)
        if self._revival is None:
            reap_strangers({process.pid for process in self.children if process.pid})
        return changed

    def _keep_database(self, found: Database) -> None:
        if self._revival is not None:
            if self._revival.is_alive():
                return
            self._revival = None
        if has_died(self.home):
            self._note("database_died")
            # In a thread, because recovery may last minutes and a signal must still end us.
            self._revival = threading.Thread(target=self._revive, args=(found.port,), daemon=True)
            self._revival.start()

    def _revive(self, port: int) -> None:
        try:
            ensure_running(self.home, fast=self.fast, port=port)
        except ZhangguiError as error:
            self._note("database_not_started", code=error.code)
        else:
            self._note("database_started")

    def _is_ready(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.bind, self.bind)  # noqa: S104 compared, not bound
        for port in self.ports:
            try:
                socket.create_connection((host, port), timeout=0.2).close()
            except OSError:
                return False
        return True

    def _end_children(self) -> None:
        for process in self.children:
            process.ask_to_end()
        deadline = time.monotonic() + CHILD_SECONDS
        while time.monotonic() < deadline:
            if all(process.has_ended() for process in self.children):
                break
            time.sleep(0.05)
        for process in self.children:
            process.end_now()

    def _write_state(self, found: Database) -> None:
        state = {
            "supervisor": os.getpid(),
            "bind": self.bind,
            "port": self.ports[0],
            "live_port": self.ports[1],
            "database_port": found.port,
            "children": {
                process.child.name: {
                    "pid": process.pid,
                    "restarts": process.restarts,
                    "argv": list(process.child.argv),
                }
                for process in self.children
            },
        }
        write_private(self.home.run / "processes.json", json.dumps(state, indent=2))

    def _note(self, event: str, **values: Any) -> None:
        line = {"at": datetime.now(UTC).isoformat(), "event": event, **values}
        with suppress(OSError), (self.home.logs / "supervisor.log").open("a") as log:
            log.write(json.dumps(line) + "\n")
