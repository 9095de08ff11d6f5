"""What orders show on the home page, in the navigation and in the search."""

import pytest

from zhanggui.orders.tests.factories import make_shop
from zhanggui.orders.tests.page_helpers import checked_shop, clerk

pytestmark = pytest.mark.django_db


def test_clerk_sees_overdue_orders_then_holds_by_reason() -> None:
    orders = checked_shop(make_shop().id)

    page = clerk().get("/desk/").content.decode()

    late = page.index(f"/desk/orders/qinghe/{orders['short'].number}?in=")
    assert late < page.index("/desk/orders/run?view=held&amp;hold=buyer_note")
    assert "/desk/orders/run?view=held&amp;hold=stock_short" in page


def test_keeper_sees_nothing_of_orders() -> None:
    checked_shop(make_shop().id)

    assert "/desk/orders" not in clerk("keeper").get("/desk/").content.decode()


@pytest.mark.parametrize("text", ["00002", "4000000000000000002", "5521", "孙倩"])
def test_search_finds_the_order(text: str) -> None:
    orders = checked_shop(make_shop().id)

    answer = clerk().get("/desk/search", {"q": text}, headers={"Accept": "application/json"}).json()

    urls = [item["url"] for group in answer["groups"] for item in group["items"]]
    assert f"/desk/orders/qinghe/{orders['noted'].number}" in urls
