"""Composed orders: equal for equal seeds, adding up, and as mixed as asked for."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from zhanggui.channels.connectors.taobao.compose import (
    ComposedOrder,
    Mix,
    compose_orders,
    compose_skus,
)
from zhanggui.channels.connectors.taobao.compose.fates import FATES

START, END = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 31, tzinfo=UTC)


def composed(count: int, **options: Any) -> list[ComposedOrder]:
    return compose_orders(count, **{"seed": 7, "start": START, "end": END, **options})


def test_same_seed_gives_the_same_orders_and_another_seed_others() -> None:
    assert composed(50) == composed(50)
    assert not {order.number for order in composed(50)} & {order.number for order in composed(50, seed=8)}


def test_numbers_are_unique_and_as_long_as_asked() -> None:
    orders = composed(500, number_digits=17)
    numbers = [order.number for order in orders]
    subs = [line.sub_number for order in orders for line in order.lines if len(order.lines) > 1]

    assert len(set(numbers) | set(subs)) == len(numbers) + len(subs)
    assert {len(number) for number in numbers} == {17}


def test_orders_run_from_newest_to_oldest_inside_the_span() -> None:
    times = [order.placed_at for order in composed(300)]

    assert times == sorted(times, reverse=True)
    assert times[-1] >= START
    assert times[0] < END


def test_amounts_of_every_order_add_up() -> None:
    for order in composed(1000):
        lines = order.lines
        assert order.goods_amount == sum(line.goods_amount for line in lines)
        assert all(line.goods_amount == line.sku.price * line.quantity for line in lines)
        assert order.total_amount == order.goods_amount + order.freight_amount
        assert order.paid_amount == sum(line.paid_amount for line in lines)
        assert order.refund_amount == sum(line.refund_amount for line in lines)
        if order.paid_at:
            assert order.total_amount == order.paid_amount + order.refund_amount
        else:
            assert (order.paid_amount, order.refund_amount) == (Decimal(0), Decimal(0))


def test_times_follow_each_other_and_fit_the_state() -> None:
    for order in composed(1000):
        times = [order.placed_at, order.paid_at, order.shipped_at, order.completed_at]
        known = [time for time in times if time]
        assert known == sorted(known)
        assert max(known) <= END
        assert bool(order.waybill_no) == bool(order.shipped_at)


def test_age_decides_the_state_without_weights() -> None:
    found = Counter(order.fate for order in composed(6000))

    assert found.keys() == FATES.keys()
    assert found["completed"] > found["shipped"] > found["paid"] > found["unpaid"] > 0


def test_weights_decide_the_state() -> None:
    states = {"unpaid": 1, "paid": 2, "shipped": 0, "completed": 0, "closed": 1}
    found = Counter(order.state for order in composed(2000, mix=Mix(states=states)))

    assert found.keys() == {"unpaid", "paid", "closed"}
    assert 900 < found["paid"] < 1100


@pytest.mark.parametrize(
    ("switch", "is_so"),
    [
        ("buyer_note", lambda order: order.buyer_note != ""),
        ("seller_note", lambda order: order.seller_note != ""),
        ("flag", lambda order: order.flag != ""),
        ("masked", lambda order: order.receiver_name.endswith("**") and "****" in order.address),
        ("virtual_phone", lambda order: "-" in order.mobile and order.virtual_expires_at is not None),
        ("doubtful_address", lambda order: any(name in order.address for name in ("幻想区", "东海城区", "未名县"))),
        ("incomplete_address", lambda order: order.address.split("(")[0].endswith(" ")),
        ("big_quantity", lambda order: order.piece_count >= 50),
        ("cash_on_delivery", lambda order: order.ship_method == "货到付款"),
        (
            "refund_asked",
            lambda order: "申请退款，" in order.lines[0].refund_text or "退货" in order.lines[0].refund_text,
        ),
        ("invoice", lambda order: order.invoice_title != ""),
        ("bundle", lambda order: order.lines[0].bundle != ""),
    ],
)
def test_switch_is_always_and_never(switch: str, is_so: Any) -> None:
    quiet = {"masked": 0, "virtual_phone": 0, "doubtful_address": 0, "incomplete_address": 0}
    base = {**quiet, "cash_on_delivery": 0, "part_shipped": 0, "states": {"paid": 1}}

    assert all(is_so(order) for order in composed(60, mix=Mix(**{**base, switch: 1})))
    assert not any(is_so(order) for order in composed(60, mix=Mix(**{**base, switch: 0})))


def test_masking_hides_the_same_receivers() -> None:
    whole = composed(40, mix=Mix(masked=0, virtual_phone=0))
    hidden = composed(40, mix=Mix(masked=1, virtual_phone=0))

    for seen, masked in zip(whole, hidden, strict=True):
        assert (seen.number, seen.lines) == (masked.number, masked.lines)
        assert masked.receiver_name[0] == seen.receiver_name[0]
        assert masked.mobile[-4:] == seen.mobile[-4:]


def test_part_shipment_and_deposit_occur() -> None:
    mix = Mix(multi_line=1, part_shipped=1, deposit=1, cash_on_delivery=0, states={"paid": 1, "unpaid": 1})
    orders = composed(200, mix=mix)

    part = next(order for order in orders if order.fate == "part_shipped")
    deposit = next(order for order in orders if order.fate == "deposit")

    assert [bool(line.waybill_no) for line in part.lines][:2] == [True, False]
    assert part.status_text == "卖家部分发货"
    assert (deposit.status_text, deposit.paid_at) == ("定金已付，等待买家付尾款", None)
    assert "定金" in deposit.stage_info


def test_skus_have_own_codes_and_shared_items() -> None:
    skus = compose_skus(200)

    assert len({sku.code for sku in skus}) == 200
    assert len({sku.item_code for sku in skus}) < 60
    assert compose_skus(200) == skus
