"""What orders show on the home page, in the navigation and in the search."""

import pytest
from django.conf import settings

from zhanggui.orders.tests.factories import make_order, make_shop
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


def test_what_is_drawn_once_is_drawn_for_each_language_and_for_new_figures() -> None:
    shops = [make_shop(code).id for code in ("qinghe", "yunxi")]
    for shop_id in shops:
        checked_shop(shop_id)
    browser = clerk()

    def seen(language: str, address: str) -> str:
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return browser.get(address).content.decode()

    for address in ("/desk/", "/desk/home"):
        for language, words, others in (
            ("zh-hans", "店铺和渠道", "Shops and channels"),
            ("en", "Shops and channels", "店铺和渠道"),
        ):
            assert words in seen(language, address)
            assert others not in seen(language, address)
    before = seen("en", "/desk/home")
    make_order(shops[1], "new")
    assert "view=to_check&amp;shop=yunxi&amp;channel=taobao" not in before
    assert "view=to_check&amp;shop=yunxi&amp;channel=taobao" in seen("en", "/desk/home")
