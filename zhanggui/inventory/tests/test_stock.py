"""Setting, promising, giving back and shipping stock."""

import pytest

from zhanggui.inventory.errors import BelowReserved, NegativeStock, NothingToSet, UnknownSku
from zhanggui.inventory.models import StockMovement
from zhanggui.inventory.queries import availability, balances, places, reserved_of
from zhanggui.inventory.services import release_for_orders, reserve_for_orders, set_stock, ship_for_orders
from zhanggui.inventory.tests.factories import ledger_sums, make_shop, make_sku, reservations, stock_of
from zhanggui.inventory.values import SET_STOCK, Demand, StockRow
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.testing.factories import SYSTEM, actor_with

pytestmark = pytest.mark.django_db


@pytest.mark.req_part("INV-01")
def test_all_skus_set_to_one_number_counts_every_sku_and_keeps_a_ledger() -> None:
    shop = make_shop()
    skus = [make_sku(shop.id, code) for code in ("a", "b", "c")]

    changed = set_stock(actor=SYSTEM, shop_id=shop.id, all_to=7)

    assert changed == 3
    assert stock_of(shop.id) == dict.fromkeys(skus, (7, 0))
    assert ledger_sums(shop.id) == stock_of(shop.id)


def test_rows_set_stock_and_place_and_an_empty_place_keeps_the_old() -> None:
    shop = make_shop()
    sku = make_sku(shop.id, "a")

    set_stock(actor=SYSTEM, shop_id=shop.id, rows=[StockRow(sku, 5, "A-01")])
    set_stock(actor=SYSTEM, shop_id=shop.id, rows=[StockRow(sku, 4)])

    assert places(shop.id, [sku]) == {sku: "A-01"}
    assert stock_of(shop.id) == {sku: (4, 0)}
    assert [row.on_hand_change for row in StockMovement.objects.order_by("pk")] == [5, -1]


def test_the_same_count_again_adds_no_movement() -> None:
    shop = make_shop()
    make_sku(shop.id, "a")

    set_stock(actor=SYSTEM, shop_id=shop.id, all_to=5)
    set_stock(actor=SYSTEM, shop_id=shop.id, all_to=5)

    assert StockMovement.objects.count() == 1


def test_stock_is_promised_whole_or_not_at_all_in_the_order_given() -> None:
    shop = make_shop()
    tea, cup = make_sku(shop.id, "tea"), make_sku(shop.id, "cup")
    set_stock(actor=SYSTEM, shop_id=shop.id, rows=[StockRow(tea, 3), StockRow(cup, 1)])

    short = reserve_for_orders(
        actor=SYSTEM,
        shop_id=shop.id,
        demands=[Demand(1, {tea: 1, cup: 1}), Demand(2, {tea: 1, cup: 2}), Demand(3, {tea: 2})],
    )

    assert short == {2: {cup: 2}}
    assert reservations(shop.id) == [(1, tea, 1), (1, cup, 1), (3, tea, 2)]
    assert stock_of(shop.id) == {tea: (3, 3), cup: (1, 1)}
    assert ledger_sums(shop.id) == stock_of(shop.id)
    assert availability(shop.id) == {tea: 0, cup: 0}
    assert reserved_of(1) == {tea: 1, cup: 1}


def test_promising_twice_changes_nothing_the_second_time() -> None:
    shop = make_shop()
    tea = make_sku(shop.id, "tea")
    set_stock(actor=SYSTEM, shop_id=shop.id, all_to=5)

    for _time in range(2):
        reserve_for_orders(actor=SYSTEM, shop_id=shop.id, demands=[Demand(1, {tea: 2})])

    assert stock_of(shop.id) == {tea: (5, 2)}


def test_a_sku_never_counted_is_short() -> None:
    shop = make_shop()
    tea = make_sku(shop.id, "tea")

    assert reserve_for_orders(actor=SYSTEM, shop_id=shop.id, demands=[Demand(1, {tea: 2})]) == {1: {tea: 2}}


def test_release_gives_back_and_ship_takes_from_the_shelf_once() -> None:
    shop = make_shop()
    tea = make_sku(shop.id, "tea")
    set_stock(actor=SYSTEM, shop_id=shop.id, all_to=5)
    reserve_for_orders(actor=SYSTEM, shop_id=shop.id, demands=[Demand(1, {tea: 2}), Demand(2, {tea: 1})])

    assert release_for_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[1, 9]) == 1
    assert ship_for_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[2]) == 1
    assert ship_for_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[2]) == 0

    assert stock_of(shop.id) == {tea: (4, 0)}
    assert ledger_sums(shop.id) == stock_of(shop.id)
    assert reservations(shop.id) == []


def test_a_count_below_what_is_promised_names_the_sku_and_changes_nothing() -> None:
    shop = make_shop()
    tea, cup = make_sku(shop.id, "tea"), make_sku(shop.id, "cup")
    set_stock(actor=SYSTEM, shop_id=shop.id, all_to=5)
    reserve_for_orders(actor=SYSTEM, shop_id=shop.id, demands=[Demand(1, {cup: 3})])

    with pytest.raises(BelowReserved) as caught:
        set_stock(actor=SYSTEM, shop_id=shop.id, all_to=2)

    assert caught.value.params == {"sku": "cup", "on_hand": 2, "reserved": 3}
    assert stock_of(shop.id) == {tea: (5, 0), cup: (5, 3)}


def test_impossible_counts_are_refused() -> None:
    shop, other = make_shop(), make_shop("other")
    foreign = make_sku(other.id, "x")
    own = make_sku(shop.id, "a")

    with pytest.raises(UnknownSku):
        set_stock(actor=SYSTEM, shop_id=shop.id, rows=[StockRow(foreign, 1)])
    with pytest.raises(NegativeStock):
        set_stock(actor=SYSTEM, shop_id=shop.id, rows=[StockRow(own, -1)])
    with pytest.raises(NothingToSet):
        set_stock(actor=SYSTEM, shop_id=shop.id)
    assert stock_of(shop.id) == {}


def test_somebody_without_the_right_is_refused() -> None:
    shop, other = make_shop(), make_shop("other")

    with pytest.raises(NotAllowed):
        set_stock(actor=actor_with(SET_STOCK, shop_id=other.id), shop_id=shop.id, all_to=1)


def test_balances_come_in_pages() -> None:
    shop = make_shop()
    skus = [make_sku(shop.id, code) for code in ("a", "b", "c")]
    set_stock(actor=SYSTEM, shop_id=shop.id, all_to=2)

    first = balances(shop.id, limit=2)
    second = balances(shop.id, limit=2, after=first.next)

    assert [row.sku_id for row in first.rows] == skus[:2]
    assert [(row.sku_code, row.available) for row in second.rows] == [("c", 2)]
    assert second.next is None
