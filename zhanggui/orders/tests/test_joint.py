"""Orders of one receiver that leave together, and one that leaves in parts."""

from decimal import Decimal

import pytest

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.errors import (
    AlreadyTogether,
    BadSplit,
    NothingToMerge,
    NotTogether,
    OrdersNotWaiting,
    OtherReceiver,
    TooMuchPostage,
)
from zhanggui.orders.models import JointShipment, Order, OrderLine, OrderPart
from zhanggui.orders.queries import due_parts, leads_of, merge_candidates, ready_order_ids, together_of
from zhanggui.orders.services import (
    check_orders,
    hold_orders,
    let_parts_go,
    merge_orders,
    preview_merging,
    split_order,
    undo_together,
)
from zhanggui.orders.tests.factories import event_kinds, make_order, make_shop, make_stocked_sku, standing
from zhanggui.orders.values import Part
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> ShopCard:
    return make_shop()


def _pair(shop: ShopCard) -> tuple[Order, Order]:
    tea, cup = make_stocked_sku(shop.id, "tea", 10), make_stocked_sku(shop.id, "cup", 10)
    older = make_order(shop.id, "1001", [(tea, 2)], freight_amount=Decimal("10.00"))
    younger = make_order(shop.id, "1002", [(cup, 1)], freight_amount=Decimal("6.00"))
    return older, younger


@pytest.mark.req("ORD-17")
def test_orders_of_one_receiver_are_proposed_and_others_are_not(shop: ShopCard) -> None:
    older, younger = _pair(shop)
    make_order(shop.id, "1003", contact={"mobile": "13900009999"})
    make_order(shop.id, "1004", is_cod=True)
    make_order(shop.id, "1005", state="shipped")
    make_order(shop.id, "1006", contact={"receiver_name": "孙**", "is_masked": True, "buyer_nick": ""})
    make_order(shop.id, "1007", contact={"receiver_name": "孙**", "is_masked": True, "buyer_nick": ""})

    assert [candidate.order_ids for candidate in merge_candidates([shop.id])] == [(older.pk, younger.pk)]


def test_merged_orders_wait_for_each_other(shop: ShopCard) -> None:
    older, younger = _pair(shop)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    merge_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[younger.pk, older.pk])

    assert leads_of([older.pk, younger.pk]) == {older.pk: older.pk, younger.pk: older.pk}
    assert sorted(ready_order_ids(shop.id, now())) == [older.pk, younger.pk]
    assert merge_candidates([shop.id]) == []

    hold_orders(actor=SYSTEM, shop_id=shop.id, numbers=["1002"], reason="buyer asks")
    assert ready_order_ids(shop.id, now()) == []

    Order.objects.filter(pk=younger.pk).update(state="closed", is_held=False)
    assert ready_order_ids(shop.id, now()) == [older.pk]


@pytest.mark.req_part("ORD-17")
def test_merge_leaves_money_alone_and_gives_postage_back_by_a_task(shop: ShopCard) -> None:
    older, younger = _pair(shop)
    money = list(Order.objects.order_by("pk").values_list("paid_amount", "freight_amount", "total_amount"))

    joint = merge_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[older.pk, younger.pk], give_back=Decimal("6.00"))

    assert list(Order.objects.order_by("pk").values_list("paid_amount", "freight_amount", "total_amount")) == money
    assert joint.preview["before"]["refund_base"] == joint.preview["after"]["refund_base"] == "256.00"
    assert (joint.preview["before"]["parcels"], joint.preview["after"]["parcels"]) == (2, 1)
    assert joint.preview["after"]["postage_paid"] == "16.00"
    task = Task.objects.get(kind="postage_back")
    assert (task.subject_label, task.data) == ("1001", {"amount": "6.00", "orders": ["1001", "1002"]})


def test_more_postage_than_was_paid_twice_is_refused(shop: ShopCard) -> None:
    older, younger = _pair(shop)

    with pytest.raises(TooMuchPostage):
        merge_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[older.pk, younger.pk], give_back=Decimal("6.01"))

    assert not JointShipment.objects.exists()


