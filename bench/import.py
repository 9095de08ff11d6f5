"""The whole `zhanggui import` of a Taobao pair against COPY of the same stored rows.

`python -m bench.import [orders]`; the goal is at least a quarter of COPY's rate, and under 400 MB at a million orders.
"""

import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import psycopg

from bench.homes import Bench, bench_home
from zhanggui.channels.connectors.taobao.compose import compose_skus, iterate_orders, write_pair

TABLES = ("orders_order", "orders_ordercontact", "orders_orderline", "kernel_event", "kernel_undorecord")
SHANGHAI = timezone(timedelta(hours=8))


def write_files(folder: Path, count: int) -> list[Path]:
    """A pair of the 71-column age in GB18030."""
    files = [folder / "ExportOrderList.csv", folder / "ExportOrderDetailList.csv"]
    end = datetime(2026, 11, 21, 12, tzinfo=SHANGHAI)
    orders = iterate_orders(count, seed=1, start=end - timedelta(days=60), end=end, skus=compose_skus(2_000, seed=1))
    write_pair(orders, files[0], files[1], age="2022", container="csv")
    return files


def copy_floor(bench: Bench) -> float:
    """Seconds that COPY takes to bring the stored rows into the same, emptied, indexed tables."""
    with psycopg.connect(bench.database.owner_url) as connection:
        for table in TABLES:
            with (bench.folder / table).open("wb") as out, connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                for data in copy:
                    out.write(data)
        connection.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        # An automatic ANALYZE that saw the tables empty would make each foreign key check read a whole index.
        for table in TABLES:
            connection.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
    with psycopg.connect(bench.database.owner_url) as connection:
        start = time.perf_counter()
        for table in TABLES:
            with (
                (bench.folder / table).open("rb") as source,
                connection.cursor().copy(f"COPY {table} FROM STDIN") as copy,
            ):
                while data := source.read(1 << 18):
                    copy.write(data)
        connection.commit()
        return time.perf_counter() - start


def main(count: int) -> None:
    """Print rates and the ratio."""
    with bench_home() as bench:
        files = write_files(bench.folder, count)
        done, seconds, memory = bench.zhanggui("import", *files)
        floor = copy_floor(bench)
    print(f"orders {done['orders_new']}, lines {done['lines_new']}, quarantined {done['quarantined']}")
    print(f"import {seconds:.1f} s ({count / seconds:,.0f} orders/s), peak {memory} MB; COPY {floor:.1f} s")
    print(f"ratio COPY/import {floor / seconds:.2f} (goal 0.25)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
