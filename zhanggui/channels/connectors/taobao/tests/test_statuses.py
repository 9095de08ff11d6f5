"""Every status text of the exports, in both commas, becomes a state and facts."""

import pytest

from zhanggui.channels.connectors.taobao.statuses import (
    ORDER_STATUSES,
    REFUND_STATUSES,
    StatusMeaning,
    flag_colour,
    is_cash_on_delivery,
    order_status,
    refund_state,
    status_without_text,
)
from zhanggui.orders.values import Flag, OrderState, RefundState


@pytest.mark.parametrize(
    ("text", "is_paid", "expected"),
    [
        ("等待买家付款", False, StatusMeaning(OrderState.UNPAID)),
        ("定金已付，等待买家付尾款", False, StatusMeaning(OrderState.UNPAID, is_deposit_paid=True)),
        ("买家已付款，等待卖家发货", True, StatusMeaning(OrderState.PAID)),
        ("卖家部分发货", True, StatusMeaning(OrderState.PAID, is_part_shipped=True)),
        ("卖家已发货，等待买家确认", True, StatusMeaning(OrderState.SHIPPED)),
        ("买家已签收,货到付款专用", False, StatusMeaning(OrderState.SHIPPED, is_cod_signed=True)),
        ("交易成功", True, StatusMeaning(OrderState.COMPLETED)),
        ("交易关闭", False, StatusMeaning(OrderState.CLOSED)),
        ("交易关闭", True, StatusMeaning(OrderState.CLOSED, refund_state=RefundState.REFUNDED)),
        (
            "付款以后用户退款成功，交易自动关闭",
            True,
            StatusMeaning(OrderState.CLOSED, refund_state=RefundState.REFUNDED),
        ),
        ("WAIT_SELLER_SEND_GOODS", True, StatusMeaning(OrderState.PAID)),
    ],
)
def test_status_text_has_its_meaning(text: str, is_paid: bool, expected: StatusMeaning) -> None:
    assert order_status(text, is_paid=is_paid) == expected


def test_half_width_comma_and_spaces_mean_the_same() -> None:
    for text in ORDER_STATUSES:
        full = text.replace(",", "，")
        assert order_status(f" {text} ", is_paid=False) == order_status(full, is_paid=False)


def test_unknown_status_is_none() -> None:
    assert order_status("神秘状态", is_paid=True) is None
    assert refund_state("神秘状态") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("没有申请退款", RefundState.NONE),
        ("", RefundState.NONE),
        ("买家已经申请退款，等待卖家同意", RefundState.ASKED),
        ("买家已经申请退款,等待卖家同意", RefundState.ASKED),
        ("卖家已经同意退款，等待买家退货", RefundState.RETURNING),
        ("买家已经退货，等待卖家确认收货", RefundState.RETURNING),
        ("卖家拒绝退款", RefundState.REFUSED),
        ("退款关闭", RefundState.CLOSED),
        ("退款成功", RefundState.REFUNDED),
        ("success", RefundState.REFUNDED),
    ],
)
def test_refund_text_has_its_state(text: str, expected: RefundState) -> None:
    assert refund_state(text) == expected


def test_every_refund_state_is_reachable() -> None:
    assert set(REFUND_STATUSES.values()) == set(RefundState)


@pytest.mark.parametrize(
    ("paid", "shipped", "completed", "state"),
    [
        (False, False, False, OrderState.UNPAID),
        (True, False, False, OrderState.PAID),
        (True, True, False, OrderState.SHIPPED),
        (True, True, True, OrderState.COMPLETED),
    ],
)
def test_state_follows_from_times_when_no_text_is_given(
    paid: bool, shipped: bool, completed: bool, state: OrderState
) -> None:
    meaning = status_without_text(is_paid=paid, is_shipped=shipped, is_completed=completed)

    assert meaning.state == state


def test_cash_on_delivery_is_named_by_either_column() -> None:
    assert is_cash_on_delivery(ship_method="货到付款", status_text="买家已付款，等待卖家发货")
    assert is_cash_on_delivery(ship_method="快递", status_text="买家已签收,货到付款专用")
    assert not is_cash_on_delivery(ship_method="快递", status_text="交易成功")


@pytest.mark.parametrize(
    ("label", "flag"),
    [("红旗", Flag.RED), ("黄色", Flag.YELLOW), ("紫", Flag.PURPLE), ("加急", Flag.NONE), ("红包已返", Flag.NONE)],
)
def test_label_names_a_colour_or_none(label: str, flag: Flag) -> None:
    assert flag_colour(label) == flag
