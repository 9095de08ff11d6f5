"""Which orders a choice means: by conditions or by number, with where each stands and nothing more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from zhanggui.orders.errors import OrderNotFound
from zhanggui.orders.models import Order, OrderHold
from zhanggui.orders.queries.arms import page_query
from zhanggui.orders.queries.counts import COUNT_CAP
from zhanggui.orders.queries.filters import OrderFilters
from zhanggui.orders.queries.resolving import resolved
from zhanggui.orders.values import HoldReason

_FIELDS = ("pk", "shop_id", "number", "state", "step", "is_held")


@dataclass(frozen=True, slots=True)
class OrderKey:
    """One order by id and number, and where it stands."""

    id: int
    shop_id: int
    number: str
    state: str
    step: str
    is_held: bool


def _page(filters: OrderFilters, shops: Sequence[int], limit: int) -> tuple[str, list[Any]] | None:
    # Nobody reads them in order, and orders without a promise must not be left out.
    plain = resolved(replace(filters, sort="placed"), shops)
    return None if plain is None else page_query(plain, shops, limit, None)


def _ids(filters: OrderFilters, shops: Sequence[int], limit: int) -> list[int]:
    found = _page(filters, shops, limit)
    if found is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*found)
        return [row[1] for row in cursor.fetchall()]


def count_orders(filters: OrderFilters, shops: Sequence[int], *, most: int = COUNT_CAP + 1) -> int:
    """How many orders fit the conditions; more than `most` counts as `most`."""
    found = _page(filters, shops, most)
    if found is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({found[0]}) found", found[1])
        return int(cursor.fetchone()[0])


def order_keys(filters: OrderFilters, shops: Sequence[int], *, limit: int = 100_000) -> list[OrderKey]:
    """All orders that fit the conditions, newest first."""
    return keys_by_id(_ids(filters, shops, limit))


def keys_by_id(order_ids: Iterable[int]) -> list[OrderKey]:
    """Where orders stand now, in the order of the ids; ids that are gone are left out."""
    ids = list(order_ids)
    found = {row[0]: OrderKey(*row) for row in Order.objects.filter(pk__in=ids).values_list(*_FIELDS)}
    return [found[order_id] for order_id in ids if order_id in found]


def keys_by_number(shop_id: int, numbers: Sequence[str]) -> list[OrderKey]:
    """Orders of a shop by number; OrderNotFound names those that it does not have."""
    wanted = list(dict.fromkeys(numbers))
    rows = Order.objects.filter(shop_id=shop_id, number__in=wanted).order_by("pk").values_list(*_FIELDS)
    found = {row[2]: OrderKey(*row) for row in rows}
    missing = [number for number in wanted if number not in found]
    if missing:
        raise OrderNotFound(missing)
    return [found[number] for number in wanted]


def open_manual_holds(shop_id: int, order_ids: Sequence[int]) -> list[int]:
    """Ids of the open holds that people placed on these orders."""
    holds = OrderHold.objects.filter(
        shop_id=shop_id, order_id__in=list(order_ids), reason=HoldReason.MANUAL, released_at=None
    )
    return list(holds.order_by("pk").values_list("pk", flat=True))


def seller_notes(order_ids: Iterable[int]) -> dict[int, str]:
    """The seller's notes of orders by id."""
    return dict(Order.objects.filter(pk__in=list(order_ids)).values_list("pk", "seller_note"))
