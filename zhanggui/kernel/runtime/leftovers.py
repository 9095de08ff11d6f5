"""Processes without a parent that cares: children of a killed supervisor, orphans given to us."""

import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from zhanggui.kernel.runtime.home import Home
from zhanggui.kernel.runtime.processes import is_zombie

PATIENCE_SECONDS = 6.0


def end_leftovers(home: Home) -> None:
    """End the children of a supervisor of this home that was itself killed.

    The caller holds the supervisor lock. A number that now belongs to another program is left.
    """
    file = home.run / "processes.json"
    try:
        children = json.loads(file.read_text("utf-8"))["children"].values()
        known = [(child["pid"], child["argv"]) for child in children if child["pid"]]
    except (FileNotFoundError, ValueError, KeyError):
        return
    left = [pid for pid, argv in known if _runs(pid, argv)]
    for request, patience in (
        (signal.SIGTERM, PATIENCE_SECONDS),
        (signal.SIGKILL, 1.0),
    ):
        _signal_groups(left, request)
        deadline = time.monotonic() + patience
        while any(not is_zombie(pid) for pid in left) and time.monotonic() < deadline:
            time.sleep(0.05)
    file.unlink(missing_ok=True)


def reap_strangers(own: set[int]) -> None:
    """As process 1 of a container: reap orphans that the kernel gave to us."""
    if os.getpid() != 1:
        return
    flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
    with suppress(ChildProcessError):
        while (ended := os.waitid(os.P_ALL, 0, flags)) and ended.si_pid not in own:
            os.waitpid(ended.si_pid, 0)


def _runs(pid: int, argv: list[str]) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False
    # A script's interpreter is put in front of its arguments, so the tail is compared.
    return words[:-1][-len(argv[1:]) :] == argv[1:] if len(argv) > 1 else argv[0] in words


def _signal_groups(pids: list[int], request: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, request)
