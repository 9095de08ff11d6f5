"""The keyboard stories are worth something only if their guard turns red: it does, for every kind of pointer."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import Window
from tests.browser.hands import watched_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BREAK = "setTimeout(() => { throw new Error('lost') })"


@pytest.mark.parametrize(
    ("use", "heard"),
    [
        (lambda page: page.click("h1"), "mousedown"),
        (lambda page: page.tap("h1"), "touchstart"),
        (lambda page: page.mouse.wheel(0, 40), "wheel"),
    ],
    ids=["click", "tap", "wheel"],
)
def test_pointer_in_a_page_makes_the_guard_fail(
    chromium: Browser, live_server: LiveServer, use: Callable[[Page], None], heard: str
) -> None:
    with pytest.raises(AssertionError, match=f"pointer used: {heard}"):
        _visit(chromium, live_server.url, Window(has_touch=True), use)


def test_script_error_makes_the_guard_fail(chromium: Browser, live_server: LiveServer) -> None:
    with pytest.raises(AssertionError, match="lost"):
        _visit(chromium, live_server.url, Window(), lambda page: page.evaluate(BREAK))


def test_typing_leaves_the_guard_quiet(chromium: Browser, live_server: LiveServer) -> None:
    _visit(chromium, live_server.url, Window(), lambda page: page.keyboard.type("zhoumin"))


def _visit(chromium: Browser, url: str, window: Window, use: Callable[[Page], None]) -> None:
    with watched_people(chromium, url, window, keys_only=True) as enter:
        page = enter("")
        use(page)
        page.wait_for_timeout(100)
