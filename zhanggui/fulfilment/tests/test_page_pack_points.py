"""The packing page with accessories, inserts, requests and the marketplace's label; what a parcel costs in keys."""

from typing import Any

import pytest
from django.test import Client

from zhanggui.catalog.models import Sku
from zhanggui.catalog.services import NewAccessory, SpecFacts, describe_packing
from zhanggui.fulfilment.models import Parcel, ParcelTick
from zhanggui.fulfilment.queries import parcels_to_pack
from zhanggui.fulfilment.tests.factories import NUMBERS, handed_over, order_of, ready_shop
from zhanggui.fulfilment.tests.page_helpers import api_headers, browser
from zhanggui.kernel.clock import now
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order, OrderInstruction

pytestmark = pytest.mark.django_db

BY_HAND = {""}


@pytest.fixture
def shop_id() -> int:
    """Two matches and one box go with every tea; the tea has its own box and wrap."""
    shop_id = ready_shop()
    describe_packing(
        actor=SYSTEM,
        shop_id=shop_id,
        product_id=Sku.objects.get(shop_id=shop_id, code="tea").product_id,
        spec=SpecFacts(box="5 号箱", filler="蜂窝纸", is_neutral=True),
        accessories=[NewAccessory("火柴", 2, "6901234567892"), NewAccessory("礼盒")],
    )
    return shop_id


@pytest.fixture
def parcel(shop_id: int) -> Parcel:
    return handed_over(shop_id).parcels.get(position=1)


@pytest.fixture
def keeper(shop_id: int) -> Client:
    return browser("keeper", shop_id=shop_id)


def scan(client: Client, code: str, parcel: str = "", **more: str) -> Any:
    return client.post("/desk/pack", {"code": code, "parcel": parcel, **more}, headers={"HX-Request": "true"})


def wish(parcel: Parcel, kind: str, text: str) -> OrderInstruction:
    return OrderInstruction.objects.create(
        shop_id=parcel.shop_id,
        order_id=parcel.order_id,
        kind=kind,
        source="buyer_note",
        text=text,
        created_at=now(),
        created_by="rules",
    )


@pytest.mark.req("PRD-28", "FUL-06", "FUL-10", "FUL-12")
def test_missing_accessory_or_request_stops_the_parcel_with_words_and_a_sound(keeper: Client, parcel: Parcel) -> None:
    asked = wish(parcel, "gift_card", "放贺卡，送人")
    for code in ("tea*2", "mug"):
        answer = scan(keeper, code, parcel.number)
    assert [point.words for point in answer.context["unmet"]] == ["火柴 ×4", "礼盒 ×2", "Gift card"]
    # The shop card lies in every parcel, though it stops none.
    assert [(point.number, point.is_required, point.words) for point in answer.context["extras"]] == [
        (1, True, "火柴 ×4"),
        (2, True, "礼盒 ×2"),
        (3, False, "店铺卡 ×1"),
    ]

    stopped = scan(keeper, "SF1234567890123", parcel.number)

    assert stopped.status_code == 422
    assert stopped.context["verdict"].what == "Not complete: 火柴 ×4, 礼盒 ×2, Gift card"
    assert stopped.context["verdict"].sound == "bad"
    parcel.refresh_from_db()
    assert (parcel.state, parcel.waybill_no) == ("batched", "")

    scan(keeper, "6901234567892", parcel.number)
    scan(keeper, "2", parcel.number)
    assert scan(keeper, "", parcel.number).context["verdict"].what == "Complete"
    parcel.refresh_from_db()
    assert parcel.state == "packed"
    assert list(ParcelTick.objects.order_by("pk").values_list("name", "quantity", "ticked_by")) == [
        ("火柴", 4, parcel.packed_by),
        ("礼盒", 2, parcel.packed_by),
    ]
    asked.refresh_from_db()
    assert asked.ticked_at is not None


