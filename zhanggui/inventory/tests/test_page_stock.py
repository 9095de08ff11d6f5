from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from zhanggui.inventory.services import set_stock
from zhanggui.inventory.tests.factories import make_shop, make_sku, stock_of
from zhanggui.inventory.values import StockRow
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.services import create_user

pytestmark = pytest.mark.django_db


def browser(position: str, shop_id: int) -> Client:
    name = f"{position}-{shop_id}"
    create_user(actor=SYSTEM, username=name, positions=[position], shop_id=shop_id, password="long-Enough-9-word")
    client = Client()
    user = get_user_model().objects.get(username=name)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["zg_language"] = "en"
    return client


def codes(page: Any) -> list[str]:
    return [row["balance"].sku_code for row in page.context["rows"]]


def test_list_finds_by_text_place_and_little_stock() -> None:
    shop_id = make_shop().id
    tea, mug, _new = (make_sku(shop_id, code) for code in ("tea", "mug", "new_one"))
    set_stock(actor=SYSTEM, shop_id=shop_id, rows=[StockRow(tea, 9, "A-1"), StockRow(mug, 3, "B-2")])
    keeper = browser("keeper", shop_id)

    assert codes(keeper.get("/desk/stock")) == ["tea", "mug", "new_one"]
    assert codes(keeper.get("/desk/stock?q=Tea mug")) == ["mug"]
    assert codes(keeper.get("/desk/stock?q=b-2")) == ["mug"]
    assert codes(keeper.get("/desk/stock?q=new_one")) == ["new_one"]
    assert codes(keeper.get("/desk/stock?low=1")) == ["mug", "new_one"]


def test_pages_of_fifty() -> None:
    shop_id = make_shop().id
    for number in range(52):
        make_sku(shop_id, f"s{number:02d}")
    keeper = browser("keeper", shop_id)

    first = keeper.get("/desk/stock")

    assert len(first.context["rows"]) == 50
    assert codes(keeper.get(f"/desk/stock{first.context['next_url']}")) == ["s50", "s51"]


def test_set_in_the_row_and_undo() -> None:
    shop_id = make_shop().id
    tea = make_sku(shop_id, "tea")
    set_stock(actor=SYSTEM, shop_id=shop_id, rows=[StockRow(tea, 9)])
    keeper = browser("keeper", shop_id)

    answer = keeper.post(f"/desk/stock/qinghe/{tea}/set", {"on_hand": "12"}, headers={"HX-Request": "true"})

    assert stock_of(shop_id) == {tea: (12, 0)}
    assert answer.context["toast"]["text"] == "tea: 9 → 12"
    keeper.post(answer.context["toast"]["undo_url"], {"on_hand": answer.context["toast"]["undo_fields"][0]["value"]})
    assert stock_of(shop_id) == {tea: (9, 0)}


def test_wrong_counts_change_nothing() -> None:
    shop_id = make_shop().id
    tea = make_sku(shop_id, "tea")
    keeper = browser("keeper", shop_id)

    for text in ("-1", "many", ""):
        refused = keeper.post(f"/desk/stock/qinghe/{tea}/set", {"on_hand": text}, headers={"HX-Request": "true"})
        assert refused.status_code == 422
    assert keeper.post(f"/desk/stock/qinghe/{tea + 1}/set", {"on_hand": "1"}).status_code == 422
    assert stock_of(shop_id) == {}


def test_other_positions_and_shops_are_refused() -> None:
    shop_id = make_shop().id
    tea = make_sku(shop_id, "tea")
    stranger = browser("keeper", make_shop("other").id)

    assert browser("order_clerk", shop_id).post(f"/desk/stock/qinghe/{tea}/set", {"on_hand": "1"}).status_code == 403
    assert stranger.post(f"/desk/stock/qinghe/{tea}/set", {"on_hand": "1"}).status_code == 403
    assert stranger.post(f"/desk/stock/other/{tea}/set", {"on_hand": "1"}).status_code == 422
    assert codes(stranger.get("/desk/stock")) == []
    assert Client().get("/desk/stock").status_code == 302
    assert stock_of(shop_id) == {}
