"""What the buyer sees of the waybill: a link in the notice, or a picture that the shop sends."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from django.test import Client
from PIL import Image

from zhanggui.fulfilment.models import Parcel, ShippingNotice
from zhanggui.fulfilment.queries.notices import notice_of
from zhanggui.fulfilment.services import enter_waybill, give_batch, pack_parcel, take_batch
from zhanggui.fulfilment.services.choose_courier import give_missing_numbers
from zhanggui.fulfilment.services.erase import empty_invoices
from zhanggui.fulfilment.tests.factories import CLERK, KEEPER, printed
from zhanggui.fulfilment.tests.page_helpers import api_headers, browser, text_of
from zhanggui.fulfilment.tests.test_couriers_at_close import ZTO, pool, shop_with_pool, zto
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.rulebook.verbs import change_value
from zhanggui.kernel.testing.factories import SYSTEM

pytestmark = pytest.mark.django_db


def _shipped(bring: Any) -> tuple[int, list[Parcel]]:
    """Two parcels that left with the number on their label, and one that left with another."""
    shop_id = shop_with_pool(bring, 3)
    batch = printed(shop_id)
    give_batch(actor=CLERK, batch_id=batch.pk)
    take_batch(actor=KEEPER, batch_id=batch.pk)
    parcels = list(batch.parcels.order_by("position"))
    for parcel, number in zip(parcels, (parcels[0].waybill_no, parcels[1].waybill_no, ZTO), strict=True):
        pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, codes=["tea*2", "mug"])
        enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcel.number, waybill_no=number)
    return shop_id, parcels


def _codes_on(picture: bytes) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(Image.open(BytesIO(picture)))}


@pytest.mark.req("FUL-16")
def test_the_notice_leads_the_buyer_to_the_waybill_copy_for_a_time(bring: Any, settings: Any, client: Client) -> None:
    settings.PUBLIC_URL = "https://desk.example.com"
    shop_id, (first, second, other) = _shipped(bring)

    told = client.get(
        f"/api/v1/shops/qinghe/parcels/{second.number}/notice", headers=api_headers("order_clerk", shop_id=shop_id)
    ).json()
    link = told["waybill_copy_link"]
    assert link.startswith("https://desk.example.com/copy/")
    assert told["text"].endswith(f"底单：{link}")
    seen = client.get(link.removeprefix("https://desk.example.com"))
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/png")
    assert (seen["Cache-Control"], seen["X-Robots-Tag"]) == ("private, no-store", "noindex")
    # The page of this parcel, not the first of the file.
    assert (zto(3)[1] in _codes_on(seen.content), zto(3)[0] in _codes_on(seen.content)) == (True, False)

    # Another number than the printed one: no link to a copy that says something else.
    assert (notice_of(shop_id, other.number).copy_key, "/copy/" in notice_of(shop_id, other.number).text) == ("", False)
    for unknown in ("/copy/x", "/copy/" + "A" * 22, "/copy/%00"):
        assert client.get(unknown).status_code == 404
    assert client.post(link.removeprefix("https://desk.example.com")).status_code == 405
    change_value(actor=SYSTEM, shop_id=shop_id, code="fulfilment.copy_days", value=3, reason="shorter")
    ShippingNotice.objects.filter(parcel=second).update(made_at=told["made_at"])
    assert client.get(link.removeprefix("https://desk.example.com")).status_code == 200
    row = ShippingNotice.objects.get(parcel=second)
    ShippingNotice.objects.filter(pk=row.pk).update(made_at=row.made_at - timedelta(days=4))
    gone = client.get(link.removeprefix("https://desk.example.com"))
    assert (gone.status_code, "no longer valid" in gone.content.decode()) == (404, True)
    # Whoever asks to be forgotten is.
    key = ShippingNotice.objects.get(parcel=first).copy_key
    empty_invoices(first.order_id)
    assert client.get(f"/copy/{key}").status_code == 404


@pytest.mark.req("FUL-16")
def test_where_buyers_do_not_reach_the_server_the_shop_sends_the_picture(bring: Any) -> None:
    shop_id, (_first, second, _other) = _shipped(bring)
    clerk = browser("order_clerk", shop_id=shop_id)
    url = f"/desk/parcels/qinghe/{second.number}/copy"

    notice = notice_of(shop_id, second.number)
    assert (notice.copy_key, f"底单已存档，编号 {second.number}" in notice.text) == ("", True)
    assert url in clerk.get("/desk/waybills?view=tell").content.decode()
    page = clerk.get(f"/desk/tracking/{second.pk}")
    assert (url in page.content.decode(), "Mark as told" in text_of(page)) == (True, True)
    picture = clerk.get(url)
    assert zto(3)[1] in _codes_on(picture.content)
    assert picture["Content-Disposition"] == f'attachment; filename="{second.number}.png"'
    assert Event.objects.filter(kind="voucher.fetched", subject_id=second.pk).count() == 1
    assert clerk.get("/desk/parcels/qinghe/P0/copy").status_code == 404
    keeper = browser("sales", shop_id=shop_id, name="sales")
    assert keeper.get(url).status_code == 403


@pytest.mark.req("FUL-16")
def test_a_number_that_came_after_the_printing_brings_no_link(bring: Any, settings: Any) -> None:
    settings.PUBLIC_URL = "https://desk.example.com"
    shop_id = shop_with_pool(bring, 2)
    batch = printed(shop_id)
    pool(shop_id, bring, 1, first=3)
    give_missing_numbers(actor=SYSTEM, shop_id=shop_id, batch=batch.number)
    give_batch(actor=CLERK, batch_id=batch.pk)
    take_batch(actor=KEEPER, batch_id=batch.pk)

    # The last label was printed without it, and with the whole phone.
    linked = {}
    for parcel in batch.parcels.order_by("position"):
        pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, codes=["tea*2", "mug"])
        enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcel.number, waybill_no=parcel.waybill_no)
        linked[parcel.waybill_no] = bool(notice_of(shop_id, parcel.number).copy_key)
    assert linked == dict(zip(zto(3), (True, True, False), strict=True))
