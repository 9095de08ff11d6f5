from datetime import timedelta
from decimal import Decimal

import pytest

from zhanggui.fulfilment.errors import NothingReady
from zhanggui.fulfilment.models import Batch, DailyReport, Parcel, ParcelLine
from zhanggui.fulfilment.queries import batch_json, batch_show_json, close_outlook
from zhanggui.fulfilment.services import close_batch
from zhanggui.fulfilment.tests.factories import AT, CLERK, NUMBERS, closed, order_of, ready_shop
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.services import hold_orders
from zhanggui.orders.tests.factories import make_order, make_stocked_sku

pytestmark = pytest.mark.django_db


def test_ready_orders_become_numbered_parcels_in_pick_order() -> None:
    shop_id = ready_shop()

    batch = closed(shop_id)

    parcels = list(Parcel.objects.filter(batch=batch).order_by("position"))
    assert (batch.number, batch.period, batch.day.isoformat()) == ("B20261121-1", "2026-11-21#1", "2026-11-21")
    assert (batch.order_count, batch.parcel_count, batch.line_count) == (3, 3, 6)
    assert batch.amount == Decimal("384.00")
    assert [parcel.order_number for parcel in parcels] == list(NUMBERS)
    assert [parcel.number for parcel in parcels] == ["ZG26112100018", "ZG26112100025", "ZG26112100032"]
    assert parcels[0].slip_number == "CK26112100018"
    assert [line.place for line in parcels[0].lines.order_by("pk")] == ["A-mug", "A-tea"]
    assert {order_of(shop_id, number).step for number in NUMBERS} == {"batched"}
    assert DailyReport.objects.get(shop_id=shop_id).day == batch.day
    assert batch_json(batch) == {
        "batch": "B20261121-1",
        "orders": 3,
        "parcels": 3,
        "documents": {"daily_report": 1, "outbound_slip": 3, "label": 3},
    }
    first = batch_show_json(shop_id, batch.number)["numbers"][0]
    assert (first["slip_number"], first["goods"]) == ("CK26112100018", "mug tea*2")


def test_route_goes_by_the_place_of_the_first_line() -> None:
    shop_id = ready_shop(numbers=())
    far, near = make_stocked_sku(shop_id, "z9"), make_stocked_sku(shop_id, "b1")
    make_order(shop_id, "1", [(far, 1)], step="checked")
    make_order(shop_id, "2", [(near, 1), (far, 1)], step="checked")

    batch = closed(shop_id)

    assert list(batch.parcels.order_by("position").values_list("order_number", flat=True)) == ["2", "1"]


def test_scheduled_close_twice_is_the_same_batch() -> None:
    shop_id = ready_shop()

    first = closed(shop_id, period="2026-11-21")
    make_order(shop_id, "later", [(make_stocked_sku(shop_id, "new"), 1)], step="checked")
    second = closed(shop_id, period="2026-11-21")

    assert second.pk == first.pk
    assert Parcel.objects.count() == 3


def test_close_by_hand_after_the_scheduled_one_takes_the_rest() -> None:
    shop_id = ready_shop()
    closed(shop_id, period="2026-11-21")
    make_order(shop_id, "later", [(make_stocked_sku(shop_id, "new"), 1)], step="checked")

    batch = closed(shop_id)

    assert (batch.number, batch.period, batch.order_count) == ("B20261121-2", "2026-11-21#1", 1)
    assert batch.parcels.get().number == "ZG26112100049"


def test_nothing_ready_is_refused_by_hand_and_kept_empty_by_schedule() -> None:
    shop_id = ready_shop(numbers=())

    with pytest.raises(NothingReady):
        closed(shop_id)
    assert not Batch.objects.exists()
    batch = closed(shop_id, period="2026-11-21")
    assert (batch.number, batch.order_count) == ("B20261121-1", 0)


@pytest.mark.req("FUL-01")
def test_held_and_later_paid_orders_stay_out() -> None:
    shop_id = ready_shop()
    hold_orders(actor=SYSTEM, shop_id=shop_id, numbers=[NUMBERS[0]], reason="asked to wait")
    sku = make_stocked_sku(shop_id, "late")
    make_order(shop_id, "late", [(sku, 1)], step="checked", paid_at=AT + timedelta(minutes=1))

    outlook = close_outlook(shop_id, AT)
    batch = closed(shop_id)

    assert (outlook.ready, outlook.ready_amount) == (2, Decimal("256.00"))
    assert [(row.reason, row.orders, row.amount) for row in outlook.blocked] == [("manual", 1, Decimal("128.00"))]
    assert list(batch.parcels.order_by("position").values_list("order_number", flat=True)) == list(NUMBERS[1:])


def test_without_the_right_nothing_is_closed() -> None:
    shop_id = ready_shop()

    with pytest.raises(NotAllowed):
        close_batch(actor=actor_with("fulfilment.view"), shop_id=shop_id, at=AT)
    with pytest.raises(NotAllowed):
        close_batch(actor=actor_with("fulfilment.close", shop_id=shop_id + 1), shop_id=shop_id, at=AT)
    assert not Batch.objects.exists()
    assert not ParcelLine.objects.exists()


def test_timeline_tells_batch_and_orders() -> None:
    shop_id = ready_shop()

    batch = close_batch(actor=CLERK, shop_id=shop_id, at=AT)

    event = Event.objects.get(kind="batch.closed")
    assert (event.subject_id, event.actor_name, event.data["orders"]) == (batch.pk, "clerk", 3)
    assert Event.objects.filter(kind="order.batched").count() == 3
