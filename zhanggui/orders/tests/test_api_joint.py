"""Merging, splitting and taking back by the API."""

from typing import Any

import pytest
from django.test import Client

from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.tests.factories import make_order, make_shop, make_stocked_sku
from zhanggui.people.services import create_api_token, create_user

pytestmark = pytest.mark.django_db
BASE = "/api/v1/shops/qinghe/orders"


def _post(path: str, headers: dict[str, str], body: Any = None) -> Any:
    return Client().post(f"{BASE}{path}", body or {}, content_type="application/json", headers=headers)


@pytest.mark.req_part("ORD-17")
def test_merge_split_and_undo_by_the_api() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    for number in ("1001", "1002"):
        make_order(shop.id, number, [(tea, 2)])
    user = create_user(actor=SYSTEM, username="clerk", positions=["checking_clerk"])
    clerk = {"Authorization": f"Bearer {create_api_token(actor=SYSTEM, user_id=user.id, name='test')}"}

    groups = Client().get(f"{BASE}/together", headers=clerk).json()
    assert [group["orders"] for group in groups] == [["1001", "1002"]]
    shown = _post("/merge", clerk, {"numbers": ["1001", "1002"], "is_preview": True}).json()
    assert (shown["is_done"], shown["before"]["parcels"], shown["after"]["refund_base"]) == (False, 2, "256.00")
    assert _post("/merge", clerk, {"numbers": ["1001", "1002"]}).json()["is_done"]
    assert Client().get(f"{BASE}/1002/together", headers=clerk).json()["together"] == ["1001"]
    assert _post("/1002/apart", clerk).json() == {"orders": ["1001", "1002"]}

    parts = [{"pieces": {"1": 1}}, {"pieces": {"1": 1}, "is_later": True}]
    assert _post("/1001/split", clerk, {"parts": parts}).json()["after"]["refund_bases"] == ["64.00", "64.00"]
    assert _post("/1001/let-go", clerk).json() == {"parts": 1}
    wrong = _post("/1002/split", clerk, {"parts": [{"pieces": {"1": 2}}, {"pieces": {"7": 1}}]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "orders.bad_split")
    assert _post("/merge", clerk, {"numbers": ["1001"]}).status_code == 422
    assert _post("/merge", clerk, {"numbers": ["1001", "9"]}).status_code == 404
