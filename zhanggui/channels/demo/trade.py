"""The demo shop's orders: 60 days of trade, two days to ship, and a morning with every kind of trouble."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from zhanggui.channels.connectors.taobao.compose import ComposedOrder, ComposedSku, Mix, compose_orders

ORDERS = 3_000
_HISTORY, _DAY, _PACKING, _SHORT, _WITHOUT_ITEMS = 2_400, 150, 60, 20, 20
_MORNING = ORDERS - _HISTORY - 2 * _DAY - _PACKING - _SHORT - _WITHOUT_ITEMS
_EVERY = 45
_SAME_BUYER = ("buyer_nick", "buyer_account", "receiver_name", "address", "phone", "mobile", "virtual_expires_at")
_CALM = {
    "buyer_note": 0.0,
    "seller_note": 0.1,
    "flag": 0.0,
    "cash_on_delivery": 0.0,
    "masked": 0.0,
    "virtual_phone": 0.0,
    "doubtful_address": 0.0,
    "incomplete_address": 0.0,
    "big_quantity": 0.0,
    "refund_asked": 0.0,
    "part_shipped": 0.0,
    "deposit": 0.0,
}
_TROUBLED = Mix(
    buyer_note=0.12,
    flag=0.05,
    cash_on_delivery=0.06,
    masked=0.05,
    doubtful_address=0.06,
    incomplete_address=0.06,
    big_quantity=0.05,
    refund_asked=0.06,
    deposit=0.3,
    states={"unpaid": 0.06, "paid": 0.9, "closed": 0.04},
)


@dataclass(frozen=True, slots=True)
class Trade:
    """Orders by what the demo does with them."""

    history: list[ComposedOrder]
    first_day: list[ComposedOrder]
    second_day: list[ComposedOrder]
    packing: list[ComposedOrder]
    morning: list[ComposedOrder]
    without_items: list[ComposedOrder]


def compose_trade(now: datetime, skus: Sequence[ComposedSku], short: Sequence[ComposedSku]) -> Trade:
    """3,000 orders that end at `now` (shop time): history, two shipped days, one being packed, this morning."""
    noon = datetime.combine(now.date(), time(13), tzinfo=now.tzinfo)
    two_ago, yesterday = noon - timedelta(days=2), noon - timedelta(days=1)
    calm = Mix(**_CALM, states={"paid": 1.0})
    plenty = [sku for sku in skus if sku not in short]
    past = replace(Mix(), refund_asked=0.0)

    def some(
        count: int, seed: int, end: datetime, hours: int, mix: Mix, goods: Sequence[ComposedSku]
    ) -> list[ComposedOrder]:
        start = end - timedelta(hours=hours)
        return compose_orders(count, seed=seed, start=start, end=end, skus=goods, mix=mix)

    history = compose_orders(
        _HISTORY,
        seed=101,
        start=now - timedelta(days=60),
        end=now - timedelta(days=3),
        skus=plenty,
        mix=replace(past, states={"unpaid": 0.01, "shipped": 0.12, "completed": 0.8, "closed": 0.07}),
    )
    return Trade(
        history=history,
        first_day=some(_DAY, 102, two_ago, 22, calm, plenty),
        second_day=some(_DAY, 103, yesterday, 22, calm, plenty),
        packing=some(_PACKING, 104, now - timedelta(hours=3), 18, calm, plenty),
        morning=_some_twice(some(_MORNING, 106, now, 14, _TROUBLED, plenty)) + some(_SHORT, 105, now, 10, calm, short),
        without_items=some(_WITHOUT_ITEMS, 107, now, 12, calm, plenty),
    )


def _some_twice(orders: list[ComposedOrder]) -> list[ComposedOrder]:
    """A few buyers have ordered twice this morning: their orders could leave in one parcel."""
    changed = list(orders)
    for place in range(0, len(orders) - 1, _EVERY):
        first, second = orders[place], orders[place + 1]
        if first.paid_at and second.paid_at and "*" not in first.receiver_name:
            changed[place + 1] = replace(second, **{name: getattr(first, name) for name in _SAME_BUYER})
    return changed
