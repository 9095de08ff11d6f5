"""How many buyers could get one parcel, for home pages: counted at once while that is quick, else in the background."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from zhanggui.kernel.clock import now
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.news import notify
from zhanggui.orders.queries.counts import open_counts
from zhanggui.orders.queries.joint import merge_candidates

TOGETHER_JOB = "orders.count_together"
MOST_GROUPS = 100
# Measured: grouping a thousand open orders by receiver takes some 5 ms, ten thousand more than a page may.
QUICK_ORDERS = 1_000
FRESH_FOR = timedelta(minutes=2)
_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Together:
    """Groups of orders to one receiver each, a hundred at most, and their most urgent promise."""

    groups: int
    first_at: datetime | None


def waiting_together(shop_ids: Sequence[int]) -> Together:
    """What the home page says of parcels that could be shared (ORD-17).

    With many open orders the figures are up to two minutes old: an older one is shown once more while a
    job counts again, and the page hears when it is done.
    """
    counts = open_counts(shop_ids)
    if counts["to_check"] + counts["ready"] + counts["held"] <= QUICK_ORDERS:
        return _counted(shop_ids)
    stored = cache.get_many([_key(shop_id) for shop_id in shop_ids])
    before = now() - FRESH_FOR
    stale = [each for each in shop_ids if _key(each) not in stored or stored[_key(each)][2] < before]
    if stale:
        enqueue(TOGETHER_JOB, once=f"{TOGETHER_JOB} {stale}", shop_ids=stale)
    return Together(
        min(MOST_GROUPS, sum(known[0] for known in stored.values())),
        min((known[1] for known in stored.values() if known[1]), default=None),
    )


def count_together(shop_ids: Sequence[int]) -> int:
    """Count the groups of each shop for the home pages, and tell the open ones; safe to repeat."""
    total = 0
    for shop_id in shop_ids:
        found = _counted([shop_id])
        cache.set(_key(shop_id), (found.groups, found.first_at, now()), _KEPT_SECONDS)
        notify({"kind": "home", "shop": shop_id})
        total += found.groups
    return total


def _counted(shop_ids: Sequence[int]) -> Together:
    groups = merge_candidates(shop_ids, limit=MOST_GROUPS)
    return Together(len(groups), min((group.ship_by_at for group in groups if group.ship_by_at), default=None))


def _key(shop_id: int) -> str:
    return f"orders.together.{shop_id}"
