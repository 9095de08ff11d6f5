"""Back-tests: what a changed rule would have done to the orders of the last days."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.jobs import backtest_rule
from zhanggui.orders.models import CheckResult, CheckRule, Order, OrderContact
from zhanggui.orders.services import check_orders
from zhanggui.orders.services.rules import RuleChange, draft_new_rule, start_backtest, switch_draft
from zhanggui.orders.tests.factories import make_order, make_shop, make_stocked_sku
from zhanggui.orders.tests.page_helpers import clerk
from zhanggui.shops.services import change_settings
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
COD = {"fact": "is_cod", "op": "present"}


def past_orders(shop: ShopCard) -> dict[str, Order]:
    """Orders of the last weeks with so many pieces of one item; the checks of most are stored."""
    tea = make_stocked_sku(shop.id, on_hand=500)
    orders = {
        name: make_order(
            shop.id,
            name,
            [(tea, pieces)],
            sort_at=now() - timedelta(days=days),
            placed_at=now() - timedelta(days=days),
            paid_amount=Decimal(pieces * 10),
            contact=contact,
            **facts,
        )
        for name, pieces, days, contact, facts in (
            ("small", 2, 1, {}, {}),
            ("six", 6, 2, {}, {}),
            ("seven", 7, 3, {}, {}),
            ("noted", 7, 4, {"buyer_note": "急"}, {"has_buyer_note": True}),
            ("twelve", 12, 5, {}, {}),
            ("old", 7, 40, {}, {}),
        )
    }
    check_orders(actor=SYSTEM, shop_id=shop.id)
    Order.objects.filter(number="seven").update(state="completed", refund_state="refunded")
    Order.objects.filter(number="six").update(state="completed")
    make_order(shop.id, "unpaid", [(tea, 7)], state="unpaid", paid_at=None, sort_at=now())
    make_order(shop.id, "unchecked", [(tea, 7)], state="completed", sort_at=now(), paid_amount=Decimal(70))
    return orders


def figures(found: dict[str, Any], figure: str) -> tuple[int, str, int, str]:
    """One figure as a row."""
    one = found[figure]
    return one["orders"], one["amount"], one["refunded"], one["refunded_amount"]


def test_a_wider_limit_releases_what_only_that_rule_stopped_and_says_what_went_back() -> None:
    shop = make_shop()
    past_orders(shop)
    before = list(CheckResult.objects.order_by("pk").values())

    made = start_backtest(actor=SYSTEM, shop_id=shop.id, code="unusual_quantity", settings={"unusual_quantity": 8})

    found = made.figures
    assert (found["orders"], made.run_id) == (6, None)
    # Six, seven and the one that no check stored, of which the pieces can still be read.
    assert figures(found, "released") == (3, "200.00", 1, "70.00")
    assert figures(found, "released_anyway") == (1, "70.00", 0, "0.00")
    assert figures(found, "kept") == (1, "120.00", 0, "0.00")
    assert figures(found, "passed") == (1, "20.00", 0, "0.00")
    assert [found[name]["orders"] for name in ("held", "held_anyway", "unjudged")] == [0, 0, 0]
    lists = {one.figure: one.order_ids for one in made.lists.all()}
    numbers = dict(Order.objects.values_list("pk", "number"))
    assert [numbers[pk] for pk in lists["released"]] == ["unchecked", "six", "seven"]
    assert [numbers[pk] for pk in lists["released_refunded"]] == ["seven"]
    assert list(CheckResult.objects.order_by("pk").values()) == before
    assert CheckRule.objects.get(code="unusual_quantity").version == 1


def test_changed_settings_are_tried_under_every_rule_that_uses_them() -> None:
    shop = make_shop()
    past_orders(shop)

    made = start_backtest(actor=SYSTEM, shop_id=shop.id, days=365, settings={"unusual_quantity": 1})

    assert made.figures["orders"] == 7
    assert figures(made.figures, "held") == (1, "20.00", 0, "0.00")
    assert made.figures["kept"]["orders"] == 6


def test_what_was_neither_stored_nor_can_be_read_is_counted_and_named() -> None:
    shop = make_shop()
    past_orders(shop)
    make_order(shop.id, "cod", state="completed", is_cod=True, sort_at=now())
    asks_refund = {"all": [{"fact": "refund_open", "op": "present"}]}
    cod_refund = {"all": [{"fact": "refund_open", "op": "present"}, COD]}

    draft_new_rule(actor=SYSTEM, shop_id=shop.id, change=RuleChange(asks_refund, name="a"), why="w")
    all_unknown = start_backtest(actor=SYSTEM, shop_id=shop.id, code="own_1").figures
    draft_new_rule(actor=SYSTEM, shop_id=shop.id, change=RuleChange(cod_refund, name="b"), why="w")
    settled = start_backtest(actor=SYSTEM, shop_id=shop.id, code="own_2").figures

    # Two orders were never checked; of one it is settled by the other condition.
    assert (all_unknown["unjudged"]["orders"], all_unknown["unknown_facts"]) == (2, {"refund_open": 2})
    assert (settled["unjudged"]["orders"], settled["passed"]["orders"]) == (1, 6)


def test_words_are_read_where_they_still_are_and_not_guessed_where_they_were_erased() -> None:
    shop = make_shop()
    orders = past_orders(shop)
    urgent = {"all": [{"fact": "buyer_note", "op": "contains", "value": ["急"]}]}
    draft_new_rule(actor=SYSTEM, shop_id=shop.id, change=RuleChange(urgent, name="a"), why="w")

    before = start_backtest(actor=SYSTEM, shop_id=shop.id, code="own_1").figures
    OrderContact.objects.filter(order=orders["noted"]).update(buyer_note="")
    after = start_backtest(actor=SYSTEM, shop_id=shop.id, code="own_1").figures

    assert (before["held_anyway"]["orders"], before["unjudged"]["orders"]) == (1, 0)
    assert (after["held_anyway"]["orders"], after["unjudged"]["orders"]) == (0, 1)


def test_neighbours_are_read_as_they_were_then() -> None:
    shop = make_shop()
    past_orders(shop)
    switch_draft(actor=SYSTEM, shop_id=shop.id, code="possible_duplicate", is_on=True, why="w")
    change_settings(actor=SYSTEM, shop_id=shop.id, duplicate_hours=30)
    tea = make_stocked_sku(shop.id, "cup")
    at = now() - timedelta(days=10)
    for number, hours in (("first", 0), ("second", 5)):
        make_order(shop.id, number, [(tea, 1)], state="completed", sort_at=at + timedelta(hours=hours))

    made = start_backtest(actor=SYSTEM, shop_id=shop.id, code="possible_duplicate")

    # Only the later one of two could have been known as a duplicate when it was paid.
    assert made.figures["held"]["orders"] == 1
    assert Order.objects.get(pk=made.lists.get(figure="held").order_ids[0]).number == "second"


def test_a_large_trial_runs_as_a_job_with_progress() -> None:
    shop = make_shop()
    past_orders(shop)
    limits = {"unusual_quantity": 8}

    made = start_backtest(actor=SYSTEM, shop_id=shop.id, code="unusual_quantity", settings=limits, at_once=False)
    assert (made.figures, made.run_id is None) == ({}, False)
    backtest_rule(backtest_id=made.pk, run_id=made.run_id or 0)

    run = JobRun.objects.get(pk=made.run_id)
    assert (run.state, run.done, run.total) == ("done", 6, 6)
    assert run.result == {"orders": 6, "url": f"/desk/rules/backtests/{made.pk}"}
    made.refresh_from_db()
    assert made.figures["released"]["orders"] == 3


@pytest.mark.parametrize(
    ("code", "days", "limits"),
    [
        ("unusual_quantity", 30, {}),
        ("unusual_quantity", 30, {"unusual_quantity": 5}),
        ("unusual_quantity", 0, {"unusual_quantity": 8}),
        ("unusual_quantity", 366, {"unusual_quantity": 8}),
        ("unusual_quantity", 30, {"duplicate_hours": 8}),
        ("", 30, {"unusual_quantity": -1}),
    ],
)
def test_what_cannot_be_tried_is_refused(code: str, days: int, limits: dict[str, int]) -> None:
    shop = make_shop()

    with pytest.raises(InvalidInput):
        start_backtest(actor=SYSTEM, shop_id=shop.id, code=code, days=days, settings=limits)


def test_a_back_test_changes_a_decision() -> None:
    """The manager wants to hold less, sees that what would have gone out came back, and drops the draft."""
    shop = make_shop()
    past_orders(shop)
    manager, base = clerk("shop_manager"), f"/desk/rules/{shop.code}/unusual_quantity"
    form = {"joiner": "all", "g0": "all", "g0-0-what": "max_line_quantity|over", "g0-0-value": "6", "why": "少扣一点"}
    manager.post(f"{base}/edit", {**form, "do": "save"})
    assert "Not tried yet" in manager.get(base).content.decode()

    assert manager.post(f"{base}/backtest", {"days": "30"}).headers["Location"] == f"{base}#backtest"
    page = manager.get(base).content.decode()
    assert "1 order more would have gone out, 0 of them went back later" in page

    manager.post(f"{base}/edit", {**form, "g0-0-value": "7", "do": "save"})
    manager.post(f"{base}/backtest", {"days": "30"})
    page = manager.get(base).content.decode()
    assert "3 orders more would have gone out, 1 of them went back later" in page
    link = next(part for part in page.split('"') if part.endswith("figure=released_refunded"))
    behind = manager.get(link).content.decode()
    assert f"/desk/orders/{shop.code}/seven" in behind
    assert f"/desk/orders/{shop.code}/six" not in behind
    manager.post(f"{base}/drop")

    assert CheckRule.objects.get(code="unusual_quantity").version == 1
    assert "draft" not in manager.get("/desk/rules").content.decode()
