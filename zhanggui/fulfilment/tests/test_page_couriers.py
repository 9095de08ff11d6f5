"""Pages, endpoints and commands around couriers of parcels, pools of numbers and tracking."""

from typing import Any

import pytest

from zhanggui.couriers.errors import CourierNotApproved
from zhanggui.couriers.services import change_courier, retire_courier
from zhanggui.couriers.tests.factories import price, register, zone
from zhanggui.fulfilment.models import Parcel, RouteMark, WaybillNumber
from zhanggui.fulfilment.services import enter_waybill, pack_parcel
from zhanggui.fulfilment.tests.factories import KEEPER, NUMBERS, closed, packed, ready_shop
from zhanggui.fulfilment.tests.page_helpers import api_headers, browser, text_of
from zhanggui.fulfilment.tests.test_couriers_at_close import pool, zto
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import OrderContact

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop_id(bring: Any) -> int:
    """A shop with two approved couriers; ZTO's numbers come from its file."""
    made = ready_shop()
    register(made, "ZTO", "SF")
    price(made, "ZTO", zone("4.50"))
    price(made, "SF", zone("18.00"))
    change_courier(actor=SYSTEM, shop_id=made, code="ZTO", number_source="pool")
    pool(made, bring, 5)
    OrderContact.objects.update(province="广东省", city="广州市")
    return made


@pytest.mark.req("LOG-03")
def test_order_page_batch_page_and_endpoint_show_and_change_the_courier(shop_id: int) -> None:
    clerk = browser("order_clerk", shop_id=shop_id)
    before = text_of(clerk.get(f"/desk/orders/qinghe/{NUMBERS[0]}"))
    assert all(words in before for words in ("顺丰速运", "Fewest transit days", "freight ***"))
    owner = browser("owner", shop_id=shop_id)
    assert "freight 18.00" in text_of(owner.get(f"/desk/orders/qinghe/{NUMBERS[0]}"))
    batch = closed(shop_id)
    page = f"/desk/batches/qinghe/{batch.number}/couriers"
    numbers = list(Parcel.objects.order_by("position").values_list("number", flat=True))

    assert "Fewest transit days" in text_of(clerk.get(page))
    sent = {"ids": numbers[:2], "courier": "ZTO", "reason": "cheaper"}
    assert clerk.post(f"{page}/choose", sent).status_code == 302
    assert clerk.post(f"{page}/choose", {"courier": "ZTO"}).status_code == 422
    assert clerk.post(f"{page}/choose", {**sent, "ids": ["ZG1"]}).status_code == 404

    assert list(Parcel.objects.order_by("position").values_list("courier", "waybill_no")) == [
        ("ZTO", zto(1)[0]),
        ("ZTO", zto(2)[1]),
        ("SF", ""),
    ]
    assert Event.objects.filter(kind="parcel.courier_chosen", reason="cheaper").count() == 2
    panel = text_of(clerk.get(f"/desk/orders/qinghe/{NUMBERS[0]}"))
    assert all(words in panel for words in ("中通快递", zto(1)[0], "Chosen by a person", "expected "))
    headers = {"headers": api_headers("order_clerk", shop_id=shop_id, name="api")}
    chosen = clerk.get(f"/api/v1/shops/qinghe/orders/{NUMBERS[0]}/courier", **headers).json()
    assert (chosen["courier"], chosen["rule"], chosen["planned"], chosen["price"]) == ("ZTO", "person", True, None)
    whole = {"headers": api_headers("owner", shop_id=shop_id, name="api-owner")}
    seen = clerk.get(f"/api/v1/shops/qinghe/orders/{NUMBERS[0]}/courier", **whole).json()
    assert (seen["price"], seen["hidden"], chosen["hidden"]) == ("4.50", [], ["price", "difference"])
    body = {"parcels": numbers[2:], "courier": "中通"}
    changed = clerk.post("/api/v1/shops/qinghe/parcels/courier", body, content_type="application/json", **headers)
    assert (changed.json(), Parcel.objects.filter(courier="ZTO").count()) == ({"changed": 1}, 3)
    pools = clerk.get("/api/v1/shops/qinghe/waybill-pools", **headers).json()
    assert pools == {"pools": {"ZTO": {"free": 2, "given": 3, "used": 0, "void": 0}}}
    keeper = browser("keeper", shop_id=shop_id)
    assert keeper.post(f"{page}/choose", sent).status_code == 403


