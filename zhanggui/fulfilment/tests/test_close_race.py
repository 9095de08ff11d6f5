"""Two real connections at the same moment: orders enter one batch, a scheduled close happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhanggui.fulfilment.errors import NothingReady, WrongState
from zhanggui.fulfilment.models import Batch, Parcel
from zhanggui.fulfilment.services import close_batch, pack_parcel, pull_order
from zhanggui.fulfilment.tests.factories import AT, CLERK, KEEPER, closed, handed_over, order_of, ready_shop
from zhanggui.orders.errors import OrdersMoved

pytestmark = pytest.mark.django_db(transaction=True)


def race(*calls: Callable[[], object]) -> list[object]:
    """Run the calls at once, each on a connection of its own; results or errors."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            start.wait()
            return call()
        except (NothingReady, WrongState, OrdersMoved) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_scheduled_close_on_two_connections_is_one_batch() -> None:
    shop_id = ready_shop()

    first, second = race(*[lambda: closed(shop_id, period="2026-11-21")] * 2)

    assert first == second
    assert Parcel.objects.count() == 3


def test_closes_by_hand_share_no_order() -> None:
    shop_id = ready_shop()

    results = race(*[lambda: close_batch(actor=CLERK, shop_id=shop_id, at=AT)] * 2)

    assert sorted(type(result).__name__ for result in results) == ["Batch", "NothingReady"]
    assert Batch.objects.get().number == "B20261121-1"
    assert Parcel.objects.values("order_id").distinct().count() == Parcel.objects.count() == 3


def test_parcel_is_either_packed_or_pulled() -> None:
    shop_id = ready_shop()
    parcel = handed_over(shop_id).parcels.get(position=1)

    race(
        lambda: pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, codes=["tea*2", "mug"]),
        lambda: pull_order(actor=CLERK, shop_id=shop_id, number=parcel.number, reason="cancelled"),
    )

    parcel.refresh_from_db()
    order = order_of(shop_id, parcel.order_number)
    assert (parcel.state, order.step) in {("packed", "packed"), ("pulled", "to_check")}


def test_close_locks_its_warehouse_before_it_reads_orders() -> None:
    shop_id = ready_shop()

    with CaptureQueriesContext(connection) as queries:
        closed(shop_id)

    statements = [query["sql"] for query in queries]
    lock = next(at for at, sql in enumerate(statements) if "pg_advisory_xact_lock(7004" in sql)
    read = next(at for at, sql in enumerate(statements) if "step = 'checked'" in sql)
    write = next(at for at, sql in enumerate(statements) if 'INSERT INTO "fulfilment_batch"' in sql)
    assert lock < read < write
