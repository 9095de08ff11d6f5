"""What the operating system knows about a PostgreSQL server: alive, zombie, left-over backends."""

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Postmaster:
    """The first lines of `postmaster.pid`; the port is missing while it is being written."""

    pid: int
    port: int | None


def read_postmaster(data: Path) -> Postmaster | None:
    """What `postmaster.pid` claims; it may be stale."""
    try:
        lines = (data / "postmaster.pid").read_text("utf-8", errors="replace").splitlines()
        port = int(lines[3]) if len(lines) > 3 else None
        return Postmaster(abs(int(lines[0])), port)
    except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
        return None


def is_server_alive(pid: int, data: Path) -> bool:
    """Whether `pid` is a living server on `data`: no zombie, no stranger with a reused number."""
    if not PROC.joinpath("self").exists():
        with suppress(PermissionError):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return False
        return True
    # cmdline, not cwd: inside a container even root may not read another account's cwd.
    return not is_zombie(pid) and str(data).encode() in _arguments(pid)


def is_zombie(pid: int) -> bool:
    """Whether the process has ended and only waits to be reaped, or is gone."""
    try:
        text = (PROC / str(pid) / "stat").read_text("utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return True
    return text.rpartition(")")[2].split()[0] in {"Z", "X"}


def end_orphans(cluster_name: str, *, patience: float = 5.0) -> None:
    """Wait for the backends of a killed server to leave by themselves, then end them.

    A new server cannot start while one of them still uses the shared memory.
    """
    deadline = time.monotonic() + patience
    while orphans := _backends(cluster_name):
        if time.monotonic() > deadline:
            for pid in orphans:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(POLL_SECONDS)


def _backends(cluster_name: str) -> list[int]:
    title = f"postgres: {cluster_name}: ".encode()
    if not PROC.joinpath("self").exists():
        return []
    pids = [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    return [
        pid for pid in pids if (arguments := _arguments(pid)) and arguments[0].startswith(title) and not is_zombie(pid)
    ]


def _arguments(pid: int) -> list[bytes]:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return []
