"""Rules that look at other orders and at prices: duplicates, households, unusual prices, promises at risk."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from zhanggui.kernel.clock import now
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import CheckResult, CheckRule, Order, OrderHold, OrderLine
from zhanggui.orders.services import check_orders, recheck_order, release_hold
from zhanggui.orders.services.checking.closing import closing_times
from zhanggui.orders.tests.factories import PAID_AT, make_order, make_shop, make_stocked_sku, open_reasons

pytestmark = pytest.mark.django_db
OTHER = {
    "buyer_nick": "别人",
    "mobile": "13911112222",
    "phone_tail": "2222",
    "receiver_name": "王建国",
    "address": "北京市朝阳区望京街10号",
}


def only(shop_id: int, code: str) -> None:
    """Only this rule is on."""
    CheckRule.objects.filter(shop_id=shop_id).update(is_on=False)
    CheckRule.objects.filter(shop_id=shop_id, code=code).update(is_on=True)


def cause_of(order: Order) -> dict[str, Any]:
    """The cause of the order's open hold."""
    return OrderHold.objects.get(order=order, released_at=None).cause


def test_the_same_goods_for_the_same_buyer_within_a_day_are_a_possible_duplicate() -> None:
    shop = make_shop()
    only(shop.id, "possible_duplicate")
    tea, cup = make_stocked_sku(shop.id, "tea"), make_stocked_sku(shop.id, "cup")
    first = make_order(shop.id, "1", [(tea, 2)])
    second = make_order(shop.id, "2", [(tea, 1), (tea, 1)], sort_at=PAID_AT + timedelta(hours=23))
    make_order(shop.id, "3", [(cup, 2)])
    make_order(shop.id, "4", [(tea, 2)], sort_at=PAID_AT - timedelta(hours=30))
    make_order(shop.id, "5", [(tea, 2)], contact=OTHER)
    make_order(shop.id, "6", [(tea, 2)], state="closed")
    make_order(shop.id, "7", [(tea, 2)], contact={"buyer_nick": "t**r", "mobile": "138****5521"})

    summary = check_orders(actor=SYSTEM, shop_id=shop.id)

    assert summary.held == {"duplicate": 2}
    assert cause_of(first) == {"duplicate_count": 1, "duplicate_count_detail": ["2"]}
    assert cause_of(second) == {"duplicate_count": 1, "duplicate_count_detail": ["1"]}
    release_hold(actor=SYSTEM, hold_id=OrderHold.objects.get(order=first).pk, reason="两单都要")
    recheck_order(actor=SYSTEM, shop_id=shop.id, order_id=first.pk)
    assert open_reasons(first) == []


def test_a_household_is_named_with_score_and_reasons() -> None:
    shop = make_shop()
    only(shop.id, "same_household")
    tea = make_stocked_sku(shop.id)
    wife = make_order(shop.id, "1", [(tea, 1)])
    husband = make_order(
        shop.id,
        "2",
        [(tea, 1)],
        contact={"buyer_nick": "x", "mobile": "13911112222", "phone_tail": "2222", "receiver_name": "王建国"},
    )
    make_order(shop.id, "3", [(tea, 1)], contact=OTHER | {"mobile": "13711112222"})
    late = make_order(shop.id, "4", [(tea, 1)], sort_at=PAID_AT + timedelta(hours=80))

    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert cause_of(wife) == {
        "household_score": 87,
        "household_likeness": 80,
        "household_score_detail": [{"number": "2", "score": 87, "reasons": ["address"]}],
    }
    assert open_reasons(husband) == ["household"]
    assert open_reasons(late) == []


def test_many_orders_at_one_door_are_a_forwarder_and_no_household() -> None:
    shop = make_shop()
    only(shop.id, "same_household")
    tea = make_stocked_sku(shop.id)
    for number in range(21):
        contact = {"buyer_nick": f"b{number}", "mobile": f"139000000{number:02}", "receiver_name": f"客{number}"}
        make_order(shop.id, str(number), [(tea, 1)], contact=contact)

    assert check_orders(actor=SYSTEM, shop_id=shop.id).held == {}


def test_a_price_far_from_usual_holds_and_says_what_is_usual() -> None:
    shop = make_shop()
    only(shop.id, "price_far")
    tea = make_stocked_sku(shop.id)
    for number in range(5):
        make_order(shop.id, f"old{number}", [(tea, 1)], state="completed", sort_at=now() - timedelta(days=3))
    cheap, half, gift = (make_order(shop.id, name, [(tea, 1)], sort_at=now()) for name in ("cheap", "half", "gift"))
    for order, price in ((cheap, "3.00"), (half, "6.40"), (gift, "0.00")):
        OrderLine.objects.filter(order=order).update(price=Decimal(price), sku_code="TEA")

    assert check_orders(actor=SYSTEM, shop_id=shop.id).held == {"price_far": 1}
    assert cause_of(cheap) == {
        "price_off_percent": 77,
        "price_far_percent": 70,
        "price_off_percent_detail": {"sku": "TEA", "price": "3.00", "usual": "12.80"},
    }


def test_nothing_is_usual_of_which_too_little_was_sold() -> None:
    shop = make_shop()
    only(shop.id, "price_far")
    tea = make_stocked_sku(shop.id)
    for number in range(4):
        make_order(shop.id, str(number), [(tea, 1)], sort_at=now())
    OrderLine.objects.filter(order__number="3").update(price=Decimal("1.00"))

    assert check_orders(actor=SYSTEM, shop_id=shop.id).held == {}


def test_a_promise_with_few_hours_left_at_the_next_close_is_at_risk() -> None:
    shop = make_shop()
    only(shop.id, "promise_at_risk")
    tea = make_stocked_sku(shop.id)
    close = closing_times(shop.id).after(now())
    late = make_order(shop.id, "1", [(tea, 1)], ship_by_at=close + timedelta(minutes=90))
    make_order(shop.id, "2", [(tea, 1)], ship_by_at=close + timedelta(hours=3))

    assert check_orders(actor=SYSTEM, shop_id=shop.id).held == {"promise_risk": 1}
    assert cause_of(late) == {"hours_left_at_close": 1, "promise_risk_hours": 2}


def test_the_next_close_is_today_before_it_and_tomorrow_after() -> None:
    closes = closing_times(make_shop().id)

    assert closes.after(datetime(2026, 11, 20, 5, 59, tzinfo=UTC)) == datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    assert closes.after(datetime(2026, 11, 20, 6, 0, tzinfo=UTC)) == datetime(2026, 11, 21, 6, 0, tzinfo=UTC)


def test_a_sellers_note_holds_without_its_words_in_the_result() -> None:
    shop = make_shop()
    only(shop.id, "seller_note_present")
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 1)], seller_note="王小姐要加急")

    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert cause_of(order) == {"seller_note": {"characters": 6, "mark": cause_of(order)["seller_note"]["mark"]}}
    assert "王小姐" not in str(CheckResult.objects.get(order=order).rules)
