"""What a list of the desk is about: its conditions, its shops, and the flags that the person sees there."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings

from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.pages.access import Scope, ShopRef
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import FlagPolicy, OrderFilters, flag_policies, shops_seeing
from zhanggui.orders.queries.address import ListAddress


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Filters and shops for queries. `named` are the shops that the person speaks of."""

    filters: OrderFilters
    shops: list[int]
    named: list[ShopRef]
    policies: Mapping[int, FlagPolicy]


def zone_of(scope: Scope) -> ZoneInfo:
    """The zone that days of the address mean: the shop's, or the first one's of several."""
    return shop_zone(scope.shops[0].timezone if scope.shops else settings.TIME_ZONE)


def narrowed(actor: Actor, scope: Scope, address: ListAddress) -> Narrowed:
    """What the address means for this person. A shop named in it wins over the one chosen at the top."""
    named = address.shops(scope.available if address.values.get("shop") else scope.shops)
    filters = address.filters(zone_of(scope))
    ids = [shop.id for shop in named]
    policies = flag_policies(actor, ids)
    return Narrowed(filters, shops_seeing(filters.flag, policies, ids), named, policies)
