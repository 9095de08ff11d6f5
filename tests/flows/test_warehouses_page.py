"""A shop opens a second warehouse on its settings page and through the API (FUL-01)."""

from datetime import time

import pytest
from django.test import Client

from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.models import User
from zhanggui.people.services import create_api_token, create_user
from zhanggui.shops.queries import warehouses_of
from zhanggui.shops.services import create_shop
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> ShopCard:
    return create_shop(actor=SYSTEM, code="qinghe", name="青禾家居")


def facts(shop: ShopCard) -> list[tuple[str, str, time, bool]]:
    return [(card.code, card.name, card.batch_time, card.is_default) for card in warehouses_of(shop.id)]


def test_settings_page_opens_and_changes_warehouses(shop: ShopCard) -> None:
    create_user(actor=SYSTEM, username="manager", positions=["shop_manager"], shop_id=shop.id)
    client = Client()
    client.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    new = {"section": "new_warehouse", "new_warehouse-code": "north", "new_warehouse-name": "北仓"}

    assert client.post("/desk/settings/qinghe", new | {"new_warehouse-batch_time": "16:30"}).status_code == 302
    again = client.post("/desk/settings/qinghe", new | {"new_warehouse-batch_time": "16:30"})
    saved = {"section": "warehouse", "warehouse-code": "north", "warehouse-name": "北区仓"}
    assert client.post("/desk/settings/qinghe", saved | {"warehouse-batch_time": "17:00"}).status_code == 302
    wrong = client.post("/desk/settings/qinghe", saved | {"warehouse-batch_time": "late"})

    assert (again.status_code, wrong.status_code) == (422, 422)
    assert facts(shop)[1:] == [("north", "北区仓", time(17), False)]
    assert "北区仓" in client.get("/desk/settings/qinghe").content.decode()


def test_endpoints_open_and_list_warehouses(shop: ShopCard) -> None:
    made = create_user(actor=SYSTEM, username="owner", positions=["owner"])
    headers = {"Authorization": f"Bearer {create_api_token(actor=SYSTEM, user_id=made.id, name='test')}"}
    body = {"code": "north", "name": "北仓", "batch_time": "16:30"}

    client = Client()
    answer = client.post("/api/v1/shops/qinghe/warehouses", body, content_type="application/json", headers=headers)
    listed = client.get("/api/v1/shops/qinghe/warehouses", headers=headers).json()["warehouses"]

    assert answer.json() == {"code": "north", "name": "北仓", "batch_time": "16:30:00", "is_default": False}
    assert [row["code"] for row in listed] == ["main", "north"]
