"""What a check stores in short, and that it is shown whole: round trip, several rule sets, rows of the first releases."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import CheckedRuleSet, CheckResult, CheckRule, Order, OrderContact
from zhanggui.orders.queries import order_detail
from zhanggui.orders.rules import SHIPPED_RULES, OrderFacts, RuleSet, compile_rules, evaluate, rule_set_of
from zhanggui.orders.services import check_orders
from zhanggui.orders.services.checking.around import look_around
from zhanggui.orders.services.checking.asked import asked_of
from zhanggui.orders.services.checking.facts import read_orders
from zhanggui.orders.services.ensure_rules import rules_in_use
from zhanggui.orders.services.rules import start_backtest
from zhanggui.orders.tests.factories import PAID_AT, make_order, make_shop, make_stocked_sku
from zhanggui.shops.queries import settings_of
from zhanggui.shops.services import change_settings

LIMITS = {"unusual_quantity": 5, "price_far_percent": 70, "household_likeness": 80, "promise_risk_hours": 2}
FACTS = st.builds(
    OrderFacts,
    buyer_note=st.sampled_from(["", "快点"]),
    flag=st.integers(0, 5),
    address_quality=st.sampled_from(["complete", "doubtful", "incomplete"]),
    address_reason=st.sampled_from(["", "masked"]),
    line_count=st.integers(0, 3),
    max_line_quantity=st.integers(0, 9),
    is_cod=st.booleans(),
    price_off_percent=st.none() | st.integers(0, 200),
    hours_left_at_close=st.none() | st.integers(-9, 90),
    short_items=st.sampled_from([{}, {"tea": 2}]),
    details=st.sampled_from([{}, {"price_off_percent": {"sku": "tea", "usual": "9.00"}}, {"is_cod": {"first": True}}]),
)


@settings(max_examples=40, deadline=None)
@given(facts=FACTS)
def test_what_was_written_in_short_reads_as_it_was(facts: OrderFacts) -> None:
    rules = compile_rules(SHIPPED_RULES, LIMITS)
    outcomes = evaluate(rules, facts)
    written = rule_set_of(rules)

    letters, unusual = json.loads(json.dumps(written.compact(outcomes)))
    kept = RuleSet(*json.loads(json.dumps([written.rules, written.usual])))

    assert kept.fingerprint == written.fingerprint
    assert kept.expand(letters, unusual) == [
        {
            "rule": one.code,
            "reason": one.reason,
            "version": one.version,
            "verdict": one.verdict,
            "values": one.values,
        }
        for one in outcomes
    ]


@pytest.mark.django_db
def test_a_rule_set_is_kept_once_and_older_results_keep_theirs() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id, "tea")
    first, second = make_order(shop.id, "1", [(tea, 1)]), make_order(shop.id, "2", [(tea, 7)])
    check_orders(actor=SYSTEM, shop_id=shop.id)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert CheckedRuleSet.objects.count() == 1

    change_settings(actor=SYSTEM, shop_id=shop.id, unusual_quantity=9)
    CheckRule.objects.filter(shop_id=shop.id, code="flag_present").update(version=4)
    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert CheckedRuleSet.objects.count() == 2
    found = [{one["rule"]: one for one in order_detail(shop.id, number).rules} for number in ("1", "2")]
    assert [one["unusual_quantity"]["values"] for one in found] == [
        {"unusual_quantity": 5, "max_line_quantity": 1},
        {"unusual_quantity": 9, "max_line_quantity": 7},
    ]
    assert [one["flag_present"]["version"] for one in found] == [1, 4]
    row = CheckResult.objects.get(order=first)
    assert (row.verdicts, row.facts, row.old_rules) == ("p" * 11, {"price_off_percent": None}, None)
    assert row.rules == list(order_detail(shop.id, "1").rules)
    assert CheckResult.objects.get(order=second).facts == {
        "max_line_quantity": 7,
        "price_off_percent": None,
    }


@pytest.mark.django_db
def test_a_result_written_out_by_the_first_releases_is_read_until_the_next_check() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id, "tea")
    order = make_order(shop.id, "1", [(tea, 7)], contact={"buyer_note": "快点"})
    check_orders(actor=SYSTEM, shop_id=shop.id)
    old: list[dict[str, Any]] = [
        {"rule": "unusual_quantity", "reason": "unusual_quantity", "version": 1, "verdict": "hold",
         "values": {"unusual_quantity": 5, "max_line_quantity": 12}},
        {"rule": "note_present", "reason": "buyer_note", "version": 1, "verdict": "pass", "values": {"buyer_note": None}},
    ]  # fmt: skip
    CheckResult.objects.update(rule_set=None, verdicts="", facts=None, old_rules=old)
    Order.objects.update(sort_at=PAID_AT, paid_amount=Decimal(70))

    assert list(order_detail(shop.id, "1").rules) == CheckResult.objects.get(order=order).rules == old
    tried = start_backtest(
        actor=SYSTEM, shop_id=shop.id, code="unusual_quantity", days=365, settings={"unusual_quantity": 10}
    )
    assert (tried.figures["kept"]["orders"], tried.figures["released"]["orders"]) == (1, 0)

    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert CheckResult.objects.get(order=order).old_rules is None
    assert [one["rule"] for one in order_detail(shop.id, "1").rules if one["verdict"] == "hold"] == [
        "note_present",
        "unusual_quantity",
    ]


@pytest.mark.django_db
def test_an_order_verified_before_any_check_has_no_outcomes_yet() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 1)], step="checked")

    assert (order_detail(shop.id, "1").rules, CheckResult.objects.get(order=order).rules) == ((), [])


@pytest.mark.django_db
def test_a_receiver_who_changed_while_others_were_checked_is_looked_at_again() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id, "tea")
    rules_in_use(shop.id)
    CheckRule.objects.filter(shop_id=shop.id).update(is_on=False)
    CheckRule.objects.filter(code__in=["same_household", "possible_duplicate"]).update(is_on=True)
    elsewhere = {
        "buyer_nick": "别人",
        "mobile": "13911112222",
        "address": "北京市朝阳区望京街10号",
        "district": "朝阳区",
    }
    one, other = make_order(shop.id, "1", [(tea, 1)]), make_order(shop.id, "2", [(tea, 1)], contact=elsewhere)
    rules = compile_rules(rules_in_use(shop.id), settings_of(shop.id))
    asked = asked_of(shop.id, rules, settings_of(shop.id))
    ids = [one.pk, other.pk]
    before = look_around(asked, ids)
    same = OrderContact.objects.values("buyer_nick", "mobile", "address", "district").get(order=one)
    OrderContact.objects.filter(order=other).update(**same)
    Order.objects.filter(pk=other.pk).update(updated_at=asked.at + timedelta(seconds=1))

    found = {order.id: order.facts for order in read_orders(ids, asked, before)}

    assert (before.same_buyer, before.same_door) == ({}, {})
    assert (found[other.pk].duplicate_count, found[other.pk].household_score) == (1, 100)
    assert found[one.pk].duplicate_count == 0
