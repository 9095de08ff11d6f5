"""Contact data revealed and changed, notes and flags."""

import pytest

from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.models import Event, PersonalChange
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.errors import ConsentMissing, OrderNotFound, OrdersNotWaiting, UnknownChoice, UnknownField
from zhanggui.orders.models import Order, OrderContact
from zhanggui.orders.services import (
    agree_change,
    batch_orders,
    check_orders,
    log_call,
    reveal_contact,
    set_flag,
    write_note,
)
from zhanggui.orders.tests.factories import make_order, make_shop, make_stocked_sku, open_reasons, standing
from zhanggui.orders.values import NOTE_ORDERS, REVEAL_CONTACT, Consent

pytestmark = pytest.mark.django_db


@pytest.mark.req_part("SEC-04")
def test_revealing_tells_the_timeline_who_saw_which_fields_but_not_their_values() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1")

    shown = reveal_contact(
        actor=actor_with(REVEAL_CONTACT, name="lin"), shop_id=shop.id, order_id=order.pk, fields=["mobile"]
    )

    assert shown == {"mobile": "13800005521"}
    event = Event.objects.get(kind="order.contact_revealed")
    assert (event.actor_name, event.data) == ("lin", {"fields": ["mobile"]})


def test_revealing_needs_the_right_and_an_order_of_the_shop() -> None:
    shop, other = make_shop(), make_shop("other")
    order = make_order(other.id, "1")

    with pytest.raises(NotAllowed):
        reveal_contact(actor=actor_with("orders.view"), shop_id=other.id, order_id=order.pk)
    with pytest.raises(OrderNotFound):
        reveal_contact(actor=SYSTEM, shop_id=shop.id, order_id=order.pk)
    with pytest.raises(UnknownField):
        reveal_contact(actor=SYSTEM, shop_id=other.id, order_id=order.pk, fields=["shop_id"])
    assert Event.objects.filter(kind="order.contact_revealed").count() == 0


@pytest.mark.req_part("ORD-07")
def test_a_changed_address_is_judged_anew_and_its_values_lie_in_the_erasable_table() -> None:
    shop = make_shop()
    order = make_order(
        shop.id,
        "1",
        [(make_stocked_sku(shop.id), 1)],
        contact={"address": "浙江省 杭州市 余杭区", "address_quality": "incomplete", "address_reason": "district_only"},
    )
    check_orders(actor=SYSTEM, shop_id=shop.id)

    agree_change(
        actor=SYSTEM,
        shop_id=shop.id,
        order_id=order.pk,
        consent=Consent("message", "phoned 10:42, agreed"),
        contact={"address": "浙江省 杭州市 余杭区 五常街道文一西路969号3幢2单元501室", "mobile": "139 0000 0007"},
    )

    contact = OrderContact.objects.get(order=order)
    assert (contact.mobile, contact.phone_tail, contact.address_quality) == ("13900000007", "0007", "complete")
    assert standing(order) == ("paid", "checked", False)
    event = Event.objects.get(kind="order.contact_changed")
    assert (event.data["fields"], event.data["how"]) == (["address", "mobile"], "message")
    kept = PersonalChange.objects.get(event_id=event.pk).values
    assert (kept["mobile"], kept["consent"]) == (["13800005521", "13900000007"], "phoned 10:42, agreed")


def test_a_contact_is_not_changed_without_consent_or_in_a_batch() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 1)])
    ask = {"actor": SYSTEM, "shop_id": shop.id, "order_id": order.pk, "contact": {"mobile": "13900000007"}}

    with pytest.raises(ConsentMissing):
        agree_change(consent=Consent("message", " "), **ask)
    with pytest.raises(UnknownField):
        agree_change(consent=Consent("message", "yes"), **{**ask, "contact": {"buyer_note": "x"}})
    check_orders(actor=SYSTEM, shop_id=shop.id)
    batch_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk], batch_number="B1")
    with pytest.raises(OrdersNotWaiting):
        agree_change(consent=Consent("message", "yes"), **ask)

    assert OrderContact.objects.get(order=order).mobile == "13800005521"


@pytest.mark.req_part("ORD-18")
def test_a_note_is_kept_and_its_words_stay_out_of_the_event() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", seller_note="old")

    for _time in range(2):
        write_note(actor=actor_with(NOTE_ORDERS), shop_id=shop.id, order_id=order.pk, text=" 王小姐要白盒 ")

    assert Order.objects.get(pk=order.pk).seller_note == "王小姐要白盒"
    event = Event.objects.get(kind="order.noted")
    assert event.data == {"characters": 6}
    assert PersonalChange.objects.get(event_id=event.pk).values == {"seller_note": ["old", "王小姐要白盒"]}


@pytest.mark.req_part("ORD-18")
def test_a_flag_holds_a_checked_order_again() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 1)])
    check_orders(actor=SYSTEM, shop_id=shop.id)

    set_flag(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, flag=1, label="ask")

    assert standing(order) == ("paid", "to_check", True)
    assert open_reasons(order) == ["flagged"]
    assert Event.objects.get(kind="order.flagged").data == {"before": 0, "after": 1, "label": "ask"}


def test_unknown_flags_and_call_results_are_refused() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1")

    with pytest.raises(UnknownChoice):
        set_flag(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, flag=9)
    with pytest.raises(UnknownChoice):
        log_call(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, result="maybe")
