"""Two orders of one buyer: seen together, previewed, shipped together, and taken apart again, by keys alone."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import Window, forget_queued_work, open_shop, write_orders
from tests.browser.hands import press, watched_people
from zhanggui.channels.connectors.taobao.compose import write_pair
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import JointShipment, Order
from zhanggui.orders.services import check_orders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUYER = ("buyer_nick", "receiver_name", "address", "phone", "mobile")


def test_merge_is_previewed_done_and_undone(chromium: Browser, live_server: LiveServer, tmp_path: Path) -> None:
    forget_queued_work()
    shop = open_shop()
    orders, files = write_orders(tmp_path, 2, seed=8, buyer_note=0, seller_note=0)
    twice = [orders[0], replace(orders[1], **{name: getattr(orders[0], name) for name in BUYER})]
    write_pair(twice, files[0], files[1], age="2022")
    run_import(actor=SYSTEM, shop_id=shop.id, files=files)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    money = list(Order.objects.order_by("pk").values_list("paid_amount", "freight_amount"))

    with watched_people(chromium, live_server.url, Window(), keys_only=True) as enter:
        page = enter("zhoumin")
        page.goto(f"{live_server.url}/desk/orders/qinghe/{orders[0].number}")
        with page.expect_navigation():
            press(page, "t")
        expect(page.locator(".zg-diff tbody tr").first).to_contain_text("包裹")
        assert not JointShipment.objects.exists()
        with page.expect_navigation():
            press(page, "Enter")
        assert JointShipment.objects.get().undone_at is None
        expect(page.locator("#zg-together")).to_contain_text(orders[1].number[-5:])
        with page.expect_navigation():
            press(page, "z")
        assert JointShipment.objects.get().undone_by == "zhoumin"
        expect(page.locator("#zg-together")).to_contain_text("合并发货")

    assert list(Order.objects.order_by("pk").values_list("paid_amount", "freight_amount")) == money
