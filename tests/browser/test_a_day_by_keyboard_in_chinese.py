"""The whole day in Chinese and by keys alone: from the marketplace's files to the confirmed report."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import (
    Window,
    do_queued_work,
    forget_queued_work,
    open_shop,
    running_browser,
    sign_in,
    write_orders,
)
from zhanggui.fulfilment.models import Batch, DailyReport, Handover, Parcel
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.orders.models import Order, OrderHold
from zhanggui.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNT, SEED = 5, 9
MOST_TABS = 120
POINTER = """for (const kind of ["pointerdown", "mousedown", "touchstart", "wheel"])
  addEventListener(kind, () => console.error(`pointer used: ${kind}`), true);"""


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with running_browser() as found:
        yield found


@pytest.fixture
def person(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[[str], Page]]:
    """Opens a browser of their own for a person; at the end no script complained and no pointer was used."""
    heard: list[str] = []

    def enter(username: str) -> Page:
        context = Window().open(chromium, live_server.url)
        context.add_init_script(POINTER)
        page = context.new_page()
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("console", lambda entry: heard.append(entry.text) if entry.type == "error" else None)
        return sign_in(page, live_server.url, username)

    yield enter
    assert heard == []


def press(page: Page, *keys: str) -> None:
    """Press keys once the page's script listens."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)


def go_to(page: Page, keys: str, address: str) -> None:
    """Follow a chord of the side navigation."""
    press(page, *keys.lower().split())
    page.wait_for_url(f"**{address}*")


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


def test_day_from_import_to_confirmed_report(person: Callable[[str], Page], tmp_path: Path) -> None:
    forget_queued_work()
    shop = open_shop()
    orders, files = write_orders(tmp_path, COUNT, seed=SEED, buyer_note=0.5, seller_note=0)
    noted = {order.number for order in orders if order.buyer_note}
    assert 2 <= len(noted) < COUNT

    checker = person("zhoumin")
    import_files(checker, files)
    check_orders(checker, noted)
    close_and_give(person("gaoyang"))
    keeper = person("hejianguo")
    take_over(keeper)
    pack_and_ship(keeper)
    sign_report(keeper)
    confirm_report(person("xunuo"))

    report = DailyReport.objects.get(shop_id=shop.id)
    assert report.day == now().astimezone(shop_zone(shop.timezone)).date()
    assert report.state == "confirmed"


def import_files(page: Page, files: list[Path]) -> None:
    """The checking clerk tries the files, sees the counters, and brings them in."""
    go_to(page, "G I", "/desk/import")
    page.set_input_files("input[type=file]", files)
    press(page, "i")
    page.wait_for_url("**/desk/imports/qinghe/*")
    assert do_queued_work()[0].startswith("channels.")
    expect(page.locator(".zg-counters")).to_be_visible()
    batch = ImportBatch.objects.get()
    expect(page.locator(".zg-counters")).to_contain_text(str(batch.row_count))
    expect(page.locator("h1")).to_contain_text("试")
    assert (batch.quarantined_count, Order.objects.count()) == (0, 0)

    press(page, "i")
    page.wait_for_load_state()
    expect(page.locator("[data-job][data-running]")).to_be_visible()
    do_queued_work()
    expect(page.locator("[data-job][data-running]")).to_have_count(0)
    expect(page.locator(".zg-counters")).to_be_visible()
    assert Order.objects.filter(state="paid").count() == COUNT
    assert ImportBatch.objects.get().state == "done"


def check_orders(page: Page, noted: set[str]) -> None:
    """Orders without a note passed by themselves; the clerk reads the notes one by one."""
    held = Order.objects.filter(is_held=True)
    assert set(held.values_list("number", flat=True)) == noted
    assert Order.objects.filter(step="checked").count() == COUNT - len(noted)
    go_to(page, "G O", "/desk/orders")
    expect(page.locator("[data-row]")).to_have_count(COUNT)

    press(page, "r")
    page.wait_for_url("**run=1")
    hold_by_hand(page)
    seen = set()
    while "run=1" in page.url:
        number = page.url.split("/")[-1].split("?")[0]
        assert number not in seen
        seen.add(number)
        with page.expect_navigation():
            press(page, "1")
        order = Order.objects.get(number=number)
        assert (order.step, order.is_held) == ("checked", False)
    assert seen == noted
    assert Order.objects.filter(step="checked", is_held=False).count() == COUNT
    assert set(OrderHold.objects.values_list("release_reason", flat=True)) == {"留言已看", "买家回电，地址不变"}


