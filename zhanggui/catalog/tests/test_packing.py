import csv
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhanggui.catalog.models import ParcelInsert, Sku
from zhanggui.catalog.queries import accessories_of, packing_specs, parcel_inserts
from zhanggui.catalog.rules import wording_fault
from zhanggui.catalog.services import NewAccessory, NewProduct, NewSku, SpecFacts, describe_packing, enter_products
from zhanggui.kernel.errors import InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.imports.undo import undo_import
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.people.models import User
from zhanggui.people.services import create_api_token, create_user
from zhanggui.shops.services import create_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop_id() -> int:
    return create_shop(actor=SYSTEM, code="qinghe", name="青禾").id


@pytest.fixture
def product_id(shop_id: int) -> int:
    goods = [NewProduct("大豆香薰蜡烛", "QH-LZ", (NewSku("QH-LZ-200", "200g"),))]
    enter_products(actor=SYSTEM, shop_id=shop_id, products=goods)
    return Sku.objects.get(shop_id=shop_id).product_id


def headers(position: str, shop_id: int) -> dict[str, str]:
    user = create_user(actor=SYSTEM, username=f"{position}-p", positions=[position], shop_id=shop_id)
    made = create_api_token(actor=SYSTEM, user_id=user.id, name="test")
    return {"Authorization": f"Bearer {made if isinstance(made, str) else made.token}"}


@pytest.mark.req("FUL-12")
def test_the_shop_card_is_there_by_default_and_asks_for_an_honest_review(client: Client, shop_id: int) -> None:
    lead = headers("shop_manager", shop_id)
    url = "/api/v1/shops/qinghe/inserts"
    [card] = client.get(url, headers=lead).json()["inserts"]
    assert (card["name"], card["code"], card["is_on"]) == ("店铺卡", "shop_card", True)
    assert "真实" in card["text"]
    assert wording_fault(card["name"], card["text"]) == ""

    def put(**body: Any) -> Any:
        return client.put(f"{url}/0", {"name": "店铺卡", **body}, content_type="application/json", headers=lead)

    for text, code in (
        ("亲，给个五 星 好 评吧", "catalog.asks_for_praise"),
        ("打５分哦", "catalog.asks_for_praise"),
        ("写评价送优惠券", "catalog.promises_benefit"),
        ("Leave a review, get a reward", "catalog.promises_benefit"),
    ):
        refused = put(code="shop_card", text=text)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert not ParcelInsert.objects.exists()

    assert put(code="shop_card", text="欢迎如实评价").status_code == 200
    client.delete(f"{url}/{ParcelInsert.objects.get().pk}", headers=lead)
    assert parcel_inserts(shop_id) == []
    assert [insert.name for insert in parcel_inserts(shop_id, is_on=None)] == ["店铺卡"]
    assert put(name="试用装", is_required=True).status_code == 200
    assert put(name="试用装").status_code == 409
    assert [(insert.name, insert.is_required) for insert in parcel_inserts(shop_id)] == [("试用装", True)]


@pytest.mark.req("FUL-11")
def test_a_product_takes_from_the_shop_what_it_leaves_empty(shop_id: int, product_id: int) -> None:
    describe_packing(actor=SYSTEM, shop_id=shop_id, spec=SpecFacts(box="3 号箱", filler="气泡柱", is_neutral=True))
    assert packing_specs(shop_id, [product_id])[product_id].box == "3 号箱"

    assert describe_packing(actor=SYSTEM, shop_id=shop_id, product_id=product_id, spec=SpecFacts(box="5 号箱"))

    spec = packing_specs(shop_id, [product_id])[product_id]
    assert (spec.box, spec.filler, spec.is_neutral, spec.is_own) == ("5 号箱", "气泡柱", True, True)
    assert not describe_packing(actor=SYSTEM, shop_id=shop_id, product_id=product_id, spec=SpecFacts(box="5 号箱"))
    describe_packing(actor=SYSTEM, shop_id=shop_id, product_id=product_id, spec=SpecFacts())
    assert packing_specs(shop_id, [product_id])[product_id].box == "3 号箱"


@pytest.mark.req("PRD-28")
def test_accessories_are_written_by_api_and_keep_their_id(client: Client, shop_id: int, product_id: int) -> None:
    lead = headers("shop_manager", shop_id)
    url = "/api/v1/shops/qinghe/packing?product=QH-LZ-200"

    def put(*names: str) -> Any:
        body = {"accessories": [{"name": name, "quantity": 2} for name in names]}
        return client.put(url, body, content_type="application/json", headers=lead)

    made = put("火柴", "烛剪").json()
    assert [(row["name"], row["quantity"]) for row in made["accessories"]] == [("火柴", 2), ("烛剪", 2)]
    kept = put("烛剪").json()
    assert kept["accessories"] == [{**made["accessories"][1], "id": made["accessories"][1]["id"]}]
    assert client.get(url, headers=lead).json()["accessories"] == kept["accessories"]
    assert Event.objects.filter(kind="catalog.packing_changed").count() == 2
    assert client.get("/api/v1/shops/qinghe/packing?product=none", headers=lead).status_code == 404
    assert put("烛剪", "烛剪").status_code == 422


