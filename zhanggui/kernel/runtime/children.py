"""One supervised child process: started, logged with rotation, restarted with backoff, ended."""

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

LOG_BYTES = 10 * 1024 * 1024
LOG_FILES = 5
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
# A child that ran this long counts as healthy, so that its next end starts with a short pause.
HEALTHY_SECONDS = 10.0


@dataclass(frozen=True)
class Child:
    """What to run: `env` is added to our environment after the database has been put there."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


class ChildProcess:
    """A child and its current process, a group of its own so that its workers end with it."""

    def __init__(self, child: Child, logs: Path) -> None:
        self.child = child
        self.restarts = 0
        self._handler = _rotating_log(logs / f"{child.name}.log")
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._pause = FIRST_PAUSE
        self._start_after = 0.0

    @property
    def pid(self) -> int | None:
        """The living process, None between an end and the next start."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Run the program, its output going to the log."""
        self._process = subprocess.Popen(  # noqa: S603 our own commands
            list(self.child.argv),
            env={**os.environ, **self.child.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._started_at = time.monotonic()
        pump = threading.Thread(target=_pump, args=(self._process.stdout, self._handler), daemon=True)
        pump.start()

    def keep_alive(self, now: float) -> int | None:
        """Restart when due; returns the exit status in the moment the process is found ended."""
        if self._process is None:
            if now >= self._start_after:
                self.restarts += 1
                self.start()
            return None
        status = self._process.poll()
        if status is None:
            return None
        self._signal(signal.SIGKILL)
        self._process = None
        if now - self._started_at > HEALTHY_SECONDS:
            self._pause = FIRST_PAUSE
        self._start_after = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        return status

    def ask_to_end(self) -> None:
        """SIGTERM to the child's own process; a server ends its workers itself."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def has_ended(self) -> bool:
        """Whether nothing runs any more."""
        return self._process is None or self._process.poll() is not None

    def end_now(self) -> None:
        """SIGKILL to the whole group and wait for it."""
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.wait()
            self._process = None
        self._handler.close()

    def _signal(self, number: int) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)


def _rotating_log(path: Path) -> RotatingFileHandler:
    handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(message)s"))
    return handler


def _pump(source: IO[bytes], handler: RotatingFileHandler) -> None:
    """Copy lines into the log until the child and all its workers have closed the pipe."""
    with source:
        for line in source:
            text = line.decode("utf-8", errors="replace").rstrip("\n")
            handler.handle(logging.LogRecord("child", logging.INFO, "", 0, text, None, None))
