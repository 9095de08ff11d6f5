"""A rule is loosened as a draft, tried on past orders, and dropped again for what the trial showed; by keys, in Chinese."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import Window, forget_queued_work, open_shop
from tests.browser.hands import Keys, press, tab_to, watched_people
from zhanggui.orders.models import CheckRule, CheckRuleVersion
from zhanggui.orders.tests.test_backtest import past_orders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.req("ORD-09")
def test_back_test_by_keys_changes_a_decision(chromium: Browser, live_server: LiveServer) -> None:
    forget_queued_work()
    shop = open_shop()
    past_orders(shop)

    with watched_people(chromium, live_server.url, Window(), keys_only=True) as enter:
        manager = Keys(enter("xunuo"))
        page = manager.page
        page.goto(f"{live_server.url}/desk/rules/{shop.code}/unusual_quantity")
        _draft(manager, limit=6)
        expect(page.locator("#draft")).to_contain_text("还没有试过")
        _try(page)
        # One order more would go out and none of them came back: a good change so far.
        expect(page.locator("#draft")).to_contain_text("会多放行 1 单")
        expect(page.locator("#draft")).to_contain_text("其中 0 单后来退了")
        _draft(manager, limit=7)
        _try(page)
        expect(page.locator("#draft")).to_contain_text("会多放行 3 单")
        expect(page.locator("#draft")).to_contain_text("其中 1 单后来退了")

        came_back = page.locator("#backtest a[href$='figure=released_refunded']")
        manager.send(came_back)
        expect(page.locator("main")).to_contain_text("seven")
        page.go_back()
        manager.send(page.locator("form[action$='/drop'] button"))
        expect(page.locator("#draft")).to_have_count(0)

    assert CheckRule.objects.get(code="unusual_quantity").version == 1
    assert not CheckRuleVersion.objects.filter(state__in=["draft", "waiting"]).exists()


def _draft(manager: Keys, *, limit: int) -> None:
    """Change the limit and say why; Enter keeps the draft."""
    page = manager.page
    with page.expect_navigation():
        press(page, "e")
    # The shipped rule asks the shop's setting; a number of its own is the choice just before or after it.
    what = page.locator("[name=g0-0-what]")
    tab_to(page, what)
    for key in ("ArrowUp", "ArrowDown", "ArrowDown"):
        if what.input_value() == "max_line_quantity|over":
            break
        press(page, key)
    manager.write(page.locator("[name=g0-0-value]"), str(limit))
    manager.write(page.locator("[name=why]"), "少扣一点")
    if page.locator("textarea[name=why]").count():
        manager.send(page.locator(".zg-panel-foot button[value=save]"))
        return
    with page.expect_navigation():
        press(page, "Enter")


def _try(page: Page) -> None:
    with page.expect_navigation():
        press(page, "b")
