"""orders list, show, check, hold, release."""

from datetime import timedelta, timezone
from typing import Any

import pytest

from zhanggui.cli.tests.conftest import ORDERS
from zhanggui.cli.tests.console import Desk
from zhanggui.cli.tests.shapes import misshapen

pytestmark = pytest.mark.xdist_group("commands")
SHANGHAI = timezone(timedelta(hours=8))
NAMED = {"number", "state", "step", "holds", "paid_amount", "lines"}


def _calm(desk: Desk) -> str:
    """The number of an order that nothing holds."""
    numbers: list[str] = [each["number"] for each in desk("orders", "list", "--step", "checked")["orders"]]
    return numbers[0]


def _order(desk: Desk, number: str) -> Any:
    return desk("orders", "show", number)


def test_list_has_the_named_fields_and_pages_through_all_orders_once(desk: Desk) -> None:
    pages, after = [], []
    while True:
        page = desk("orders", "list", "--limit", 7, *after)
        assert list(page) == ["orders", "next"]
        pages.append(page["orders"])
        if page["next"] is None:
            break
        after = ["--after", page["next"]]

    assert [len(page) for page in pages] == [7, 7, 7, 7, 7, 5]
    rows = [row for page in pages for row in page]
    assert [row["number"] for row in rows] == [order.number for order in ORDERS]
    assert all(row.keys() >= NAMED for row in rows)
    assert misshapen({"orders": rows}) == []
    assert [(row["paid_amount"], row["placed_at"], row["state"]) for row in rows] == [
        (f"{order.paid_amount:.2f}", order.placed_at.astimezone(SHANGHAI).isoformat(), order.state) for order in ORDERS
    ]


@pytest.mark.parametrize("state", ["unpaid", "paid", "shipped", "completed", "closed"])
def test_list_filters_by_state(desk: Desk, state: str) -> None:
    found = desk("orders", "list", "--state", state, "--limit", 200)["orders"]

    assert [row["number"] for row in found] == [order.number for order in ORDERS if order.state == state]


def test_list_filters_by_step_and_hold(desk: Desk) -> None:
    paid = desk("orders", "list", "--state", "paid")["orders"]
    held = {reason for row in paid for reason in row["holds"]}

    assert held
    for reason in held:
        wanted = [row["number"] for row in paid if reason in row["holds"]]
        assert [row["number"] for row in desk("orders", "list", "--hold", reason)["orders"]] == wanted
    checked = desk("orders", "list", "--state", "paid", "--step", "checked")["orders"]
    assert [row["number"] for row in checked] == [row["number"] for row in paid if row["step"] == "checked"]


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--state", "lost", "orders.unknown_choice"),
        ("--step", "lost", "orders.unknown_choice"),
        ("--hold", "lost", "orders.unknown_choice"),
        ("--after", "lost", "orders.bad_cursor"),
        ("--limit", "ten", "cli.usage"),
        ("--limit", "0", "cli.bad_limit"),
        ("--limit", "10001", "cli.bad_limit"),
    ],
)
def test_list_refuses_unknown_words(desk: Desk, option: str, value: str, code: str) -> None:
    assert desk("orders", "list", option, value, status=2)["error"]["code"] == code


def test_show_is_the_whole_order_with_rules_and_timeline(desk: Desk) -> None:
    number = _calm(desk)
    wanted = next(order for order in ORDERS if order.number == number)

    shown = _order(desk, number)

    assert shown.keys() >= NAMED | {"rules", "timeline"}
    assert misshapen(shown) == []
    assert [(line["title"], line["quantity"], line["price"]) for line in shown["lines"]] == [
        (line.sku.title, line.quantity, f"{line.sku.price:.2f}") for line in wanted.lines
    ]
    assert {"note_present", "stock_short"} <= {rule["rule"] for rule in shown["rules"]}
    assert all(rule.keys() >= {"rule", "verdict", "values"} for rule in shown["rules"])
    assert {event["kind"]: event["origin"] for event in shown["timeline"]}.items() >= {("order.checked", "cli")}


def test_show_of_an_unknown_order_is_refused(desk: Desk) -> None:
    error = desk("orders", "show", "0815", status=1)["error"]

    assert (error["code"], error["params"]) == ("orders.not_found", {"number": "0815", "count": 1})
    assert "0815" in error["message"]


def test_hold_and_release_change_orders_and_are_logged_with_person_and_origin(desk: Desk) -> None:
    number = _calm(desk)

    assert desk("orders", "hold", number, "--reason", "Buyer phoned", "--as", "checker") == {"changed": 1}
    assert desk("orders", "hold", number, "--reason", "Again", "--as", "checker") == {"changed": 0}
    held = _order(desk, number)
    assert (held["holds"], held["is_held"]) == (["manual"], True)
    assert desk("orders", "release", number, "--reason", "Settled", "--as", "checker") == {"changed": 1}
    released = _order(desk, number)
    assert (released["holds"], released["step"]) == ([], "checked")
    who = {(event["kind"], event["actor"], event["origin"]) for event in released["timeline"]}
    assert {("order.held", "checker", "cli"), ("order.released", "checker", "cli")} <= who


@pytest.mark.parametrize("verb", ["hold", "release"])
def test_hold_and_release_want_a_reason_and_known_orders(desk: Desk, verb: str) -> None:
    number = _calm(desk)
    before = _order(desk, number)

    assert desk("orders", verb, number, status=2)["error"]["code"] == "cli.usage"
    assert desk("orders", verb, number, "--reason", " ", status=2)["error"]["code"] == "orders.reason_missing"
    assert desk("orders", verb, number, "0815", "--reason", "x", status=1)["error"]["code"] == "orders.not_found"
    refused = desk("orders", verb, number, "--reason", "x", "--as", "keeper", status=1)
    assert refused["error"]["code"] == "permissions.denied"
    assert _order(desk, number) == before


def test_check_answers_with_its_counts(desk: Desk) -> None:
    checked = desk("orders", "check", "--as", "checker")

    assert checked.keys() >= {"checked", "released", "held"}
    waiting = [row for row in desk("orders", "list", "--state", "paid")["orders"] if row["step"] == "to_check"]
    assert checked["checked"] == len(waiting)
    assert sum(checked["held"].values()) == sum(len(row["holds"]) for row in waiting)
