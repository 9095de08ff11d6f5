"""Every page in both themes and widths: no accessibility finding, no sideways scroll, no script error."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from tests.browser.desk import Window, forget_queued_work, sign_in
from tests.browser.half_a_day import NEWCOMER, live_half_a_day, places_of
from tests.browser.places import Places

# One group: the half day before them is built once.
pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.xdist_group("walk")]

AXE_SCRIPT = Path(__file__).parents[2] / ".build" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
# All rules. Nothing is fetched again for them, and only what fails is described.
AXE_RUN = """async ([exclude, seesColours]) => {
  const rules = { "color-contrast": { enabled: seesColours } };
  const found = await axe.run({ exclude }, { resultTypes: ["violations"], preload: false, rules });
  const told = (node) => `${node.html.slice(0, 200)} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""}`;
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${told(node)}`));
}"""
IS_SIDEWAYS = "document.scrollingElement.scrollWidth > innerWidth"
# The frame is the same around all pages of a person; it is looked at once in each look, and then emptied: most of what
# a page consists of is the frame, and the rules would go through it again for every page.
FRAME = [[".zg-side"], [".zg-banner"], [".zg-tabbar"]]
EMPTY_FRAME = """document.querySelectorAll(".zg-side, .zg-banner > *, .zg-tabbar").forEach((part) => {
  part.replaceChildren();
})"""
# Rules about colours see both themes, rules about layout both widths; the other two pairs found nothing more.
WIDE, NARROW = (1440, "light"), (390, "dark")
LOOKS = (NARROW, WIDE)
# Files that this shop has not got (a stamp, an invoice's copy), an export that still waits for its approval, an import
# without conflicts, and a choice of short goods by which nothing is owed.
NOT_THERE = ("stamp.png", "/repair", "/file", "/waybills/export/", "/decide-all", "/copy/", "/paid-back")


@dataclass(frozen=True)
class Desk:
    """A running server with a shop in the middle of its day."""

    url: str
    places: Places


@pytest.fixture(scope="module")
def desk(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """Built once for the module: no page of these tests changes anything."""
    folder = tmp_path_factory.mktemp("desk")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", folder / "files")
        forget_queued_work()
        server = LiveServer("127.0.0.1")
        try:
            yield Desk(server.url, places_of(live_half_a_day(folder)))
        finally:
            server.stop()
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=False)


@pytest.fixture(autouse=True)
def _own_files() -> None:
    """The module keeps one folder of files for all its tests."""


def _listen(page: Page, found: list[str]) -> None:
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    page.on("console", lambda entry: found.append(f"{page.url}: {entry.text}") if entry.type == "error" else None)


def _look_as(page: Page, width: int, theme: str) -> None:
    """Width and theme go together; what is there already is not asked for again, as each change draws the page anew."""
    size = ViewportSize(width=width, height=844)
    if page.viewport_size != size:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme)


def _walk(
    browser: Browser, desk: Desk, places: dict[str, list[str]], window: Window, found: list[str], *, axe: bool = False
) -> Iterator[tuple[str, Page]]:
    """Every page by every person, loaded wide and seen at both widths; what goes wrong by then is added to `found`."""
    for username, paths in places.items():
        context = window.open(browser, desk.url)
        if axe:
            context.add_init_script(path=AXE_SCRIPT)
        page = context.new_page()
        _listen(page, found)
        if username:
            sign_in(page, desk.url, username)
            window.speak(context, desk.url)
        for path in paths:
            _look_as(page, *WIDE)
            answer = page.goto(f"{desk.url}{path}")
            assert answer is not None
            assert (answer.status, page.url) == (200, f"{desk.url}{path}")
            name = f"{username or 'nobody'} {path}"
            for width, theme in (WIDE, NARROW):
                _look_as(page, width, theme)
                if page.evaluate(IS_SIDEWAYS):
                    found.append(f"{name} {width}: scrolls sideways")
            yield name, page
        context.close()


def test_every_address_of_the_desk_is_a_page_to_walk_or_a_known_file(desk: Desk) -> None:
    places = desk.places

    assert places.unknown == []
    assert [address for address in places.unanswered if not any(name in address for name in NOT_THERE)] == []
    walked = {path.split("?")[0] for paths in places.found.values() for path in paths}
    assert walked >= {
        "/desk/",
        "/desk/orders",
        "/desk/health",
        "/desk/compare",
        "/desk/exports",
        "/desk/orders/filters",
    }
    assert {"/desk/", "/desk/orders", "/desk/import"} <= set(places.found[NEWCOMER])


def test_no_page_has_an_accessibility_finding(desk: Desk, chromium: Browser) -> None:
    """All rules at both widths, on the page as it was loaded once; contrast in the one theme or the other by turns.

    Measuring contrast takes as long as all other rules together, and pages are made of the same pieces.
    """
    broken: list[str] = []
    found: dict[str, list[str]] = {}
    framed: set[str] = set()
    walk = _walk(chromium, desk, desk.places.found, Window(), broken, axe=True)
    for turn, (name, page) in enumerate(walk):
        is_first = name.split()[0] not in framed
        framed.add(name.split()[0])
        if not is_first:
            page.evaluate(EMPTY_FRAME)
        # The pages of a new shop are the same pages with less on them: one look is enough.
        for look, (width, theme) in enumerate(LOOKS[:1] if name.startswith(NEWCOMER) else LOOKS):
            _look_as(page, width, theme)
            page.wait_for_function("theme => document.documentElement.dataset.bsTheme === theme", arg=theme)
            sees_colours = is_first or look == turn % 2 or "/desk/orders" in name
            for fault in page.evaluate(AXE_RUN, [[] if is_first else FRAME, sees_colours]):
                found.setdefault(fault, []).append(f"{name} {width} {theme}")

    assert not found, "\n\n".join(f"{fault}\n  {places}" for fault, places in found.items())
    assert broken == []


def test_no_page_in_english_scrolls_sideways_or_breaks_a_script(desk: Desk, chromium: Browser) -> None:
    """A page of each template; all Chinese pages are watched in the same way by the accessibility walk."""
    broken: list[str] = []
    places = desk.places.one_of_each_template()
    for _name, page in _walk(chromium, desk, places, Window(language="en"), broken):
        assert page.evaluate("document.documentElement.lang") == "en"

    assert broken == []
