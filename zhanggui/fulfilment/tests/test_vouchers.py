"""Vouchers: label copies by page, couriers' lists, search, and the end of their time."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhanggui.fulfilment.jobs import remove_old_vouchers
from zhanggui.fulfilment.models import Parcel, Voucher
from zhanggui.fulfilment.services import enter_waybill, give_batch, pack_parcel, take_batch
from zhanggui.fulfilment.services.vouchers import remove_expired_vouchers
from zhanggui.fulfilment.tests.factories import CLERK, KEEPER, packed, printed, ready_shop
from zhanggui.fulfilment.tests.page_helpers import api_headers, browser, text_of
from zhanggui.fulfilment.tests.paper_checks import page_texts
from zhanggui.kernel.documents.archive import absolute
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.shops.queries import settings_of
from zhanggui.shops.services import change_settings

pytestmark = pytest.mark.django_db

LEFT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def post(client: Client, url: str, headers: dict[str, str], **body: Any) -> Any:
    return client.post(f"/api/v1/shops/qinghe{url}", body, content_type="application/json", headers=headers)


def shipped(shop_id: int) -> list[Parcel]:
    """Three parcels that left in the same afternoon, two by one courier."""
    parcels = packed(shop_id)
    for parcel, number in zip(parcels, ("SF1234567890123", "SF1234567890124", "YT1234567890123"), strict=True):
        enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcel.number, waybill_no=number)
    Parcel.objects.filter(shop_id=shop_id).update(shipped_at=LEFT)
    return list(Parcel.objects.filter(shop_id=shop_id).order_by("position"))


@pytest.mark.req("FUL-16", "FUL-17")
def test_label_copies_are_archived_by_page_and_found_by_every_number(client: Client) -> None:
    shop_id = ready_shop()
    batch = printed(shop_id)
    second = batch.parcels.get(position=2)
    give_batch(actor=CLERK, batch_id=batch.pk)
    take_batch(actor=KEEPER, batch_id=batch.pk)
    pack_parcel(actor=KEEPER, shop_id=shop_id, number=second.number, codes=["tea*2", "mug"])
    enter_waybill(actor=KEEPER, shop_id=shop_id, number=second.number, waybill_no="SF1234567890123")
    clerk = api_headers("order_clerk", shop_id=shop_id)
    # Nobody asked: the notice is there once the parcel leaves, and leads to the copy of its waybill.
    notice = client.get(f"/api/v1/shops/qinghe/parcels/{second.number}/notice", headers=clerk).json()
    assert (notice["courier"], notice["waybill_no"]) == ("SF", "SF1234567890123")
    assert all(
        words in notice["text"] for words in ("顺丰速运", "SF1234567890123", f"底单已存档，编号 {second.number}")
    )

    def found(query: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = client.get(f"/api/v1/shops/qinghe/vouchers?{query}", headers=clerk).json()[
            "vouchers"
        ]
        return rows

    for query in (
        f"text={second.number}",
        f"text={second.slip_number}",
        "text=sf1234567890123",
        f"text={second.order_number}",
        "courier=SF&since=2026-11-21&until=2026-11-21",
    ):
        assert [(row["parcel"], row["page"], row["kind"]) for row in found(query)] == [(second.number, 2, "label")]
    assert len(found("")) == 3
    assert found("since=2026-11-22") == []
    assert notice["waybill_copy"] == found(f"text={second.number}")[0]["id"]
    shown = text_of(browser("order_clerk", shop_id=shop_id, name="page").get(f"/desk/tracking/{second.pk}"))
    assert f"/desk/vouchers/qinghe/{notice['waybill_copy']}" in shown
    opened = client.get(
        f"/api/v1/shops/qinghe/vouchers/{found(f'text={second.number}')[0]['id']}", headers=clerk
    ).json()
    assert second.number in page_texts(Path(opened["path"]))[opened["page"] - 1]
    assert Event.objects.filter(kind="voucher.fetched").count() == 1


@pytest.mark.req("FUL-17")
def test_a_couriers_list_names_its_parcels_once_and_is_signed_by_name_and_count(client: Client) -> None:
    shop_id = ready_shop()
    parcels = shipped(shop_id)
    keeper = api_headers("keeper", shop_id=shop_id)

    made = post(client, "/courier-lists", keeper, courier="顺丰速运", day="2026-11-21").json()
    again = post(client, "/courier-lists", keeper, courier="SF", day="2026-11-21")

    assert (made["list"], made["courier"], made["parcels"]) == ("J20261121-1", "SF", 2)
    assert again.json()["code"] == "fulfilment.nothing_to_list"
    listed = Voucher.objects.filter(kind="courier_list").order_by("pk")
    assert [(row.parcel_id, row.page) for row in listed] == [(parcels[0].pk, 1), (parcels[1].pk, 1)]
    url = f"/courier-lists/{made['list']}/sign"
    assert post(client, url, keeper, collector="王师傅", count=1).json()["code"] == "fulfilment.list_count"
    assert post(client, url, keeper, collector=" ", count=2).status_code == 422
    signed = post(client, url, keeper, collector="王师傅", count=1, note="一件破损退回").json()
    assert (signed["collector"], signed["counted"], signed["note"]) == ("王师傅", 1, "一件破损退回")
    assert post(client, url, keeper, collector="王师傅", count=2).status_code == 409
    assert "王师傅" not in str(Event.objects.get(kind="courier_list.signed").data)


def test_the_page_makes_lists_finds_vouchers_and_opens_them() -> None:
    shop_id = ready_shop()
    parcels = shipped(shop_id)
    keeper = browser("keeper", shop_id=shop_id)

    assert keeper.post("/desk/vouchers/lists", {"courier": "YTO", "day": "2026-11-21"}).status_code == 302

    page = keeper.get("/desk/vouchers?day=2026-11-21&q=YT1234567890123")
    assert [row["voucher"].parcel_id for row in page.context["rows"]] == [parcels[2].pk]
    assert [(row["courier"].courier, row["courier"].parcels) for row in page.context["to_collect"]] == [("SF", 2)]
    [row] = page.context["lists"]
    assert b"%PDF" in b"".join(keeper.get(row["file_url"]).streaming_content)
    assert keeper.post(row["sign_url"], {"collector": "", "count": "1"}).status_code == 422
    assert keeper.post(row["sign_url"], {"collector": "小李", "count": "1"}).status_code == 302
    voucher = Voucher.objects.get()
    assert keeper.get(f"/desk/vouchers/qinghe/{voucher.pk}").status_code == 403
    clerk = browser("order_clerk", shop_id=shop_id)
    assert clerk.get(f"/desk/vouchers/qinghe/{voucher.pk}")["X-Voucher-Page"] == "1"
    assert clerk.get("/desk/vouchers/qinghe/999999").status_code == 404


@pytest.mark.req("FUL-17")
def test_only_vouchers_whose_time_is_over_are_removed_and_it_is_logged() -> None:
    shop_id = ready_shop()
    batch = printed(shop_id)
    document = Document.objects.get(kind="label")
    path = absolute(document)
    assert path.is_file()
    last_kept = date(2029, 11, 21)

    assert settings_of(shop_id)["voucher_years"] == 3
    assert remove_expired_vouchers(SYSTEM, shop_id, today=last_kept) == 0
    remove_old_vouchers()
    assert Voucher.objects.count() == batch.parcel_count
    change_settings(actor=SYSTEM, shop_id=shop_id, voucher_years=5)
    assert remove_expired_vouchers(SYSTEM, shop_id, today=last_kept + timedelta(days=1)) == 0
    change_settings(actor=SYSTEM, shop_id=shop_id, voucher_years=3)

    assert remove_expired_vouchers(SYSTEM, shop_id, today=last_kept + timedelta(days=1)) == 3

    assert not Voucher.objects.exists()
    assert not path.exists()
    assert Document.objects.filter(pk=document.pk, sha256=document.sha256).exists()
    assert Event.objects.get(kind="vouchers.expired").data == {"vouchers": 3, "files": 1, "before": "2026-11-22"}
