"""Moving many orders along a lifecycle at once: locks by id, compare-and-set, one event each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.lifecycle import Lifecycle
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import OrderNotFound
from zhanggui.orders.models import Order

_EVENTS = """
SELECT o.shop_id, 'order', o.id, jsonb_build_object('before', w.before, 'after', %s::text) || %s::jsonb
FROM unnest(%s::bigint[], %s::text[]) AS w (id, before) JOIN orders_order o ON o.id = w.id
"""


@dataclass(frozen=True, slots=True)
class LockedOrder:
    """Where a locked order stands."""

    id: int
    number: str
    state: str
    step: str
    is_held: bool


def locked_orders(shop_id: int, where: models.Q) -> list[LockedOrder]:
    """Lock orders of a shop in the order of their ids."""
    rows = Order.objects.select_for_update(of=("self",), no_key=True).filter(where, shop_id=shop_id).order_by("pk")
    return [LockedOrder(*row) for row in rows.values_list("pk", "number", "state", "step", "is_held")]


def locked_by_numbers(shop_id: int, numbers: Sequence[str]) -> list[LockedOrder]:
    """Lock orders by number; OrderNotFound names those that the shop does not have."""
    wanted = list(dict.fromkeys(numbers))
    orders = locked_orders(shop_id, models.Q(number__in=wanted))
    known = {order.number for order in orders}
    missing = [number for number in wanted if number not in known]
    if missing:
        raise OrderNotFound(missing)
    return orders


def locked_by_ids(shop_id: int, order_ids: Sequence[int]) -> list[LockedOrder]:
    """Lock orders by id; ids of other shops are as good as unknown."""
    wanted = set(order_ids)
    orders = locked_orders(shop_id, models.Q(pk__in=wanted))
    missing = wanted - {order.id for order in orders}
    if missing:
        raise OrderNotFound(map(str, sorted(missing)))
    return orders


def move_orders(
    actor: Actor,
    lifecycle: Lifecycle,
    verb: str,
    orders: Sequence[LockedOrder],
    *,
    reason: str = "",
    data: str = "{}",
    **changes: Any,
) -> list[int]:
    """Move those of the locked orders that stand where the verb may start; returns their ids.

    `data` is JSON text that goes into every event. The caller holds the locks.
    """
    transition = lifecycle.transition(verb)
    moving = [order for order in orders if getattr(order, lifecycle.field) in transition.sources]
    if not moving:
        return []
    ids = [order.id for order in moving]
    with connection.cursor() as cursor:
        sets = "".join(f", {name} = %s" for name in changes)
        cursor.execute(
            f"UPDATE orders_order SET {lifecycle.field} = %s, updated_at = %s{sets} WHERE id = ANY(%s)",
            [transition.target, now(), *changes.values(), ids],
        )
    before = [getattr(order, lifecycle.field) for order in moving]
    record_set(actor, transition.event, select=_EVENTS, params=[transition.target, data, ids, before], reason=reason)
    return ids
