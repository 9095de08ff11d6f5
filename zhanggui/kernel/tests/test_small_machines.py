"""Money, numbers, tasks, documents and states."""

import threading
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.kernel.documents.archive import archive_document, documents_of, files_folder, note_printing
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.lifecycle import Lifecycle, Transition, move
from zhanggui.kernel.money import amount_text, share_out
from zhanggui.kernel.numbering import take_numbers
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.tasks.verbs import close_tasks, open_task, open_tasks
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Subject

CENTS = st.integers(min_value=0, max_value=10**9).map(lambda cents: Decimal(cents) / 100)


@given(total=CENTS, weights=st.lists(CENTS, min_size=1, max_size=12))
def test_shares_add_up_to_the_cent(total: Decimal, weights: list[Decimal]) -> None:
    parts = share_out(total, weights)

    assert sum(parts) == total
    assert all(part >= 0 and part == part.quantize(Decimal("0.01")) for part in parts)


def test_amount_is_written_with_two_decimals() -> None:
    assert (amount_text(Decimal(1284)), amount_text(None)) == ("1284.00", None)


@pytest.mark.django_db
def test_numbers_are_consecutive_per_series_and_period() -> None:
    assert list(take_numbers(1, "parcel", "261121", 3)) == [1, 2, 3]
    assert list(take_numbers(1, "parcel", "261121")) == [4]
    assert list(take_numbers(1, "parcel", "261122")) == [1]
    assert list(take_numbers(2, "parcel", "261121")) == [1]


@pytest.mark.django_db(transaction=True)
def test_two_connections_never_take_the_same_number() -> None:
    taken: list[int] = []

    def take() -> None:
        for _index in range(20):
            taken.extend(take_numbers(1, "parcel", "day", 2))
        connection.close()

    threads = [threading.Thread(target=take) for _index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == list(range(1, 81))


@pytest.mark.django_db
def test_open_task_is_opened_once_and_closed_with_its_result() -> None:
    sku = Subject("sku", 5, "TS-1")
    open_task("draft_sku", shop_id=1, subject=sku, position="shop_manager", data={"a": 1})
    open_task("draft_sku", shop_id=1, subject=sku, position="shop_manager", data={"a": 2})

    assert [task.data for task in open_tasks([1], ["shop_manager"])] == [{"a": 2}]
    assert close_tasks("draft_sku", shop_id=1, subject=sku, actor=SYSTEM, result="entered") == 1
    assert list(Task.objects.values_list("state", "result")) == [("done", "entered")]


@pytest.mark.django_db
def test_second_printing_is_a_copy() -> None:
    path = files_folder("batches") / "a.pdf"
    path.write_bytes(b"pdf")
    batch = Subject("batch", 1)
    document = archive_document(
        shop_id=1, kind="label", number="B1", subject=batch, part=1, path=path, pages=1, items=1, sha256="x"
    )

    first = note_printing(document, actor=SYSTEM)
    second = note_printing(document, actor=SYSTEM, reason="jam")

    assert (first.is_copy, second.is_copy, second.reason) == (False, True, "jam")
    assert [found.path for found in documents_of(batch)] == ["batches/a.pdf"]


@pytest.mark.django_db
def test_state_moves_only_from_where_the_verb_starts_and_leaves_an_event() -> None:
    open_task("draft_sku", shop_id=1, subject=Subject("sku", 5), position="keeper")
    task = Task.objects.get()
    steps = Lifecycle(
        "task", "state", ("open", "done"), ("open",), ("done",), (Transition("finish", ("open",), "done", "task.done"),)
    )
    stale = Task.objects.get()

    move(task, steps, "finish", actor=SYSTEM, subject=Subject("task", task.pk, "T1"))

    with pytest.raises(Conflict):
        move(stale, steps, "finish", actor=SYSTEM, subject=Subject("task", task.pk, "T1"))
    event = Event.objects.get(kind="task.done")
    assert event.data == {"before": "open", "after": "done"}
