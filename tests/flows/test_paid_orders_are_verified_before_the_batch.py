"""After payment a clerk compares colour, size and address again, unless the shop lets plain orders pass (ORD-05)."""

import pytest

from tests.flows.desk_tools import Person, person
from zhanggui.catalog.models import Sku
from zhanggui.fulfilment.errors import NothingReady
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.services import close_batch
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.errors import OrdersUnverified
from zhanggui.orders.events import OrdersImported
from zhanggui.orders.jobs import check_shop
from zhanggui.orders.models import CheckResult, Order, OrderContact, OrderLine
from zhanggui.orders.services import batch_orders, check_orders, verify_orders
from zhanggui.orders.tests.factories import make_order, make_shop, make_stocked_sku, open_reasons, standing
from zhanggui.orders.tests.page_helpers import order_due
from zhanggui.orders.values import CHECK_ORDERS
from zhanggui.shops.services import change_settings

pytestmark = pytest.mark.django_db

NUMBERS = ("4000000000000000001", "4000000000000000002", "4000000000000000003")


def shop_by_hand() -> int:
    """A shop where a person verifies every order, with three plain ones."""
    shop = make_shop()
    change_settings(actor=SYSTEM, shop_id=shop.id, is_verified_automatically=False)
    sku = make_stocked_sku(shop.id)
    Sku.objects.filter(pk=sku).update(attributes="颜色分类:米白;尺码:L")
    for number in NUMBERS:
        order_due(shop.id, number, pieces=[(sku, 1)])
    OrderLine.objects.filter(shop_id=shop.id).update(attributes="颜色分类:米白;尺码:L")
    OrderLine.objects.filter(order__number=NUMBERS[1]).update(attributes="颜色分类:黑色;尺码:L")
    check_orders(actor=SYSTEM, shop_id=shop.id)
    return shop.id


def order(number: str) -> Order:
    return Order.objects.get(number=number)


def parcels() -> list[str]:
    return sorted(Parcel.objects.values_list("order_number", flat=True))


@pytest.mark.req("ORD-05")
def test_unverified_orders_stay_out_of_the_batch_until_a_clerk_has_compared_them() -> None:
    shop_id = shop_by_hand()
    clerk = person("clerk", "checking_clerk")
    assert [standing(order(number)) for number in NUMBERS] == [("paid", "to_check", False)] * 3
    with pytest.raises(NothingReady):
        close_batch(actor=SYSTEM, shop_id=shop_id)

    # The page shows the file's colour, size and address beside ours, and what differs.
    page = clerk.browser.get(f"/desk/orders/qinghe/{NUMBERS[1]}").content.decode()
    panel = page[page.index('id="zg-verify"') :]
    assert [word in panel for word in ("黑色", "米白", "浙江省", "differs", 'data-key="P"')] == [True] * 5
    clerk.browser.post(f"/desk/orders/qinghe/{NUMBERS[0]}/verify")
    assert clerk.command("orders", "verify", NUMBERS[1]) == {"checked": 1, "released": 1, "held": {}}
    status, answer = clerk.post_api("/shops/qinghe/orders/check")
    assert (status, answer) == (200, {"checked": 1, "released": 0, "held": {}, "to_verify": 1})

    close_batch(actor=SYSTEM, shop_id=shop_id)
    assert parcels() == list(NUMBERS[:2])
    verified = Event.objects.filter(kind="order.verified").values_list("actor_name", "data")
    assert list(verified) == [("clerk", {"verified": ["colour", "size", "address"]})] * 2
    shown = clerk.api.get(f"/api/v1/shops/qinghe/orders/{NUMBERS[0]}").json()["verified"]
    assert (shown["by"], shown["how"]) == ("clerk", "person")


