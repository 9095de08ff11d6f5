"""Server time of each position's home page at a million orders.

`python -m bench.home [orders]`; the goal is under 50 ms. Beside it stand the number of statements and the ratio to a
floor: an empty search through the same middleware, which draws nothing. Five shops; each person sees all of them.
"""

import sys
import time
from importlib import import_module

from bench.homes import bench_home, set_up_django

GOAL = 50


def main(count: int) -> None:
    """Fill, measure, print a row a position, and say whether the goal is met."""
    with bench_home():
        set_up_django()
        work = import_module("bench.home_pages")
        start = time.perf_counter()
        work.fill_work(count)
        print(f"{count:,} orders, filled in {time.perf_counter() - start:.0f} s; server time of the home page:")
        print("position          median   best   cpu   statements   floor   ratio")
        slowest = 0.0
        for position, home, best, cpu, ran, floor in work.measured():
            slowest = max(slowest, home)
            print(f"{position:16}{home:8.1f}{best:7.1f}{cpu:6.1f}{ran:13}{floor:8.1f}{home / floor:8.1f}", flush=True)
        print(f"slowest {slowest:.0f} ms (goal {GOAL})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
