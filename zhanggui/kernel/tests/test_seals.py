"""The timeline can be proved: nothing altered, and erasing a person leaves the proof intact."""

import threading

import pytest
from django.db import connection, transaction

from zhanggui.kernel.events.models import Event, PersonalChange, Seal
from zhanggui.kernel.events.record import record, record_set
from zhanggui.kernel.events.seals import erase_personal, seal_events, verify_seals
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Subject

ORDER = Subject("order", 7, "A1")


def _event(**facts: object) -> Event:
    return record(SYSTEM, "order.noted", shop_id=1, subject=ORDER, **facts)  # type: ignore[arg-type]  # test shorthand


@pytest.mark.django_db
def test_sealed_timeline_verifies() -> None:
    for _index in range(3):
        _event(data={"n": 1})

    assert seal_events(wait=True) == 3
    assert seal_events(wait=True) == 0
    _event()
    assert seal_events(wait=True) == 1

    found = verify_seals()
    assert (found.events, found.seals, found.ok) == (4, 2, True)


@pytest.mark.django_db
def test_gap_of_ids_that_were_rolled_back_makes_no_empty_seals() -> None:
    _event()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('kernel_event', 'id'), max(id) + 50000) FROM kernel_event")
    _event()

    assert seal_events(wait=True) == 2

    assert Seal.objects.count() == 1
    assert verify_seals().ok is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    ["UPDATE kernel_event SET reason = 'x'", "DELETE FROM kernel_event WHERE id = (SELECT max(id) FROM kernel_event)"],
)
def test_altered_or_missing_event_is_found(change: str) -> None:
    _event()
    _event()
    seal_events(wait=True)

    with connection.cursor() as cursor:
        cursor.execute(change)

    assert verify_seals().ok is False


@pytest.mark.django_db
def test_personal_values_lie_apart_and_erasing_them_keeps_the_proof() -> None:
    event = _event(personal={"mobile": ["13900000001", "13900000002"]})
    seal_events(wait=True)

    assert "1390000000" not in str(Event.objects.filter(pk=event.pk).values().get())
    assert PersonalChange.objects.get(event_id=event.pk).values == {"mobile": ["13900000001", "13900000002"]}
    assert erase_personal("order", 7) == 1

    assert PersonalChange.objects.count() == 0
    assert verify_seals().ok is True


@pytest.mark.django_db
def test_changed_personal_value_is_found() -> None:
    event = _event(personal={"mobile": ["1", "2"]})
    seal_events(wait=True)

    PersonalChange.objects.filter(event_id=event.pk).update(values={"mobile": ["1", "3"]})

    assert verify_seals().changed_personal == (event.pk,)


@pytest.mark.django_db
def test_many_events_are_recorded_by_one_statement() -> None:
    select = "SELECT 1, 'order', n, jsonb_build_object('n', n) FROM generate_series(1, 500) n"

    assert record_set(SYSTEM, "order.imported", select=select, params=[]) == 500
    assert Event.objects.filter(kind="order.imported", subject_id=500).get().data == {"n": 500}


@pytest.mark.django_db(transaction=True)
def test_seal_skips_while_a_writer_is_under_way_and_misses_nothing_later() -> None:
    written, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            _event()
            written.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert written.wait(10)
    assert seal_events() == 0
    go_on.set()
    thread.join()

    assert seal_events(wait=True) == 1
    assert Seal.objects.count() == 1
    assert verify_seals().ok is True
