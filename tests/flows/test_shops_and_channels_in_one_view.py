"""All shops in one desk and home, narrowed by shop and channel, and compared for a period (MPI-03)."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.flows.desk_tools import person
from zhanggui.kernel.clock import now
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.services import hold_orders
from zhanggui.orders.tests.factories import make_order, make_shop
from zhanggui.shops.queries import shop_by_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def shops() -> None:
    """Two shops in two currencies; this week and the week before."""
    tea, loja = make_shop("tea"), make_shop("loja", timezone="America/Sao_Paulo", currency="BRL")
    at = now()
    rows = (
        (tea, "1", "taobao", {"days": 1}, {"paid_amount": Decimal("100.00")}),
        (tea, "2", "tmall", {"days": 2}, {"paid_amount": Decimal("50.00")}),
        (tea, "3", "taobao", {"days": 9}, {"paid_amount": Decimal("40.00"), "state": "shipped", "shipped_at": at}),
        (loja, "4", "other", {"days": 1}, {"paid_amount": Decimal("9.90"), "step": "checked"}),
        (loja, "5", "other", {"days": 3}, {"state": "shipped", "shipped_at": at, "paid_amount": Decimal("1.10")}),
        (loja, "6", "other", {"hours": 30}, {"state": "unpaid", "paid_at": None, "paid_amount": Decimal("7.00")}),
    )
    for shop, tail, channel, ago, facts in rows:
        placed = at - timedelta(**ago)
        given = {"paid_at": placed, "placed_at": placed, "ship_by_at": placed + timedelta(hours=36), **facts}
        make_order(shop.id, f"400000000000000000{tail}", channel=channel, **given)
    hold_orders(actor=SYSTEM, shop_id=tea.id, numbers=_numbers(2), reason="the buyer asks for another cup")


def _numbers(*tails: int) -> list[str]:
    return [f"400000000000000000{tail}" for tail in tails]


@pytest.mark.req("MPI-03")
def test_one_list_over_all_shops_is_narrowed_by_shop_and_channel(shops: None) -> None:
    boss, local = person("boss", "owner"), person("local", "checking_clerk")

    assert sorted(boss.numbers_on_desk("view=all")) == _numbers(1, 2, 3, 4, 5, 6)
    assert sorted(boss.numbers_on_desk("view=all&shop=loja")) == _numbers(4, 5, 6)
    assert sorted(boss.numbers_on_desk("view=all&shop=tea&channel=tmall")) == _numbers(2)
    assert sorted(boss.numbers_by_api()) == _numbers(1, 2, 3, 4, 5, 6)
    assert sorted(boss.numbers_by_api(shop="loja", state="paid")) == _numbers(4)
    assert sorted(boss.numbers_by_command("--all-shops", "--channel", "taobao")) == _numbers(1, 3)
    assert {row["shop"] for row in boss.api.get("/api/v1/orders").json()["orders"]} == {"tea", "loja"}
    page = boss.browser.get("/desk/orders").content.decode()
    assert ["tea" in page, "loja" in page, "shop=loja" in page] == [True] * 3
    home = boss.browser.get("/desk/").content.decode()
    assert "shop=tea&amp;channel=tmall" in home
    assert local.browser.get("/desk/orders?shop=nowhere").status_code == 404


def test_a_person_of_one_shop_compares_that_shop_only(shops: None) -> None:
    local = person("local", "checking_clerk", shop=shop_by_code("tea"))

    assert local.browser.get("/desk/compare?shop=loja").status_code == 404
    rows = local.api.get("/api/v1/orders/compare").json()["rows"]
    assert {row["shop"] for row in rows} == {"tea"}
    assert local.api.get("/api/v1/orders/compare?shop=loja").status_code == 403


@pytest.mark.req("MPI-03")
def test_shops_and_channels_stand_side_by_side_with_the_period_before(shops: None) -> None:
    boss = person("boss", "owner")

    answer = boss.api.get("/api/v1/orders/compare?period=7d").json()

    figures = {(row["shop"], row["channel"]): (row["now"], row["before"]) for row in answer["rows"]}
    current, before = figures[("tea", "taobao")]
    assert current == {
        "orders_in": 1, "paid_amount": "100.00", "to_check": 1, "held": 0, "to_ship": 1, "shipped_late": 0, "overdue": 0,
    }  # fmt: skip
    assert (before["orders_in"], before["paid_amount"], before["shipped_late"]) == (1, "40.00", 1)
    assert figures[("tea", "tmall")][0]["held"] == 1
    loja = figures[("loja", "other")][0]
    assert (loja["orders_in"], loja["paid_amount"], loja["shipped_late"], loja["to_ship"]) == (3, "11.00", 1, 1)
    assert {name: both["now"]["paid_amount"] for name, both in answer["totals"].items()} == {
        "CNY": "150.00",
        "BRL": "11.00",
    }
    assert boss.command("orders", "compare", "--period", "7d")["totals"] == answer["totals"]

    page = boss.browser.get("/desk/compare?period=7d").content.decode()
    assert ["+150%" in page, "R$" in page, 'data-label="Overdue"' in page] == [True] * 3
    behind = boss.numbers_on_desk("view=held&shop=tea&channel=tmall&placed=7d")
    assert behind == _numbers(2)


@pytest.mark.req("MPI-03")
def test_the_comparison_is_exported_as_shown(shops: None) -> None:
    boss = person("boss", "owner")

    table = boss.browser.get("/desk/compare/file?period=7d&shop=tea&format=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    book = load_workbook(io.BytesIO(boss.browser.get("/desk/compare/file?period=7d&shop=tea").content))

    assert [row[:4] for row in rows[1:]] == [["tea", "Taobao", "CNY", "1"], ["tea", "Tmall", "CNY", "1"]]
    assert [list(row) for row in book.active.iter_rows(values_only=True)] == rows


def test_periods_are_read_or_refused(shops: None) -> None:
    boss = person("boss", "owner")
    day = now().date()

    assert boss.browser.get(f"/desk/compare?from={day - timedelta(days=3)}&to={day}").status_code == 200
    refused = [boss.browser.get(f"/desk/compare?period={text}").status_code for text in ("x", "2026-01-01..2024-01-01")]
    assert refused == [422, 422]
    assert boss.browser.get("/desk/compare?from=2020-01-01&to=2026-01-01").status_code == 422


def test_more_shops_cost_no_more_queries(shops: None) -> None:
    boss = person("boss", "owner")
    counts = {}
    for path in ("/desk/orders?view=all", "/desk/compare?period=30d"):
        boss.browser.get(path)
        with CaptureQueriesContext(connection) as one:
            boss.browser.get(f"{path}&shop=tea")
        with CaptureQueriesContext(connection) as both:
            boss.browser.get(path)
        counts[path] = len(both) - len(one)
    # One shop alone shows its close meter besides.
    assert counts["/desk/orders?view=all"] <= 0
    assert counts["/desk/compare?period=30d"] == 0
