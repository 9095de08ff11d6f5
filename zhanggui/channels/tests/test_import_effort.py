"""How much an import reads: not every order again for every row of its files."""

from pathlib import Path

import pytest
from django.db import connection

from zhanggui.channels.tests.import_files import counters, make_orders, make_shop, run, write_files

pytestmark = pytest.mark.django_db
ORDERS = 1_200
FETCHES_PER_ROW = 60


def fetched() -> int:
    """Orders that this transaction found by an index so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'orders_order'")
        return int(cursor.fetchone()[0])


def test_first_files_of_a_second_shop_cost_no_more_than_their_rows(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    run(make_shop("first"), write_files(make_orders(24), tmp_path / "small", age="2022"))
    with connection.cursor() as cursor:
        # The planner now believes that every other shop has no orders.
        cursor.execute("ANALYZE orders_order")
    pair = write_files(make_orders(ORDERS, seed=6), tmp_path, age="2022")
    shop = make_shop("second")
    for kind in ("imported", "unchanged"):
        before = fetched()
        report = run(shop, pair)
        assert counters(report) == {"rows": report["rows"], kind: report["rows"]}
        assert fetched() - before < FETCHES_PER_ROW * report["rows"]
