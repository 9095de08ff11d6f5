"""Thirty held orders before lunch: one after the other by keys, in Chinese, with at most three presses each."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import Window, forget_queued_work, open_shop, write_orders
from tests.browser.hands import press, watched_people
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order, OrderHold
from zhanggui.orders.services import check_orders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COUNT, MOST_PRESSES = 30, 3


def test_thirty_held_orders_are_cleared_by_keys(chromium: Browser, live_server: LiveServer, tmp_path: Path) -> None:
    forget_queued_work()
    shop = open_shop()
    _orders, files = write_orders(tmp_path, COUNT, seed=31, buyer_note=1, seller_note=0, flag=0.3)
    run_import(actor=SYSTEM, shop_id=shop.id, files=files)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert Order.objects.filter(is_held=True).count() == COUNT

    with watched_people(chromium, live_server.url, Window(), keys_only=True) as enter:
        page = enter("zhoumin")
        page.goto(f"{live_server.url}/desk/held")
        with page.expect_navigation():
            press(page, "r")
        for left in range(COUNT, 0, -1):
            number = page.url.split("?")[0].split("/")[-1]
            for _press in range(MOST_PRESSES):
                with page.expect_navigation():
                    press(page, "1")
                if not Order.objects.get(number=number).is_held:
                    break
            assert Order.objects.filter(is_held=True).count() == left - 1
        expect(page.locator("main")).to_contain_text("审核")

    assert Order.objects.filter(step="checked", is_held=False).count() == COUNT
    assert set(OrderHold.objects.values_list("released_by", flat=True)) == {"zhoumin"}
