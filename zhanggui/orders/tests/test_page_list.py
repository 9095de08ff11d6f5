"""The order desk as people use it (ORD-05, ORD-16)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhanggui.orders.models import Order
from zhanggui.orders.queries.address import VIEWS
from zhanggui.orders.tests.factories import make_shop, make_stocked_sku, open_reasons, standing
from zhanggui.orders.tests.page_helpers import checked_shop, clerk, order_due

pytestmark = pytest.mark.django_db


def numbers_on(page: str) -> list[str]:
    return re.findall(r'name="ids" value="[\w-]+:(\w+)"', page)


def listed(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/desk/orders?{query}")
    assert response.status_code == 200
    return numbers_on(response.content.decode())


def test_views_hold_their_orders_by_promise() -> None:
    orders = checked_shop(make_shop().id)
    client = clerk()

    found = {code: listed(client, f"view={code}") for code in VIEWS}

    late, near, far, unpaid = (orders[name].number for name in ("short", "noted", "passed", "unpaid"))
    assert found == {
        "open": [late, near, far],
        "to_check": [],
        "held": [late, near],
        "ready": [far],
        "at_risk": [near],
        "overdue": [late],
        "unpacked": [],
        "all": listed(client, "view=all"),
    }
    assert sorted(found["all"]) == sorted([late, near, far, unpaid])


def test_held_row_shows_cause_and_verb_together() -> None:
    checked_shop(make_shop().id)

    page = clerk().get("/desk/held").content.decode()

    assert "“改成顺丰”" in page
    assert "decide/" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("hold=buyer_note", ["noted"]),
        ("hold=stock_short", ["short"]),
        ("note=1", ["noted"]),
        ("note=0", ["short", "passed"]),
        ("number=00002", ["noted"]),
        ("phone=5521", ["short", "noted", "passed"]),
        ("channel=tmall", []),
        ("product=rare", ["short"]),
    ],
)
def test_conditions_of_the_address_narrow_the_list(query: str, expected: list[str]) -> None:
    orders = checked_shop(make_shop().id)

    assert listed(clerk(), query) == [orders[name].number for name in expected]


def test_typed_conditions_become_chips_of_the_address() -> None:
    checked_shop(make_shop().id)

    response = clerk().get("/desk/orders", {"q": "暂扣=note 快递=顺丰"})

    assert response.status_code == 302
    assert response.headers["Location"] == "/desk/orders?hold=buyer_note&courier=%E9%A1%BA%E4%B8%B0"


@pytest.mark.parametrize("query", ["q=nonsense%3D1", "paid=yesterday", "after=bad"])
def test_unreadable_condition_is_refused_with_a_sentence(query: str) -> None:
    make_shop()

    assert clerk().get(f"/desk/orders?{query}").status_code == 422


def test_unknown_choice_in_the_address_is_refused() -> None:
    make_shop()

    assert clerk().get("/desk/orders?hold=nothing").status_code == 422


def test_pages_go_on_and_back_through_the_address() -> None:
    shop = make_shop()
    for index in range(120):
        order_due(shop.id, f"{4_100_000_000_000_000_000 + index}", 10 + index / 10)
    client = clerk()

    seen, url = [], "/desk/orders?view=to_check"
    for _page in range(3):
        page = client.get(url).content.decode()
        seen.append(numbers_on(page))
        links = re.findall(r'class="zg-btn zg-btn-s" href="(\?[^"]*after=[^"]*)"', page)
        url = f"/desk/orders{links[-1].replace('&amp;', '&')}" if links else url
    back = re.search(r'class="zg-btn zg-btn-s" href="(/desk/orders\?[^"]*)"', page)
    assert back is not None
    second = numbers_on(client.get(back[1].replace("&amp;", "&")).content.decode())

    assert [len(page) for page in seen] == [50, 50, 20]
    assert len({number for page in seen for number in page}) == 120
    assert second == seen[1]


def test_empty_view_teaches() -> None:
    make_shop()

    page = clerk().get("/desk/held").content.decode()

    assert 'class="zg-empty"' in page


@pytest.mark.parametrize("position", ["checking_clerk", "order_clerk", "supervisor", "owner"])
def test_positions_with_the_view_open_the_desk(position: str) -> None:
    make_shop()

    assert clerk(position).get("/desk/orders").status_code == 200


def test_keeper_and_stranger_do_not_open_the_desk() -> None:
    make_shop()

    assert clerk("keeper").get("/desk/orders").status_code == 403
    assert Client().get("/desk/orders").headers["Location"].startswith("/desk/sign-in")


def test_person_of_one_shop_sees_no_order_of_another() -> None:
    mine, other = make_shop("mine"), make_shop("other")
    sku = make_stocked_sku(mine.id)
    order_due(mine.id, "5000000000000000001", pieces=[(sku, 1)])
    hidden = order_due(other.id, "5000000000000000002")
    client = clerk(shop=mine)

    assert listed(client, "view=all") == ["5000000000000000001"]
    assert client.get(f"/desk/orders/other/{hidden.number}").status_code == 403
    assert client.post("/desk/orders/bulk/pass", {"ids": [f"other:{hidden.number}"]}).status_code == 404


@pytest.mark.parametrize("path", ["/desk/orders?view=open", "/desk/orders?view=all"])
def test_more_rows_cost_no_more_queries(path: str) -> None:
    shop = make_shop()
    sku = make_stocked_sku(shop.id)
    client = clerk()
    client.get(path)
    counts = []
    for rows in (1, 3):
        while Order.objects.count() < rows:
            order_due(shop.id, f"{6_000_000_000_000_000_000 + Order.objects.count()}", pieces=[(sku, 1)])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(listed(client, path.partition("?")[2])) == rows
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_row_verb_answers_with_the_row_and_an_undo() -> None:
    shop = make_shop()
    sku = make_stocked_sku(shop.id)
    order = order_due(shop.id, "7000000000000000001", pieces=[(sku, 1)])
    client = clerk()

    answer = client.post(f"/desk/orders/qinghe/{order.number}/check", headers={"HX-Request": "true"})

    assert standing(order) == ("paid", "checked", False)
    assert answer.headers["HX-Retarget"] == f"#zg-order-{order.pk}"
    assert "is-done" in answer.content.decode()
    undo = re.search(r'action="(/desk/orders/undo\?of=\w+)"', answer.content.decode())
    assert undo is not None
    assert client.post(undo[1]).status_code == 302
    assert standing(order) == ("paid", "to_check", False)
    assert client.post(undo[1]).status_code == 409
    assert open_reasons(order) == []
