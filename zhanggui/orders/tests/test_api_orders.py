"""Endpoints of orders: the same answers as the command line (ORD-05, ORD-16)."""

import pytest
from django.test import Client

from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.tests.factories import make_shop, make_stocked_sku, open_reasons, standing
from zhanggui.orders.tests.page_helpers import checked_shop, order_due
from zhanggui.people.services import create_api_token, create_user

pytestmark = pytest.mark.django_db

BASE = "/api/v1/shops/qinghe/orders"


def api(position: str = "checking_clerk", shop_id: int | None = None) -> Client:
    account = create_user(actor=SYSTEM, username=f"api-{position}", positions=[position], shop_id=shop_id)
    key = create_api_token(actor=SYSTEM, user_id=account.id, name="test")
    return Client(headers={"Authorization": f"Bearer {key}"})


def post(client: Client, path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
    response = client.post(f"{BASE}{path}", body, content_type="application/json")
    return response.status_code, response.json()


def test_list_pages_by_cursor() -> None:
    shop = make_shop()
    sku = make_stocked_sku(shop.id)
    for index in range(3):
        order_due(shop.id, f"{4_000_000_000_000_000_000 + index}", pieces=[(sku, 1)])
    client = api()

    first = client.get(BASE, {"limit": 2}).json()
    second = client.get(BASE, {"limit": 2, "after": first["next"]}).json()

    assert [len(first["orders"]), len(second["orders"]), second["next"]] == [2, 1, None]
    assert first["orders"][0]["paid_amount"] == "128.00"
    assert first["orders"][0]["contact"]["receiver_name"] == "孙**"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"hold": "stock_short"}, ["short"]),
        ({"state": "unpaid"}, ["unpaid"]),
        ({"is_held": "true"}, ["noted", "short"]),
    ],
)
def test_conditions_narrow_the_list(query: dict[str, str], names: list[str]) -> None:
    orders = checked_shop(make_shop().id)

    found = api().get(BASE, query).json()["orders"]

    assert sorted(order["number"] for order in found) == sorted(orders[name].number for name in names)


def test_show_holds_rules_and_timeline() -> None:
    orders = checked_shop(make_shop().id)

    found = api().get(f"{BASE}/{orders['noted'].number}").json()

    assert found["holds"] == ["buyer_note"]
    assert {"rule", "verdict", "values"} <= found["rules"][0].keys()
    assert [event["kind"] for event in found["timeline"]] == ["order.held"]


def test_check_hold_release_note_flag_call() -> None:
    shop = make_shop()
    sku = make_stocked_sku(shop.id)
    order = order_due(shop.id, "4000000000000000001", pieces=[(sku, 1)], is_cod=True)
    client, one = api(), f"/{order.number}"

    assert post(client, "/check", {}) == (200, {"checked": 1, "released": 0, "held": {"cod_call": 1}})
    assert post(client, f"{one}/call", {"result": "reached"}) == (200, {"checked": 1, "released": 1, "held": {}})
    assert post(client, "/hold", {"numbers": [order.number], "reason": "wait"}) == (200, {"changed": 1})
    assert open_reasons(order) == ["manual"]
    assert post(client, "/release", {"numbers": [order.number], "reason": "done"}) == (200, {"changed": 1})
    assert standing(order) == ("paid", "checked", False)
    assert post(client, f"{one}/note", {"text": "贺卡"})[1]["seller_note"] == "贺卡"
    assert post(client, f"{one}/flag", {"flag": 3})[1]["flag"] == 3


def test_wrong_values_are_refused_with_a_code() -> None:
    make_shop()
    client = api()

    refused = [
        client.get(BASE, {"hold": "nothing"}).json()["code"],
        client.get(BASE, {"after": "bad"}).json()["code"],
        client.get(f"{BASE}/1").json()["code"],
        post(client, "/hold", {"numbers": ["1"], "reason": " "})[1]["code"],
    ]

    assert refused == ["orders.unknown_choice", "orders.bad_cursor", "orders.not_found", "orders.reason_missing"]


def test_wrong_role_and_shop_are_refused() -> None:
    make_shop()
    other = make_shop("other")

    assert api("keeper").get(BASE).status_code == 403
    assert post(api("order_clerk"), "/check", {})[0] == 403
    assert api("supervisor", other.id).get(BASE).status_code == 403
    assert api("owner").get("/api/v1/shops/none/orders").status_code == 404
