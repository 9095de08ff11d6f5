"""What is at risk by courier and hours left, and what was missed with its cause (ORD-13)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from zhanggui.fulfilment.models import Parcel, PromiseBreach
from zhanggui.fulfilment.queries.exposure import exposure, parcels_due
from zhanggui.fulfilment.services.breaches import explain_breach, note_breaches
from zhanggui.fulfilment.tests.factories import AT, KEEPER, closed, packed, ready_shop
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput, NotAllowed
from zhanggui.kernel.tasks.verbs import open_task
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Subject
from zhanggui.orders.models import Order
from zhanggui.orders.services import hold_orders
from zhanggui.orders.tests.factories import event_kinds, make_order, make_shop
from zhanggui.orders.tests.page_helpers import clerk

pytestmark = pytest.mark.django_db
# Hours left of open orders, and the column that each belongs to: late, under 2, 6, 24, 48, later.
HOURS = {-1: 0, 0.5: 1, 3: 2, 7: 3, 30: 4, 50: 5}


@pytest.mark.req("ORD-13")
def test_open_orders_stand_by_hours_left_with_their_money() -> None:
    shop_id = make_shop().id
    for index, hours in enumerate(HOURS):
        due = AT + timedelta(hours=hours)
        amount = Decimal(10 + index)
        make_order(shop_id, f"10{index}", ship_by_at=due, paid_amount=amount, courier_name="中通快递")
    make_order(shop_id, "200", state="shipped", ship_by_at=AT)
    make_order(shop_id, "201", ship_by_at=AT + timedelta(hours=1), paid_amount=Decimal("5.50"), courier_name="")

    found = exposure([shop_id], at=AT)

    assert [share.orders for share in found.total.shares] == [1, 2, 1, 1, 1, 1]
    assert [share.amount for share in found.total.shares] == [
        Decimal(text) for text in ("10.00", "16.50", "12.00", "13.00", "14.00", "15.00")
    ]
    assert [(row.key, row.orders, row.amount) for row in found.couriers] == [
        ("ZTO", 6, Decimal("75.00")),
        ("", 1, Decimal("5.50")),
    ]
    assert [row.orders for row in found.warehouses] == [7]


@pytest.mark.req("ORD-13")
def test_missed_shipping_is_noted_once_with_its_cause_and_ends_when_it_leaves() -> None:
    shop_id = ready_shop()
    moment = AT + timedelta(days=9)
    held = make_order(shop_id, "900")
    hold_orders(actor=SYSTEM, shop_id=shop_id, numbers=["900"], reason="buyer asks")
    closed(shop_id)

    assert note_breaches([shop_id], at=moment) == 4
    assert note_breaches([shop_id], at=moment) == 0

    causes = dict(PromiseBreach.objects.values_list("order_number", "cause"))
    assert causes == {"900": "held"} | dict.fromkeys(("35000000000000001", "35000000000000002", "35000000000000003"), "not_packed")  # fmt: skip
    assert "order.promise_missed" in event_kinds(held)
    assert PromiseBreach.objects.get(order_id=held.pk).due_at == held.ship_by_at

    Order.objects.filter(pk=held.pk).update(state="shipped", shipped_at=moment)
    note_breaches([shop_id], at=moment + timedelta(hours=1))
    assert PromiseBreach.objects.get(order_id=held.pk).ended_at == moment


@pytest.mark.req("ORD-13")
def test_parcel_past_its_expected_day_is_listed_and_noted_the_day_after() -> None:
    shop_id = ready_shop()
    parcel = packed(shop_id)[0]
    Parcel.objects.filter(pk=parcel.pk).update(
        state="shipped", courier="YTO", shipped_at=AT, expected_on=date(2026, 11, 24)
    )
    Order.objects.filter(shop_id=shop_id).update(state="shipped")

    on_the_day = AT + timedelta(days=3)
    assert [row.number for row in parcels_due([shop_id], at=on_the_day)] == [parcel.number]
    assert note_breaches([shop_id], at=on_the_day) == 0
    # 17:00 UTC on the 24th is the 25th in the shop.
    assert note_breaches([shop_id], at=on_the_day.replace(hour=17)) == 1
    breach = PromiseBreach.objects.get()
    assert (breach.kind, breach.parcel_id, breach.courier, breach.cause) == ("deliver", parcel.pk, "YTO", "courier")

    Parcel.objects.filter(pk=parcel.pk).update(delivered_at=AT + timedelta(days=5))
    note_breaches([shop_id], at=AT + timedelta(days=6))
    assert PromiseBreach.objects.get().ended_at == AT + timedelta(days=5)


def test_cause_is_said_by_a_person_who_may_and_stays_on_the_timeline() -> None:
    shop_id = ready_shop()
    note_breaches([shop_id], at=AT + timedelta(days=9))
    breach = PromiseBreach.objects.order_by("pk")[0]

    with pytest.raises(NotAllowed):
        explain_breach(actor=KEEPER, shop_id=shop_id, breach_id=breach.pk, cause="buyer")
    with pytest.raises(InvalidInput):
        explain_breach(actor=SYSTEM, shop_id=shop_id, breach_id=breach.pk, cause="weather")
    explain_breach(actor=SYSTEM, shop_id=shop_id, breach_id=breach.pk, cause="buyer", note="on holiday")

    breach.refresh_from_db()
    assert (breach.cause, breach.note, breach.said_by) == ("buyer", "on holiday", SYSTEM.name)
    assert "order.breach_explained" in event_kinds(Order.objects.get(pk=breach.order_id))


@pytest.fixture
def manager() -> Client:
    ready_shop()
    return clerk("shop_manager")


@pytest.mark.req("ORD-13")
def test_page_shows_risk_and_takes_the_cause(manager: Client) -> None:
    shop_id = Order.objects.values_list("shop_id", flat=True)[0]
    Order.objects.filter(number="35000000000000001").update(ship_by_at=AT - timedelta(days=2))
    note_breaches([shop_id], at=AT)
    breach = PromiseBreach.objects.get()

    # The most urgent comes first on the desk; service and logistics that are late stand in one list.
    near, far = Order.objects.order_by("number")[1:]
    Order.objects.filter(pk=near.pk).update(
        ship_by_at=now() + timedelta(minutes=90), paid_at=now() - timedelta(hours=40)
    )
    Order.objects.filter(pk=far.pk).update(ship_by_at=now() + timedelta(hours=30))
    open_task(
        "shortage_refund",
        shop_id=shop_id,
        subject=Subject("order", far.pk, far.number),
        position="after_sales",
        due_at=now() - timedelta(hours=1),
    )
    rows = manager.get("/desk/orders?view=open").context["rows"]
    assert [row["number"] for row in rows] == ["35000000000000001", near.number, far.number]
    late = {(str(row["kind"]), row["label"]) for row in manager.get("/desk/clocks?state=late").context["rows"]}
    assert ("Promise to ship", "35000000000000001") in late
    assert any(far.number in label and "money back" in label for kind, label in late if kind == "Task with a due time")
    assert not any(near.number in label for kind, label in late if kind == "Promise to ship")
    home = {row.title: row.count for group in manager.get("/desk/").context["groups"] for row in group["rows"]}
    assert (home["orders are late"], home["orders must leave within 2 hours"]) == (1, 1)

    page = manager.get("/desk/promises").content.decode()
    assert f"/desk/promises/qinghe/{breach.pk}" in page
    assert "128.00" in page

    refused = manager.post(f"/desk/promises/qinghe/{breach.pk}", {"cause": "", "note": ""})
    assert refused.status_code == 422
    manager.post(f"/desk/promises/qinghe/{breach.pk}", {"cause": "stock", "note": "mug broke"})
    breach.refresh_from_db()
    assert (breach.cause, breach.note) == ("stock", "mug broke")
    assert manager.get(f"/desk/promises/qinghe/{breach.pk + 1}").status_code == 404
