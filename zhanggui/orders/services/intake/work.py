"""The working tables of one merge, and the parameters that all of its statements share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from zhanggui.kernel.clock import now
from zhanggui.kernel.imports.ports import ImportContext
from zhanggui.shops.queries import settings_of

_TABLES = ("intake_order", "intake_line", "intake_change", "intake_effect", "intake_touched")
MEMORY = "64MB"
# Up to so many rows each may be looked up by itself.
FEW_ROWS = 1_000
# What one row of a file may stand for among the stored orders, and how many of these a page holds.
_FAIR_SHARE, _ORDERS_A_PAGE = 50, 10
_SIZES = """
SELECT greatest((SELECT count(*) FROM orders_stagedorder WHERE batch_id = %(batch)s),
                (SELECT count(*) FROM orders_stagedline WHERE batch_id = %(batch)s)),
       pg_relation_size('orders_order') / current_setting('block_size')::bigint
"""


@dataclass(slots=True)
class Work:
    """One merge: the batch, its moment, and `run` for its statements."""

    context: ImportContext
    at: datetime = field(default_factory=now)
    is_forced: bool = False
    loops_off: int = 0
    params: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        hours = settings_of(self.context.shop_id)["ship_within_hours"]
        self.params = {
            "batch": self.context.batch.pk,
            "number": self.context.batch.number,
            "shop": self.context.shop_id,
            "zone": self.context.timezone,
            "now": self.at,
            "hours": hours,
            "forced": self.is_forced,
        }

    def run(self, statement: str, **more: Any) -> int:
        """Execute a statement; returns how many rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self.params, **more})
            return int(cursor.rowcount)

    def rows(self, statement: str, **more: Any) -> list[Sequence[Any]]:
        """The rows of a query."""
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self.params, **more})
            return list(cursor.fetchall())

    def open_tables(self) -> None:
        """Make the table of changes; drop what an earlier merge of the transaction left."""
        self.drop_tables()
        self.run(f"SET LOCAL work_mem = '{MEMORY}'")
        self.run(
            "CREATE TEMP TABLE intake_change (seq bigint GENERATED ALWAYS AS IDENTITY, order_id bigint, field text,"
            " before text) ON COMMIT DROP"
        )

    @contextmanager
    def without_loops(self) -> Iterator[None]:
        """Join by hash or sort inside, for tables whose size the planner cannot know."""
        self.run("SET LOCAL enable_nestloop = off")
        self.loops_off += 1
        yield
        self.loops_off -= 1
        if not self.loops_off:
            self.run("SET LOCAL enable_nestloop = on")

    @contextmanager
    def in_bulk(self) -> Iterator[None]:
        """Join by hash or sort throughout when the files hold a fair share of what is stored.

        A vacuum that meets an import under way, or what a killed one left, notes tables without any rows. On that
        figure the planner loops over the whole table for each row: a minute of work becomes hours.
        """
        rows, pages = self.rows(_SIZES)[0]
        if rows <= FEW_ROWS or rows * _FAIR_SHARE < pages * _ORDERS_A_PAGE:
            yield
            return
        with self.without_loops():
            yield

    @contextmanager
    def looking_up(self, row_count: int) -> Iterator[None]:
        """Find the orders of many rows by hash, of a few by loops.

        While nobody has counted a shop's orders, the planner takes them for one row, may read all of
        them by any index that begins with the shop, and does so again for every row of a file.
        """
        if row_count <= FEW_ROWS:
            yield
            return
        with self.without_loops():
            yield

    def count_stored(self) -> None:
        """Have the order tables counted as this transaction sees them, when it works in bulk.

        The commit looks up the order of each new line; on figures that a vacuum took while the rows were not there
        yet, it would read a whole index for each. The count also keeps later vacuums away until the commit.
        """
        if self.loops_off:
            self.run("SELECT orders_count_rows()")

    def index(self, table: str, columns: str) -> None:
        """Give a fresh working table its key and the figures of what joins and filters look at."""
        self.run(f"CREATE UNIQUE INDEX ON {table} (staged_id)")
        self.run(f"ANALYZE {table} ({columns})")

    def drop_tables(self) -> None:
        """Drop the working tables."""
        self.run(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in _TABLES)}")