def test_wrong_facts_are_refused_and_change_nothing(shop_id: int, product_id: int) -> None:
    facts: dict[str, Any] = {"actor": SYSTEM, "shop_id": shop_id, "product_id": product_id}
    for code, wrong in (
        ("catalog.spec_too_long", {"spec": SpecFacts(box="箱" * 101)}),
        ("catalog.accessory_wrong", {"accessories": [NewAccessory("火柴", 0)]}),
        ("catalog.asks_for_praise", {"spec": SpecFacts(card="好评卡")}),
        ("catalog.accessory_of_shop", {"product_id": None, "accessories": []}),
    ):
        with pytest.raises(InvalidInput) as refused:
            describe_packing(**facts | wrong)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        describe_packing(actor=SYSTEM, shop_id=shop_id, product_id=0, spec=SpecFacts())
    with pytest.raises(NotAllowed):
        describe_packing(**facts | {"actor": actor_with("catalog.view")}, spec=SpecFacts(box="1"))
    assert accessories_of([product_id]) == {}


def _file(folder: Path, *rows: list[str]) -> Path:
    path = folder / "packing.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["商品编码", "配件", "包装箱", "中性包装"], *rows])
    return path


@pytest.mark.req_part("PRD-28")
def test_a_file_describes_products_counts_every_row_and_is_undone(
    tmp_path: Path, shop_id: int, product_id: int
) -> None:
    path = _file(
        tmp_path,
        ["QH-LZ", "火柴×2；礼盒", "5 号箱", "是"],
        ["QH-LZ", "火柴×2；礼盒", "5 号箱", "是"],
        ["QH-LZ-200", "烛剪", "", ""],
        ["NONE", "火柴", "", ""],
        ["QH-LZ-200", "五星好评卡", "", ""],
        ["", "火柴", "", ""],
    )
    report = import_report(run_import(actor=SYSTEM, shop_id=shop_id, files=[path], as_kind="packing_specs"))

    [counted] = report["files"]
    assert (counted["imported"], counted["unchanged"], counted["quarantined"], counted["rows"]) == (1, 1, 4, 6)
    assert [(card.name, card.quantity) for card in accessories_of([product_id])[product_id]] == [
        ("火柴", 2),
        ("礼盒", 1),
    ]
    spec = packing_specs(shop_id, [product_id])[product_id]
    assert (spec.box, spec.is_neutral, spec.is_own) == ("5 号箱", True, True)
    again = import_report(run_import(actor=SYSTEM, shop_id=shop_id, files=[path], as_kind="packing_specs"))
    assert [(row["imported"], row["updated"], row["unchanged"]) for row in again["files"]] == [(0, 0, 2)]

    undo_import(actor=SYSTEM, shop_id=shop_id, number=report["batch"])

    assert accessories_of([product_id]) == {}
    assert not packing_specs(shop_id, [product_id])[product_id].is_own


@pytest.mark.req_part("PRD-28")
def test_pages_list_products_and_save_what_belongs_to_one(client: Client, shop_id: int, product_id: int) -> None:
    user = create_user(actor=SYSTEM, username="lead", positions=["shop_manager"], shop_id=shop_id)
    client.force_login(User.objects.get(pk=user.id), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["zg_language"] = "en"

    saved = client.post(
        f"/desk/products/{product_id}",
        {"accessories": "火柴 ×2 | 6901234567892\n礼盒", "box": "5 号箱", "is_neutral": "on"},
    )

    assert saved.status_code == 302
    assert client.get("/desk/products?q=QH-LZ-2").context["rows"][0]["accessories"] == "火柴 ×2, 礼盒 ×1"
    shown = client.get(f"/desk/products/{product_id}")
    assert shown.context["form"].initial["accessories"] == "火柴 ×2 | 6901234567892\n礼盒 ×1"
    twice = client.post(f"/desk/products/{product_id}", {"accessories": "礼盒\n礼盒"})
    assert (twice.status_code, list(twice.context["form"].errors)) == (422, ["accessories"])
    praise = client.post("/desk/packing/inserts/0", {"name": "店铺卡", "text": "给五星好评返现", "is_on": "on"})
    assert (praise.status_code, list(praise.context["form"].errors)) == (422, ["text"])
    assert client.post("/desk/packing", {"box": "3 号箱"}).status_code == 302
    assert client.get("/desk/packing").context["form"].initial["box"] == "3 号箱"
    assert client.get("/desk/products/999999").status_code == 404
