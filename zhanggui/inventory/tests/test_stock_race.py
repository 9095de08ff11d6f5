"""Two connections want the last piece; one gets it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from zhanggui.inventory.services import reserve_for_orders, set_stock
from zhanggui.inventory.tests.factories import ledger_sums, make_shop, make_sku, reservations, stock_of
from zhanggui.inventory.values import Demand
from zhanggui.kernel.testing.factories import SYSTEM


@pytest.mark.django_db(transaction=True)
def test_two_orders_racing_for_the_last_pieces_never_oversell() -> None:
    shop = make_shop()
    tea, cup = make_sku(shop.id, "tea"), make_sku(shop.id, "cup")
    set_stock(actor=SYSTEM, shop_id=shop.id, all_to=5)
    start = Barrier(2)

    def reserve(order_id: int) -> int:
        try:
            start.wait(timeout=10)
            pieces = {tea: 3, cup: 1} if order_id == 1 else {cup: 1, tea: 3}
            short = reserve_for_orders(actor=SYSTEM, shop_id=shop.id, demands=[Demand(order_id, pieces)])
            return sum(map(len, short.values()))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        refused = sorted(pool.map(reserve, [1, 2]))

    assert refused == [0, 1]
    assert stock_of(shop.id) == {tea: (5, 3), cup: (5, 1)}
    assert len(reservations(shop.id)) == 2
    assert ledger_sums(shop.id) == stock_of(shop.id)
