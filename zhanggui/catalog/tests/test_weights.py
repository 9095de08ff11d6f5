"""What SKUs weigh: by page, file, command and API, before the product's weight (LOG-03)."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhanggui.catalog.models import Product
from zhanggui.catalog.queries import ParcelWeight, parcel_weights, skus_by_code, weights_json
from zhanggui.catalog.services import NewProduct, NewSku, SpecFacts, describe_packing, enter_products, set_sku_weights
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.imports.undo import undo_import
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.models import User
from zhanggui.people.services import create_api_token, create_user
from zhanggui.shops.services import create_shop

pytestmark = pytest.mark.django_db


def test_a_sku_weighs_what_is_said_of_it_and_else_what_its_product_weighs(client: Client, tmp_path: Path) -> None:
    shop_id = create_shop(actor=SYSTEM, code="qinghe", name="清荷").id
    candle = NewProduct("手工蜡烛", "LZ", (NewSku("LZ-200", "200 克"), NewSku("LZ-500", "500 克")))
    enter_products(actor=SYSTEM, shop_id=shop_id, products=[candle])
    ids = skus_by_code(shop_id, ["LZ-200", "LZ-500"])
    small, large = ids["LZ-200"], ids["LZ-500"]
    user = create_user(actor=SYSTEM, username="lead", positions=["shop_manager"], shop_id=shop_id)
    client.force_login(User.objects.get(pk=user.id), backend="django.contrib.auth.backends.ModelBackend")
    token = create_api_token(actor=SYSTEM, user_id=user.id, name="test")
    api: Any = {"path": "/api/v1/shops/qinghe/weights", "headers": {"Authorization": f"Bearer {token}"}}

    def weighs() -> ParcelWeight:
        return parcel_weights(shop_id, {1: {small: 2, large: 1}}, usual_g=500)[1]

    put = client.put(data={"weights": [{"sku": "LZ-500", "piece_g": 640}]}, content_type="application/json", **api)
    assert (put.json(), weighs()) == ({"changed": 1}, ParcelWeight(640, is_known=False))
    assert weights_json(SYSTEM, shop_id, code="LZ-500") == [
        {"sku": "LZ-500", "piece_g": 640, "own_g": 640, "product_g": None}
    ]
    product = Product.objects.get().pk
    describe_packing(actor=SYSTEM, shop_id=shop_id, product_id=product, spec=SpecFacts(piece_g=260, packaging_g=90))
    assert weighs() == ParcelWeight(2 * 260 + 640 + 90, is_known=True)

    saved = client.post(f"/desk/products/{product}/weights", {f"weight-{small}": "0.25kg", f"weight-{large}": ""})
    assert (saved.status_code, weighs()) == (302, ParcelWeight(2 * 250 + 260 + 90, is_known=True))
    refused = client.post(f"/desk/products/{product}/weights", {f"weight-{small}": "schwer"})
    assert (refused.status_code, "schwer" in refused.content.decode()) == (422, True)
    first = Event.objects.filter(kind="catalog.weight_changed").earliest("pk")
    assert first.data == {"before": 0, "after": 640}

    path = tmp_path / "weights.csv"
    path.write_text("商家编码,规格重量(克)\nLZ-200,0\nLZ-500,655\nLZ-500,1kg\nNONE,5\nLZ-200,x\n", encoding="utf-8")
    report = import_report(run_import(actor=SYSTEM, shop_id=shop_id, files=[path]))
    [counted] = report["files"]
    assert (counted["imported"], counted["updated"], counted["quarantined"]) == (1, 1, 3)
    assert weighs() == ParcelWeight(2 * 260 + 655 + 90, is_known=True)
    undo_import(actor=SYSTEM, shop_id=shop_id, number=report["batch"])
    assert [row["own_g"] for row in client.get(**api).json()["weights"]] == [250, None]

    again = import_report(run_import(actor=SYSTEM, shop_id=shop_id, files=[path]))
    set_sku_weights(actor=SYSTEM, shop_id=shop_id, grams={large: 700})
    with pytest.raises(Conflict):
        undo_import(actor=SYSTEM, shop_id=shop_id, number=again["batch"])
    assert weighs() == ParcelWeight(2 * 260 + 700 + 90, is_known=True)
