"""The order desk by keys: a held row's own action, peeking, choosing several, a bulk verb with preview and undo, help."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import Window, forget_queued_work, open_shop, write_orders
from tests.browser.hands import press, watched_people
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order, OrderHold
from zhanggui.orders.services import check_orders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNT, SEED = 5, 9


def test_order_desk_by_keys(chromium: Browser, live_server: LiveServer, tmp_path: Path) -> None:
    forget_queued_work()
    shop = open_shop()
    orders, files = write_orders(tmp_path, COUNT, seed=SEED, buyer_note=0.5, seller_note=0)
    noted = {order.number for order in orders if order.buyer_note}
    run_import(actor=SYSTEM, shop_id=shop.id, files=files)
    check_orders(actor=SYSTEM, shop_id=shop.id)

    with watched_people(chromium, live_server.url, Window(), keys_only=True) as enter:
        page = enter("zhoumin")
        page.goto(f"{live_server.url}/desk/held")
        expect(page.locator("[data-row]")).to_have_count(len(noted))
        _read_help(page)
        _peek_and_return(page)
        _release_by_enter(page)
        page.goto(f"{live_server.url}/desk/orders")
        expect(page.locator("[data-row]")).to_have_count(COUNT)
        _hold_two_and_take_it_back(page)


def _current(page: Page) -> str:
    """The number of the order under the cursor."""
    address = page.locator("[data-row].is-current").get_attribute("data-open") or ""
    return address.split("?")[0].split("/")[-1]


def _read_help(page: Page) -> None:
    """The help lists the keys of the list and those that this page's buttons have."""
    press(page, "?")
    help_text = page.locator("#zg-help [data-keys-list]")
    expect(help_text).to_be_visible()
    for word in ("下一行", "选择", "订单台", "连续审核"):
        expect(help_text).to_contain_text(word)
    shown = {text.strip() for text in help_text.locator("kbd").all_inner_texts()}
    assert {"J", "K", "Enter", "X", "?"} <= shown
    press(page, "Escape")
    expect(help_text).to_be_hidden()


def _peek_and_return(page: Page) -> None:
    """Space looks into the row, J goes on inside the drawer, Escape leaves the cursor where it is."""
    first = _current(page)
    press(page, "Space")
    drawer = page.locator("#zg-drawer")
    expect(drawer).to_contain_text(first[-5:])
    press(page, "j")
    second = _current(page)
    assert second != first
    expect(drawer).to_contain_text(second[-5:])
    press(page, "Escape")
    expect(drawer).to_be_hidden()
    assert _current(page) == second
    press(page, "k")
    assert _current(page) == first


def _release_by_enter(page: Page) -> None:
    """Enter is the row's resolving action: the note is shown with its usual answer, the next Enter gives it."""
    order = Order.objects.get(number=_current(page))
    assert order.is_held
    press(page, "Enter")
    expect(page.locator("#zg-dialog [name=reason]")).to_be_focused()
    with page.expect_navigation():
        press(page, "Enter")
    order.refresh_from_db()
    assert (order.step, order.is_held) == ("checked", False)
    assert OrderHold.objects.get(order=order).release_reason == "留言已看"


def _hold_two_and_take_it_back(page: Page) -> None:
    """X chooses, H shows before and after and asks why, Z undoes."""
    before = set(Order.objects.filter(is_held=True).values_list("number", flat=True))
    press(page, "x", "j", "x")
    expect(page.locator("[data-bulk-count]").first).to_have_text("2")
    ticked = page.eval_on_selector_all("input[name=ids]:checked", "all => all.map((one) => one.value)")
    chosen = {key.split(":")[1] for key in ticked}
    assert len(chosen) == 2
    with page.expect_navigation():
        press(page, "h")
    expect(page.locator(".zg-diff tbody tr").first).to_be_visible()
    assert not OrderHold.objects.filter(reason="manual").exists()
    expect(page.locator("[name=reason]")).to_be_focused()
    page.keyboard.type("仓库停电，下午再发")
    with page.expect_navigation():
        press(page, "Enter")
    held = OrderHold.objects.filter(reason="manual", released_at=None)
    assert set(held.values_list("order__number", flat=True)) == chosen
    with page.expect_navigation():
        press(page, "z")
    assert not OrderHold.objects.filter(reason="manual", released_at=None).exists()
    assert set(Order.objects.filter(is_held=True).values_list("number", flat=True)) == before