def test_preview_changes_nothing_and_needs_the_right(shop: ShopCard) -> None:
    older, younger = _pair(shop)

    preview = preview_merging(actor=SYSTEM, shop_id=shop.id, order_ids=[older.pk, younger.pk])

    assert (preview.before.parcels, preview.after.parcels, preview.postage_difference) == (2, 1, None)
    assert not JointShipment.objects.exists()
    with pytest.raises(NotAllowed):
        preview_merging(actor=actor_with("orders.view"), shop_id=shop.id, order_ids=[older.pk, younger.pk])


@pytest.mark.req("ORD-17")
def test_orders_that_cannot_share_a_parcel_are_refused_with_the_reason(shop: ShopCard) -> None:
    older, younger = _pair(shop)
    other = make_order(shop.id, "1003", contact={"address": "上海市浦东新区世纪大道1号"})
    batched = make_order(shop.id, "1004", step="batched")

    for ids, error in (
        ([older.pk], NothingToMerge),
        ([older.pk, older.pk], NothingToMerge),
        ([older.pk, other.pk], OtherReceiver),
        ([older.pk, batched.pk], OrdersNotWaiting),
    ):
        with pytest.raises(error):
            merge_orders(actor=SYSTEM, shop_id=shop.id, order_ids=ids)
    merge_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[older.pk, younger.pk])
    third = make_order(shop.id, "1005")
    with pytest.raises(AlreadyTogether):
        merge_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[older.pk, third.pk])


def test_undone_merge_leaves_no_trace_but_the_log(shop: ShopCard) -> None:
    older, younger = _pair(shop)
    merge_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[older.pk, younger.pk], give_back=Decimal("1.00"))

    assert undo_together(actor=SYSTEM, shop_id=shop.id, order_id=younger.pk, reason="buyer") == ["1001", "1002"]

    assert (together_of(older.pk), together_of(younger.pk)) == (None, None)
    assert [candidate.order_ids for candidate in merge_candidates([shop.id])] == [(older.pk, younger.pk)]
    assert event_kinds(older)[-2:] == ["order.merged", "order.merge_undone"]
    assert Task.objects.get(kind="postage_back").state == "done"
    with pytest.raises(NotTogether):
        undo_together(actor=SYSTEM, shop_id=shop.id, order_id=older.pk)


@pytest.mark.req_part("ORD-17")
def test_waiting_part_keeps_its_goods_unpromised_until_it_is_let_go(shop: ShopCard) -> None:
    tea = make_stocked_sku(shop.id, "tea", 2)
    order = make_order(shop.id, "1001", [(tea, 3)])
    line = OrderLine.objects.get(order=order)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert standing(order) == ("paid", "to_check", True)

    split_order(
        actor=SYSTEM, shop_id=shop.id, order_id=order.pk, parts=[Part({line.pk: 2}), Part({line.pk: 1}, is_later=True)]
    )

    assert standing(order) == ("paid", "checked", False)
    assert [pieces for _part, pieces in due_parts([order.pk])[order.pk]] == [{line.pk: 2}]
    bases = list(OrderPart.objects.order_by("position").values_list("refund_base", flat=True))
    assert bases == [Decimal("85.33"), Decimal("42.67")]

    assert let_parts_go(actor=SYSTEM, shop_id=shop.id, order_id=order.pk) == 1
    assert standing(order) == ("paid", "to_check", True)


def test_parts_that_do_not_add_up_are_refused_and_nothing_is_kept(shop: ShopCard) -> None:
    tea = make_stocked_sku(shop.id, "tea", 9)
    order = make_order(shop.id, "1001", [(tea, 3)])
    line = OrderLine.objects.get(order=order)

    for parts in (
        [Part({line.pk: 3})],
        [Part({line.pk: 2}), Part({line.pk: 2})],
        [Part({line.pk: 3}), Part({})],
        [Part({line.pk: 2}), Part({line.pk + 1: 1})],
        [Part({line.pk: 2}, is_later=True), Part({line.pk: 1}, is_later=True)],
    ):
        with pytest.raises(BadSplit):
            split_order(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, parts=parts)
    assert not OrderPart.objects.exists()
