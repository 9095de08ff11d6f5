"""Ten parcels packed on a phone, with three mistakes planted: each stops its parcel with words and a sound."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import story
from tests.browser.desk import SKUS, Window, forget_queued_work, open_shop, write_orders
from tests.browser.half_a_day import person
from tests.browser.hands import Taps, scan, watched_people
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.services import close_batch, hand_over, print_batch
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order
from zhanggui.orders.queries import open_instructions
from zhanggui.orders.services import add_instruction, check_orders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNT, SEED = 10, 12


def test_phone_packs_ten_parcels_and_stops_at_each_planted_mistake(
    chromium: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    forget_queued_work()
    shop = open_shop()
    _orders, files = write_orders(tmp_path, COUNT, seed=SEED, buyer_note=0, seller_note=0)
    run_import(actor=SYSTEM, shop_id=shop.id, files=files)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    wanted = Order.objects.filter(shop_id=shop.id).earliest("number")
    add_instruction(actor=person("zhoumin"), shop_id=shop.id, order_id=wanted.pk, kind="gift_card", text="放一张贺卡")
    clerk, keeper = person("gaoyang"), person("hejianguo")
    batch = close_batch(actor=clerk, shop_id=shop.id)
    print_batch(actor=clerk, batch_id=batch.pk)
    hand_over(give=clerk, take=keeper, batch_id=batch.pk)
    asked = Parcel.objects.get(order_id=wanted.pk)
    wrong, many = Parcel.objects.exclude(pk=asked.pk).order_by("position")[:2]

    with watched_people(chromium, live_server.url, Window(width=390), keys_only=False, refused=3) as enter:
        hand = Taps(enter("hejianguo"))
        hand.go("/desk/pack")
        for parcel in Parcel.objects.order_by("position"):
            scan(hand.page, parcel.slip_number)
            codes = [line.barcode for line in parcel.lines.order_by("pk") for _piece in range(line.quantity)]
            if parcel == wrong:
                foreign = next(f"69000000000{n:02d}" for n in range(len(SKUS)) if f"69000000000{n:02d}" not in codes)
                _is_stopped(hand.page, parcel, foreign, "拿错了")
            for code in codes:
                scan(hand.page, code)
            if parcel == many:
                _is_stopped(hand.page, parcel, codes[0], "这个包裹已经齐了")
            if parcel == asked:
                _is_stopped(hand.page, parcel, _waybill(parcel), "贺卡")
                assert open_instructions([wanted.pk])
                story.do_what_was_asked(hand, parcel)
            scan(hand.page, _waybill(parcel))
            story.stamp(hand)
            parcel.refresh_from_db()
            assert (parcel.state, parcel.waybill_no) == ("shipped", _waybill(parcel))
            assert parcel.stamped_at is not None

    assert Order.objects.filter(state="shipped").count() == COUNT


def _waybill(parcel: Parcel) -> str:
    return f"YT00112345678{parcel.position:02d}"


def _is_stopped(page: Page, parcel: Parcel, code: str, words: str) -> None:
    """The scan changes nothing, the page says what is wrong, and the phone sounds."""
    before = list(parcel.lines.order_by("pk").values_list("packed_quantity", flat=True))
    scan(page, code)
    verdict = page.locator("#zg-table [data-sound-name]").first
    expect(verdict).to_contain_text(words)
    assert verdict.get_attribute("data-sound-name") not in {"good", ""}
    parcel.refresh_from_db()
    assert list(parcel.lines.order_by("pk").values_list("packed_quantity", flat=True)) == before
    assert parcel.waybill_no == ""
