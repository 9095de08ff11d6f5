"""A position for one brand: its holder sees and edits that brand's products through page, API, command and file."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhanggui.catalog.models import PackingSpec, Product, Sku
from zhanggui.catalog.services import NewProduct, NewSku, enter_products
from zhanggui.cli.handlers import people as people_commands
from zhanggui.cli.handlers import products as commands
from zhanggui.cli.prepare import Context
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.models import ImportFinding
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Actor, Origin
from zhanggui.people.models import PositionHolding
from zhanggui.people.queries import actor_by_name
from zhanggui.people.queries.see_as import Seen, onlooker
from zhanggui.people.services import add_position, change_position, change_positions, create_api_token
from zhanggui.people.tests.factories import make_person, make_shop, signed_in
from zhanggui.people.values import Holding
from zhanggui.shops.services import open_warehouse
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
JSON = "application/json"
SOLD = (("大豆香薰蜡烛", "QH-LZ", "青禾"), ("竹编收纳篮", "MJ-LZ", "木及"), ("棉麻抱枕", "BZ", ""))


def api(person: Actor) -> Client:
    key = create_api_token(actor=person, user_id=person.user_id or 0, name="test")
    return Client(headers={"Authorization": f"Bearer {key}"})


def run(command: Any, as_user: str, **words: Any) -> Any:
    return command(Context(Namespace(shop="qinghe", as_user=as_user, **words)))


def denied(person: Actor) -> int:
    return Event.objects.filter(kind="permission.denied", actor_id=person.user_id).count()


@pytest.fixture
def shop() -> ShopCard:
    """Three products of two brands; positions that importing and one brand need; mei edits one brand."""
    found = make_shop()
    goods = [NewProduct(title, code, (NewSku(f"{code}-1"),), brand=brand) for title, code, brand in SOLD]
    enter_products(actor=SYSTEM, shop_id=found.id, products=goods)
    change_position(actor=SYSTEM, code="editor", is_on=True)
    add_position(actor=SYSTEM, code="importer", label_zh="导入员")
    change_position(actor=SYSTEM, code="importer", capabilities=["imports.run"])
    make_person("mei", "importer", shop=found)
    held = [Holding("importer", found.id), Holding("editor", found.id, brand=" 青禾")]
    change_positions(actor=SYSTEM, username="mei", holdings=held)
    return found


def person(name: str) -> Actor:
    return actor_by_name(name, Origin.API)


@pytest.mark.req("ORG-09")
def test_scope_is_given_by_page_command_and_api_and_shown_there(shop: ShopCard) -> None:
    north = open_warehouse(actor=SYSTEM, shop_id=shop.id, code="north", name="北仓")
    owner = make_person("owner", "owner")
    for name in ("yu", "bo"):
        make_person(name)
    desk = signed_in(owner)

    # The owner gives the position for a brand on the page, a warehouse by command, and reads both by the API.
    chosen = {"brand_position": "editor", "brand_shop": str(shop.id), "brand": " 青禾 "}
    assert desk.post("/desk/people/-/yu/positions", {"hold": [f"importer:{shop.id}"], **chosen}).status_code == 302
    refused = desk.post("/desk/people/-/yu/positions", {**chosen, "brand_position": "security"})
    assert (refused.status_code, PositionHolding.objects.filter(user__username="yu").count()) == (422, 2)
    scope = {"warehouse": "north", "brand": "", "take": False}
    run(people_commands.give_position, "owner", name="bo", position="keeper", **scope)
    listed = {each["name"]: each["holdings"] for each in api(owner).get("/api/v1/users").json()["users"]}
    held = {"position": "editor", "shop": "qinghe", "warehouse": None, "brand": "青禾"}
    assert held in listed["yu"]
    assert listed["bo"] == [{"position": "keeper", "shop": "qinghe", "warehouse": "north", "brand": None}]
    page = desk.get("/desk/people/-/yu").content.decode()
    assert f'value="editor:{shop.id}:brand:青禾" aria-label="Web editor, 青禾" checked' in page
    yu, bo = person("yu"), person("bo")
    packs = [bo.can("fulfilment.pack", shop.id, place) for place in (north.id, north.id + 1000)]
    assert (packs, bo.brands_for("catalog.view", shop.id)) == ([True, False], None)
    assert (yu.can("tasks.do"), yu.brands_for("catalog.edit", shop.id)) == (False, frozenset({"青禾"}))
    assert (yu.position, yu.position_for("catalog.edit", shop.id)) == ("importer", "editor")
    seen = onlooker(owner, Seen("person", "yu"))
    assert [seen.can("catalog.view", shop.id, brand=brand) for brand in ("青禾", "木及", "")] == [True, False, False]

    for place in ({"brand": "青\0"}, {"brand": "青禾", "warehouse": "north"}, {"shop": None, "brand": "青禾"}):
        wrong = {"holdings": [{"position": "editor", "shop": "qinghe", **place}]}
        refused = api(owner).put("/api/v1/users/yu/positions", wrong, JSON)
        assert (refused.status_code, refused.json()["code"]) == (422, "people.brand_place")
    kept = {"holdings": [{"position": "importer", "shop": "qinghe"}]}
    left = api(owner).put("/api/v1/users/yu/positions", kept, JSON).json()["holdings"]
    assert left == [{"position": "importer", "shop": "qinghe", "warehouse": None, "brand": None}]
    assert signed_in(person("yu")).get("/desk/products").status_code == 403


@pytest.mark.req("ORG-09")
def test_holder_for_one_brand_sees_and_edits_its_products_only(shop: ShopCard) -> None:
    mei, admin = person("mei"), make_person("admin", "shop_admin", shop=shop)
    products = dict(Product.objects.values_list("item_code", "pk"))
    mine, theirs = products["QH-LZ"], products["MJ-LZ"]
    hers, all_of_it = signed_in(mei), signed_in(admin)

    # She sees and edits her brand; the colleague without scope sees and edits all.
    shown = [each["code"] for each in api(mei).get("/api/v1/shops/qinghe/products").json()["products"]]
    assert shown == [each["product"].item_code for each in _rows(hers)] == ["QH-LZ"]
    assert [each["product"].item_code for each in _rows(all_of_it)] == ["BZ", "MJ-LZ", "QH-LZ"]
    assert [each["code"] for each in run(commands.list_products, "mei", text="", before=None)["products"]] == ["QH-LZ"]
    assert [each["sku"] for each in api(mei).get("/api/v1/shops/qinghe/weights").json()["weights"]] == ["QH-LZ-1"]
    assert hers.post(f"/desk/products/{mine}", {"box": "2 号箱", "accessories": ""}).status_code == 302
    put = api(mei).put("/api/v1/shops/qinghe/packing?product=QH-LZ", {"spec": {"box": "3 号箱"}}, JSON)
    assert (put.status_code, put.json()["box"]) == (200, "3 号箱")
    assert all_of_it.post(f"/desk/products/{theirs}", {"box": "5 号箱", "accessories": ""}).status_code == 302

    # Every way to the other brand, to goods without one, and to what is the whole shop's is closed and logged.
    before = denied(mei)
    weights = {"weights": [{"sku": "QH-LZ-1", "piece_g": 9}, {"sku": "MJ-LZ-1", "piece_g": 9}]}
    tries = [
        hers.get(f"/desk/products/{theirs}"),
        hers.post(f"/desk/products/{theirs}", {"box": "9 号箱", "accessories": ""}),
        hers.post(f"/desk/products/{products['BZ']}/brand", {"brand": "青禾"}),
        hers.post(f"/desk/products/{mine}/brand", {"brand": "木及"}),
        hers.post(f"/desk/goods/drafts/{Sku.objects.get(code='MJ-LZ-1').pk}", {"title": "x", "code": "x"}),
        hers.post("/desk/packing", {"box": "9 号箱"}),
        hers.get("/desk/packing/inserts/0"),
        api(mei).get("/api/v1/shops/qinghe/packing?product=MJ-LZ"),
        api(mei).put("/api/v1/shops/qinghe/weights", weights, JSON),
        api(mei).put("/api/v1/shops/qinghe/brands", {"product": "MJ-LZ-1", "brand": "青禾"}, JSON),
    ]
    assert [each.status_code for each in tries] == [403] * len(tries)
    for brand, product in (("青禾", "MJ-LZ"), ("木及", "QH-LZ")):
        with pytest.raises(NotAllowed):
            run(commands.set_brand, "mei", product=product, brand=brand)
    with pytest.raises(NotAllowed):
        enter_products(
            actor=mei, shop_id=shop.id, products=[NewProduct("瓷杯", "MJ-2", (NewSku("MJ-2-1"),), brand="木及")]
        )
    assert denied(mei) == before + len(tries) + 3
    assert set(Sku.objects.values_list("piece_g", flat=True)) == {0}
    assert dict(PackingSpec.objects.values_list("product_id", "box")) == {mine: "3 号箱", theirs: "5 号箱"}

    # Who sees every product by a second position still edits the own brand only.
    change_position(actor=SYSTEM, code="importer", capabilities=["imports.run", "catalog.view"])
    assert hers.get(f"/desk/products/{theirs}").status_code == 200
    assert hers.post(f"/desk/products/{theirs}", {"box": "9 号箱", "accessories": ""}).status_code == 403
    assert PackingSpec.objects.get(product_id=theirs).box == "5 号箱"


@pytest.mark.req_part("ORG-09")
def test_file_keeps_own_rows_and_refuses_those_of_other_brands(shop: ShopCard, tmp_path: Path) -> None:
    mei = person("mei")
    make_person("admin", "shop_admin", shop=shop)
    file = tmp_path / "重量.csv"
    file.write_text("商家编码,规格重量\nQH-LZ-1,250\nMJ-LZ-1,300\n", encoding="utf-8")
    run_import(actor=mei, shop_id=shop.id, files=[file])
    finding = ImportFinding.objects.get()
    assert (finding.code, finding.row_no, finding.params) == ("catalog.other_brand", 3, {"value": "MJ-LZ-1"})
    assert set(Sku.objects.values_list("code", "piece_g")) == {("QH-LZ-1", 250), ("MJ-LZ-1", 0), ("BZ-1", 0)}
    assert denied(mei) == 1

    moved = run(commands.set_brand, "admin", product="BZ", brand=" 青禾 ")
    assert moved == {"product": "BZ", "brand": "青禾", "is_changed": True}
    assert Event.objects.get(kind="catalog.brand_changed").data == {"before": "", "after": "青禾"}
    assert signed_in(mei).get(f"/desk/products/{Product.objects.get(item_code='BZ').pk}").status_code == 200


def _rows(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/desk/products").context["rows"]
    return found
