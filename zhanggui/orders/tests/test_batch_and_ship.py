"""From ready to shipped, as fulfilment drives it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from zhanggui.inventory.tests.factories import ledger_sums, stock_of
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.errors import OrderNotFound, OrdersMoved
from zhanggui.orders.models import Order, OrderLine
from zhanggui.orders.queries import ready_orders
from zhanggui.orders.services import (
    batch_orders,
    check_orders,
    hold_orders,
    pack_orders,
    ship_orders,
    unbatch_orders,
    unpack_orders,
    unship_orders,
)
from zhanggui.orders.tests.factories import (
    PAID_AT,
    event_kinds,
    make_order,
    make_shop,
    make_stocked_sku,
    open_reasons,
    product_of,
    standing,
)
from zhanggui.orders.values import ReadyLine, ShippedRow

pytestmark = pytest.mark.django_db
CLOSE = PAID_AT + timedelta(hours=4)


def test_ready_orders_are_paid_by_then_checked_and_not_held_and_whole() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    later = make_order(shop.id, "later", [(tea, 1)], ship_by_at=PAID_AT + timedelta(hours=72))
    ready = make_order(shop.id, "ready", [(tea, 2), (tea, 1)])
    OrderLine.objects.filter(order=ready, position=2).update(refund_state="refunded")
    make_order(shop.id, "tomorrow", [(tea, 1)], paid_at=CLOSE + timedelta(minutes=1))
    make_order(shop.id, "held", [(tea, 1)], flag=1)
    make_order(make_shop("other").id, "foreign")
    check_orders(actor=SYSTEM, shop_id=shop.id)

    found = list(ready_orders(shop.id, CLOSE))

    assert [order.number for order in found] == ["ready", "later"]
    first = found[0]
    assert (first.id, first.receiver_name, first.mobile, first.phone_tail) == (
        ready.pk,
        "孙倩倩",
        "13800005521",
        "5521",
    )
    assert (first.paid_amount, first.province, first.is_masked) == (Decimal("128.00"), "浙江省", False)
    line = OrderLine.objects.get(order=ready, position=1)
    assert first.lines == (ReadyLine(line.pk, tea, product_of(tea), "tea", "", f"Tea {tea}", "", 2),)
    assert found[1].id == later.pk


def test_batching_takes_only_what_is_still_ready() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    one, two, three = (make_order(shop.id, number, [(tea, 1)]) for number in "123")
    check_orders(actor=SYSTEM, shop_id=shop.id)
    hold_orders(actor=SYSTEM, shop_id=shop.id, numbers=["2"], reason="wait")
    Order.objects.filter(pk=three.pk).update(state="closed")

    moved = batch_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[one.pk, two.pk, three.pk], batch_number="B1")

    assert moved == [one.pk]
    assert standing(one) == ("paid", "batched", False)
    assert event_kinds(one) == ["order.checked", "order.batched"]
    assert standing(two) == ("paid", "to_check", True)


def test_a_packed_order_ships_with_its_goods_exactly_once() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    order = make_order(shop.id, "1", [(tea, 2)])
    check_orders(actor=SYSTEM, shop_id=shop.id)
    batch_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk], batch_number="B1")
    pack_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk])
    row = ShippedRow(order.pk, "中通快递", "75123456789012", CLOSE)

    assert ship_orders(actor=SYSTEM, shop_id=shop.id, rows=[row]) == [order.pk]
    assert ship_orders(actor=SYSTEM, shop_id=shop.id, rows=[row]) == []

    stored = Order.objects.get(pk=order.pk)
    assert (stored.state, stored.step, stored.courier_name, stored.waybill_no, stored.shipped_at) == (
        "shipped",
        "packed",
        "中通快递",
        "75123456789012",
        CLOSE,
    )
    assert stock_of(shop.id) == {tea: (98, 0)}
    assert ledger_sums(shop.id) == stock_of(shop.id)
    assert event_kinds(order) == ["order.checked", "order.batched", "order.packed", "order.shipped"]


def test_a_mistaken_shipping_and_packing_can_be_taken_back() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    order = make_order(shop.id, "1", [(tea, 2)])
    check_orders(actor=SYSTEM, shop_id=shop.id)
    batch_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk], batch_number="B1")
    pack_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk])
    ship_orders(actor=SYSTEM, shop_id=shop.id, rows=[ShippedRow(order.pk, "ZTO", "7", CLOSE)])

    assert unship_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk]) == [order.pk]
    assert unpack_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk]) == [order.pk]

    stored = Order.objects.get(pk=order.pk)
    assert (stored.state, stored.step, stored.courier_name, stored.waybill_no, stored.shipped_at) == (
        "paid",
        "batched",
        "",
        "",
        None,
    )
    assert stock_of(shop.id) == {tea: (100, 2)}
    assert ledger_sums(shop.id) == stock_of(shop.id)
    with pytest.raises(OrdersMoved):
        unship_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk])
    assert ship_orders(actor=SYSTEM, shop_id=shop.id, rows=[ShippedRow(order.pk, "", "", CLOSE)])
    assert stock_of(shop.id) == {tea: (98, 0)}


def test_what_the_marketplace_shipped_keeps_its_own_number() -> None:
    shop = make_shop()
    order = make_order(shop.id, "1", state="shipped", waybill_no="SF1", shipped_at=PAID_AT)

    assert not ship_orders(actor=SYSTEM, shop_id=shop.id, rows=[ShippedRow(order.pk, "顺丰速运", "SF2", CLOSE)])

    stored = Order.objects.get(pk=order.pk)
    assert (stored.courier_name, stored.waybill_no, stored.shipped_at) == ("顺丰速运", "SF1", PAID_AT)


def test_a_closed_order_cannot_ship_and_nothing_changes() -> None:
    shop = make_shop()
    good, closed = make_order(shop.id, "1"), make_order(shop.id, "2", state="closed")

    with pytest.raises(OrdersMoved) as caught:
        ship_orders(
            actor=SYSTEM, shop_id=shop.id, rows=[ShippedRow(order.pk, "", "", CLOSE) for order in (good, closed)]
        )

    assert caught.value.params == {"numbers": "2"}
    assert standing(good)[0] == "paid"


def test_an_order_pulled_from_its_batch_is_held_for_the_reason() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    order, kept = make_order(shop.id, "1", [(tea, 1)]), make_order(shop.id, "2", [(tea, 1)])
    check_orders(actor=SYSTEM, shop_id=shop.id)
    batch_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk, kept.pk], batch_number="B1")

    unbatch_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk], reason="buyer asks", is_held=True)
    unbatch_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[kept.pk], reason="other day")

    assert standing(order) == ("paid", "to_check", True)
    assert open_reasons(order) == ["manual"]
    assert standing(kept) == ("paid", "checked", False)
    assert stock_of(shop.id) == {tea: (100, 1)}


def test_steps_out_of_turn_and_foreign_orders_are_refused() -> None:
    shop, other = make_shop(), make_shop("other")
    order, foreign = make_order(shop.id, "1"), make_order(other.id, "1")

    with pytest.raises(OrdersMoved):
        pack_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk])
    with pytest.raises(OrderNotFound):
        batch_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[foreign.pk], batch_number="B1")
