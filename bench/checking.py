"""Checking under all rules against the plain SQL that reads the same rows.

`python -m bench.checking [orders]`; the goal is at least half the rate of that SQL. Two figures are
printed: reading and judging alone, and the whole check with its results, holds, stock and events written. Each is the
best of three shops' (the SQL of six readings).
"""

import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module

from bench.homes import bench_home, set_up_django

TURNS = 3


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(count: int) -> None:
    """Print the seconds and rates of floor, judging and the whole check, and the most memory that they took."""
    with bench_home():
        set_up_django()
        work = import_module("bench.checked_orders")
        times: dict[str, list[float]] = {"plain SQL": [], "read and judged": [], "whole check": []}
        # A shop a turn, and one after the other, so that a noisy neighbour slows all alike.
        for turn in range(TURNS):
            shop_id, ids = work.fill(count, f"turn{turn}")
            times["plain SQL"].append(_seconds(partial(work.read_floor, ids)))
            times["read and judged"].append(_seconds(partial(work.read_and_judge, shop_id, ids)))
            times["plain SQL"].append(_seconds(partial(work.read_floor, ids)))
            times["whole check"].append(_seconds(partial(work.check_all, shop_id)))
        floor = min(times["plain SQL"])
        for name, found in times.items():
            best = min(found)
            print(f"{name:16} {best:7.2f} s {count / best:10,.0f} orders/s  {floor / best:5.2f} of the plain SQL")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
