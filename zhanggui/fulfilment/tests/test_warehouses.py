"""Two warehouses of a shop: each closes its own orders, at its own time, with its own papers (FUL-01)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from zhanggui.fulfilment.errors import NothingReady
from zhanggui.fulfilment.jobs import close_due, close_now
from zhanggui.fulfilment.models import Batch
from zhanggui.fulfilment.queries import close_outlook
from zhanggui.fulfilment.queries.desk import newest_batch, next_parcels, ready_by_courier, run_of
from zhanggui.fulfilment.services import close_batch, ensure_deadlines
from zhanggui.fulfilment.services.start_work import start_close
from zhanggui.fulfilment.tests.factories import AT, CLERK
from zhanggui.fulfilment.tests.page_helpers import api_headers, browser, text_of
from zhanggui.inventory.queries import availability
from zhanggui.inventory.services import set_stock
from zhanggui.inventory.tests.factories import make_sku
from zhanggui.inventory.values import StockRow
from zhanggui.kernel.deadlines.models import Deadline
from zhanggui.kernel.deadlines.verbs import pass_deadlines
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.services import check_orders
from zhanggui.orders.tests.factories import make_order, make_shop
from zhanggui.shops.queries import default_warehouse
from zhanggui.shops.services import open_warehouse

pytestmark = pytest.mark.django_db

NORTH_CLOSES = AT + timedelta(hours=2, minutes=30)


@pytest.fixture
def north() -> int:
    """The id of a warehouse that closes at 16:30 and alone has lamps; mugs lie in both, teas in the first."""
    shop_id = make_shop().id
    card = open_warehouse(actor=SYSTEM, shop_id=shop_id, code="north", name="北仓", batch_time=time(16, 30))
    tea, mug, lamp = (make_sku(shop_id, code) for code in ("tea", "mug", "lamp"))
    set_stock(actor=SYSTEM, shop_id=shop_id, rows=[StockRow(tea, 9, "A-1"), StockRow(mug, 1, "A-2")])
    there = [StockRow(mug, 9, "N-2"), StockRow(lamp, 9, "N-1")]
    set_stock(actor=SYSTEM, shop_id=shop_id, rows=there, warehouse_id=card.id)
    make_order(shop_id, "1", [(tea, 1), (mug, 1)])
    make_order(shop_id, "2", [(lamp, 1), (mug, 2)])
    make_order(shop_id, "3", [(mug, 1)])
    make_order(shop_id, "4", [(tea, 1), (lamp, 1)])
    check_orders(actor=SYSTEM, shop_id=shop_id)
    return card.id


def _shop() -> int:
    return int(Deadline.objects.values_list("shop_id", flat=True).distinct().get())


def numbers(batch: Batch) -> list[str]:
    return list(batch.parcels.order_by("position").values_list("order_number", flat=True))


@pytest.mark.req("FUL-01")
def test_order_goes_to_the_warehouse_that_has_all_its_goods(north: int) -> None:
    shop_id = _shop()

    first = close_batch(actor=CLERK, shop_id=shop_id, at=AT)
    second = close_batch(actor=CLERK, shop_id=shop_id, warehouse_id=north, at=AT)

    # The only mug of the first warehouse is promised to order 1; order 4 fits into neither.
    assert numbers(first) == ["1"]
    assert numbers(second) == ["2", "3"]
    assert (first.number, second.number) == ("B20261121-1", "B20261121-2")
    assert [line.place for line in second.parcels.get(order_number="2").lines.order_by("pk")] == ["N-1", "N-2"]
    with pytest.raises(NothingReady):
        close_batch(actor=CLERK, shop_id=shop_id, warehouse_id=north, at=AT)


@pytest.mark.req("FUL-01")
def test_each_warehouse_closes_by_the_clock_at_its_own_time(north: int) -> None:
    shop_id = _shop()
    Deadline.objects.all().delete()
    ensure_deadlines(shop_id, at=AT - timedelta(hours=1))

    assert pass_deadlines(AT + timedelta(seconds=5)) == 1
    _work(AT + timedelta(seconds=5))
    assert list(Batch.objects.values_list("warehouse_id", "closed_at", "state", "order_count")) == [
        (default_warehouse(shop_id).id, AT, "printed", 1)
    ]

    assert pass_deadlines(NORTH_CLOSES + timedelta(seconds=5)) == 1
    _work(NORTH_CLOSES + timedelta(seconds=5))
    assert list(Batch.objects.filter(warehouse_id=north).values_list("closed_at", "state", "order_count")) == [
        (NORTH_CLOSES, "printed", 2)
    ]


def _work(at: datetime) -> None:
    jobs = ProcrastinateJob.objects.filter(task_name="fulfilment.close_batch").order_by("-pk")[:1]
    for job in jobs:
        close_due(**job.args, at=at)


def test_standstill_of_one_warehouse_says_nothing_of_the_other(north: int) -> None:
    shop_id = _shop()
    Deadline.objects.all().delete()
    ensure_deadlines(shop_id, at=AT - timedelta(hours=1))
    between = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)

    close_due(shop_id, "2026-11-20", at=between, warehouse_id=north)

    assert Batch.objects.get().period == "2026-11-20"


def test_close_page_and_outlook_speak_of_one_warehouse(north: int) -> None:
    shop_id = _shop()

    assert [close_outlook(shop_id, AT, warehouse_id=each).ready for each in (None, north)] == [3, 2]
    assert [share.orders for share in ready_by_courier(shop_id, AT, warehouse_id=north)] == [2]
    assert sorted(availability(shop_id).values()) == [6, 8, 8]

    run = start_close(actor=SYSTEM, shop_id=shop_id, warehouse_id=north)
    assert start_close(actor=SYSTEM, shop_id=shop_id, warehouse_id=north).pk == run.pk
    close_now(shop_id, run.pk)

    batch = newest_batch(shop_id, warehouse_id=north)
    assert batch is not None
    assert (run_of(batch), batch.order_count) == (run, 2)
    assert newest_batch(shop_id, warehouse_id=default_warehouse(shop_id).id) is None


def test_pages_choose_the_warehouse(north: int) -> None:
    shop_id = _shop()
    clerk = browser("order_clerk", shop_id=shop_id)

    page = text_of(clerk.get("/desk/close?warehouse=north"))
    assert "16:30" in page
    assert 'href="?warehouse=main"' in page
    started = clerk.post("/desk/close/now?warehouse=north")
    run = start_close(actor=SYSTEM, shop_id=shop_id, warehouse_id=north)
    assert started.url == f"/desk/close?warehouse=north&run={run.pk}"
    close_now(shop_id, run.pk)

    assert "北仓" in text_of(clerk.get("/desk/batches"))
    assert "北仓" in text_of(clerk.get(_batch_url(north)))
    assert clerk.get("/desk/close?warehouse=nowhere").status_code == 404


def _batch_url(north: int) -> str:
    return f"/desk/batches/qinghe/{Batch.objects.get(warehouse_id=north).number}"


def test_packer_stays_in_one_warehouse(north: int) -> None:
    shop_id = _shop()
    for each in (None, north):
        close_batch(actor=CLERK, shop_id=shop_id, warehouse_id=each, at=AT)
    Batch.objects.update(state="handed_over")
    keeper = browser("keeper", shop_id=shop_id)

    assert [parcel.order_number for parcel in next_parcels(shop_id, warehouse_id=north)] == ["2", "3"]
    assert [row["place"] for row in keeper.get("/desk/pack?warehouse=north").context["next_up"]] == ["N-1", "N-2"]
    assert [row["place"] for row in keeper.get("/desk/pack").context["next_up"]] == ["A-1"]


def test_endpoint_closes_the_named_warehouse(north: int) -> None:
    headers = api_headers("order_clerk", shop_id=_shop())
    client = browser("keeper", shop_id=_shop())

    answer = client.post("/api/v1/shops/qinghe/batches/close?warehouse=north", headers=headers)

    batch = answer.json()
    assert (answer.status_code, batch["orders"]) == (200, 2)
    whole = client.get(f"/api/v1/shops/qinghe/batches/{batch['batch']}", headers=headers).json()
    assert whole["warehouse"] == "north"