def test_ticks_are_taken_back_by_number_key_and_undo(keeper: Client, parcel: Parcel) -> None:
    scan(keeper, "1", parcel.number)
    assert ParcelTick.objects.get().name == "火柴"
    scan(keeper, "1", parcel.number)
    assert not ParcelTick.objects.exists()

    key = scan(keeper, "", parcel.number).context["last"]
    scan(keeper, "", parcel.number, verb="undo", last=key)
    assert not ParcelTick.objects.exists()

    touched = scan(keeper, "", parcel.number, verb=key)
    assert [point.is_ticked for point in touched.context["extras"]] == [True, False, False]
    assert scan(keeper, "", parcel.number, verb="tick:accessory:0").status_code == 422


@pytest.mark.req("FUL-11")
def test_packaging_is_told_at_the_table_and_is_the_same_for_every_customer(keeper: Client, shop_id: int) -> None:
    first, second, _third = handed_over(shop_id).parcels.order_by("position")
    shown = [scan(keeper, each.slip_number).context["specs"] for each in (first, second)]
    assert shown == [["5 号箱, 蜂窝纸, neutral wrap"], ["5 号箱, 蜂窝纸, neutral wrap"]]


@pytest.mark.req("FUL-10")
def test_the_api_cannot_go_past_them_either(client: Client, shop_id: int, parcel: Parcel) -> None:
    asked = wish(parcel, "call_first", "送货前打电话")
    headers = api_headers("keeper", shop_id=shop_id)
    url = f"/api/v1/shops/qinghe/parcels/{parcel.number}/pack"

    def pack(**body: Any) -> Any:
        return client.post(url, {"codes": [], **body}, content_type="application/json", headers=headers)

    all_in = pack(codes=["tea*2", "mug"]).json()
    assert (all_in["complete"], all_in["missing"], all_in["wrong"]) == (False, [], [])
    assert [row["name"] for row in all_in["missing_accessories"]] == ["火柴", "礼盒"]
    assert [(row["id"], row["text"]) for row in all_in["open_instructions"]] == [(asked.pk, "送货前打电话")]
    assert pack(instructions=[asked.pk + 1]).status_code == 404
    assert pack(ticks=["彩带"]).json()["wrong"] == [{"code": "彩带", "reason": "not_in_parcel"}]
    ticks = ["火柴", all_in["missing_accessories"][1]["key"]]
    over = pack(codes=["mug"], ticks=ticks, instructions=[asked.pk]).json()
    assert (over["complete"], over["wrong"]) == (False, [{"code": "mug", "reason": "too_many"}]), (
        "one too many stops it"
    )
    done = pack().json()
    assert (done["complete"], done["missing_accessories"], done["open_instructions"]) == (True, [], [])


def test_the_marketplaces_label_opens_its_parcel(keeper: Client, parcel: Parcel) -> None:
    Order.objects.filter(pk=parcel.order_id).update(waybill_no="YT1234567890123")
    assert scan(keeper, "YT1234567890123").context["parcel"].number == parcel.number
    other = parcel.batch.parcels.get(position=2)
    assert scan(keeper, "YT1234567890123", other.number).context["parcel"].number == parcel.number
    assert scan(keeper, order_of(parcel.shop_id, NUMBERS[1]).number).context["parcel"].order_number == NUMBERS[1]


@pytest.mark.req("FUL-10")
def test_a_parcel_takes_four_presses_beside_the_scans_and_the_next_opens_by_itself(
    keeper: Client, shop_id: int, parcel: Parcel
) -> None:
    """60 an hour: one slip scan at the start, then per parcel its goods, one Enter a point, the number, Enter."""
    wish(parcel, "gift_card", "放贺卡")
    scans, presses = [], 0
    number = scan(keeper, parcel.slip_number).context["parcel"].number
    for code in ("tea", "tea", "mug", "", "", "", "SF1234567890123", ""):
        answer = scan(keeper, code, number)
        assert answer.status_code == 200
        presses += code in BY_HAND
        scans += [] if code in BY_HAND else [code]

    assert (presses, len(scans)) == (4, 4)
    parcel.refresh_from_db()
    assert (parcel.state, parcel.stamped_at is not None) == ("shipped", True)
    assert answer.context["parcel"].pk == parcels_to_pack(shop_id)[0].pk
    assert answer.context["pace"] == 1
