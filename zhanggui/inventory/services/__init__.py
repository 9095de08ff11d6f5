"""Every change to stock."""

from zhanggui.inventory.services.places import describe_place, put_away
from zhanggui.inventory.services.release import release_for_orders
from zhanggui.inventory.services.reserve import reserve_for_orders
from zhanggui.inventory.services.restore_stock import restore_stock
from zhanggui.inventory.services.set_stock import set_stock
from zhanggui.inventory.services.ship import ship_for_orders, ship_pieces, unship_for_orders, unship_pieces

__all__ = [
    "describe_place",
    "put_away",
    "release_for_orders",
    "reserve_for_orders",
    "restore_stock",
    "set_stock",
    "ship_for_orders",
    "ship_pieces",
    "unship_for_orders",
    "unship_pieces",
]
