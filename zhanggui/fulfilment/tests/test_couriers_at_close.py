"""What the close decides about couriers and numbers, and what shipping makes of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from zhanggui.couriers.errors import CourierNotApproved
from zhanggui.couriers.services import change_courier, retire_courier
from zhanggui.couriers.tests.factories import price, register, zone
from zhanggui.fulfilment.errors import NumbersGiven, WaybillVoid, WrongState
from zhanggui.fulfilment.events import ParcelShipped
from zhanggui.fulfilment.models import Parcel, WaybillNumber
from zhanggui.fulfilment.queries.notices import notice_of
from zhanggui.fulfilment.services import enter_waybill, pull_order
from zhanggui.fulfilment.services.choose_courier import choose_courier, give_missing_numbers
from zhanggui.fulfilment.services.waybill_pool import SOURCE
from zhanggui.fulfilment.tests.factories import CLERK, KEEPER, NUMBERS, closed, order_of, packed, ready_shop
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.announce import subscribe
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.imports.undo import undo_import
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import OrderContact, OrderInstruction
from zhanggui.shops.services import change_settings

pytestmark = pytest.mark.django_db

ZTO = "7312345678901"


def zto(count: int, first: int = 1) -> list[str]:
    return [f"73{first + at:011d}" for at in range(count)]


def pool(shop_id: int, bring: Any, count: int, first: int = 1) -> dict[str, Any]:
    rows = [f"{number},中通快递,杭州余杭一部,721-A010-J9 47,杭州转运" for number in zto(count, first)]
    return bring(shop_id, "面单号,快递公司,网点,三段码,集包地", *rows)


def shop_with_pool(bring: Any, count: int) -> int:
    shop_id = ready_shop()
    register(shop_id, "ZTO")
    change_courier(actor=SYSTEM, shop_id=shop_id, code="ZTO", number_source="pool")
    if count:
        pool(shop_id, bring, count)
    return shop_id


@pytest.mark.req("LOG-03")
def test_close_chooses_by_region_remote_list_and_wish_and_shows_the_difference() -> None:
    shop_id = ready_shop()
    register(shop_id, "ZTO", "SF")
    price(shop_id, "ZTO", zone("4.50"))
    price(shop_id, "SF", zone("18.00"))
    near, far, wish = (order_of(shop_id, number) for number in NUMBERS)
    OrderContact.objects.filter(order=near).update(province="上海", city="上海市")
    OrderContact.objects.filter(order=far).update(province="新疆维吾尔自治区", city="和田地区")
    OrderContact.objects.filter(order=wish).update(province="广东省", city="广州市", is_masked=True)
    change_settings(actor=SYSTEM, shop_id=shop_id, remote_courier="ZTO")
    OrderInstruction.objects.create(
        shop_id=shop_id, order=wish, kind="courier_wish", source="person", text="中通", courier="ZTO", created_at=now()
    )

    batch = closed(shop_id)

    found = {parcel.order_number: parcel for parcel in Parcel.objects.all()}
    assert [(found[n].courier, found[n].choice["rule"], found[n].choice["days"]) for n in NUMBERS] == [
        ("SF", "fastest", 1),
        ("ZTO", "remote", 6),
        ("ZTO", "wish", 3),
    ]
    assert (found[NUMBERS[2]].choice["difference"], found[NUMBERS[2]].choice["instead_of"]) == ("-13.50", "SF")
    assert [found[n].expected_on - batch.day for n in NUMBERS] == [timedelta(days=n) for n in (1, 6, 3)]
    assert [found[n].is_platform_label for n in NUMBERS] == [False, False, True]


def test_close_of_a_shop_without_register_leaves_couriers_open() -> None:
    shop_id = ready_shop()

    closed(shop_id)

    assert set(Parcel.objects.values_list("courier", "waybill_no", "expected_on")) == {("", "", None)}


@pytest.mark.req_part("FUL-02")
def test_pool_gives_each_parcel_its_own_number_and_warns_when_few_are_left(bring: Any) -> None:
    shop_id = shop_with_pool(bring, 2)

    batch = closed(shop_id)

    numbers = list(Parcel.objects.order_by("position").values_list("waybill_no", flat=True))
    assert numbers == [*zto(2), ""]
    assert list(WaybillNumber.objects.order_by("id").values_list("state", flat=True)) == ["given", "given"]
    assert Event.objects.filter(kind="parcel.number_given").count() == 2
    task = Task.objects.get(kind="low_pool")
    assert (task.position, task.state, task.data) == ("order_clerk", "open", {"courier": "ZTO", "free": 0})
    change_settings(actor=SYSTEM, shop_id=shop_id, low_pool_count=5)
    assert pool(shop_id, bring, 10, first=50)["imported"] == 10
    task.refresh_from_db()
    assert task.state == "done"
    assert give_missing_numbers(actor=SYSTEM, shop_id=shop_id, batch=batch.number) == 1
    assert Parcel.objects.get(position=3).waybill_no == zto(1, 50)[0]


def test_pool_file_refuses_doubles_wrong_forms_and_unknown_couriers(bring: Any) -> None:
    shop_id = shop_with_pool(bring, 2)
    closed(shop_id)

    report = bring(
        shop_id,
        "面单号,快递公司",
        f"{zto(1)[0]},中通快递",
        f"{zto(1, 9)[0]},中通快递",
        f"{zto(1, 9)[0]},中通快递",
        "12,中通快递",
        "SF1234567890123,顺丰速运",
        f"{zto(1, 8)[0]},",
    )

    assert (report["kind"], report["imported"], report["quarantined"]) == ("waybill_pool", 2, 4)
    assert sorted((error["row"], error["code"]) for error in report["errors"]) == [
        (2, "fulfilment.number_known"),
        (4, "fulfilment.number_twice"),
        (5, "fulfilment.waybill_form"),
        (6, "fulfilment.courier_not_registered"),
    ]
    first = WaybillNumber.objects.order_by("id")[0].import_batch_id
    assert undo_import(actor=SYSTEM, shop_id=shop_id, number=report["batch"])["numbers"] == 2
    assert WaybillNumber.objects.exclude(import_batch_id=first).count() == 0
    with pytest.raises(NumbersGiven):
        undo_import(actor=SYSTEM, shop_id=shop_id, number=ImportBatch.objects.get(pk=first).number)


def test_number_of_a_pulled_parcel_is_void_for_ever_unless_the_shop_reuses_them(bring: Any) -> None:
    shop_id = shop_with_pool(bring, 3)
    closed(shop_id)
    first, second, _third = Parcel.objects.order_by("position")

    pull_order(actor=CLERK, shop_id=shop_id, number=first.number, reason="cancelled")
    change_settings(actor=SYSTEM, shop_id=shop_id, is_unused_number_reused=True)
    pull_order(actor=CLERK, shop_id=shop_id, number=second.number, reason="cancelled")

    states = dict(WaybillNumber.objects.values_list("number", "state"))
    assert [states[number] for number in zto(3)] == ["void", "free", "given"]
    assert list(Parcel.objects.order_by("position").values_list("waybill_no", flat=True)) == ["", "", zto(3)[2]]
    other = packed_again(shop_id)
    with pytest.raises(WaybillVoid):
        enter_waybill(actor=KEEPER, shop_id=shop_id, number=other.number, waybill_no=zto(1)[0])


def packed_again(shop_id: int) -> Parcel:
    """The parcel that is left, packed without its batch's papers."""
    parcel = Parcel.objects.get(state="batched")
    Parcel.objects.filter(pk=parcel.pk).update(state="packed")
    type(parcel.batch).objects.filter(pk=parcel.batch_id).update(state="handed_over")
    return parcel


