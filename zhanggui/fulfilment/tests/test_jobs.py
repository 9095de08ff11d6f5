from datetime import UTC, datetime, time, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from zhanggui.fulfilment.jobs import close_due, print_in_background
from zhanggui.fulfilment.models import Batch
from zhanggui.fulfilment.queries.desk import CLOSE_RUN
from zhanggui.fulfilment.services import ensure_deadlines
from zhanggui.fulfilment.services.start_work import start_printing
from zhanggui.fulfilment.tests.factories import AT, closed, ready_shop
from zhanggui.kernel.deadlines.models import Deadline
from zhanggui.kernel.deadlines.verbs import pass_deadlines
from zhanggui.kernel.documents.models import Printing
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.jobs.progress import start_run
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Origin
from zhanggui.people.queries import actor_of_user, user_id_by_name
from zhanggui.people.services import create_user
from zhanggui.shops.queries import default_warehouse
from zhanggui.shops.services import change_settings

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def shop_since(at: datetime) -> int:
    """A shop with ready orders whose first close was put on the clock at that moment."""
    shop_id = ready_shop()
    Deadline.objects.all().delete()
    ensure_deadlines(shop_id, at=at)
    return shop_id


def on_the_clock() -> list[tuple[str, datetime]]:
    return list(Deadline.objects.order_by("period").values_list("period", "due_at"))


def work(at: datetime) -> None:
    """Do what passed deadlines put on the queue."""
    for job in ProcrastinateJob.objects.filter(task_name="fulfilment.close_batch").order_by("pk"):
        close_due(**job.args, at=at)


@pytest.mark.parametrize(
    ("minutes", "first"),
    [
        pytest.param(-60, [("2026-11-21", AT), ("2026-11-22", AT + DAY)], id="before the hour"),
        pytest.param(1, [("2026-11-22", AT + DAY)], id="after the hour"),
    ],
)
def test_new_shop_waits_for_the_next_close_in_its_zone(minutes: int, first: list[tuple[str, datetime]]) -> None:
    shop_since(AT + timedelta(minutes=minutes))

    assert on_the_clock() == first


def test_changed_batch_time_moves_what_is_to_come() -> None:
    shop_id = ready_shop()

    change_settings(actor=SYSTEM, shop_id=shop_id, batch_time=time(16, 30))

    assert {due.astimezone(UTC).time() for _period, due in on_the_clock()} == {time(8, 30)}


@pytest.mark.req("FUL-01")
def test_due_close_makes_and_prints_the_batch_once() -> None:
    shop_id = shop_since(AT - timedelta(hours=1))
    later = AT + timedelta(seconds=5)

    assert pass_deadlines(later) == 1
    assert pass_deadlines(later) == 0
    work(later)
    work(later)

    batch = Batch.objects.get(shop_id=shop_id)
    assert (batch.period, batch.state, batch.order_count, batch.closed_at) == ("2026-11-21", "printed", 3, AT)
    assert set(JobRun.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.req("FUL-01")
def test_standstill_closes_the_newest_missed_day_and_records_the_others() -> None:
    shop_id = shop_since(AT - 3 * DAY - timedelta(hours=1))
    back = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)

    ensure_deadlines(shop_id, at=back)
    assert pass_deadlines(back) == 4
    work(back)

    batch = Batch.objects.get(shop_id=shop_id)
    assert (batch.period, batch.order_count) == ("2026-11-21", 3)
    merged = Event.objects.filter(kind="batch.merged").order_by("pk")
    assert [(event.data["period"], event.data["into"]) for event in merged] == [
        (day, "2026-11-21") for day in ("2026-11-18", "2026-11-19", "2026-11-20")
    ]
    assert [period for period, _due in on_the_clock()][-2:] == ["2026-11-22", "2026-11-23"]


def test_empty_close_leaves_an_unprinted_batch() -> None:
    shop_id = ready_shop(numbers=())

    close_due(shop_id, "2026-11-21", at=AT + timedelta(seconds=5))

    batch = Batch.objects.get()
    assert (batch.period, batch.order_count, batch.state) == ("2026-11-21", 0, "closed")


def test_queued_printing_runs_as_the_person_who_asked() -> None:
    batch = closed(ready_shop())
    create_user(actor=SYSTEM, username="lin", positions=["order_clerk"])
    clerk = user_id_by_name("lin")

    run = start_printing(actor=actor_of_user(clerk, Origin.WEB), shop_id=batch.shop_id, number=batch.number)
    print_in_background(**ProcrastinateJob.objects.get(task_name="fulfilment.print_batch").args)

    run.refresh_from_db()
    assert (run.state, run.result) == ("done", {"batch": "B20261121-1", "files": 3})
    assert set(Printing.objects.values_list("actor_id", "is_copy")) == {(clerk, False)}


def test_printing_that_runs_again_after_a_crash_makes_no_copies() -> None:
    batch = closed(ready_shop())
    run = start_printing(actor=SYSTEM, shop_id=batch.shop_id, number=batch.number)

    print_in_background(batch.pk, run.pk)
    print_in_background(batch.pk, run.pk)

    assert set(Printing.objects.values_list("is_copy", flat=True)) == {False}
    assert Event.objects.filter(kind="batch.printed").count() <= 1


def test_close_that_runs_again_after_a_crash_goes_on_with_its_run() -> None:
    shop_id = ready_shop()
    start_run(
        SYSTEM,
        CLOSE_RUN,
        shop_id=shop_id,
        label="2026-11-21",
        arguments={"warehouse": default_warehouse(shop_id).id},
    )

    close_due(shop_id, "2026-11-21", at=AT + timedelta(seconds=5))

    assert list(JobRun.objects.values_list("kind", "state")) == [(CLOSE_RUN, "done")]
