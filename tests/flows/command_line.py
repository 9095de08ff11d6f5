"""Runs the real program as a person would, in a home of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhanggui.kernel.runtime.home import open_home
from zhanggui.kernel.runtime.postgres import database
from zhanggui.kernel.runtime.server import remove_cluster

_OURS = ("DATABASE_URL", "ZHANGGUI_OWNER_DATABASE_URL", "ZHANGGUI_DATABASE_MANAGED", "ZHANGGUI_TEST_HOME")


@dataclass(frozen=True)
class CommandLine:
    """`zhanggui` in one home; every call is a process of its own."""

    home: Path

    def run(self, *words: object) -> tuple[int, Any]:
        """Exit status and the JSON object of a command."""
        environment = {name: value for name, value in os.environ.items() if name not in _OURS}
        environment["ZHANGGUI_HOME"] = str(self.home)
        done = subprocess.run(
            [sys.executable, "-m", "zhanggui.cli.main", *map(str, words), "--json"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.stdout.count("\n") == 1, done.stdout + done.stderr
        return done.returncode, json.loads(done.stdout)

    def __call__(self, *words: object, status: int = 0) -> Any:
        """The JSON object of a command that must end with this status."""
        code, data = self.run(*words)
        assert code == status, data
        return data


@contextmanager
def new_home(folder: Path) -> Iterator[CommandLine]:
    """An empty home whose database stays up between commands, so that tests do not wait for it."""
    home = open_home(folder)
    try:
        with database(home, fast=True):
            yield CommandLine(folder)
    finally:
        remove_cluster(home)
