"""Counts of open work: whatever changes orders, they say what is there, also while they are folded."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from zhanggui.kernel.clock import now
from zhanggui.orders.models import OpenWorkChange, Order
from zhanggui.orders.queries import view_counts, work_by_channel
from zhanggui.orders.queries.open_figures import ShopWork, open_figures
from zhanggui.orders.services.fold_open_work import fold_open_work
from zhanggui.orders.tests.factories import PAID_AT, make_order
from zhanggui.orders.values import OrderState, OrderStep

_CHANGES = ("state", "step", "is_held", "shop_id", "channel")
_VALUES = {
    "state": ["paid"] * 12 + OrderState.values,
    "step": OrderStep.values,
    "is_held": (True, False),
    "shop_id": (1, 2, 3),
    "channel": ("taobao", "own"),
}


def _counted() -> Counter[tuple[object, ...]]:
    return Counter({(row.shop_id, row.channel, row.step, row.is_held): row.orders for row in open_figures([1, 2, 3])})


def _there() -> Counter[tuple[object, ...]]:
    return Counter(Order.objects.filter(state="paid").values_list("shop_id", "channel", "step", "is_held"))


def _order(number: int, **facts: object) -> Order:
    facts = {"shop_id": 1, "channel": "taobao", "state": "paid", **facts}
    return Order(number=str(number), sort_at=PAID_AT, created_at=PAID_AT, updated_at=PAID_AT, **facts)


def _draw(chance: random.Random) -> dict[str, object]:
    return {name: chance.choice(_VALUES[name]) for name in _CHANGES}


@pytest.mark.django_db
def test_counts_follow_every_kind_of_change() -> None:
    chance = random.Random(7)
    for turn in range(60):
        every = list(Order.objects.order_by("pk").values_list("pk", flat=True))
        some = Order.objects.filter(pk__in=[pk for pk in every if chance.random() < 0.15])
        match chance.randrange(4):
            case 0:
                Order.objects.bulk_create(
                    [_order(turn * 100 + n, **_draw(chance)) for n in range(chance.randrange(20))]
                )
            case 1:
                some.delete()
            case _:
                name = chance.choice(_CHANGES)
                some.update(**{name: chance.choice(_VALUES[name])})
        if turn % 20 == 19:
            before = OpenWorkChange.objects.count()
            fold_open_work(enough=1)
            assert OpenWorkChange.objects.count() == len(_counted()) < before
        assert _counted() == _there()
    assert sum(_counted().values()) > 20

    before = OpenWorkChange.objects.count()
    Order.objects.update(title="x")
    # What does not move an order leaves no trace.
    assert OpenWorkChange.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_counts_hold_while_people_work_and_the_changes_are_folded() -> None:
    ids = [order.pk for order in Order.objects.bulk_create([_order(n) for n in range(40)])]

    def work(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for _turn in range(30):
                if seed < 2:
                    fold_open_work(enough=1)
                else:
                    Order.objects.filter(pk=chance.choice(ids)).update(step=chance.choice(OrderStep.values))
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(work, range(5)))

    assert _counted() == _there()
    assert sum(_counted().values()) == len(ids)


@pytest.mark.django_db
def test_views_and_channels_count_what_stands_and_what_presses() -> None:
    soon = now() + timedelta(hours=1)
    facts: list[dict[str, object]] = [
        {"step": "to_check"},
        {"step": "to_check", "is_held": True, "ship_by_at": now() - timedelta(hours=1)},
        {"step": "checked", "ship_by_at": soon},
        {"step": "checked", "is_held": True, "channel": "own"},
        {"step": "batched", "channel": "own", "ship_by_at": now() - timedelta(days=2)},
        {"step": "packed", "state": "shipped", "ship_by_at": now() - timedelta(days=3)},
    ]
    for number, each in enumerate(facts):
        make_order(1, str(number), **{"ship_by_at": now() + timedelta(days=1), **each})

    assert view_counts([1]) == {
        "all": 6,
        "open": 5,
        "to_check": 1,
        "held": 1,
        "ready": 1,
        "at_risk": 1,
        "overdue": 2,
        "unpacked": 1,
    }
    assert work_by_channel([1]) == {
        (1, "own"): ShopWork(to_check=0, held=1, open=2, overdue=1),
        (1, "taobao"): ShopWork(to_check=1, held=1, open=3, overdue=1),
    }
