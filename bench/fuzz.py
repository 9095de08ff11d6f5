"""Mutated files through the reading half: tables or one of our errors, never anything else.

`python -m bench.fuzz [files]`; 500 of these run in the tests, 100,000 here.
"""

import sys
import tempfile
import time
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path

from zhanggui.channels.connectors.taobao.compose import compose_orders, write_item_file, write_order_file
from zhanggui.kernel.errors import ZhangguiError
from zhanggui.kernel.imports.reading.source import open_source
from zhanggui.kernel.testing.mutate import mutate

SHANGHAI = timezone(timedelta(hours=8))


def samples(folder: Path) -> list[Path]:
    """Small good files of several ages and containers."""
    end = datetime(2026, 11, 21, 12, tzinfo=SHANGHAI)
    orders = compose_orders(12, seed=4, start=end - timedelta(days=2), end=end)
    made = []
    for age, container in (("2017", "csv"), ("2022", "csv"), ("2022", "gz"), ("2017", "zip")):
        made.append(folder / f"orders-{age}.{container}")
        write_order_file(orders, made[-1], age=age, container=container)
        made.append(folder / f"items-{age}.{container}")
        write_item_file(orders, made[-1], age=age, container=container)
    return made


def outcome(path: Path) -> str:
    """What became of a file: rows read, or the code of the error."""
    try:
        return f"rows:{sum(1 for table in open_source(path) for _row in table.rows()) > 0}"
    except ZhangguiError as error:
        return error.code


def main(count: int) -> None:
    """Print what came of the files; any foreign exception ends the run with its seed."""
    seen: Counter[str] = Counter()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        originals = [(path.name, path.read_bytes()) for path in samples(Path(folder))]
        target = Path(folder) / "mutated"
        for seed in range(count):
            name, data = originals[seed % len(originals)]
            target.write_bytes(mutate(data, seed))
            try:
                seen[outcome(target)] += 1
            except Exception as error:
                raise SystemExit(f"seed {seed} of {name}: {type(error).__name__}: {error}") from error
    print(f"{count:,} files in {time.perf_counter() - start:.0f} s")
    for code, number in seen.most_common():
        print(f"{number:8} {code}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
