"""Calls to buyers: what is asked to be confirmed, what a result does, and when the manager decides (ORD-09, ORD-10)."""

from typing import Any

import pytest

from zhanggui.inventory.tests.factories import reservations
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.models import CallLog, CheckRule, Order, OrderHold
from zhanggui.orders.queries import ready_order_ids
from zhanggui.orders.services import check_orders, decide_unreached, log_call
from zhanggui.orders.tests.factories import make_order, make_shop, make_stocked_sku, open_reasons, standing
from zhanggui.orders.tests.page_helpers import clerk
from zhanggui.orders.values import DECIDE_UNREACHED, LOG_CALLS
from zhanggui.shops.services import change_settings
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db


def cod_order(shop: ShopCard, number: str = "1", **facts: Any) -> Order:
    """A cash-on-delivery order that only the call still holds."""
    order = make_order(shop.id, number, [(make_stocked_sku(shop.id, f"tea{number}"), 1)], is_cod=True, **facts)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    return order


def ready(shop: ShopCard) -> list[int]:
    """Orders that the next batch would take."""
    return list(ready_order_ids(shop.id, now()))


def call(order: Order, result: str, times: int = 1, means: str = "phone") -> None:
    """Log so many tries."""
    for _time in range(times):
        log_call(actor=actor_with(LOG_CALLS), shop_id=order.shop_id, order_id=order.pk, result=result, means=means)


@pytest.mark.req("ORD-09")
@pytest.mark.parametrize(
    ("facts", "contact", "pieces", "reason"),
    [
        ({}, {}, 6, "unusual_quantity"),
        ({}, {"address_quality": "incomplete", "address_reason": "district_only"}, 1, "address_incomplete"),
        ({"is_cod": True}, {}, 1, "cod_call"),
    ],
)
@pytest.mark.parametrize("means", ["phone", "message"])
def test_a_flagged_order_waits_until_the_buyer_has_confirmed(
    facts: dict[str, Any], contact: dict[str, Any], pieces: int, reason: str, means: str
) -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), pieces)], contact=contact, **facts)
    calm = make_order(shop.id, "2", [(make_stocked_sku(shop.id, "cup"), 5)])
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert (open_reasons(order), standing(order)[1], standing(calm)[1]) == ([reason], "to_check", "checked")
    assert OrderHold.objects.get(order=order).owner_position == "checking_clerk"

    call(order, "reached", means=means)

    assert (open_reasons(order), standing(order)[1]) == ([], "checked")
    assert list(CallLog.objects.values_list("result", "means")) == [("reached", means)]
    told = Event.objects.filter(subject_kind="order", subject_id=order.pk, kind="order.called").get()
    assert told.data == ({"result": "reached"} if means == "phone" else {"result": "reached", "means": "message"})


def test_a_try_in_vain_confirms_neither_quantity_nor_address() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 6)])
    check_orders(actor=SYSTEM, shop_id=shop.id)

    call(order, "no_answer")

    assert open_reasons(order) == ["unusual_quantity"]


def test_nobody_can_confirm_an_address_that_is_not_there() -> None:
    shop = make_shop()
    order = make_order(
        shop.id,
        "1",
        [(make_stocked_sku(shop.id), 1)],
        contact={"address": "", "address_quality": "", "address_reason": ""},
    )
    check_orders(actor=SYSTEM, shop_id=shop.id)

    call(order, "reached")

    assert open_reasons(order) == ["address_incomplete"]


@pytest.mark.req("ORD-09")
def test_the_first_cash_on_delivery_of_a_buyer_says_so_and_can_be_made_stricter() -> None:
    shop = make_shop()
    known = {"buyer_nick": "老客", "mobile": "13900001111", "phone_tail": "1111"}
    make_order(shop.id, "0", is_cod=True, state="completed", contact=known)
    CheckRule.objects.filter(shop_id=shop.id, code="first_cod").update(is_on=True)
    new = cod_order(shop, "1", placed_at=None)
    again = cod_order(shop, "2", contact=known | {"buyer_nick": "换了号"}, placed_at=None)

    assert open_reasons(new) == ["cod_call", "first_cod"]
    assert open_reasons(again) == ["cod_call"]
    assert OrderHold.objects.get(order=new, reason="cod_call").cause["is_cod_detail"] == {"first": True}
    assert "is_cod_detail" not in OrderHold.objects.get(order=again).cause
    call(new, "no_answer")
    assert open_reasons(new) == ["first_cod"]
    call(new, "reached")
    assert (open_reasons(new), standing(new)[1]) == ([], "checked")


