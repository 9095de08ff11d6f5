"""The steps of a day, the same for every language and width: from the marketplace's files to the confirmed report."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.desk import do_queued_work
from tests.browser.hands import Hand, Keys, press, scan
from zhanggui.fulfilment.models import Batch, DailyReport, Handover, Parcel
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.orders.models import Order
from zhanggui.orders.queries import open_instructions
from zhanggui.people.models import User


@dataclass(frozen=True)
class Words:
    """What the pages say, and what the person writes."""

    tried: str
    report: str
    damage: str


CHINESE = Words(tried="试", report="日报", damage="外箱压痕一件，已换箱")
ENGLISH = Words(tried="Dry run", report="Daily report", damage="One box dented, packed into another")


def import_files(hand: Hand, files: list[Path], words: Words, *, orders: int) -> None:
    """The checking clerk tries the files, sees the counters, and brings them in."""
    page = hand.page
    hand.go("/desk/import")
    page.set_input_files("input[type=file]", files)
    hand.act("I")
    page.wait_for_url("**/desk/imports/qinghe/*")
    assert do_queued_work()[0].startswith("channels.")
    expect(page.locator(".zg-counters")).to_be_visible()
    batch = ImportBatch.objects.get()
    expect(page.locator(".zg-counters")).to_contain_text(str(batch.row_count))
    expect(page.locator("h1")).to_contain_text(words.tried)
    assert (batch.quarantined_count, Order.objects.count()) == (0, 0)

    hand.act("I")
    page.wait_for_load_state()
    expect(page.locator("[data-job][data-running]")).to_be_visible()
    do_queued_work()
    expect(page.locator("[data-job][data-running]")).to_have_count(0)
    expect(page.locator(".zg-counters")).to_be_visible()
    assert Order.objects.filter(state="paid").count() == orders
    assert ImportBatch.objects.get().state == "done"


def start_run(hand: Hand, noted: set[str], *, orders: int) -> None:
    """Orders without a note passed by themselves; the clerk begins to read the notes one by one."""
    assert set(Order.objects.filter(is_held=True).values_list("number", flat=True)) == noted
    assert Order.objects.filter(step="checked").count() == orders - len(noted)
    hand.go("/desk/orders")
    expect(hand.page.locator("[data-row]")).to_have_count(orders)
    hand.act("R")
    hand.page.wait_for_url("**run=1")


def release_each(hand: Hand, noted: set[str], *, orders: int) -> None:
    """Each order of the run is opened once, released, and followed by the next."""
    page = hand.page
    seen = set()
    while "run=1" in page.url:
        number = page.url.split("/")[-1].split("?")[0]
        assert number not in seen
        seen.add(number)
        with page.expect_navigation():
            hand.act("1")
        order = Order.objects.get(number=number)
        assert (order.step, order.is_held) == ("checked", False)
    assert seen == noted
    assert Order.objects.filter(step="checked", is_held=False).count() == orders


def close_and_give(hand: Hand, *, orders: int) -> None:
    """The order clerk closes the batch, which prints it, counts the papers and gives them."""
    page = hand.page
    hand.go("/desk/close")
    hand.act("C")
    hand.agree()
    page.wait_for_url(lambda url: "run=" in url)
    do_queued_work()
    page.wait_for_url(lambda url: "/desk/close" in url and "run=" not in url)
    batch = Batch.objects.get()
    assert (batch.state, batch.order_count, batch.parcels.count()) == ("printed", orders, orders)
    assert set(Document.objects.values_list("kind", flat=True)) == {"daily_report", "outbound_slip", "label"}

    _count_papers(hand, orders)
    assert Handover.objects.get().given_by_id == User.objects.get(username="gaoyang").pk
    assert Batch.objects.get().state == "printed"


def _count_papers(hand: Hand, orders: int) -> None:
    for kind, count in {"daily_report": 1, "outbound_slip": orders, "label": orders}.items():
        hand.write(hand.page.locator(f"input[name={kind}]"), str(count))
    if isinstance(hand, Keys):
        with hand.page.expect_navigation():
            press(hand.page, "Enter")
    else:
        hand.send(hand.page.locator("#zg-hand-over .zg-btn-go"))


def take_over(hand: Hand, *, orders: int) -> None:
    """The keeper counts too."""
    hand.go("/desk/close")
    _count_papers(hand, orders)
    assert Batch.objects.get().state == "handed_over"
    assert Handover.objects.get().taken_by_id == User.objects.get(username="hejianguo").pk


def pack_and_ship(hand: Hand, *, orders: int) -> None:
    """Slip, goods, waybill, stamp: a scanner types all of it into one field."""
    page = hand.page
    hand.go("/desk/pack")
    expect(page.locator("[data-scan]")).to_be_focused()
    for parcel in Parcel.objects.order_by("position"):
        scan(page, parcel.slip_number)
        expect(page.locator("#zg-table")).to_contain_text(parcel.slip_number[-5:])
        for line in parcel.lines.order_by("pk"):
            for _piece in range(line.quantity):
                scan(page, line.barcode)
        do_what_was_asked(hand, parcel)
        parcel.refresh_from_db()
        assert parcel.state == "packed"
        scan(page, f"YT00112345678{parcel.position:02d}")
        parcel.refresh_from_db()
        assert (parcel.state, parcel.courier, parcel.stamped_at) == ("shipped", "YTO", None)
        stamp(hand)
        parcel.refresh_from_db()
        assert parcel.stamped_at is not None
    assert Order.objects.filter(state="shipped").count() == orders


def do_what_was_asked(hand: Hand, parcel: Parcel) -> None:
    """What buyers asked for in their notes is ticked off: Enter alone at the desk, a tap on the phone."""
    for _card in open_instructions([parcel.order_id]).get(parcel.order_id, []):
        if isinstance(hand, Keys):
            scan(hand.page, "")
            continue
        asked = hand.page.locator(".is-hold")
        waiting = hand.page.locator(".zg-phone-tick[aria-pressed=false]:visible").filter(has=asked)
        count = waiting.count()
        waiting.first.tap()
        expect(waiting).to_have_count(count - 1)


def stamp(hand: Hand) -> None:
    """At the desk an empty scan stamps the slip; the phone has a button at the thumb."""
    if isinstance(hand, Keys):
        scan(hand.page, "")
        return
    with hand.page.expect_response("**/desk/pack"):
        hand.page.locator(".zg-phone-foot [name=verb][value=stamp]").tap()


def sign_report(hand: Hand, words: Words) -> None:
    """The keeper notes what was damaged and signs."""
    page = hand.page
    if isinstance(hand, Keys):
        # The packing field takes letters, so the way out is the command palette.
        press(page, "Control+k")
        page.keyboard.type(words.report)
        expect(page.locator("#zg-palette [role=option]").first).to_contain_text(words.report)
        with page.expect_navigation():
            press(page, "Enter")
    else:
        # The packing page has no bottom bar; the arrow beside its field leads back.
        page.locator(".zg-scan a").tap()
        page.wait_for_url("**/desk/")
        hand.go("/desk/report")
    expect(page.locator("h1")).to_contain_text(words.report)
    hand.write(page.locator("textarea[name=damage]"), words.damage)
    hand.send(page.locator("form[action$='/report/sign'] button"))
    report = DailyReport.objects.get()
    assert (report.state, report.damage_note) == ("signed", words.damage)
    assert report.signed_by_id == User.objects.get(username="hejianguo").pk


def confirm_report(hand: Hand) -> None:
    """The manager confirms that the signed report arrived."""
    hand.go("/desk/report")
    with hand.page.expect_navigation():
        hand.act("Enter")
    report = DailyReport.objects.get()
    assert (report.state, report.confirmed_by_id) == ("confirmed", User.objects.get(username="xunuo").pk)
    expect(hand.page.locator("[aria-current=step]")).to_have_count(0)
