"""One order's page: what holds it and what resolves that (ORD-05, ORD-18)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import CallLog, Order, OrderContact, OrderHold
from zhanggui.orders.services import check_orders, hold_orders
from zhanggui.orders.tests.factories import (
    event_kinds,
    make_shop,
    make_stocked_sku,
    open_reasons,
    standing,
)
from zhanggui.orders.tests.page_helpers import checked_shop, clerk, order_due

pytestmark = pytest.mark.django_db


def page_of(client: Client, order: Order, query: str = "") -> str:
    response = client.get(f"/desk/orders/qinghe/{order.number}{query}")
    assert response.status_code == 200
    return response.content.decode()


def held_order(**facts: object) -> tuple[Order, Client]:
    shop = make_shop()
    sku = make_stocked_sku(shop.id)
    order = order_due(shop.id, "4000000000000000009", pieces=[(sku, 1)], **facts)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    return order, clerk()


def decide_url(order: Order) -> str:
    hold = OrderHold.objects.get(order=order, released_at=None)
    return f"/desk/orders/qinghe/{order.number}/decide/{hold.pk}"


@pytest.mark.parametrize(
    ("facts", "reason", "key"),
    [
        ({"contact": {"buyer_note": "请放贺卡"}, "has_buyer_note": True}, "buyer_note", "Read, let it pass"),
        ({"flag": 1}, "flagged", "Seen, let it pass"),
        ({"contact": {"is_masked": True}}, "contact_masked", "Let it pass"),
    ],
)
def test_hold_with_a_known_answer_is_released_by_one_press(facts: dict[str, object], reason: str, key: str) -> None:
    order, client = held_order(**facts)
    assert open_reasons(order) == [reason]
    page = page_of(client, order)
    words = re.search(r'name="reason" value="([^"]+)"', page)
    assert words is not None
    assert f'data-key="1" data-key-label="{key}"' in page

    client.post(decide_url(order), {"reason": words[1]})

    assert standing(order) == ("paid", "checked", False)
    assert OrderHold.objects.get(order=order).release_reason == words[1]


def test_incomplete_address_is_confirmed_with_how_one_knows() -> None:
    order, client = held_order(contact={"address_quality": "incomplete", "address_reason": "street_only"})
    url = f"/desk/orders/qinghe/{order.number}/address"

    assert client.post(url, {"note": ""}).status_code == 422
    assert standing(order) == ("paid", "to_check", True)
    client.post(url, {"note": "phoned 10:42"})

    assert standing(order) == ("paid", "checked", False)


def test_contact_changes_only_with_consent() -> None:
    order, client = held_order(contact={"address_quality": "incomplete", "address_reason": "street_only"})
    url = f"/desk/orders/qinghe/{order.number}/contact"
    address = "浙江省 杭州市 余杭区 五常街道文一西路969号3幢2单元1302室"

    assert client.post(url, {"address": address}).status_code == 422
    client.post(url, {"address": address, "how": "chat", "consent": "buyer's note"})

    assert OrderContact.objects.get(order=order).address == address
    assert standing(order) == ("paid", "checked", False)
    assert "order.contact_changed" in event_kinds(order)


def test_cash_on_delivery_passes_after_a_logged_call() -> None:
    order, client = held_order(is_cod=True)
    assert open_reasons(order) == ["cod_call"]

    client.post(f"/desk/orders/qinghe/{order.number}/call", {"result": "no_answer", "note": "second try at 3"})

    assert CallLog.objects.get(order=order).result == "no_answer"
    assert standing(order) == ("paid", "checked", False)


def test_decision_on_a_released_hold_changes_nothing() -> None:
    order, client = held_order(flag=1)
    url = decide_url(order)
    client.post(url, {"reason": "seen"})
    kinds = event_kinds(order)

    client.post(url, {"reason": "again"})

    assert event_kinds(order) == kinds


def test_hold_by_hand_needs_a_reason_and_can_be_undone() -> None:
    order, client = held_order()
    url = f"/desk/orders/qinghe/{order.number}/hold"

    assert client.post(url, {"reason": " "}).status_code == 422
    client.post(url, {"reason": "buyer asked to wait"})
    assert open_reasons(order) == ["manual"]
    undo = re.search(r'action="(/desk/orders/undo\?of=\w+)"', page_of(client, order))
    assert undo is not None
    client.post(undo[1])

    assert standing(order) == ("paid", "checked", False)


def test_note_and_flag_are_written() -> None:
    order, client = held_order()

    client.post(f"/desk/orders/qinghe/{order.number}/note", {"text": "贺卡放箱内"})
    client.post(f"/desk/orders/qinghe/{order.number}/flag", {"flag": "2", "label": "急"})

    found = Order.objects.get(pk=order.pk)
    assert (found.seller_note, found.flag, found.flag_label) == ("贺卡放箱内", 2, "急")
    assert "贺卡放箱内" in page_of(client, order)


@pytest.mark.req("SEC-05")
def test_contact_is_masked_until_revealed_and_the_look_is_noted() -> None:
    order, client = held_order()
    for masked in (page_of(client, order), client.get("/desk/orders?view=all").content.decode()):
        assert ("孙**" in masked, "孙倩倩" in masked, "13800005521" in masked, "tb_buyer" in masked) == (
            True,
            *[False] * 3,
        )
    assert "138****5521" in page_of(client, order)
    packer = clerk("keeper")
    assert packer.post(f"/desk/orders/qinghe/{order.number}/reveal").status_code == 403

    answer = client.post(f"/desk/orders/qinghe/{order.number}/reveal")

    assert all(words in answer.content.decode() for words in ("孙倩倩", "13800005521"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert event_kinds(order)[-1] == "order.contact_revealed"
    assert "孙倩倩" not in page_of(client, order)


def test_rules_show_hits_first_with_their_values() -> None:
    orders = checked_shop(make_shop().id)

    page = page_of(clerk(), orders["short"])

    assert page.index("Goods in stock") < page.index("Usual quantity")
    assert "rare −1" in page


def test_neighbours_follow_the_list() -> None:
    orders = checked_shop(make_shop().id)

    page = page_of(clerk(), orders["noted"], "?in=view%3Dopen")

    assert re.findall(r'href="/desk/orders/qinghe/(\d+)\?in=view%3Dopen" data-key="(\w)"', page) == [
        (orders["short"].number, "K"),
        (orders["passed"].number, "J"),
    ]


def test_run_opens_the_next_after_a_decision_and_goes_back() -> None:
    orders = checked_shop(make_shop().id)
    client = clerk()
    first, second = orders["short"], orders["noted"]

    start = client.get("/desk/orders/run?view=held")
    assert start.headers["Location"] == f"/desk/orders/qinghe/{first.number}?run=1"
    skipped = client.get("/desk/orders/run?go=next")
    assert skipped.headers["Location"] == f"/desk/orders/qinghe/{second.number}?run=1"
    here = f"/desk/orders/qinghe/{second.number}?run=1"
    assert "2 of 2" in client.get(here).content.decode()
    decided = client.post(decide_url(second), {"reason": "read", "next": here})
    assert decided.headers["Location"] == "/desk/orders/run?go=next"
    back = client.get("/desk/orders/run?go=back")
    assert back.headers["Location"] == f"/desk/orders/qinghe/{first.number}?run=1"
    client.get("/desk/orders/run?go=next")
    assert client.get(decided.headers["Location"]).headers["Location"] == "/desk/orders"


def test_peek_shows_the_same_without_the_shell() -> None:
    orders = checked_shop(make_shop().id)

    page = clerk().get(f"/desk/orders/qinghe/{orders['noted'].number}/peek").content.decode()

    assert "改成顺丰" in page
    assert "<html" not in page


def test_order_clerk_looks_but_decides_nothing() -> None:
    order, _clerk = held_order(flag=1)
    client = clerk("order_clerk")
    url = f"/desk/orders/qinghe/{order.number}"
    assert 'data-key="1"' not in page_of(client, order)

    answers = {
        verb: client.post(f"{url}/{verb}", {"reason": "x", "text": "x", "result": "reached", "flag": 1}).status_code
        for verb in ("check", "hold", "note", "flag", "call", "reveal", "address", "contact", "send-back")
    }

    assert set(answers.values()) == {403}
    assert client.post(decide_url(order), {"reason": "x"}).status_code == 403
    assert standing(order) == ("paid", "to_check", True)


def test_unknown_order_and_shop_are_not_found() -> None:
    make_shop()
    client = clerk()

    assert client.get("/desk/orders/qinghe/1").status_code == 404
    assert client.get("/desk/orders/nowhere/1").status_code == 404


def test_more_lines_and_events_cost_no_more_queries() -> None:
    shop = make_shop()
    sku = make_stocked_sku(shop.id)
    client = clerk()
    one = order_due(shop.id, "8000000000000000001", pieces=[(sku, 1)])
    three = order_due(shop.id, "8000000000000000003", pieces=[(sku, 1), (sku, 2), (sku, 3)], flag=1)
    hold_orders(actor=SYSTEM, shop_id=shop.id, numbers=[three.number], reason="wait")
    check_orders(actor=SYSTEM, shop_id=shop.id)
    page_of(client, one)
    counts = []
    for order in (one, three):
        with CaptureQueriesContext(connection) as queries:
            page_of(client, order)
        counts.append(len(queries))

    assert counts[0] == counts[1]
