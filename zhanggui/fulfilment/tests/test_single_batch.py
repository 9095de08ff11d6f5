"""Orders that cannot wait for the next close go in a small batch of their own."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from zhanggui.fulfilment.models import Batch
from zhanggui.fulfilment.services import close_extra_batch, pull_order
from zhanggui.fulfilment.tests.factories import CLERK, NUMBERS, closed, order_of, ready_shop
from zhanggui.fulfilment.tests.page_helpers import api_headers, browser, text_of
from zhanggui.kernel.clock import now
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order
from zhanggui.orders.services import check_orders, release_orders

pytestmark = pytest.mark.django_db


def post(client: Client, headers: dict[str, str], *orders: str) -> Any:
    url = "/api/v1/shops/qinghe/batches/extra"
    return client.post(url, {"orders": list(orders)}, content_type="application/json", headers=headers)


def test_a_small_batch_has_its_own_papers_and_is_never_made_twice(client: Client) -> None:
    shop_id = ready_shop()
    clerk = api_headers("order_clerk", shop_id=shop_id)

    made = post(client, clerk, NUMBERS[1]).json()
    again = post(client, clerk, NUMBERS[1]).json()

    assert made["documents"] == {"daily_report": 1, "outbound_slip": 1, "label": 1}
    assert again == made
    assert Batch.objects.count() == 1
    mixed = post(client, clerk, NUMBERS[0], NUMBERS[1])
    assert (mixed.status_code, mixed.json()["params"]["numbers"]) == (409, NUMBERS[1])
    assert post(client, clerk).status_code == 422
    assert post(client, clerk, "none").status_code == 404
    rest = closed(shop_id)
    assert (rest.order_count, Batch.objects.count()) == (2, 2)
    assert post(client, api_headers("keeper", shop_id=shop_id), NUMBERS[0]).status_code == 403


def test_an_order_that_was_pulled_out_may_go_on_its_own_again() -> None:
    shop_id = ready_shop()
    first = close_extra_batch(actor=CLERK, shop_id=shop_id, numbers=[NUMBERS[0]])
    pull_order(actor=CLERK, shop_id=shop_id, number=first.parcels.get().number, reason="改地址")
    release_orders(actor=SYSTEM, shop_id=shop_id, numbers=[NUMBERS[0]], reason="改好了")
    check_orders(actor=SYSTEM, shop_id=shop_id)

    second = close_extra_batch(actor=CLERK, shop_id=shop_id, numbers=[NUMBERS[0]])

    assert second.pk != first.pk
    assert second.period == f"{first.period}.1"


def test_close_page_and_order_page_say_so_and_offer_it() -> None:
    shop_id = ready_shop()
    Order.objects.filter(shop_id=shop_id).update(ship_by_at=now() + timedelta(days=4))
    Order.objects.filter(number=NUMBERS[0]).update(ship_by_at=now() + timedelta(minutes=1))
    clerk = browser("order_clerk", shop_id=shop_id)

    close = clerk.get("/desk/close")
    assert [(order.number, order.is_ready) for order in close.context["urgent"]] == [(NUMBERS[0], True)]
    order_page = text_of(clerk.get(f"/desk/orders/qinghe/{NUMBERS[0]}"))
    assert "The promise falls before the next close" in order_page
    assert "The promise falls before the next close" not in text_of(clerk.get(f"/desk/orders/qinghe/{NUMBERS[1]}"))

    made = clerk.post("/desk/batches/extra", {"order": NUMBERS[0]})

    batch = Batch.objects.get()
    assert made.url == f"/desk/batches/qinghe/{batch.number}"
    assert "shipped on its own" in text_of(clerk.get(made.url))
    assert order_of(shop_id, NUMBERS[0]).step == "batched"
    closed(shop_id)
    assert [tab["label"] for tab in clerk.get("/desk/close").context["open_tabs"]] == [
        row.number for row in Batch.objects.order_by("pk")
    ]