@pytest.mark.req("ORD-05")
def test_plain_orders_pass_by_themselves_where_the_shop_allows_and_others_need_a_person() -> None:
    shop = make_shop()
    sku = make_stocked_sku(shop.id)
    plain = order_due(shop.id, NUMBERS[0], pieces=[(sku, 1)])
    noted = order_due(shop.id, NUMBERS[1], pieces=[(sku, 1)], contact={"buyer_note": "改地址"}, has_buyer_note=True)
    flagged = order_due(shop.id, NUMBERS[2], pieces=[(sku, 1)], flag=1)
    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert [standing(each)[1] for each in (plain, noted, flagged)] == ["checked", "to_check", "to_check"]
    assert CheckResult.objects.get(order=plain).verified_how == "auto"
    clerk = person("clerk", "checking_clerk")
    clerk.command("orders", "release", NUMBERS[1], "--reason", "已与买家核对")
    assert _how(noted) == ("person", "clerk")

    clerk.browser.post("/desk/orders/bulk/hold", {})  # nothing chosen: refused, nothing changes
    change_settings(actor=SYSTEM, shop_id=shop.id, is_verified_automatically=False)
    later = order_due(shop.id, "4000000000000000009", pieces=[(sku, 1)])
    announce(OrdersImported(shop.id, 1))
    check_shop(shop.id)
    assert standing(later) == ("paid", "to_check", False)


def _how(found: Order) -> tuple[str, str]:
    result = CheckResult.objects.get(order=found)
    return result.verified_how, result.verified_by


@pytest.mark.req("ORD-05")
def test_many_are_verified_after_one_list_has_shown_them() -> None:
    shop_by_hand()
    clerk = person("clerk", "checking_clerk")
    ids = [f"qinghe:{number}" for number in NUMBERS]
    desk = clerk.browser.get("/desk/orders?view=to_check").content.decode()
    assert "/desk/orders/bulk/verify" in desk

    listed = clerk.browser.post("/desk/orders/bulk/verify", {"ids": ids}).content.decode()
    assert [listed.count(word) for word in ("米白", "≠")] == [3, 1]
    assert listed.index("黑色") < listed.index("米白</td>")
    assert [standing(order(number))[1] for number in NUMBERS] == ["to_check"] * 3
    clerk.browser.post("/desk/orders/bulk/verify", {"ids": ids, "confirmed": "1"})

    assert [standing(order(number))[1] for number in NUMBERS] == ["checked"] * 3


def test_verified_order_whose_goods_or_address_changed_is_not_taken_into_the_batch() -> None:
    shop_id = shop_by_hand()
    verify_orders(actor=SYSTEM, shop_id=shop_id, numbers=NUMBERS)
    OrderContact.objects.filter(order__number=NUMBERS[0]).update(address="上海市黄浦区中山东一路1号")
    Order.objects.filter(number__in=NUMBERS).update(updated_at=now())

    close_batch(actor=SYSTEM, shop_id=shop_id)

    assert parcels() == list(NUMBERS[1:])
    assert standing(order(NUMBERS[0])) == ("paid", "to_check", False)


def test_a_hold_stops_a_verified_order_and_its_release_needs_no_second_comparing() -> None:
    shop = make_shop()
    change_settings(actor=SYSTEM, shop_id=shop.id, is_verified_automatically=False)
    found = order_due(shop.id, NUMBERS[0], pieces=[(make_stocked_sku(shop.id), 1)], flag=1)
    clerk = person("clerk", "checking_clerk")

    assert clerk.command("orders", "verify", NUMBERS[0])["held"] == {"flagged": 1}
    assert open_reasons(found) == ["flagged"]
    clerk.command("orders", "release", NUMBERS[0], "--reason", "看过")

    assert standing(found) == ("paid", "checked", False)


def test_undo_asks_for_the_verification_again() -> None:
    shop_id = shop_by_hand()
    clerk: Person = person("clerk", "checking_clerk")
    verify_orders(actor=SYSTEM, shop_id=shop_id, numbers=NUMBERS[:1])

    clerk.browser.post(f"/desk/orders/qinghe/{NUMBERS[0]}/send-back")
    check_orders(actor=SYSTEM, shop_id=shop_id)

    assert standing(order(NUMBERS[0])) == ("paid", "to_check", False)


def test_what_does_not_wait_is_not_verified_and_strangers_are_refused() -> None:
    shop_id = shop_by_hand()
    make_order(shop_id, "shipped", state="shipped")

    with pytest.raises(OrdersUnverified):
        verify_orders(actor=SYSTEM, shop_id=shop_id, numbers=[NUMBERS[0], "shipped"])
    with pytest.raises(NotAllowed):
        verify_orders(actor=actor_with(CHECK_ORDERS, shop_id=shop_id + 1), shop_id=shop_id, numbers=NUMBERS)

    assert standing(order(NUMBERS[0])) == ("paid", "to_check", False)
    assert batch_orders(actor=SYSTEM, shop_id=shop_id, order_ids=[order(NUMBERS[0]).pk], batch_number="B") == []
