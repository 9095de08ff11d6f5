"""The same day in English: by keys at 1440 px, by taps on a phone of 390 px."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import story
from tests.browser.desk import Window, forget_queued_work, open_shop, write_orders
from tests.browser.hands import Keys, Taps, watched_people
from zhanggui.fulfilment.models import DailyReport

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNT, SEED = 2, 9


@pytest.mark.parametrize(("width", "hand"), [(1440, Keys), (390, Taps)], ids=["desk-1440", "phone-390"])
def test_day_in_english(
    chromium: Browser, live_server: LiveServer, tmp_path: Path, width: int, hand: type[Keys] | type[Taps]
) -> None:
    forget_queued_work()
    open_shop()
    orders, files = write_orders(tmp_path, COUNT, seed=SEED, buyer_note=0.5, seller_note=0)
    noted = {order.number for order in orders if order.buyer_note}
    assert len(noted) == 1

    window = Window(width=width, language="en")
    with watched_people(chromium, live_server.url, window, keys_only=hand is Keys) as enter:
        checker = hand(enter("zhoumin"))
        expect(checker.page.locator("html")).to_have_attribute("lang", "en")
        story.import_files(checker, files, story.ENGLISH, orders=COUNT)
        story.start_run(checker, noted, orders=COUNT)
        story.release_each(checker, noted, orders=COUNT)
        story.close_and_give(hand(enter("gaoyang")), orders=COUNT)
        keeper = hand(enter("hejianguo"))
        story.take_over(keeper, orders=COUNT)
        story.pack_and_ship(keeper, orders=COUNT)
        story.sign_report(keeper, story.ENGLISH)
        story.confirm_report(hand(enter("xunuo")))

    assert DailyReport.objects.get().state == "confirmed"
