"""What merging and splitting come to: nothing is lost, nothing is invented, to the cent."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.orders.rules.joint import (
    BadParts,
    LineFacts,
    OrderFactsForShipping,
    preview_merge,
    preview_split,
    refund_bases,
)
from zhanggui.orders.values import Part

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
_cents = st.integers(0, 10_000_00).map(lambda cents: Decimal(cents) / 100)


@st.composite
def _orders(draw: st.DrawFn) -> OrderFactsForShipping:
    lines = tuple(
        LineFacts(index, f"线香 {index}", draw(st.integers(1, 9)), draw(_cents))
        for index in range(1, draw(st.integers(1, 5)) + 1)
    )
    paid = draw(_cents)
    refunded = Decimal(draw(st.integers(0, int(paid * 100)))) / 100
    promise = NOON + timedelta(hours=draw(st.integers(0, 90)))
    return OrderFactsForShipping(draw(st.integers(1, 10**9)), "1", draw(_cents), paid, refunded, promise, lines)


@st.composite
def _splits(draw: st.DrawFn) -> tuple[OrderFactsForShipping, list[Part]]:
    order = draw(_orders().filter(lambda order: order.pieces > 1))
    count = draw(st.integers(2, min(4, order.pieces)))
    boxes: list[dict[int, int]] = [{} for _box in range(count)]
    pieces = [line.id for line in order.lines for _piece in range(line.quantity)]
    for place, line_id in enumerate(draw(st.permutations(pieces))):
        # The first pieces fill every box once; no parcel is empty.
        box = boxes[place] if place < count else boxes[draw(st.integers(0, count - 1))]
        box[line_id] = box.get(line_id, 0) + 1
    return order, [Part(box) for box in boxes]


@pytest.mark.req_part("ORD-17")
@given(orders=st.lists(_orders(), min_size=2, max_size=5), price=_cents)
def test_merge_keeps_every_amount_and_the_earliest_promise(orders: list[OrderFactsForShipping], price: Decimal) -> None:
    preview = preview_merge(orders, lambda _pieces: price)

    assert preview.after.refund_bases == preview.before.refund_bases
    assert preview.after.refund_base == sum((order.paid_amount - order.refund_amount for order in orders), Decimal(0))
    assert preview.after.postage_paid == preview.before.postage_paid
    assert (preview.before.parcels, preview.after.parcels) == (len(orders), 1)
    assert preview.after.promises == (min(order.ship_by_at for order in orders if order.ship_by_at),)
    assert preview.postage_difference == -price * (len(orders) - 1)


@pytest.mark.req_part("ORD-17")
@given(drawn=_splits(), price=_cents)
def test_split_shares_out_the_refund_base_to_the_cent(
    drawn: tuple[OrderFactsForShipping, list[Part]], price: Decimal
) -> None:
    order, parts = drawn

    preview = preview_split(order, parts, lambda _pieces: price)

    assert sum(preview.after.refund_bases, Decimal(0)) == order.paid_amount - order.refund_amount
    assert all(base == base.quantize(Decimal("0.01")) and base >= 0 for base in preview.after.refund_bases)
    assert preview.after.postage_paid == preview.before.postage_paid == order.freight_amount
    assert preview.postage_difference == price * (len(parts) - 1)


@given(drawn=_splits(), data=st.data())
def test_parts_that_lose_or_invent_a_piece_are_refused(
    drawn: tuple[OrderFactsForShipping, list[Part]], data: st.DataObject
) -> None:
    order, parts = drawn
    line_id = data.draw(st.sampled_from(sorted(parts[0].pieces)))
    change = data.draw(st.sampled_from([-1, 1, 1 - parts[0].pieces[line_id] - 1]))
    broken = [Part({**parts[0].pieces, line_id: parts[0].pieces[line_id] + change}), *parts[1:]]

    with pytest.raises(BadParts):
        preview_split(order, broken, lambda _pieces: None)


def test_parts_share_by_what_their_pieces_cost() -> None:
    lines = (LineFacts(1, "茶", 2, Decimal("60.00")), LineFacts(2, "杯", 1, Decimal("40.00")))
    order = OrderFactsForShipping(7, "7", Decimal("10.00"), Decimal("110.00"), Decimal("0.00"), NOON, lines)

    assert refund_bases(order, [Part({1: 1}), Part({1: 1, 2: 1})]) == (Decimal("33.00"), Decimal("77.00"))


def test_unknown_price_stays_unknown_and_a_waiting_part_has_no_promise() -> None:
    lines = (LineFacts(1, "茶", 2, Decimal("60.00")),)
    order = OrderFactsForShipping(7, "7", None, Decimal("60.00"), Decimal("0.00"), NOON, lines)

    preview = preview_split(order, [Part({1: 1}), Part({1: 1}, is_later=True)], lambda _pieces: None)

    assert (preview.postage_difference, preview.after.postage_paid) == (None, None)
    assert preview.after.promises == (NOON, None)
