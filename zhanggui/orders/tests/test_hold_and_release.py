"""Holding by hand, releasing, and what checking makes of it."""

import pytest

from zhanggui.inventory.tests.factories import stock_of
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.errors import HoldNotOpen, OrderNotFound, OrdersNotChecked, OrdersNotWaiting, ReasonMissing
from zhanggui.orders.models import CheckResult, CheckRule, OrderContact, OrderHold
from zhanggui.orders.services import (
    batch_orders,
    check_orders,
    confirm_address,
    hold_orders,
    release_hold,
    release_orders,
    send_back_to_check,
    undo_check,
)
from zhanggui.orders.tests.factories import (
    event_kinds,
    make_order,
    make_shop,
    make_stocked_sku,
    open_reasons,
    standing,
)
from zhanggui.orders.values import HOLD_ORDERS

pytestmark = pytest.mark.django_db


def test_a_checked_order_held_by_hand_goes_back_and_gives_up_its_stock() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    order = make_order(shop.id, "1", [(tea, 2)])
    check_orders(actor=SYSTEM, shop_id=shop.id)

    changed = hold_orders(actor=actor_with(HOLD_ORDERS), shop_id=shop.id, numbers=["1"], reason="asked to wait")

    assert changed == 1
    assert standing(order) == ("paid", "to_check", True)
    hold = OrderHold.objects.get(order=order)
    assert (hold.reason, hold.note, hold.placed_by) == ("manual", "asked to wait", "tester")
    assert stock_of(shop.id) == {tea: (100, 0)}
    assert event_kinds(order) == ["order.checked", "order.sent_back", "order.held"]


def test_a_manual_hold_outlives_checks_and_holding_twice_adds_none() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 1)])
    hold_orders(actor=SYSTEM, shop_id=shop.id, numbers=["1"], reason="wait")

    assert hold_orders(actor=SYSTEM, shop_id=shop.id, numbers=["1", "1"], reason="again") == 0
    summary = check_orders(actor=SYSTEM, shop_id=shop.id)

    assert summary.as_json() == {"checked": 1, "released": 0, "held": {"manual": 1}}
    assert open_reasons(order) == ["manual"]


def test_an_order_in_a_batch_cannot_be_held_and_nothing_changes() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    batched, free = make_order(shop.id, "1", [(tea, 1)]), make_order(shop.id, "2", [(tea, 1)])
    check_orders(actor=SYSTEM, shop_id=shop.id)
    batch_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[batched.pk], batch_number="B1")

    with pytest.raises(OrdersNotWaiting) as caught:
        hold_orders(actor=SYSTEM, shop_id=shop.id, numbers=["1", "2"], reason="wait")

    assert caught.value.params == {"numbers": "1"}
    assert standing(batched) == ("paid", "batched", False)
    assert standing(free) == ("paid", "checked", False)
    assert OrderHold.objects.count() == 0


@pytest.mark.req_part("ORD-07")
def test_releasing_lets_the_order_pass_and_later_checks_respect_it() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 6)], contact={"buyer_note": "快点"})
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert open_reasons(order) == ["buyer_note", "unusual_quantity"]

    assert release_orders(actor=SYSTEM, shop_id=shop.id, numbers=["1"], reason="phoned, fine") == 1

    assert standing(order) == ("paid", "checked", False)
    verdicts = {rule["rule"]: rule["verdict"] for rule in CheckResult.objects.get(order=order).rules}
    assert (verdicts["note_present"], verdicts["unusual_quantity"], verdicts["stock_short"]) == (
        "released",
        "released",
        "pass",
    )
    assert event_kinds(order) == ["order.held", "order.released", "order.checked"]
    released = Event.objects.get(kind="order.released")
    assert (released.reason, released.data) == ("phoned, fine", {"reasons": ["buyer_note", "unusual_quantity"]})


def test_new_words_or_a_new_rule_version_hold_again_after_a_release() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 6)], contact={"buyer_note": "快点"})
    check_orders(actor=SYSTEM, shop_id=shop.id)
    release_orders(actor=SYSTEM, shop_id=shop.id, numbers=["1"], reason="fine")
    undo_check(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk])
    OrderContact.objects.filter(order=order).update(buyer_note="改地址")
    CheckRule.objects.filter(code="unusual_quantity").update(version=2)

    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert open_reasons(order) == ["buyer_note", "unusual_quantity"]


def test_releasing_short_goods_does_not_make_them_appear() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id, "tea", 1), 2)])
    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert release_orders(actor=SYSTEM, shop_id=shop.id, numbers=["1"], reason="go") == 1

    assert standing(order) == ("paid", "to_check", True)
    assert open_reasons(order) == ["stock_short"]


def test_releasing_one_hold_leaves_the_other() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 1)], flag=1, contact={"buyer_note": "x"})
    check_orders(actor=SYSTEM, shop_id=shop.id)
    hold = OrderHold.objects.get(order=order, reason="flagged")

    summary = release_hold(actor=SYSTEM, hold_id=hold.pk, reason="only a mark")

    assert summary.held == {"buyer_note": 1}
    assert standing(order) == ("paid", "to_check", True)
    with pytest.raises(HoldNotOpen):
        release_hold(actor=SYSTEM, hold_id=hold.pk, reason="only a mark")


def test_releasing_what_is_not_held_changes_nothing() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 1)])
    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert release_orders(actor=SYSTEM, shop_id=shop.id, numbers=["1"], reason="x") == 0

    assert event_kinds(order) == ["order.checked"]


def test_a_reason_and_known_numbers_are_needed() -> None:
    shop, other = make_shop(), make_shop("other")
    make_order(other.id, "9")

    with pytest.raises(ReasonMissing):
        hold_orders(actor=SYSTEM, shop_id=shop.id, numbers=["9"], reason=" ")
    with pytest.raises(OrderNotFound) as caught:
        release_orders(actor=SYSTEM, shop_id=shop.id, numbers=["9"], reason="x")
    assert caught.value.params == {"number": "9", "count": 1}
    with pytest.raises(NotAllowed):
        hold_orders(actor=actor_with("orders.view"), shop_id=shop.id, numbers=["9"], reason="x")


def test_a_confirmed_address_passes() -> None:
    shop = make_shop()
    order = make_order(
        shop.id,
        "1",
        [(make_stocked_sku(shop.id), 1)],
        contact={"address_quality": "doubtful", "address_reason": "city"},
    )
    check_orders(actor=SYSTEM, shop_id=shop.id)

    confirm_address(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, note="buyer sent a photo")

    assert standing(order) == ("paid", "checked", False)
    assert event_kinds(order) == ["order.held", "order.address_confirmed", "order.hold_ended", "order.checked"]


def test_a_bulk_pass_can_be_undone_until_a_batch_has_it() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    orders = [make_order(shop.id, number, [(tea, 1)]) for number in "12"]
    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert undo_check(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk for order in orders]) == 2

    assert [standing(order)[1] for order in orders] == ["to_check", "to_check"]
    assert stock_of(shop.id) == {tea: (100, 0)}
    check_orders(actor=SYSTEM, shop_id=shop.id)
    batch_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[orders[0].pk], batch_number="B1")
    with pytest.raises(OrdersNotChecked):
        send_back_to_check(actor=SYSTEM, shop_id=shop.id, numbers=["1", "2"])
    assert [standing(order)[1] for order in orders] == ["batched", "checked"]
