"""Late and failing imports are tasks until the next good one; every page shows the age of the data (MPI-06)."""

from datetime import timedelta

import pytest

from zhanggui.channels.services.watch import watch_imports
from zhanggui.channels.tests.pages import client_of, open_shop
from zhanggui.kernel.clock import now
from zhanggui.kernel.clocks.working_time import take_time
from zhanggui.kernel.imports.models import ImportBatch, ImportFile
from zhanggui.kernel.rulebook.verbs import change_value
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM

pytestmark = pytest.mark.django_db


def _import(shop_id: int, number: str, state: str, hours: int) -> None:
    """An import that ended so many working hours ago."""
    ended = take_time(shop_id, now(), timedelta(hours=hours), is_working=True) - timedelta(minutes=1)
    batch = ImportBatch.objects.create(shop_id=shop_id, number=number, state=state, created_at=ended, finished_at=ended)
    ImportFile.objects.create(batch=batch, position=0, name="orders.csv", kind="taobao_orders")


def _open(shop_id: int) -> list[tuple[str, str]]:
    rows = Task.objects.filter(shop_id=shop_id, state="open").order_by("kind")
    return [(task.kind, task.position) for task in rows]


@pytest.mark.req("MPI-06")
def test_late_and_failing_imports_are_tasks_until_the_next_good_one() -> None:
    shop = open_shop()
    client = client_of("shop_manager", shop)
    client.cookies["zg_language"] = "en"
    _import(shop.id, "I-1", "done", hours=8)

    assert (watch_imports(), _open(shop.id)) == (0, [])
    change_value(actor=SYSTEM, shop_id=shop.id, code="imports.expected_hours", value=7, reason="twice a day")
    _import(shop.id, "I-2", "failed", hours=1)
    assert watch_imports() == 2
    assert watch_imports() == 2
    assert _open(shop.id) == [("imports.failing", "shop_manager"), ("imports.late", "shop_manager")]
    groups = {group["name"]: group["rows"] for group in client.get("/desk/").context["groups"]}
    assert {"Import is late", "Import failed"} <= {str(row.title) for row in groups["late"]}

    for page in ("/desk/report", "/desk/compare", "/desk/orders"):
        shown = client.get(page).context["shell"]["freshness"]
        assert [(each["label"], each["is_stale"]) for each in shown] == [("Taobao", True)], page

    _import(shop.id, "I-3", "done", hours=0)
    assert watch_imports() == 0
    assert _open(shop.id) == []
    assert set(Task.objects.values_list("state", "result")) == {("done", "came in")}
