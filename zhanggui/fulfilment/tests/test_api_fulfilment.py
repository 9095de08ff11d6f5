from typing import Any

import pytest
from django.test import Client

from zhanggui.fulfilment.models import Batch, Parcel
from zhanggui.fulfilment.tests.factories import AT, closed, handed_over, packed, printed, ready_shop
from zhanggui.fulfilment.tests.page_helpers import api_headers
from zhanggui.kernel.clock import shop_zone
from zhanggui.orders.tests.factories import make_shop

pytestmark = pytest.mark.django_db
BASE = "/api/v1/shops/qinghe"
DAY = AT.astimezone(shop_zone("Asia/Shanghai")).date().isoformat()


def post(path: str, headers: dict[str, str], body: Any = None) -> Any:
    return Client().post(f"{BASE}{path}", body or {}, content_type="application/json", headers=headers)


def get(path: str, headers: dict[str, str]) -> Any:
    return Client().get(f"{BASE}{path}", headers=headers)


def test_close_list_and_show() -> None:
    shop_id = ready_shop()
    clerk = api_headers("order_clerk", shop_id=shop_id)

    made = post("/batches/close", clerk).json()

    assert (made["orders"], made["documents"]) == (3, {"daily_report": 1, "outbound_slip": 3, "label": 3})
    assert [row["batch"] for row in get("/batches", clerk).json()["batches"]] == [made["batch"]]
    whole = get(f"/batches/{made['batch']}", clerk).json()
    assert (whole["state"], len(whole["numbers"])) == ("closed", 3)
    assert post("/batches/close", clerk).json()["code"] == "fulfilment.nothing_ready"


def test_print_give_and_take() -> None:
    shop_id = ready_shop()
    clerk, keeper = api_headers("order_clerk", shop_id=shop_id), api_headers("keeper", shop_id=shop_id)
    batch = printed(shop_id)

    assert post(f"/batches/{batch.number}/print", clerk).json()["code"] == "fulfilment.no_copy_reason"
    assert post(f"/batches/{batch.number}/print", clerk, {"reason": "jam"}).json()["state"] == "queued"
    assert post(f"/batches/{batch.number}/give", clerk).json()["state"] == "printed"
    short = {"counts": {"daily_report": 1, "outbound_slip": 2, "label": 3}}
    assert post(f"/batches/{batch.number}/take", keeper, short).status_code == 409
    assert post(f"/batches/{batch.number}/take", keeper).json() == {"batch": batch.number, "state": "handed_over"}


def test_pack_stamp_and_ship() -> None:
    shop_id = ready_shop()
    keeper = api_headers("keeper", shop_id=shop_id)
    parcel = handed_over(shop_id).parcels.get(position=1)

    wrong = post(f"/parcels/{parcel.number}/pack", keeper, {"codes": ["cup"]}).json()
    done = post(f"/parcels/{parcel.number}/pack", keeper, {"codes": ["tea*2", "mug"]}).json()

    assert wrong["wrong"] == [{"code": "cup", "reason": "not_in_parcel"}]
    assert done == {
        "parcel": parcel.number,
        "complete": True,
        "missing": [],
        "wrong": [],
        "missing_accessories": [],
        "open_instructions": [],
    }
    assert post("/parcels/stamp", keeper, {"parcels": [parcel.number]}).json() == {"stamped": 1}
    shipped = post(f"/parcels/{parcel.number}/waybill", keeper, {"waybill_no": "SF1234567890123"}).json()
    assert (shipped["state"], shipped["courier"]) == ("shipped", "SF")
    bad = post(f"/parcels/{parcel.number}/waybill", keeper, {"waybill_no": "SF1234567890124"})
    assert (bad.status_code, bad.json()["code"]) == (409, "fulfilment.shipped_with_other_number")


def test_report_is_signed_and_confirmed() -> None:
    shop_id = ready_shop()
    packed(shop_id)
    keeper, manager = api_headers("keeper", shop_id=shop_id), api_headers("shop_manager", shop_id=shop_id)

    assert get(f"/reports/{DAY}", manager).json()["open"] == {"to_ship": 3}
    assert post(f"/reports/{DAY}/sign", keeper, {"shortage": "tea"}).json()["state"] == "signed"
    confirmed = post(f"/reports/{DAY}/confirm", manager).json()
    assert (confirmed["state"], confirmed["shortage"]) == ("confirmed", "tea")


def test_anonymous_wrong_position_and_wrong_shop() -> None:
    shop_id = ready_shop()
    batch = closed(shop_id)
    keeper = api_headers("keeper", shop_id=shop_id)
    stranger = api_headers("owner", shop_id=make_shop("other").id)

    assert get("/batches", {}).status_code == 401
    assert post("/batches/close", keeper).status_code == 403
    assert get(f"/batches/{batch.number}", stranger).status_code == 403
    assert Client().get("/api/v1/shops/nowhere/batches", headers=stranger).status_code == 404
    assert (Batch.objects.count(), Parcel.objects.filter(state="batched").count()) == (1, 3)
