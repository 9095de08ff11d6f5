"""The whole day in Chinese and by keys alone: from the marketplace's files to the confirmed report."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import story
from tests.browser.desk import Window, forget_queued_work, open_shop, write_orders
from tests.browser.hands import Keys, press, watched_people
from zhanggui.fulfilment.models import DailyReport
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.orders.models import OrderHold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNT, SEED = 5, 9


def test_day_from_import_to_confirmed_report(chromium: Browser, live_server: LiveServer, tmp_path: Path) -> None:
    forget_queued_work()
    shop = open_shop()
    orders, files = write_orders(tmp_path, COUNT, seed=SEED, buyer_note=0.5, seller_note=0)
    noted = {order.number for order in orders if order.buyer_note}
    assert 2 <= len(noted) < COUNT

    with watched_people(chromium, live_server.url, Window(), keys_only=True) as enter:
        checker = Keys(enter("zhoumin"))
        story.import_files(checker, files, story.CHINESE, orders=COUNT)
        story.start_run(checker, noted, orders=COUNT)
        _hold_by_hand(checker.page)
        story.release_each(checker, noted, orders=COUNT)
        story.close_and_give(Keys(enter("gaoyang")), orders=COUNT)
        keeper = Keys(enter("hejianguo"))
        story.take_over(keeper, orders=COUNT)
        story.pack_and_ship(keeper, orders=COUNT)
        story.sign_report(keeper, story.CHINESE)
        story.confirm_report(Keys(enter("xunuo")))

    assert set(OrderHold.objects.values_list("release_reason", flat=True)) == {"留言已看", "买家回电，地址不变"}
    report = DailyReport.objects.get(shop_id=shop.id)
    assert report.day == now().astimezone(shop_zone(shop.timezone)).date()
    assert report.state == "confirmed"


def _hold_by_hand(page: Page) -> None:
    """Hold the order with a word why, and release it with a word why."""
    number = page.url.split("/")[-1].split("?")[0]
    press(page, "h")
    expect(page.locator("#zg-dialog [name=reason]")).to_be_focused()
    page.keyboard.type("买家来电要换地址")
    with page.expect_navigation():
        press(page, "Enter")
    hold = OrderHold.objects.get(reason="manual", released_at=None)
    assert (hold.order.number, hold.note or hold.cause) == (number, "买家来电要换地址")
    # The run has gone on; Z goes back to the order before.
    assert number not in page.url
    with page.expect_navigation():
        press(page, "z")
    assert number in page.url
    press(page, page.locator(f"[data-dialog$='/decide/{hold.pk}']").get_attribute("data-key") or "")
    expect(page.locator("#zg-dialog [name=reason]")).to_be_focused()
    page.keyboard.type("买家回电，地址不变")
    with page.expect_navigation():
        press(page, "Enter")
    assert not OrderHold.objects.filter(reason="manual", released_at=None).exists()
