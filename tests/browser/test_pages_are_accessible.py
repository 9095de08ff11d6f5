"""Every main page in both themes and widths: no accessibility finding, no sideways scroll, no script error."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from tests.browser.desk import (
    Window,
    do_queued_work,
    forget_queued_work,
    open_shop,
    running_browser,
    sign_in,
    write_orders,
)
from zhanggui.fulfilment.models import Batch, Parcel
from zhanggui.fulfilment.services import close_batch, hand_over, print_batch, scan_item
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Origin
from zhanggui.orders.models import Order
from zhanggui.orders.services import check_orders
from zhanggui.people.models import User
from zhanggui.people.queries import actor_of_user
from zhanggui.shops.values import ShopCard

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

AXE_SCRIPT = Path(__file__).parents[2] / ".build" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
AXE_RUN = """async (theme) => {
  // Only contrast can differ between the themes.
  const rules = theme === "dark" ? { runOnly: ["color-contrast", "link-in-text-block"] } : {};
  const found = await axe.run(document, { resultTypes: ["violations"], ...rules });
  const told = (node) => `${node.html.slice(0, 200)} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""}`;
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${told(node)}`));
}"""
IS_SIDEWAYS = "document.scrollingElement.scrollWidth > innerWidth"
LOOKS = [(width, theme) for width in (1440, 390) for theme in ("light", "dark")]


@dataclass(frozen=True)
class Desk:
    """A running server with a shop in the middle of its day."""

    url: str
    paths: dict[str, list[str]]
    "Pages by who looks at them; the empty name has not signed in."


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
            yield Desk(server.url, _paths(_half_a_day(folder)))
        finally:
            server.stop()
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=False)


@pytest.fixture(autouse=True)
def _own_files() -> None:
    """The module keeps one folder of files for all its tests."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_browser() as found:
        yield found


def _half_a_day(folder: Path) -> ShopCard:
    """One batch is being packed, the next morning's orders are in, some of them held."""
    shop = open_shop(is_checked_automatically=False)
    clerk, keeper = (actor_of_user(User.objects.get(username=name).pk, Origin.WEB) for name in ("gaoyang", "hejianguo"))
    _orders, files = write_orders(folder, 6, seed=3, buyer_note=0, seller_note=0)
    run_import(actor=SYSTEM, shop_id=shop.id, files=files)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    batch = close_batch(actor=clerk, shop_id=shop.id)
    print_batch(actor=clerk, batch_id=batch.pk)
    hand_over(give=clerk, take=keeper, batch_id=batch.pk)
    first = batch.parcels.order_by("position").first()
    assert first is not None
    line = first.lines.order_by("pk").first()
    assert line is not None
    scan_item(actor=keeper, shop_id=shop.id, number=first.number, code=line.sku_code)
    mixed = {"buyer_note": 0.4, "masked": 0.2, "flag": 0.2, "incomplete_address": 0.2, "cash_on_delivery": 0.2}
    _orders, files = write_orders(folder, 24, seed=4, **mixed)
    run_import(actor=SYSTEM, shop_id=shop.id, files=files)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    do_queued_work()
    return shop


def _paths(shop: ShopCard) -> dict[str, list[str]]:
    held = Order.objects.filter(shop_id=shop.id, is_held=True).order_by("number").first()
    calm = Order.objects.filter(shop_id=shop.id, is_held=False, step="checked").order_by("number").first()
    batch, parcel = Batch.objects.get(), Parcel.objects.order_by("position").first()
    imported = ImportBatch.objects.order_by("-pk").first()
    assert held is not None
    assert calm is not None
    assert parcel is not None
    assert imported is not None
    return {
        "": ["/desk/sign-in"],
        "linlan": [
            "/desk/",
            "/desk/orders",
            "/desk/held",
            f"/desk/orders/{shop.code}/{held.number}",
            f"/desk/orders/{shop.code}/{calm.number}",
            "/desk/close?next=1",
            "/desk/close",
            "/desk/batches",
            f"/desk/batches/{shop.code}/{batch.number}",
            "/desk/import",
            "/desk/imports",
            f"/desk/imports/{shop.code}/{imported.number}",
            "/desk/mappings",
            "/desk/report",
            "/desk/stock",
            "/desk/goods/drafts",
            "/desk/tasks",
            "/desk/people",
            "/desk/people/new",
            "/desk/people/-/hejianguo",
            f"/desk/settings/{shop.code}",
            "/desk/me",
            "/desk/me/sessions",
        ],
        "hejianguo": [
            "/desk/",
            "/desk/pack",
            f"/desk/pack?parcel={parcel.number}",
            "/desk/waybills",
            "/desk/report",
        ],
    }


def _walk(browser: Browser, desk: Desk, window: Window, heard: list[str]) -> Iterator[tuple[str, Page]]:
    """Every page by every person; what scripts complain about is added to `heard`."""
    for username, paths in desk.paths.items():
        context = window.open(browser, desk.url)
        page = context.new_page()
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("console", lambda entry: heard.append(entry.text) if entry.type == "error" else None)
        if username:
            sign_in(page, desk.url, username)
            window.speak(context, desk.url)
        for path in paths:
            answer = page.goto(f"{desk.url}{path}")
            assert answer is not None
            assert (answer.status, page.url) == (200, f"{desk.url}{path}")
            yield f"{username or 'nobody'} {path}", page
        context.close()


def test_no_page_has_an_accessibility_finding(desk: Desk, chromium: Browser) -> None:
    found: dict[str, list[str]] = {}
    for name, page in _walk(chromium, desk, Window(bypass_csp=True), []):
        page.add_script_tag(path=AXE_SCRIPT)
        for width, theme in LOOKS:
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=theme)
            page.wait_for_function("theme => document.documentElement.dataset.bsTheme === theme", arg=theme)
            for fault in page.evaluate(AXE_RUN, theme):
                found.setdefault(fault, []).append(f"{name} {width} {theme}")

    assert not found, "\n\n".join(f"{fault}\n  {places}" for fault, places in found.items())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_scrolls_sideways_or_breaks_a_script(desk: Desk, chromium: Browser, language: str) -> None:
    found: list[str] = []
    heard: list[str] = []
    for name, page in _walk(chromium, desk, Window(language=language), heard):
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 844})
            if page.evaluate(IS_SIDEWAYS):
                found.append(f"{name} {width}: scrolls sideways")
        assert page.evaluate("document.documentElement.lang") == ("en" if language == "en" else "zh-CN")
        found += [f"{name}: {fault}" for fault in heard]
        heard.clear()

    assert found == []
