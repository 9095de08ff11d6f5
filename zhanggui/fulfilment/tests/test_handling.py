"""Handling against its targets: working time for verifying, promises for shipping, per person (ORD-12)."""

from datetime import UTC, datetime, timedelta

import pytest

from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.handling import PersonFigures, handling
from zhanggui.fulfilment.tests.factories import closed, ready_shop
from zhanggui.kernel.clock import now
from zhanggui.orders.models import CheckResult, Order
from zhanggui.orders.tests.factories import make_order, make_shop
from zhanggui.orders.tests.page_helpers import clerk

pytestmark = pytest.mark.django_db
# Thursday 09:00 in Shanghai; the shop works from 9 to 18, Sunday off.
OPENS = datetime(2026, 11, 19, 1, tzinfo=UTC)


def _verified(shop_id: int, number: str, paid: datetime, verified: datetime, name: str = "") -> None:
    order = make_order(shop_id, number, paid_at=paid, step="checked")
    CheckResult.objects.filter(order=order).update(
        verified_at=verified, verified_how="person" if name else "auto", verified_by=name
    )


@pytest.mark.req("ORD-12")
def test_verifying_counts_working_hours_and_people() -> None:
    shop_id = make_shop().id
    evening = OPENS - timedelta(hours=12)
    # Paid the evening before: the clock starts when the shop opens.
    _verified(shop_id, "1", evening, OPENS + timedelta(hours=2), "anna")
    _verified(shop_id, "2", evening, OPENS + timedelta(hours=2, minutes=1), "anna")
    _verified(shop_id, "3", OPENS, OPENS + timedelta(minutes=30), "bo")
    _verified(shop_id, "4", OPENS, OPENS, "")
    make_order(shop_id, "5", paid_at=OPENS + timedelta(hours=6))
    make_order(shop_id, "6", paid_at=OPENS + timedelta(hours=7))

    found = handling(shop_id, since=OPENS - timedelta(hours=9), until=OPENS + timedelta(hours=8, minutes=1))

    verify = found.steps[0]
    assert (verify.target, verify.done, verify.in_time) == (timedelta(hours=2), 4, 3)
    assert verify.median == timedelta(hours=1, minutes=15)
    assert (verify.waiting, verify.late) == (2, 1)
    assert found.people == (
        PersonFigures("anna", "verify", 2, 1, None),
        PersonFigures("bo", "verify", 1, 1, None),
    )


@pytest.mark.req("ORD-12")
def test_shipping_delivering_and_closing_are_measured_by_promise_day_and_target() -> None:
    shop_id = ready_shop()
    orders = list(Order.objects.filter(shop_id=shop_id).order_by("pk"))
    since, end = OPENS, OPENS + timedelta(days=1)
    for index, order in enumerate(orders):
        Order.objects.filter(pk=order.pk).update(
            paid_at=OPENS - timedelta(days=2),
            ship_by_at=OPENS + timedelta(hours=index),
            shipped_at=OPENS + timedelta(hours=1),
            state="completed" if index == 0 else "shipped",
            completed_at=end - timedelta(hours=1) if index == 0 else None,
        )
    Order.objects.filter(shop_id=shop_id).update(state="paid", step="checked")
    batch = closed(shop_id)
    Order.objects.filter(pk__in=[order.pk for order in orders[1:]]).update(state="shipped")
    Order.objects.filter(pk=orders[0].pk).update(state="completed")
    for parcel in batch.parcels.all():
        day = (OPENS + timedelta(hours=20)).date()
        Parcel.objects.filter(pk=parcel.pk).update(
            state="shipped",
            shipped_at=OPENS + timedelta(hours=1),
            packed_at=OPENS + timedelta(minutes=10 * parcel.position),
            packed_by="carl",
            expected_on=day - timedelta(days=parcel.order_id == orders[2].pk),
            delivered_at=OPENS + timedelta(hours=14) if parcel.order_id != orders[1].pk else None,
        )

    found = handling(shop_id, since=since, until=end)

    _verify, ship, deliver, close = found.steps
    assert (ship.done, ship.in_time, ship.median) == (3, 2, timedelta(days=2, hours=1))
    assert (deliver.done, deliver.in_time, deliver.waiting, deliver.late) == (2, 1, 1, 1)
    assert (close.target, close.done, close.in_time) == (timedelta(days=10), 1, 1)
    assert found.people[-1] == PersonFigures("carl", "pack", 3, None, 6)


@pytest.mark.req("ORD-12")
def test_page_shows_steps_and_people() -> None:
    shop_id = make_shop().id
    _verified(shop_id, "1", now() - timedelta(minutes=5), now(), "anna")

    page = clerk("shop_manager").get("/desk/efficiency?period=7d").content.decode()

    assert "anna" in page
    assert "2 h" in page
    assert "100%" in page
