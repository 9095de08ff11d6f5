"""Shipping together and in parts by the pages."""

from decimal import Decimal

import pytest
from django.test import Client

from zhanggui.kernel.clock import now
from zhanggui.orders.models import JointShipment, Order, OrderLine, OrderPart
from zhanggui.orders.queries import ready_order_ids, together_of
from zhanggui.orders.tests.factories import make_shop, make_stocked_sku
from zhanggui.orders.tests.page_helpers import clerk, order_due
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
FIRST, SECOND = "4000000000000000001", "4000000000000000002"


@pytest.fixture
def shop() -> ShopCard:
    return make_shop()


@pytest.fixture
def client_of_clerk(shop: ShopCard) -> Client:
    sku = make_stocked_sku(shop.id)
    order_due(shop.id, FIRST, pieces=[(sku, 2)], freight_amount=Decimal("8.00"))
    order_due(shop.id, SECOND, 10, pieces=[(sku, 1)], freight_amount=Decimal("8.00"))
    return clerk()


@pytest.mark.req("ORD-17")
def test_candidates_lead_to_before_and_after_and_merge_is_undone_by_the_toast(
    shop: ShopCard, client_of_clerk: Client
) -> None:
    listed = client_of_clerk.get("/desk/orders/together").content.decode()
    address = f"/desk/orders/qinghe/{SECOND}/merge?with={FIRST}"
    other = f"/desk/orders/qinghe/{FIRST}/merge?with={SECOND}"
    assert address in listed or other in listed

    shown = client_of_clerk.get(other).content.decode()
    assert "8.00" in shown
    assert not JointShipment.objects.exists()

    done = client_of_clerk.post(other, {"with": SECOND, "give_back": "8.00"}, follow=True)
    assert f"/desk/orders/qinghe/{FIRST}/apart" in done.content.decode()
    assert JointShipment.objects.get().preview["give_back"] == "8.00"

    client_of_clerk.post(f"/desk/orders/qinghe/{FIRST}/apart")
    assert together_of(Order.objects.get(number=SECOND).pk) is None


@pytest.mark.req("ORD-17")
def test_too_much_postage_is_refused_at_its_field(shop: ShopCard, client_of_clerk: Client) -> None:
    response = client_of_clerk.post(
        f"/desk/orders/qinghe/{FIRST}/merge?with={SECOND}", {"with": SECOND, "give_back": "8.01"}
    )

    assert response.status_code == 422
    assert not JointShipment.objects.exists()


@pytest.mark.req("ORD-17")
def test_order_is_split_after_its_preview_and_the_waiting_parcel_is_let_go(
    shop: ShopCard, client_of_clerk: Client
) -> None:
    line = OrderLine.objects.get(order__number=FIRST)
    address = f"/desk/orders/qinghe/{FIRST}/split"
    assert f"second-{line.pk}" in client_of_clerk.get(address).content.decode()

    choice = {f"second-{line.pk}": "1", "is_later": "1"}
    assert client_of_clerk.get(address, choice).status_code == 200
    assert not OrderPart.objects.exists()

    client_of_clerk.post(address, choice)
    assert list(OrderPart.objects.values_list("is_later", "refund_base")) == [
        (False, Decimal("64.00")),
        (True, Decimal("64.00")),
    ]

    client_of_clerk.post(f"/desk/orders/qinghe/{FIRST}/let-go")
    assert not OrderPart.objects.filter(is_later=True).exists()


@pytest.mark.parametrize("pieces", ["2", "99", "x", "-1", ""])
def test_split_that_leaves_a_parcel_empty_is_refused_in_words(client_of_clerk: Client, pieces: str) -> None:
    line = OrderLine.objects.get(order__number=FIRST)

    response = client_of_clerk.post(f"/desk/orders/qinghe/{FIRST}/split", {f"second-{line.pk}": pieces})

    assert response.status_code == 422
    assert not OrderPart.objects.exists()


def test_order_page_offers_what_fits_and_tells_what_was_done(shop: ShopCard, client_of_clerk: Client) -> None:
    before = client_of_clerk.get(f"/desk/orders/qinghe/{FIRST}").content.decode()
    assert f"/merge?with={SECOND}" in before

    client_of_clerk.post(f"/desk/orders/qinghe/{FIRST}/merge?with={SECOND}", {"with": SECOND})
    after = client_of_clerk.get(f"/desk/orders/qinghe/{SECOND}").content.decode()
    assert "/merge?with=" not in after
    assert f"/desk/orders/qinghe/{SECOND}/apart" in after
    assert ready_order_ids(shop.id, now()) == []


def test_keeper_may_not_arrange_parcels(shop: ShopCard, client_of_clerk: Client) -> None:
    keeper = clerk("keeper")

    assert keeper.get("/desk/orders/together").status_code == 403
    assert keeper.post(f"/desk/orders/qinghe/{FIRST}/merge?with={SECOND}").status_code == 403
