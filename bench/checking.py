"""Checking under all rules against the plain SQL that reads the same rows.

`python -m bench.checking [orders]`; the goal is at least half the rate of that SQL. Two figures are
printed: reading and judging alone, and the whole check with its results, holds, stock and events written.
"""

import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module

from bench.homes import bench_home, set_up_django


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(count: int) -> None:
    """Print the seconds and rates of floor, judging and the whole check, and the most memory that they took."""
    with bench_home():
        set_up_django()
        work = import_module("bench.checked_orders")
        ids = work.fill(count)
        times: dict[str, list[float]] = {"plain SQL": [], "read and judged": [], "whole check": []}
        # In turns, so that a noisy neighbour slows both alike.
        for _turn in range(3):
            times["plain SQL"].append(_seconds(lambda: work.read_floor(ids)))
            times["read and judged"].append(_seconds(lambda: work.read_and_judge(ids)))
        summaries = []
        times["whole check"].append(_seconds(lambda: summaries.append(work.check_all())))
        print(f"{count:,} orders; checked {summaries[0].checked:,}; held {summaries[0].held}")
        floor = min(times["plain SQL"])
        for name, found in times.items():
            best = min(found)
            print(f"{name:16} {best:7.2f} s {count / best:10,.0f} orders/s  {floor / best:5.2f} of the plain SQL")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
