"""A shop with orders in every place of the desk, and people signed in to it."""

from datetime import timedelta
from typing import Any

from django.test import Client

from zhanggui.kernel.clock import now
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order
from zhanggui.orders.services import check_orders
from zhanggui.orders.tests.factories import make_order, make_stocked_sku
from zhanggui.people.tests.factories import make_person, signed_in
from zhanggui.shops.values import ShopCard


def clerk(position: str = "checking_clerk", shop: ShopCard | None = None, name: str = "") -> Client:
    """A client signed in with one position."""
    return signed_in(make_person(name or position, position, shop=shop))


def order_due(shop_id: int, number: str, hours: float = 20, **facts: Any) -> Order:
    """A paid order whose promise ends in so many hours."""
    at = now()
    facts.setdefault("paid_at", at - timedelta(hours=2))
    facts.setdefault("placed_at", at - timedelta(hours=2))
    return make_order(shop_id, number, ship_by_at=at + timedelta(hours=hours), **facts)


def checked_shop(shop_id: int) -> dict[str, Order]:
    """One order passed, one with a note, one short of goods, one unpaid; all checked."""
    sku = make_stocked_sku(shop_id)
    short = make_stocked_sku(shop_id, "rare", on_hand=0)
    orders = {
        "passed": order_due(shop_id, "4000000000000000001", pieces=[(sku, 1)]),
        "noted": order_due(
            shop_id,
            "4000000000000000002",
            1,
            pieces=[(sku, 2)],
            contact={"buyer_note": "改成顺丰"},
            has_buyer_note=True,
        ),
        "short": order_due(shop_id, "4000000000000000003", -1, pieces=[(short, 1)]),
        "unpaid": make_order(shop_id, "4000000000000000004", [(sku, 1)], state="unpaid", paid_at=None),
    }
    check_orders(actor=SYSTEM, shop_id=shop_id)
    return {name: Order.objects.get(pk=order.pk) for name, order in orders.items()}
