"""What parcels weigh: by their goods at the close, by the scale at the table, in the freight and on the papers."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from zhanggui.couriers.tests.factories import price, register, zone
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.order_choice import order_choice
from zhanggui.fulfilment.services import enter_waybill, make_courier_list
from zhanggui.fulfilment.tests.factories import KEEPER, NUMBERS, handed_over, order_of, ready_shop
from zhanggui.fulfilment.tests.page_helpers import api_headers, browser
from zhanggui.fulfilment.tests.paper_checks import page_texts
from zhanggui.kernel.clock import now
from zhanggui.kernel.documents.archive import absolute
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.services import merge_orders

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def bring_weights(shop_id: int, folder: Path, *rows: str) -> dict[str, Any]:
    path = folder / "weights.csv"
    path.write_text("\n".join(["商品编码,单件重量(克),包装重量", *rows]), encoding="utf-8")
    return import_report(run_import(actor=SYSTEM, shop_id=shop_id, files=[path]))


def test_goods_and_packaging_weigh_the_parcel_and_choose_the_cheaper_courier(tmp_path: Path) -> None:
    shop_id = ready_shop()
    register(shop_id, "YTO", "ZTO")
    price(shop_id, "YTO", zone("3", "5"))
    price(shop_id, "ZTO", zone("6", "1"))
    assert order_choice(SYSTEM, shop_id, NUMBERS[0])["courier"] == "YTO"

    report = bring_weights(shop_id, tmp_path, "tea,600,150g", "mug,0.9kg,200", "tea,schwer,")

    assert [error["code"] for error in report["errors"]] == ["catalog.weight_form"]
    assert (report["imported"], order_choice(SYSTEM, shop_id, NUMBERS[0])["courier"]) == (2, "ZTO")
    first, second = (order_of(shop_id, number).pk for number in NUMBERS[:2])
    joint = merge_orders(actor=SYSTEM, shop_id=shop_id, order_ids=[first, second])
    # Two parcels of 2.3 kg at 8.00, or one of 4.4 kg with the heavier of the two boxes.
    assert (joint.preview["before"]["postage_cost"], joint.preview["after"]["postage_cost"]) == ("16.00", "10.00")
    batch = handed_over(shop_id)
    facts = batch.parcels.order_by("weight_g").values_list("weight_g", "weight_source", "courier", "choice__price")
    assert list(facts) == [(2300, "goods", "ZTO", "8.00"), (4400, "goods", "ZTO", "10.00")]


def test_scale_types_the_weight_at_the_table_and_a_missing_piece_sounds(client: Client, tmp_path: Path) -> None:
    shop_id = ready_shop(numbers=NUMBERS[:1])
    register(shop_id, "ZTO")
    price(shop_id, "ZTO", zone("6", "1"))
    bring_weights(shop_id, tmp_path, "tea,600,", "mug,900,200")
    parcel = handed_over(shop_id).parcels.get()
    keeper = browser("keeper", shop_id=shop_id)

    def scan(code: str) -> Any:
        return keeper.post(
            "/desk/pack", {"code": code, "parcel": parcel.number, "last": ""}, headers={"HX-Request": "true"}
        )

    light = scan("ST,GS,+  1.700kg")
    assert (light.status_code, light.context["verdict"].is_good) == (422, False)
    assert "0.6 kg less" in light.context["verdict"].todo
    assert scan("2.31kg").context["weight"] == "2.31 kg"
    assert keeper.get(f"/desk/pack/{parcel.number}/weight", headers={"HX-Request": "true"}).status_code == 200
    assert keeper.post(f"/desk/pack/{parcel.number}/weight", {"weight": "heavy"}).status_code == 422
    assert keeper.post(f"/desk/pack/{parcel.number}/weight", {"weight": "3100"}).status_code == 302
    parcel.refresh_from_db()
    assert (parcel.weight_g, parcel.weight_source, parcel.choice["price"]) == (3100, "scale", "9.00")
    assert [event.data["after"] for event in Event.objects.filter(kind="parcel.weighed").order_by("pk")] == [
        1700, 2310, 3100,
    ]  # fmt: skip

    url = f"/api/v1/shops/qinghe/parcels/{parcel.number}/weight"
    key = api_headers("keeper", shop_id=shop_id, name="api")
    told = client.post(url, {"weight": "2.3kg"}, content_type="application/json", headers=key).json()
    assert told == {
        "parcel": parcel.number, "weight_g": 2300, "expected_g": 2300, "is_far_off": False, "freight": "8.00",
    }  # fmt: skip
    Parcel.objects.update(state="packed", packed_at=now())
    enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcel.number, waybill_no="7312345678901")
    made = make_courier_list(actor=KEEPER, shop_id=shop_id, courier="ZTO", day=now().astimezone(SHANGHAI).date())
    (page,) = page_texts(absolute(Document.objects.get(pk=made.document_id)))
    assert "2.3kg" in page
    assert client.post(url, {"weight": "1kg"}, content_type="application/json", headers=key).status_code == 409
