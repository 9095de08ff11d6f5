"""All benchmarks at their full size."""

import runpy

if __name__ == "__main__":
    for name in ("import", "orders", "checking", "documents", "fuzz", "kill"):
        print(f"== {name}")
        runpy.run_module(f"bench.{name}", run_name="__main__")
