"""A home for one benchmark: a durable database of its own, gone at the end."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhanggui.kernel.runtime.environment import activate
from zhanggui.kernel.runtime.home import open_home
from zhanggui.kernel.runtime.postgres import Database, database
from zhanggui.kernel.runtime.server import remove_cluster


@dataclass(frozen=True)
class Bench:
    """The home of a benchmark and how to call the program in it."""

    folder: Path
    database: Database

    def zhanggui(self, *words: object) -> tuple[dict[str, Any], float, int]:
        """The JSON of a command, its seconds, and the peak memory of any child so far in MB."""
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "zhanggui.cli.main", *map(str, words), "--json"],
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - start
        if done.returncode not in (0, 3):
            raise SystemExit(done.stdout + done.stderr)
        return json.loads(done.stdout), seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


@contextmanager
def bench_home() -> Iterator[Bench]:
    """A new home with tables and a shop `bench`; the database stays up between commands."""
    with tempfile.TemporaryDirectory(prefix="zhanggui-bench-") as folder:
        home = open_home(Path(folder) / "home")
        try:
            with database(home) as found:
                activate(found, home)
                bench = Bench(Path(folder), found)
                bench.zhanggui("shop", "create", "--code", "bench", "--name", "Bench")
                yield bench
        finally:
            remove_cluster(home)


def set_up_django() -> None:
    """Make services callable in this process, as the owner of the tables."""
    os.environ["DATABASE_URL"] = os.environ["ZHANGGUI_OWNER_DATABASE_URL"]
    import django  # noqa: PLC0415  reason: the database must be known first

    django.setup()


def percentile(values: list[float], share: float) -> float:
    """The value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