@pytest.mark.req("ORD-10")
def test_one_logged_try_opens_the_gate_and_three_in_vain_are_the_managers() -> None:
    shop = make_shop()
    order = cod_order(shop)
    assert (open_reasons(order), ready(shop)) == (["cod_call"], [])
    call(order, "no_answer", means="message")
    assert (open_reasons(order), ready(shop)) == (["cod_call"], []), "a message that nobody answers is no call"

    call(order, "no_answer")
    assert (open_reasons(order), ready(shop), Task.objects.count()) == ([], [order.pk], 0)

    call(order, "wrong_number", times=2)
    task = Task.objects.get()
    assert (task.kind, task.position, task.state, task.data["tries"]) == ("buyer_unreached", "shop_manager", "open", 3)
    assert (open_reasons(order), ready(shop)) == (["cod_call"], [])
    assert OrderHold.objects.filter(order=order, released_at=None).get().cause["call_standing"] == "exhausted"

    decide_unreached(
        actor=actor_with(DECIDE_UNREACHED), shop_id=shop.id, order_id=order.pk, ship=True, reason="老客，先发"
    )
    task.refresh_from_db()
    assert (task.state, open_reasons(order), ready(shop)) == ("done", [], [order.pk])


@pytest.mark.req("ORD-10")
def test_a_strict_shop_ships_only_when_the_buyer_was_reached() -> None:
    shop = make_shop()
    change_settings(actor=SYSTEM, shop_id=shop.id, is_cod_call_strict=True, cod_call_tries=2)
    order = cod_order(shop)

    call(order, "no_answer")
    assert (open_reasons(order), Task.objects.count()) == (["cod_call"], 0)
    call(order, "no_answer")
    assert Task.objects.get().state == "open"
    call(order, "reached")

    assert (open_reasons(order), standing(order)[1], Task.objects.get().state) == ([], "checked", "done")


@pytest.mark.parametrize(("result", "has_task"), [("refused", True), ("changed", False)])
def test_a_buyer_who_refuses_or_wants_changes_keeps_the_gate_shut(result: str, has_task: bool) -> None:
    shop = make_shop()
    order = cod_order(shop)

    call(order, result)

    assert open_reasons(order) == ["cod_call"]
    assert Task.objects.exists() is has_task


def test_the_manager_closes_and_the_goods_are_free_again() -> None:
    shop = make_shop()
    order = cod_order(shop)
    call(order, "no_answer")
    assert len(reservations(shop.id)) == 1

    decide_unreached(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, ship=False, reason="三次没接，退单")

    assert standing(order)[0] == "closed"
    assert (reservations(shop.id), open_reasons(order)) == ([], [])
    assert Event.objects.get(kind="order.closed").reason == "三次没接，退单"


@pytest.mark.req("ORD-10")
def test_who_may_not_and_what_cannot_be_decided_is_refused() -> None:
    shop = make_shop()
    order = cod_order(shop)
    plain = make_order(shop.id, "9", [(make_stocked_sku(shop.id, "cup"), 1)])

    with pytest.raises(NotAllowed):
        decide_unreached(actor=actor_with(LOG_CALLS), shop_id=shop.id, order_id=order.pk, ship=True, reason="x")
    with pytest.raises(InvalidInput):
        decide_unreached(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, ship=True, reason=" ")
    with pytest.raises(Conflict):
        decide_unreached(actor=SYSTEM, shop_id=shop.id, order_id=plain.pk, ship=True, reason="x")
    with pytest.raises(InvalidInput):
        call(order, "ship_anyway")
    assert (CallLog.objects.count(), standing(plain)[1]) == (0, "to_check")


@pytest.mark.req("ORD-10")
def test_the_call_page_shows_script_and_number_on_demand_and_logs() -> None:
    shop = make_shop()
    change_settings(actor=SYSTEM, shop_id=shop.id, call_script="{name}您好，{shop}，货到付款 {amount}，送到{area}")
    order = cod_order(shop)
    page, url = clerk(), f"/desk/orders/{shop.code}/1/call"

    shown = page.get(url).content.decode()
    assert "您好，qinghe，货到付款 ¥128.00，送到杭州市 余杭区" in shown
    assert "138****5521" in shown
    assert "13800005521" not in shown
    revealed = page.post(url, {"reveal": "1"})
    assert "13800005521" in revealed.content.decode()
    assert revealed["Cache-Control"] == "no-store"
    assert Event.objects.get(kind="order.contact_revealed").data == {"fields": ["receiver_name", "mobile", "phone"]}

    done = page.post(url, {"result": "no_answer", "means": "phone", "note": "占线"})

    assert done.status_code == 302
    assert (standing(order)[1], CallLog.objects.get().note) == ("checked", "占线")


@pytest.mark.req("ORD-10")
def test_the_manager_finds_the_task_and_decides_on_its_page() -> None:
    shop = make_shop()
    order = cod_order(shop)
    call(order, "no_answer", times=3)
    manager, url = clerk("shop_manager"), f"/desk/orders/unreached/{order.pk}"

    assert url in manager.get("/desk/tasks").content.decode()
    assert manager.get(url).status_code == 200
    assert manager.post(url, {"ship": "1", "reason": ""}).status_code == 422
    assert manager.post(url, {"ship": "0", "reason": "联系不上"}).status_code == 302

    assert standing(order)[0] == "closed"
    assert clerk("checking_clerk").get(url).status_code == 403
