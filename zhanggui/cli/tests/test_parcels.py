"""orders together, merge, split, let-go, apart; promises risk, missed, efficiency, explain."""

from decimal import Decimal

import pytest

from zhanggui.cli.tests.console import Desk

pytestmark = pytest.mark.xdist_group("commands")


def test_order_is_split_and_put_together_again(desk: Desk) -> None:
    paid = desk("orders", "list", "--step", "checked", "--state", "paid")["orders"]
    order = next(row for row in paid if sum(line["quantity"] for line in row["lines"]) > 1)
    number, line = order["number"], order["lines"][0]
    piece = ["--second", "1=1"]

    shown = desk("orders", "split", number, *piece, "--preview")
    assert (shown["is_done"], shown["before"]["parcels"], shown["after"]["parcels"]) == (False, 1, 2)
    done = desk("orders", "split", number, *piece)
    assert sum(map(Decimal, done["after"]["refund_bases"])) == Decimal(done["before"]["refund_base"])
    assert desk("orders", "let-go", number, status=1)["error"]["code"] == "orders.no_part_waits"
    assert desk("orders", "apart", number) == {"orders": [number]}
    assert desk("orders", "apart", number, status=1)["error"]["code"] == "orders.not_together"
    assert desk("orders", "split", number, "--second", "1=x", status=2)["error"]["code"] == "cli.bad_piece"
    too_many = ["--second", f"1={line['quantity'] + 1}"]
    assert desk("orders", "split", number, *too_many, status=2)["error"]["code"] == "orders.bad_split"


def test_merge_of_other_receivers_is_refused(desk: Desk) -> None:
    first, second = [row["number"] for row in desk("orders", "list", "--step", "checked")["orders"]][:2]

    assert isinstance(desk("orders", "together")["groups"], list)
    assert desk("orders", "merge", first, second, status=1)["error"]["code"] == "orders.other_receiver"
    assert desk("orders", "merge", first, second, "--give-back", "x", status=2)["error"]["code"] == "cli.bad_amount"


def test_promises_and_efficiency_are_told(desk: Desk) -> None:
    risk = desk("promises", "risk")
    assert risk["total"]["orders"] == sum(share["orders"] for share in risk["total"]["shares"])
    missed = desk("promises", "missed", "--all")["breaches"]
    if missed:
        said = desk("promises", "explain", missed[0]["id"], "--cause", "stock", "--note", "late goods")
        assert (said["cause"], said["note"]) == ("stock", "late goods")
    assert desk("promises", "explain", 10**9, "--cause", "stock", status=1)["error"]["code"]
    steps = desk("promises", "efficiency", "--days", 7)["steps"]
    assert [row["step"] for row in steps] == ["verify", "ship", "deliver", "close"]
    assert desk("promises", "efficiency", "--days", 0, status=2)["error"]["code"] == "cli.bad_days"