def hold_by_hand(page: Page) -> None:
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


def close_and_give(page: Page) -> None:
    """The order clerk closes the batch, which prints it, counts the papers and gives them."""
    go_to(page, "G C", "/desk/close")
    press(page, "c")
    expect(page.locator("#zg-dialog .zg-btn-go")).to_be_focused()
    press(page, "Enter")
    page.wait_for_url("**/desk/close?run=*")
    do_queued_work()
    page.wait_for_url("**/desk/close")
    batch = Batch.objects.get()
    assert (batch.state, batch.order_count, batch.parcels.count()) == ("printed", COUNT, COUNT)
    assert set(Document.objects.values_list("kind", flat=True)) == {"daily_report", "outbound_slip", "label"}

    count_papers(page)
    assert Handover.objects.get().given_by_id == User.objects.get(username="gaoyang").pk
    assert Batch.objects.get().state == "printed"


def count_papers(page: Page) -> None:
    """Type the three counts and confirm them."""
    for kind, count in {"daily_report": 1, "outbound_slip": COUNT, "label": COUNT}.items():
        tab_to(page, page.locator(f"input[name={kind}]"))
        press(page, "Control+a")
        page.keyboard.type(str(count))
    with page.expect_navigation():
        press(page, "Enter")


def take_over(page: Page) -> None:
    """The keeper counts too."""
    go_to(page, "G C", "/desk/close")
    count_papers(page)
    assert Batch.objects.get().state == "handed_over"
    assert Handover.objects.get().taken_by_id == User.objects.get(username="hejianguo").pk


def pack_and_ship(page: Page) -> None:
    """Slip, goods, waybill, stamp: the scanner types all of it into one field."""
    go_to(page, "G P", "/desk/pack")
    expect(page.locator("[data-scan]")).to_be_focused()
    for parcel in Parcel.objects.order_by("position"):
        scan(page, parcel.slip_number)
        expect(page.locator(".zg-pack-head h2")).to_have_text(parcel.slip_number)
        for line in parcel.lines.order_by("pk"):
            for _piece in range(line.quantity):
                scan(page, line.barcode)
        parcel.refresh_from_db()
        assert parcel.state == "packed"
        scan(page, f"YT00112345678{parcel.position:02d}")
        parcel.refresh_from_db()
        assert (parcel.state, parcel.courier, parcel.stamped_at) == ("shipped", "YTO", None)
        scan(page, "")
        parcel.refresh_from_db()
        assert parcel.stamped_at is not None
    assert Order.objects.filter(state="shipped").count() == COUNT


def sign_report(page: Page) -> None:
    """The keeper notes what was damaged and signs."""
    # The packing field takes letters, so the way out is the command palette.
    press(page, "Control+k")
    page.keyboard.type("日报")
    expect(page.locator("#zg-palette [role=option]").first).to_contain_text("日报")
    with page.expect_navigation():
        press(page, "Enter")
    expect(page.locator("h1")).to_contain_text("日报")
    tab_to(page, page.locator("textarea[name=damage]"))
    page.keyboard.type("外箱压痕一件，已换箱")
    tab_to(page, page.locator("form[action$='/report/sign'] button"))
    with page.expect_navigation():
        press(page, "Enter")
    report = DailyReport.objects.get()
    assert (report.state, report.damage_note) == ("signed", "外箱压痕一件，已换箱")
    assert report.signed_by_id == User.objects.get(username="hejianguo").pk


def confirm_report(page: Page) -> None:
    """The manager confirms that the signed report arrived."""
    go_to(page, "G R", "/desk/report")
    with page.expect_navigation():
        press(page, "Enter")
    report = DailyReport.objects.get()
    assert (report.state, report.confirmed_by_id) == ("confirmed", User.objects.get(username="xunuo").pk)
    expect(page.locator("[aria-current=step]")).to_have_count(0)
