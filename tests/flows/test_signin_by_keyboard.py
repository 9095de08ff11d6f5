"""A browser story without a pointer: sign in, open the own account, sign out on a phone's width too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import running_browser
from zhanggui.people.tests.factories import PASSWORD, make_person, make_shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _plain_assets(settings: Settings) -> None:
    """The test server serves assets by their plain names only."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with running_browser() as found:
        yield found


def open_page(browser: Browser, server: LiveServer, path: str, width: int = 1440) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{server.url}{path}")
    return page


def test_clerk_signs_in_and_reaches_the_page_that_was_asked_for(chromium: Browser, live_server: LiveServer) -> None:
    make_shop()
    make_person("linlan", "owner")
    page = open_page(chromium, live_server, "/desk/people")

    page.keyboard.type("linlan")
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url(f"{live_server.url}/desk/people")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.keyboard.press("n")
    page.wait_for_url(f"{live_server.url}/desk/people/new")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url(f"{live_server.url}/desk/")
