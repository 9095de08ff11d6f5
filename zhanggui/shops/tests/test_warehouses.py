"""Warehouses of a shop: each with its own close (FUL-01)."""

from datetime import time

import pytest

from zhanggui.kernel.errors import InvalidInput, NotAllowed
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.shops.errors import WarehouseExists, WarehouseNotFound
from zhanggui.shops.queries import warehouse_by_code, warehouse_by_id, warehouses_of
from zhanggui.shops.services import change_warehouse, create_shop, open_warehouse
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> ShopCard:
    return create_shop(actor=SYSTEM, code="qinghe", name="青禾家居")


def facts(shop: ShopCard) -> list[tuple[str, str, time, bool]]:
    return [(card.code, card.name, card.batch_time, card.is_default) for card in warehouses_of(shop.id)]


def test_second_warehouse_has_its_own_close(shop: ShopCard) -> None:
    open_warehouse(actor=SYSTEM, shop_id=shop.id, code="north", name="北仓", batch_time=time(16, 30))

    assert facts(shop) == [("main", "青禾家居", time(14), True), ("north", "北仓", time(16, 30), False)]
    assert Event.objects.get(kind="warehouse.opened").data == {"code": "north", "batch_time": "16:30"}


def test_only_what_changed_of_a_warehouse_is_told(shop: ShopCard) -> None:
    open_warehouse(actor=SYSTEM, shop_id=shop.id, code="north", name="北仓")

    assert change_warehouse(actor=SYSTEM, shop_id=shop.id, code="north", name="北仓") == []
    assert change_warehouse(actor=SYSTEM, shop_id=shop.id, code="north", batch_time=time(11)) == ["batch_time"]

    assert facts(shop)[1] == ("north", "北仓", time(11), False)
    assert Event.objects.filter(kind="warehouse.changed").count() == 1


def test_warehouse_that_cannot_be_is_refused(shop: ShopCard) -> None:
    with pytest.raises(WarehouseExists):
        open_warehouse(actor=SYSTEM, shop_id=shop.id, code="main", name="again")
    with pytest.raises(InvalidInput):
        open_warehouse(actor=SYSTEM, shop_id=shop.id, code="北 仓", name="x")
    with pytest.raises(NotAllowed):
        open_warehouse(actor=actor_with("shops.view"), shop_id=shop.id, code="north", name="x")
    with pytest.raises(WarehouseNotFound):
        change_warehouse(actor=SYSTEM, shop_id=shop.id, code="north", name="x")

    assert len(warehouses_of(shop.id)) == 1


def test_warehouse_is_found_by_code_or_id_within_its_shop(shop: ShopCard) -> None:
    north = open_warehouse(actor=SYSTEM, shop_id=shop.id, code="north", name="北仓")
    other = create_shop(actor=SYSTEM, code="other", name="Other")

    assert warehouse_by_code(shop.id, "north").id == warehouse_by_id(shop.id, north.id).id == north.id
    assert warehouse_by_code(shop.id, None).code == warehouse_by_id(shop.id, None).code == "main"
    with pytest.raises(WarehouseNotFound):
        warehouse_by_code(other.id, "north")
    with pytest.raises(WarehouseNotFound):
        warehouse_by_id(other.id, north.id)
