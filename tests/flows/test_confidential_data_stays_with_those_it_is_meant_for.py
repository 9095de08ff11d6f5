"""Costs, plans and pay through page, API, command and file: some see them, the others see that they are hidden."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhanggui.catalog.models import Sku, SkuCost
from zhanggui.catalog.services import NewProduct, NewSku, enter_products
from zhanggui.cli.handlers import confidential as commands
from zhanggui.cli.prepare import Context
from zhanggui.couriers.tests.factories import price, register, zone
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.models import Event, PersonalChange
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.models import ImportFinding
from zhanggui.kernel.imports.undo import undo_import
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Actor
from zhanggui.orders.services.plans import count_plans
from zhanggui.orders.tests.factories import make_order
from zhanggui.people.services import create_api_token
from zhanggui.people.tests.factories import make_person, make_shop, signed_in
from zhanggui.shops.queries import month_of
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
ROLES = ("owner", "supervisor", "finance", "shop_admin", "keeper")


@pytest.fixture
def shop() -> ShopCard:
    found = make_shop()
    candle = NewProduct("大豆香薰蜡烛", "QH-LZ", (NewSku("QH-LZ-200", "200g"), NewSku("QH-LZ-400", "400g")))
    enter_products(actor=SYSTEM, shop_id=found.id, products=[candle])
    return found


@pytest.fixture
def people(shop: ShopCard) -> dict[str, Actor]:
    return {role: make_person(role, role) for role in ROLES}


def api(person: Actor) -> Client:
    key = create_api_token(actor=person, user_id=person.user_id or 0, name="test")
    return Client(headers={"Authorization": f"Bearer {key}"})


def put(person: Actor, path: str, body: dict[str, Any]) -> Any:
    return api(person).put(f"/api/v1{path}", body, content_type="application/json")


def run(command: Any, as_user: str, **words: Any) -> Any:
    return command(Context(Namespace(shop="qinghe", as_user=as_user, **words)))


@pytest.mark.req("SEC-05")
def test_cost_prices_are_shown_set_imported_and_told_without_the_amount(
    shop: ShopCard, people: dict[str, Actor], tmp_path: Path
) -> None:
    sku = Sku.objects.get(code="QH-LZ-200")
    page = f"/desk/products/{sku.product_id}"
    desks = {role: signed_in(person) for role, person in people.items()}

    wrong = desks["owner"].post(f"{page}/costs", {f"cost-{sku.pk}": "-3"})
    assert (wrong.status_code, "from 0.00 to" in wrong.content.decode(), SkuCost.objects.count()) == (422, True, 0)
    assert desks["owner"].post(f"{page}/costs", {f"cost-{sku.pk}": "¥1,012.505"}).status_code == 302
    assert desks["shop_admin"].post(f"{page}/costs", {f"cost-{sku.pk}": "1"}).status_code == 403
    put(people["supervisor"], "/shops/qinghe/costs", {"costs": [{"sku": "QH-LZ-200", "cost_price": "8123.07"}]})
    assert put(people["shop_admin"], "/shops/qinghe/costs", {"costs": []}).status_code == 403
    seen = {role: desk.get(page).content.decode() for role, desk in desks.items()}
    sees = {role: "8123.07" in text for role, text in seen.items()}
    assert sees == {"owner": True, "supervisor": True, "finance": True, "shop_admin": False, "keeper": False}
    assert "supervisor" in seen["finance"], "who set it last"
    assert ("1012.51" in seen["owner"] or "1,012" in seen["owner"], "1,012" in seen["keeper"]) == (True, False)
    assert 'title="Hidden: Cost price of a SKU.' in seen["keeper"]
    assert "See cost prices" in seen["keeper"], "which right would show it"

    rows = {
        role: api(people[role]).get("/api/v1/shops/qinghe/costs?sku=QH-LZ-200").json()["costs"][0] for role in ROLES
    }
    assert (rows["finance"]["cost_price"], rows["finance"]["set_by"], rows["finance"]["hidden"]) == (
        "8123.07",
        "supervisor",
        [],
    )
    assert rows["keeper"] == {
        "sku": "QH-LZ-200",
        "cost_price": None,
        "set_at": None,
        "set_by": None,
        "hidden": ["cost_price", "set_at", "set_by"],
    }
    assert run(commands.set_cost, "owner", sku="QH-LZ-400", amount="21")["cost_price"] == "21.00"
    listed = run(commands.list_costs, "keeper", sku="", after="")["costs"]
    assert [(row["sku"], row["cost_price"]) for row in listed] == [("QH-LZ-200", None), ("QH-LZ-400", None)]

    file = tmp_path / "成本.csv"
    file.write_text(
        "商家编码,成本价\nQH-LZ-200,14.5\nQH-LZ-400,21.00\nQH-NEIN,77.77\nQH-LZ-400,x88.88\n", encoding="utf-8"
    )
    with pytest.raises(NotAllowed):
        run_import(actor=people["shop_admin"], shop_id=shop.id, files=[file])
    batch = run_import(actor=people["owner"], shop_id=shop.id, files=[file])
    assert run(commands.list_costs, "owner", sku="QH-LZ-200", after="")["costs"][0]["cost_price"] == "14.50"
    kept = "".join(f"{row.cells}{row.params}" for row in ImportFinding.objects.filter(batch_id=batch.pk))
    assert ("QH-NEIN" in kept, "77.77" in kept, "88.88" in kept) == (True, False, False)
    repair = f"/desk/imports/qinghe/{batch.number}/repair"
    assert (desks["shop_admin"].get(repair).status_code, desks["owner"].get(repair).status_code) == (403, 200)
    undo_import(actor=people["owner"], shop_id=shop.id, number=batch.number)
    assert run(commands.list_costs, "owner", sku="QH-LZ-200", after="")["costs"][0]["cost_price"] == "8123.07"

    told = Event.objects.filter(kind="catalog.cost_changed")
    assert [event.data for event in told] == [{"changed": ["cost_price"]}] * 5
    assert PersonalChange.objects.filter(subject_kind="sku").count() == 0


@pytest.mark.req("SEC-05")
def test_plans_and_pay_are_seen_by_those_who_may(shop: ShopCard, people: dict[str, Actor]) -> None:
    desks = {role: signed_in(person) for role, person in people.items()}
    month = f"{month_of(shop):%Y-%m}"
    paid = make_order(shop.id, "2611220001")
    type(paid).objects.update(paid_at=paid.created_at, paid_amount="150.00", refund_amount="25.00")

    assert put(people["shop_admin"], f"/shops/qinghe/plans/{month}", {"orders": 1}).status_code == 403
    sent = {"section": "plan", "plan-month": month, "plan-orders": "400", "plan-revenue": "62517.00"}
    assert desks["owner"].post("/desk/settings/qinghe", sent).status_code == 302
    assert desks["owner"].post("/desk/settings/qinghe", {**sent, "plan-orders": "-1"}).status_code == 422
    assert count_plans(shop.id) == 1
    shown = api(people["supervisor"]).get(f"/api/v1/shops/qinghe/plans/{month}").json()
    assert (shown["orders"], shown["revenue"], shown["done_orders"], shown["done_revenue"], shown["hidden"]) == (
        400,
        "62517.00",
        1,
        "125.00",
        [],
    )
    assert "62,517" in desks["supervisor"].get("/desk/").content.decode()
    assert "62,517" not in desks["finance"].get("/desk/").content.decode()
    lead = make_person("rules", "shop_manager")
    rights = sorted(lead.grants.keys() - {"data.plan"})
    desks["owner"].post("/desk/people/positions/shop_manager", {"verb": "rights", "right": rights})
    settings = signed_in(lead).get("/desk/settings/qinghe").content.decode()
    assert ("62517" in settings, "Hidden: Orders and revenue planned for a month." in settings) == (False, True)
    assert signed_in(lead).post("/desk/settings/qinghe", sent).status_code == 403
    hidden = run(commands.show_plan, "rules", month=month)
    assert (hidden["orders"], hidden["done_revenue"], len(hidden["hidden"])) == (None, None, 5)
    assert Event.objects.get(kind="shop.plan_changed").data == {"month": month}

    body = {"monthly_pay": "6543.00", "since": "2026-11-01"}
    assert put(people["supervisor"], "/users/keeper/wage", body).status_code == 403
    assert put(people["owner"], "/users/keeper/wage", body).json()["monthly_pay"] == "6543.00"
    desks["owner"].post("/desk/people/-/keeper/wage", {"wage-amount": "6800", "wage-since": "2026-12-01"})
    pages = {
        role: desks[role].get("/desk/people/-/keeper").content.decode() for role in ("owner", "finance", "supervisor")
    }
    assert {role: "6,800" in text for role, text in pages.items()} == {
        "owner": True,
        "finance": True,
        "supervisor": False,
    }
    assert "Hidden: Agreed monthly pay." in pages["supervisor"]
    assert run(commands.wage, "supervisor", name="keeper", amount=None, since=None)["monthly_pay"] is None
    assert run(commands.wage, "owner", name="keeper", amount="none", since=None)["monthly_pay"] is None
    told = Event.objects.filter(kind="user.wage_changed")
    assert [(event.data, event.personal_hash) for event in told] == [({"changed": ["monthly_pay"]}, "")] * 3


@pytest.mark.req("SEC-05")
def test_what_couriers_charge_is_hidden_from_who_only_packs_and_checks(
    shop: ShopCard, people: dict[str, Actor]
) -> None:
    register(shop.id, "SF", "ZTO")
    price(shop.id, "SF", zone("18"))
    price(shop.id, "ZTO", zone("4.50"))
    path = "/api/v1/shops/qinghe/couriers"
    keeper, owner = api(people["keeper"]), api(people["owner"])

    courier, choice = (keeper.get(f"{path}/{tail}").json() for tail in ("SF", "choice?province=广东&wish=ZTO"))
    assert (courier["prices"], courier["hidden"]) == (None, ["prices"])
    assert (choice["price"], choice["difference"], choice["hidden"]) == (None, None, ["price", "difference"])
    assert {other["price"] for other in choice["others"]} == {None}
    whole = owner.get(f"{path}/choice?province=广东&wish=ZTO").json()
    assert (whole["price"], whole["difference"], whole["hidden"]) == ("4.50", "-13.50", [])
    page = signed_in(people["keeper"]).get("/desk/couriers/qinghe/SF").content.decode()
    assert ("Hidden: Contract prices of couriers." in page, "18.00" in page) == (True, False)
    logistics = signed_in(make_person("logistics", "logistics")).get("/desk/couriers/qinghe/SF").content.decode()
    assert "18.00" in logistics, "who enters prices sees them"