def test_pool_page_counts_numbers_and_keeps_marks(shop_id: int) -> None:
    clerk = browser("order_clerk", shop_id=shop_id)
    closed(shop_id)

    page = text_of(clerk.get("/desk/numbers"))
    assert all(words in page for words in ("中通快递", "warns below 200", "Import numbers"))
    form = {"courier": "ZTO", "province": "广东省", "city": "广州市", "route_code": "710-B02", "consolidation": "广州"}
    assert clerk.post("/desk/numbers/marks", form).status_code == 302
    assert clerk.post("/desk/numbers/marks", {**form, "province": "火星"}).status_code == 422
    assert RouteMark.objects.values_list("province", "city", "route_code").get() == ("广东", "广州", "710-B02")
    clerk.post("/desk/numbers/marks", {**form, "route_code": ""})
    assert not RouteMark.objects.exists()
    assert "Numbers" in text_of(clerk.get("/desk/couriers/qinghe/ZTO"))


@pytest.mark.req("LOG-12")
@pytest.mark.req("LOG-13")
@pytest.mark.req("FUL-16")
def test_tracking_pages_show_courier_number_expected_day_news_notice_and_file(
    shop_id: int,
    bring: Any,
) -> None:
    clerk = browser("order_clerk", shop_id=shop_id)
    parcel = packed(shop_id)[0]
    done = enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcel.number, courier="ZTO", waybill_no="7312345678901")
    bring(shop_id, "运单号,时间,物流信息,地点", "7312345678901,2026-11-22 09:00:00,【杭州市】已揽收,杭州")
    assert done.expected_on is not None

    listed = text_of(clerk.get("/desk/tracking?q=7312345678901&from=2020-01-01&to=2099-01-01&courier=ZTO&view=all"))
    whole = text_of(clerk.get(f"/desk/tracking/{done.pk}"))
    table = clerk.get("/desk/tracking/file?courier=ZTO").content.decode()

    assert all(words in listed for words in ("7312345678901", "Collected"))
    assert "No parcel like this" in text_of(clerk.get("/desk/tracking?courier=SF"))
    for words in (
        "中通快递",
        "7312345678901",
        "【杭州市】已揽收",
        "expected ",
        "Notice to the buyer",
        "预计",
        "Parcel packed",
    ):
        assert words in whole
    assert (table.count("\n"), "7312345678901" in table) == (2, True)
    assert clerk.get("/desk/tracking/999999").status_code == 404
    assert clerk.get("/desk/tracking?after=x&from=y&state=z&view=q&courier=%00").status_code == 200
    headers = {"headers": api_headers("order_clerk", shop_id=shop_id, name="api")}
    found = clerk.get("/api/v1/shops/qinghe/parcels/7312345678901/tracking", **headers).json()
    assert (found["expected_on"], found["track_state"]) == (f"{done.expected_on}", "collected")
    assert [event["text"] for event in found["events"]] == ["【杭州市】已揽收"]
    rows = clerk.get("/api/v1/shops/qinghe/tracking?limit=1", **headers).json()
    assert ([row["parcel"] for row in rows["parcels"]], rows["next"]) == ([done.number], None)
    assert clerk.get("/api/v1/shops/qinghe/tracking?after=x", **headers).status_code == 422
    notice = clerk.get(f"/api/v1/shops/qinghe/parcels/{done.number}/notice", **headers).json()
    assert (notice["expected_on"], notice["waybill_copy"]) == (f"{done.expected_on}", None)


def test_courier_whose_approval_is_gone_stops_the_packer(shop_id: int) -> None:
    parcel = packed(shop_id)[0]
    assert parcel.courier == "SF"
    retire_courier(actor=SYSTEM, shop_id=shop_id, code="SF")
    Parcel.objects.filter(pk=parcel.pk).update(state="batched")

    with pytest.raises(CourierNotApproved):
        pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, codes=["tea*2", "mug"])

    parcel.refresh_from_db()
    assert parcel.state == "batched"
    assert WaybillNumber.objects.filter(state="free").count() == 5
