"""Buyers are told that their parcel left: in words of their own language, once (FUL-14)."""

from pathlib import Path

import pytest

from zhanggui.fulfilment.errors import NoNotice
from zhanggui.fulfilment.models import ShippingNotice
from zhanggui.fulfilment.queries.desk import open_work
from zhanggui.fulfilment.queries.notices import notice_of, parcels_to_tell
from zhanggui.fulfilment.rules.notices import buyer_language, expected_day_words
from zhanggui.fulfilment.services import enter_waybill, export_waybills, mark_told
from zhanggui.fulfilment.services.notices import drop_notices
from zhanggui.fulfilment.tests.factories import KEEPER, NUMBERS, packed, ready_shop
from zhanggui.fulfilment.tests.page_helpers import api_headers, browser, text_of
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import actor_with
from zhanggui.orders.models import Order
from zhanggui.shops.models import Shop

pytestmark = pytest.mark.django_db

CLERK = actor_with("fulfilment.tell", name="clerk", user_id=1)
WAYBILL = "SF1234567890123"


def shipped() -> tuple[int, str]:
    """A shop of which one parcel has left, and that parcel's number."""
    shop_id = ready_shop()
    Order.objects.update(seller_note="difficult buyer")
    parcel = packed(shop_id)[0]
    enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcel.number, waybill_no=WAYBILL)
    return shop_id, parcel.number


@pytest.mark.parametrize(
    ("channel", "currency", "language"),
    [("taobao", "USD", "zh-hans"), ("own", "CNY", "zh-hans"), ("own", "BRL", "en"), ("", "EUR", "en")],
)
def test_language_is_the_buyers(channel: str, currency: str, language: str) -> None:
    assert buyer_language(channel, currency) == language


@pytest.mark.req("FUL-14")
def test_shipping_writes_a_notice_with_courier_and_number() -> None:
    shop_id, number = shipped()

    notice = notice_of(shop_id, number)

    assert (notice.language, notice.told_at) == ("zh-hans", None)
    for words in (WAYBILL, "顺丰速运", NUMBERS[0], "qinghe"):
        assert words in notice.text
    assert "difficult" not in notice.text
    assert [parcel.number for parcel in parcels_to_tell(shop_id)] == [number]
    assert open_work([shop_id]).to_tell == 1


def test_buyer_of_a_shop_abroad_is_told_in_english() -> None:
    shop_id = ready_shop()
    Order.objects.update(channel="own")
    Shop.objects.update(currency="BRL")
    parcel = packed(shop_id)[0]
    parcel = enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcel.number, waybill_no=WAYBILL)

    assert notice_of(shop_id, parcel.number).text == (
        f"Your order {NUMBERS[0]} at qinghe is on its way. It was shipped with SF Express, waybill number {WAYBILL}."
        f" It should be with you on {expected_day_words(parcel.expected_on, 'en')}."
    )  # no copy is promised of a label that we did not print


@pytest.mark.req("FUL-14")
def test_upload_file_of_the_marketplace_tells_the_buyer(tmp_path: Path) -> None:
    shop_id, number = shipped()

    export_waybills(actor=KEEPER, shop_id=shop_id, out=tmp_path / "up.csv")

    notice = notice_of(shop_id, number)
    assert (notice.told_how, notice.told_by, notice.told_at is not None) == ("file", "keeper", True)
    assert parcels_to_tell(shop_id) == []


def test_telling_by_hand_is_noted_once() -> None:
    shop_id, number = shipped()

    assert [mark_told(actor=CLERK, shop_id=shop_id, numbers=[number]) for _time in range(2)] == [1, 0]

    assert (notice_of(shop_id, number).told_how, notice_of(shop_id, number).told_by) == ("hand", "clerk")
    assert Event.objects.filter(kind="parcel.buyer_told").count() == 1


def test_parcel_that_has_not_left_has_nothing_to_tell() -> None:
    shop_id, number = shipped()
    waiting = ShippingNotice.objects.get().parcel.batch.parcels.exclude(number=number)[0]

    for numbers in ([waiting.number], [number, "ZG1"]):
        with pytest.raises(NoNotice):
            mark_told(actor=CLERK, shop_id=shop_id, numbers=numbers)
    with pytest.raises(NoNotice):
        notice_of(shop_id, waiting.number)
    with pytest.raises(NotAllowed):
        mark_told(actor=KEEPER, shop_id=shop_id, numbers=[number])
    assert notice_of(shop_id, number).told_at is None


def test_number_taken_back_takes_its_notice_along() -> None:
    _shop, number = shipped()

    drop_notices([ShippingNotice.objects.get().parcel_id])

    assert not ShippingNotice.objects.exists()
    assert number


@pytest.mark.req("FUL-14")
def test_order_page_shows_the_words_and_marks_them_as_told() -> None:
    shop_id, number = shipped()
    clerk = browser("order_clerk", shop_id=shop_id)
    address = f"/desk/orders/qinghe/{NUMBERS[0]}"
    notice = notice_of(shop_id, number)

    page = text_of(clerk.get(address))
    assert f"/desk/parcels/{notice.parcel_id}" in page
    assert f'data-copy-button="{notice.text}"' in page

    assert clerk.post(f"/desk/parcels/qinghe/{number}/told", {"next": address}).url == address

    assert "told " in text_of(clerk.get(address))
    assert notice_of(shop_id, number).told_how == "hand"


def test_list_of_buyers_to_tell_empties() -> None:
    shop_id, number = shipped()
    clerk = browser("order_clerk", shop_id=shop_id)
    assert WAYBILL in text_of(clerk.get("/desk/waybills?view=tell"))

    clerk.post(f"/desk/parcels/qinghe/{number}/told")

    assert "Every buyer is told" in text_of(clerk.get("/desk/waybills?view=tell"))


def test_endpoints_show_the_notice_and_mark_it() -> None:
    shop_id, number = shipped()
    headers = api_headers("order_clerk", shop_id=shop_id)
    client = browser("keeper", shop_id=shop_id)

    shown = client.get(f"/api/v1/shops/qinghe/parcels/{number}/notice", headers=headers).json()
    told = client.post(f"/api/v1/shops/qinghe/parcels/{number}/told", headers=headers).json()

    assert (shown["waybill_no"], shown["told_how"]) == (WAYBILL, None)
    assert (told["text"], told["told_how"]) == (shown["text"], "hand")