@pytest.mark.django_db(transaction=True)
def test_two_closes_at_once_share_no_number(bring: Any) -> None:
    shop_id = ready_shop(numbers=tuple(f"3600000000000{at:04d}" for at in range(40)))
    register(shop_id, "ZTO")
    closed(shop_id)
    pool(shop_id, bring, 30)
    ids = list(Parcel.objects.order_by("id").values_list("id", flat=True))
    start = Barrier(2)

    def give(part: list[int]) -> int:
        try:
            start.wait()
            with transaction.atomic():
                return SOURCE.give(SYSTEM, shop_id, part, ["ZTO"])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        given = list(threads.map(give, [ids[:20], ids[20:]]))

    numbers = list(Parcel.objects.exclude(waybill_no="").values_list("waybill_no", flat=True))
    assert (sum(given), len(numbers), len(set(numbers))) == (30, 30, 30)
    assert WaybillNumber.objects.filter(state="given").count() == 30


def test_person_changes_the_courier_until_it_is_packed(bring: Any) -> None:
    shop_id = shop_with_pool(bring, 3)
    register(shop_id, "SF")
    register(shop_id, "EMS", approved=False)
    change_settings(actor=SYSTEM, shop_id=shop_id, remote_courier="")
    OrderContact.objects.update(province="浙江省", city="杭州市")
    closed(shop_id)
    numbers = list(Parcel.objects.order_by("position").values_list("number", flat=True))
    start = set(Parcel.objects.values_list("courier", flat=True))

    done = choose_courier(actor=SYSTEM, shop_id=shop_id, numbers=numbers[:2], courier="中通", reason="cheaper")
    again = choose_courier(actor=SYSTEM, shop_id=shop_id, numbers=numbers[:2], courier="ZTO")

    assert (start, done, again) == ({"SF"}, 2, 0)
    rows = list(Parcel.objects.order_by("position").values_list("courier", "waybill_no", "choice__rule"))
    assert rows == [("ZTO", zto(1)[0], "person"), ("ZTO", zto(2)[1], "person"), ("SF", "", "fastest")]
    choose_courier(actor=SYSTEM, shop_id=shop_id, numbers=numbers[:1], courier="SF")
    assert WaybillNumber.objects.get(number=zto(1)[0]).state == "void"
    with pytest.raises(CourierNotApproved):
        choose_courier(actor=SYSTEM, shop_id=shop_id, numbers=numbers, courier="EMS")
    Parcel.objects.filter(number=numbers[2]).update(state="packed")
    with pytest.raises(WrongState):
        choose_courier(actor=SYSTEM, shop_id=shop_id, numbers=numbers[1:], courier="SF")
    assert Parcel.objects.get(number=numbers[1]).courier == "ZTO"


