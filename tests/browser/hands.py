"""How a person works the pages, by keys at a desk or by taps on a phone, and the guard over both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.desk import Window, sign_in

MOST_TABS = 120
REFUSED = "the server responded with a status of 422"
POINTER = """for (const kind of ["pointerdown", "mousedown", "touchstart", "wheel"])
  addEventListener(kind, () => console.error(`pointer used: ${kind}`), true);"""

Enter = Callable[[str], Page]


@contextmanager
def watched_people(browser: Browser, url: str, window: Window, *, keys_only: bool, refused: int = 0) -> Iterator[Enter]:
    """Opens a browser of its own for each person; at the end no script complained and no pointer was used.

    Without `keys_only` a finger may touch the pages; an empty name only opens the sign-in page. So many
    inputs as the story plants are `refused`, no more and no fewer.
    """
    heard: list[str] = []
    pages: list[Page] = []

    def enter(username: str) -> Page:
        context = window.open(browser, url)
        if keys_only:
            context.add_init_script(POINTER)
        page = context.new_page()
        pages.append(page)
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("console", lambda entry: heard.append(entry.text) if entry.type == "error" else None)
        if not username:
            page.goto(f"{url}/desk/sign-in")
            return page
        sign_in(page, url, username)
        # Signing in brought the person's own language.
        window.speak(context, url)
        page.reload()
        return page

    yield enter
    for page in pages:
        # An answer from the page means that its earlier complaints have arrived.
        page.evaluate("0")
        page.context.close()
    complaints = [words for words in heard if REFUSED not in words]
    if complaints or len(heard) != refused:
        raise AssertionError("\n".join(heard) or "what the story planted was not refused")


class Hand(Protocol):
    """What the steps of a day need from whoever does them."""

    page: Page

    def go(self, address: str) -> None: ...
    def act(self, key: str) -> None: ...
    def agree(self) -> None: ...
    def write(self, target: Locator, text: str) -> None: ...
    def send(self, button: Locator) -> None: ...


@dataclass
class Keys:
    """At a desk: the whole day without a pointer."""

    page: Page

    def go(self, address: str) -> None:
        """Press the chord that the side navigation shows for the place."""
        chord = self.page.locator(f".zg-side a[href='{address}']").get_attribute("data-key")
        assert chord is not None
        press(self.page, *chord.lower().split())
        self.page.wait_for_url(f"**{address}*")

    def act(self, key: str) -> None:
        """Do what the page offers under a key."""
        press(self.page, key.lower() if len(key) == 1 else key)

    def agree(self) -> None:
        """Say yes to the proposal that has the focus."""
        expect(self.page.locator("#zg-dialog .zg-btn-go")).to_be_focused()
        press(self.page, "Enter")

    def write(self, target: Locator, text: str) -> None:
        """Walk to a field and write over what it holds."""
        tab_to(self.page, target)
        press(self.page, "Control+a")
        self.page.keyboard.type(text)

    def send(self, button: Locator) -> None:
        """Walk to the button and press it; the next page is there afterwards."""
        tab_to(self.page, button)
        with self.page.expect_navigation():
            press(self.page, "Enter")


@dataclass
class Taps:
    """On a phone: whatever is tapped has to be visible, on the page, and under nothing else."""

    page: Page

    def go(self, address: str) -> None:
        """Through the bottom bar, or its last place, "More"."""
        self.page.wait_for_load_state()
        near = self.page.locator(f".zg-tabbar > a[href='{address}']")
        if near.count() == 0:
            self.page.locator(".zg-tabbar summary").tap()
            near = self.page.locator(f".zg-tabbar .zg-menu-body a[href='{address}']")
        near.tap()
        self.page.wait_for_url(f"**{address}*")

    def act(self, key: str) -> None:
        """Tap what a desk has under that key."""
        self.page.wait_for_load_state()
        self.page.locator(f".zg-main [data-key='{key}']:visible").first.tap()

    def agree(self) -> None:
        """Say yes to the proposal."""
        self.page.locator("#zg-dialog .zg-btn-go").tap()

    def write(self, target: Locator, text: str) -> None:
        """Tap a field and write over what it holds."""
        target.tap()
        target.fill(text)

    def send(self, button: Locator) -> None:
        """Tap the button; the next page is there afterwards."""
        with self.page.expect_navigation():
            button.tap()


def press(page: Page, *keys: str) -> None:
    """Press keys once the page's script listens."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, target: Locator) -> None:
    """Walk with the tab key until the thing has the focus."""
    for _step in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tab key never reaches {target}")


def scan(page: Page, code: str) -> None:
    """Type as fast as a scanner does, and wait until the table has answered."""
    with page.expect_response("**/desk/pack"):
        page.keyboard.type(code)
        page.keyboard.press("Enter")
    expect(page.locator("[data-scan]")).to_be_focused()
