"""The four places of the phone's bottom bar: the daily work of the person's positions (requirements, appendix A)."""

from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Any

PLACES = 4
_HOME = "home"
# What each position does all day, the most frequent first; the workbench always stands first of all.
DAILY: dict[str, tuple[str, ...]] = {
    "owner": ("orders:list", "approvals", "fulfilment:report"),
    "supervisor": ("orders:list", "approvals", "fulfilment:report"),
    "shop_manager": ("orders:list", "fulfilment:promises", "fulfilment:report"),
    "shop_admin": ("orders:list", "catalog:products", "inventory:list"),
    "checking_clerk": ("orders:list", "orders:held", "orders:shortages"),
    "sales": ("orders:list", "orders:held", "tasks"),
    "after_sales": ("orders:held", "orders:difficult", "fulfilment:exceptions"),
    "order_clerk": ("fulfilment:close", "fulfilment:batches", "fulfilment:waybills"),
    "keeper": ("fulfilment:pack", "fulfilment:batches", "fulfilment:waybills"),
    "logistics": ("fulfilment:exceptions", "fulfilment:tracking", "fulfilment:waybills"),
    "finance": ("fulfilment:report", "orders:list", "fulfilment:vouchers"),
}


def bar_of(positions: Sequence[str], entries: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """At most four of the places that the person may open, by address name; of several positions in turn.

    `entries` holds what the person may see in the order of the navigation, rare ones last; it fills up what a
    position does not say.
    """
    daily = zip_longest(*(DAILY.get(code, ()) for code in positions))
    wanted = dict.fromkeys([_HOME, *filter(None, chain.from_iterable(daily)), *entries])
    return [entries[name] for name in wanted if name in entries][:PLACES]