SEEN: list[ParcelShipped] = []
subscribe(ParcelShipped)(SEEN.append)


@pytest.mark.req("LOG-13")
@pytest.mark.req("FUL-16")
def test_expected_day_comes_from_transit_days_and_stands_in_notice_and_event(bring: Any) -> None:
    shop_id = shop_with_pool(bring, 3)
    OrderContact.objects.update(province="广东省", city="广州市")
    first, second, _third = packed(shop_id)
    SEEN.clear()

    done = enter_waybill(actor=KEEPER, shop_id=shop_id, number=first.number, waybill_no=first.waybill_no)
    other = enter_waybill(actor=KEEPER, shop_id=shop_id, number=second.number, waybill_no=ZTO)

    today = done.shipped_at.astimezone(ZoneInfo("Asia/Shanghai")).date()
    assert (done.courier, done.waybill_no, done.expected_on) == ("ZTO", zto(1)[0], today + timedelta(days=3))
    assert [event.expected_on for event in SEEN] == [today + timedelta(days=3)] * 2
    states = dict(WaybillNumber.objects.values_list("number", "state"))
    assert [states[number] for number in zto(3)] == ["used", "void", "given"]
    assert other.waybill_no == ZTO
    text = notice_of(shop_id, first.number).text
    assert all(word in text for word in ("中通快递", zto(1)[0], f"{done.expected_on.month}月{done.expected_on.day}日"))


@pytest.mark.req("LOG-01")
def test_courier_that_is_not_approved_takes_no_parcel_by_scan_or_file(bring: Any) -> None:
    shop_id = shop_with_pool(bring, 0)
    register(shop_id, "YTO")
    parcel = packed(shop_id)[0]
    retire_courier(actor=SYSTEM, shop_id=shop_id, code="YTO")

    with pytest.raises(CourierNotApproved):
        enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcel.number, courier="SF", waybill_no="SF1234567890123")
    report = bring(shop_id, "包裹号,物流公司,运单号", f"{parcel.number},圆通速递,YT1234567890123")

    assert (report["imported"], [error["code"] for error in report["errors"]]) == (
        0,
        ["fulfilment.courier_not_approved"],
    )
    parcel.refresh_from_db()
    assert (parcel.state, parcel.waybill_no) == ("packed", "")
    report = bring(shop_id, "包裹号,物流公司,运单号", f"{parcel.number},中通,{ZTO}")
    assert report["imported"] == 1
    undo_import(actor=SYSTEM, shop_id=shop_id, number=report["batch"])
    parcel.refresh_from_db()
    assert (parcel.state, parcel.courier, parcel.waybill_no, parcel.tracked_at) == ("packed", "YTO", "", None)
