"""What passes a check, what it holds, and why."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from zhanggui.inventory.services import set_stock
from zhanggui.inventory.tests.factories import ledger_sums, reservations, stock_of
from zhanggui.inventory.values import StockRow
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.models import CallLog, CheckResult, CheckRule, Order, OrderContact, OrderHold, OrderLine
from zhanggui.orders.services import check_orders, log_call, set_flag
from zhanggui.orders.tests.factories import (
    PAID_AT,
    event_kinds,
    make_order,
    make_shop,
    make_stocked_sku,
    open_reasons,
    standing,
)
from zhanggui.orders.values import CHECK_ORDERS, LOG_CALLS

pytestmark = pytest.mark.django_db


@pytest.mark.req_part("ORD-05")
def test_an_order_without_any_objection_passes_and_gets_its_stock() -> None:
    shop = make_shop()
    tea, cup = make_stocked_sku(shop.id, "tea", 5), make_stocked_sku(shop.id, "cup", 5)
    order = make_order(shop.id, "1001", [(tea, 2), (cup, 1), (tea, 1)])

    summary = check_orders(actor=SYSTEM, shop_id=shop.id)

    assert summary.as_json() == {"checked": 1, "released": 1, "held": {}}
    assert standing(order) == ("paid", "checked", False)
    assert reservations(shop.id) == [(order.pk, tea, 3), (order.pk, cup, 1)]
    assert stock_of(shop.id) == {tea: (5, 3), cup: (5, 1)}
    assert event_kinds(order) == ["order.checked"]
    result = CheckResult.objects.get(order=order)
    assert result.is_passed
    assert [(rule["rule"], rule["verdict"]) for rule in result.rules] == [
        ("note_present", "pass"),
        ("flag_present", "pass"),
        ("address_incomplete", "pass"),
        ("address_doubtful", "pass"),
        ("contact_masked", "pass"),
        ("items_unknown", "pass"),
        ("unusual_quantity", "pass"),
        ("cod_without_call", "pass"),
        ("price_far", "pass"),
        ("refund_open", "pass"),
        ("stock_short", "pass"),
    ]
    assert result.rules[6]["values"] == {"max_line_quantity": 3, "unusual_quantity": 5}


@pytest.mark.parametrize(
    ("facts", "contact", "pieces", "reasons", "cause"),
    [
        ({}, {"buyer_note": "请发顺丰"}, 1, ["buyer_note"], {"buyer_note": {"characters": 4, "mark": "22f0a6"}}),
        ({"flag": 3}, {}, 1, ["flagged"], {"flag": 3}),
        (
            {},
            {"address_quality": "incomplete", "address_reason": "street_only"},
            1,
            ["address_incomplete"],
            {"address_quality": "incomplete", "address_reason": "street_only"},
        ),
        (
            {},
            {"address": "", "address_quality": "", "address_reason": ""},
            1,
            ["address_incomplete"],
            {"address_quality": "incomplete", "address_reason": "empty"},
        ),
        ({}, {"address_quality": "doubtful"}, 1, ["address_doubtful"], {"address_quality": "doubtful"}),
        (
            {},
            {"is_masked": True, "address_quality": "incomplete", "address_reason": "masked"},
            1,
            ["contact_masked"],
            {"contact_masked": True},
        ),
        ({}, {}, 0, ["items_unknown"], {"line_count": 0, "unknown_line_count": 0, "missing_piece_count": 0}),
        (
            {"piece_count": 3},
            {},
            2,
            ["items_unknown"],
            {"line_count": 1, "unknown_line_count": 0, "missing_piece_count": 1},
        ),
        ({}, {}, 6, ["unusual_quantity"], {"max_line_quantity": 6, "unusual_quantity": 5}),
        (
            {"is_cod": True},
            {},
            1,
            ["cod_call"],
            {"is_cod": True, "call_standing": "none", "is_cod_detail": {"first": True}},
        ),
        ({"refund_state": "asked"}, {}, 1, ["refund_open"], {"refund_open": True}),
        ({}, {}, 5, [], None),
    ],
)
def test_each_objection_holds_with_its_reason_and_cause(
    facts: dict[str, Any], contact: dict[str, Any], pieces: int, reasons: list[str], cause: object
) -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    order = make_order(shop.id, "1001", [(tea, pieces)] if pieces else [], contact=contact, **facts)

    summary = check_orders(actor=SYSTEM, shop_id=shop.id)

    assert summary.held == dict.fromkeys(reasons, 1)
    assert open_reasons(order) == reasons
    assert standing(order) == ("paid", "to_check" if reasons else "checked", bool(reasons))
    assert list(OrderHold.objects.values_list("cause", flat=True)) == ([cause] if reasons else [])
    assert event_kinds(order) == ["order.held" if reasons else "order.checked"]


def test_a_line_under_return_holds_and_a_refunded_line_needs_no_stock() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id, "tea", 1)
    returning = make_order(shop.id, "1", [(tea, 1)])
    OrderLine.objects.filter(order=returning).update(refund_state="returning")
    refunded = make_order(shop.id, "2", [(tea, 1), (tea, 1)])
    OrderLine.objects.filter(order=refunded, position=1).update(refund_state="refunded")

    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert open_reasons(returning) == ["refund_open"]
    assert standing(refunded) == ("paid", "checked", False)
    assert reservations(shop.id) == [(refunded.pk, tea, 1)]


def test_scarce_stock_goes_to_the_earliest_promise_and_the_rest_say_what_is_missing() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id, "tea", 3)
    late = make_order(shop.id, "late", [(tea, 2)], ship_by_at=PAID_AT + timedelta(hours=72))
    early = make_order(shop.id, "early", [(tea, 2)], ship_by_at=PAID_AT + timedelta(hours=24))

    summary = check_orders(actor=SYSTEM, shop_id=shop.id)

    assert summary.as_json() == {"checked": 2, "released": 1, "held": {"stock_short": 1}}
    assert standing(early) == ("paid", "checked", False)
    assert OrderHold.objects.get(order=late).cause == {"short_items": {"tea": 1}}
    assert stock_of(shop.id) == {tea: (3, 2)}


def test_a_held_order_takes_no_stock_from_others() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id, "tea", 1)
    noted = make_order(shop.id, "1", [(tea, 1)], contact={"buyer_note": "x"})
    plain = make_order(shop.id, "2", [(tea, 1)])

    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert standing(plain) == ("paid", "checked", False)
    assert CheckResult.objects.get(order=noted).rules[-1] == {
        "rule": "stock_short",
        "reason": "stock_short",
        "version": 1,
        "verdict": "skipped",
        "values": {},
    }


def test_arrived_goods_end_the_hold_by_themselves() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id, "tea", 0)
    order = make_order(shop.id, "1", [(tea, 2)])
    check_orders(actor=SYSTEM, shop_id=shop.id)
    set_stock(actor=SYSTEM, shop_id=shop.id, rows=[StockRow(tea, 1)])
    set_stock(actor=SYSTEM, shop_id=shop.id, rows=[StockRow(tea, 1)])
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert OrderHold.objects.get(order=order).cause == {"short_items": {"tea": 1}}
    set_stock(actor=SYSTEM, shop_id=shop.id, rows=[StockRow(tea, 2)])

    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert standing(order) == ("paid", "checked", False)
    hold = OrderHold.objects.get(order=order)
    assert (hold.released_by, hold.release_reason) == ("system", "")
    assert event_kinds(order) == ["order.held", "order.hold_ended", "order.checked"]


def test_checking_twice_changes_nothing_the_second_time() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    orders = [make_order(shop.id, "1", [(tea, 1)]), make_order(shop.id, "2", [(tea, 1)], flag=1)]
    check_orders(actor=SYSTEM, shop_id=shop.id)

    again = check_orders(actor=SYSTEM, shop_id=shop.id)

    assert again.as_json() == {"checked": 1, "released": 0, "held": {"flagged": 1}}
    assert [event_kinds(order) for order in orders] == [["order.checked"], ["order.held"]]
    assert OrderHold.objects.count() == 1
    assert stock_of(shop.id) == {tea: (100, 1)}


def test_only_paid_orders_of_the_shop_are_checked() -> None:
    shop, other = make_shop(), make_shop("other")
    tea = make_stocked_sku(shop.id)
    closed = [
        make_order(shop.id, state, [(tea, 1)], state=state) for state in ("unpaid", "shipped", "completed", "closed")
    ]
    foreign = make_order(other.id, "1")

    assert check_orders(actor=SYSTEM, shop_id=shop.id).checked == 0

    assert {standing(order)[1] for order in [*closed, foreign]} == {"to_check"}


def test_only_named_orders_are_checked() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    one, two = (make_order(shop.id, number, [(tea, 1)]) for number in "12")

    assert check_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[two.pk]).checked == 1

    assert (standing(one)[1], standing(two)[1]) == ("to_check", "checked")


def test_a_checked_order_that_an_import_changed_is_judged_again() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    order = make_order(shop.id, "1", [(tea, 1)])
    check_orders(actor=SYSTEM, shop_id=shop.id)
    Order.objects.filter(pk=order.pk).update(refund_state="asked", updated_at=PAID_AT + timedelta(days=3650))

    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert standing(order) == ("paid", "to_check", True)
    assert open_reasons(order) == ["refund_open"]
    assert stock_of(shop.id) == {tea: (100, 0)}
    assert event_kinds(order) == ["order.checked", "order.sent_back", "order.held"]


@pytest.mark.parametrize(("state", "left"), [("closed", (100, 0)), ("completed", (99, 0)), ("shipped", (99, 0))])
def test_stock_of_orders_that_ended_elsewhere_is_settled(state: str, left: tuple[int, int]) -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    order = make_order(shop.id, "1", [(tea, 1)])
    held = make_order(shop.id, "2", [(tea, 1)], flag=1)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    Order.objects.filter(pk__in=[order.pk, held.pk]).update(state=state)

    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert stock_of(shop.id) == {tea: left}
    assert ledger_sums(shop.id) == stock_of(shop.id)
    assert open_reasons(held) == []
    assert standing(held)[2] is False


@pytest.mark.req_part("ORD-10")
def test_one_logged_call_lets_cash_on_delivery_pass() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    order = make_order(shop.id, "1", [(tea, 1)], is_cod=True)
    check_orders(actor=SYSTEM, shop_id=shop.id)

    log_call(actor=actor_with(LOG_CALLS), shop_id=shop.id, order_id=order.pk, result="no_answer", note="busy")

    assert standing(order) == ("paid", "checked", False)
    assert CallLog.objects.get().note == "busy"
    assert event_kinds(order) == ["order.held", "order.called", "order.hold_ended", "order.checked"]


def test_taking_the_flag_away_lets_the_order_pass() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 1)], flag=2)
    check_orders(actor=SYSTEM, shop_id=shop.id)

    set_flag(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, flag=0)

    assert standing(order) == ("paid", "checked", False)


def test_a_rule_that_is_off_is_not_tried() -> None:
    shop = make_shop()
    CheckRule.objects.filter(shop_id=shop.id, code="flag_present").update(is_on=False)
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 1)], flag=2)

    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert standing(order) == ("paid", "checked", False)
    assert len(CheckResult.objects.get(order=order).rules) == 10


def test_a_buyers_words_stand_only_in_the_erasable_table() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", contact={"buyer_note": "王小姐收"})
    check_orders(actor=SYSTEM, shop_id=shop.id)

    stored = [str(row) for row in (*CheckResult.objects.values(), *OrderHold.objects.values())]

    assert OrderContact.objects.get(order=order).buyer_note == "王小姐收"
    assert not [text for text in stored if "王小姐" in text]


def test_somebody_without_the_right_is_refused_and_nothing_changes() -> None:
    shop, other = make_shop(), make_shop("other")
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 1)])

    with pytest.raises(NotAllowed):
        check_orders(actor=actor_with(CHECK_ORDERS, shop_id=other.id), shop_id=shop.id)

    assert standing(order) == ("paid", "to_check", False)
    assert event_kinds(order) == []


def test_amounts_stay_untouched_by_a_check() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 1)], paid_amount=Decimal("0.10"))

    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert Order.objects.get(pk=order.pk).paid_amount == Decimal("0.10")
