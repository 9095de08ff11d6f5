"""Two connections in turns: parts stay in their order, a failure undoes the next one, nobody is kept waiting for ever."""

import time
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from zhanggui.orders.models import Order
from zhanggui.orders.services.checking.turns import Turn, in_turns
from zhanggui.orders.tests.factories import make_order

pytestmark = pytest.mark.django_db(transaction=True)


def _title(pk: int, title: str) -> None:
    Order.objects.filter(pk=pk).update(title=title)


def _lock(pk: int) -> None:
    Order.objects.select_for_update().get(pk=pk)


def _connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def _titles() -> list[str]:
    return list(Order.objects.order_by("pk").values_list("title", flat=True))


def test_parts_are_read_beside_each_other_and_committed_in_their_order() -> None:
    ids = [make_order(1, str(number)).pk for number in range(5)]
    before, seen = _connections(), []

    def work(pk: int, turn: Turn) -> int:
        with transaction.atomic():
            _lock(pk)
            turn.wait()
            # What the part before wrote is committed.
            seen.append(_titles().count("done"))
            _title(pk, "done")
        return pk

    assert list(in_turns(ids, work)) == ids
    assert seen == [0, 1, 2, 3, 4]
    # The server sees a moment later that a connection was closed.
    deadline = time.monotonic() + 5
    while _connections() != before and time.monotonic() < deadline:
        time.sleep(0.02)
    assert _connections() == before


def test_failed_part_undoes_the_next_and_none_follows() -> None:
    ids = [make_order(1, str(number)).pk for number in range(4)]

    def work(pk: int, turn: Turn) -> int:
        with transaction.atomic():
            _title(pk, "done")
            turn.wait()
            if pk == ids[1]:
                raise ValueError(pk)
        return pk

    with pytest.raises(ValueError, match=str(ids[1])):
        list(in_turns(ids, work))
    assert _titles() == ["done", "", "", ""]


def test_part_that_waits_lets_go_of_rows_that_the_one_before_waits_for() -> None:
    # A person's change holds what the first part writes, and wants what the second has read.
    first, second, wanted = (make_order(1, str(number)).pk for number in range(3))
    has_locked, may_want, tries = Event(), Event(), []

    def change() -> None:
        try:
            with transaction.atomic():
                _lock(wanted)
                has_locked.set()
                may_want.wait()
                _title(second, "person")
        finally:
            connection.close()

    def work(pk: int, turn: Turn) -> int:
        tries.append(pk)
        with transaction.atomic():
            _lock(pk)
            if pk == second:
                may_want.set()
            turn.wait(patience=0.3)
            _title(wanted if pk == first else second, f"by {pk}")
        return pk

    person = Thread(target=change)
    person.start()
    has_locked.wait()
    assert list(in_turns([first, second], work)) == [first, second]
    person.join()
    assert tries == [first, second, second]
    assert _titles() == ["", f"by {second}", f"by {first}"]
