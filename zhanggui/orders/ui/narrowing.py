"""What a list of the desk is about: its conditions, its shops, and the flags that the person sees there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.pages.access import Scope, ShopRef
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import FlagPolicy, OrderFilters, OrderPage, flag_policies, shops_seeing
from zhanggui.orders.queries.address import ListAddress
from zhanggui.orders.queries.keys import count_orders
from zhanggui.orders.queries.resolving import is_impossible
from zhanggui.orders.queries.walking import STRETCH, is_walked


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


def extent_of(
    address: ListAddress, found: Narrowed, page: OrderPage, counts: dict[str, int]
) -> tuple[int, dict[str, Any]]:
    """How many orders fit, and what the list says of it: looked through in part, or asked for what cannot be."""
    if page.is_stretch or (address.after and is_walked(found.filters)):
        words = _("looked through %(count)s orders a page") % {"count": f"{STRETCH:,}"}
        return len(page.rows), {"note": words, "is_capped": bool(page.next), "is_stretch": bool(page.next)}
    if not address.values.keys() - {"shop"}:
        return counts[address.view.code], {}
    return count_orders(found.filters, found.shops), {"is_impossible": is_impossible(found.filters)}
