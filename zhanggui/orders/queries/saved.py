"""Saved filters as a person sees them: the own ones, and those shared in the shops."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from zhanggui.kernel.values import Actor
from zhanggui.orders.models import SavedFilter
from zhanggui.orders.values import MANAGE_RULES

_MOST = 60


@dataclass(frozen=True, slots=True)
class SavedRow:
    """One saved filter; `shop_id` is set when everybody in that shop sees it."""

    id: int
    name: str
    query: str
    shop_id: int | None
    owner_name: str
    can_change: bool


def saved_filters(actor: Actor, shop_ids: Sequence[int]) -> list[SavedRow]:
    """Filters that the person may use, the own ones first, by name. One statement (ORD-16)."""
    own = Q(shop_id=None, owner_id=actor.user_id)
    rows = SavedFilter.objects.filter(own | Q(shop_id__in=list(shop_ids))).order_by("shop_id", "name", "pk")
    found = [saved_row(row, actor) for row in rows[:_MOST]]
    return sorted(found, key=lambda row: row.shop_id is not None)


def saved_row(row: SavedFilter, actor: Actor) -> SavedRow:
    """A filter with what the person may do: change the own one, and with the right to manage rules any shared one."""
    is_own = row.owner_id == actor.user_id
    can_change = is_own or (row.shop_id is not None and actor.can(MANAGE_RULES, row.shop_id))
    return SavedRow(row.pk, row.name, row.query, row.shop_id, row.owner_name, can_change)
