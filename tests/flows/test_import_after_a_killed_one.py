"""A killed import leaves dead rows; figures taken from these must not slow the next one down."""

from pathlib import Path

import pytest
from django.db import connection, transaction

from zhanggui.channels.tests.import_files import make_orders, make_shop, run, write_files
from zhanggui.orders.models import Order

ORDERS = 1_100


def counted() -> dict[str, int]:
    """What the planner takes the tables for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relname IN ('orders_order', 'orders_orderline')")
        return {name: int(rows) for name, rows in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_bulk_import_counts_the_tables_that_a_killed_one_made_look_empty(tmp_path: Path) -> None:
    shop = make_shop()
    orders = make_orders(ORDERS)
    pair = write_files(orders, tmp_path, age="2022")
    with transaction.atomic():
        run(shop, pair)
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orders_order, orders_orderline, orders_ordercontact")
    before = counted()

    report = run(shop, pair)

    assert before == {"orders_order": 0, "orders_orderline": 0}
    assert (report["orders_new"], Order.objects.count()) == (ORDERS, ORDERS)
    assert counted() == {"orders_order": ORDERS, "orders_orderline": sum(len(order.lines) for order in orders)}
