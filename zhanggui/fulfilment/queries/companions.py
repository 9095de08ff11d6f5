"""Which orders a parcel holds, and which orders are whole once their parcels are (ORD-17)."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import connection

from zhanggui.fulfilment.models import Parcel, ParcelOrder
from zhanggui.fulfilment.values import ParcelState
from zhanggui.orders.values import OrderState

# The same for all orders of a batch's parcels: the leading one of each, then the others.
PARCEL_ORDERS = """
(SELECT p.id AS parcel_id, p.order_id, 0 AS rank FROM fulfilment_parcel p WHERE {where}
 UNION ALL
 SELECT k.parcel_id, k.order_id, 1 FROM fulfilment_parcelorder k JOIN fulfilment_parcel p ON p.id = k.parcel_id
 WHERE {where})
"""
_LINE_ORDERS = """
SELECT l.id, l.order_id FROM fulfilment_parcelline pl JOIN orders_orderline l ON l.id = pl.line_id
WHERE pl.parcel_id IN (SELECT k.parcel_id FROM fulfilment_parcelorder k JOIN fulfilment_parcel p ON p.id = k.parcel_id
                       WHERE p.batch_id = %s)
"""
_CLOSED = "SELECT number FROM orders_order WHERE id = ANY(%s) AND state = %s ORDER BY id LIMIT 1"


def orders_in(parcel_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """The orders of each parcel, `(id, number)`, the leading one first. Two statements."""
    ids = list(parcel_ids)
    found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for parcel_id, order_id, number in Parcel.objects.filter(pk__in=ids).values_list("pk", "order_id", "order_number"):
        found[parcel_id].append((order_id, number))
    others = ParcelOrder.objects.filter(parcel_id__in=ids).order_by("pk")
    for parcel_id, order_id, number in others.values_list("parcel_id", "order_id", "order_number"):
        found[parcel_id].append((order_id, number))
    return dict(found)


def order_ids_in(parcel: Parcel) -> list[int]:
    """Ids of the orders in one parcel, the leading one first."""
    return [order_id for order_id, _number in orders_in([parcel.pk])[parcel.pk]]


def orders_of_lines(batch_id: int) -> dict[int, int]:
    """For the parcels of a batch that hold several orders: the order of each of their lines."""
    with connection.cursor() as cursor:
        cursor.execute(_LINE_ORDERS, [batch_id])
        return dict(cursor.fetchall())


def unfinished(order_ids: Collection[int], states: Collection[str]) -> set[int]:
    """Those of the orders that have a living parcel in none of these states: not all of their parcels are so far."""
    rows = Parcel.objects.filter(order_id__in=list(order_ids)).exclude(state__in=[ParcelState.PULLED, *states])
    return set(rows.values_list("order_id", flat=True))


def closed_order_in(parcel: Parcel) -> str:
    """The number of an order in the parcel that was closed meanwhile; empty when none was."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, [order_ids_in(parcel), OrderState.CLOSED.value])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def living_siblings(parcel: Parcel) -> list[Parcel]:
    """The other parcels of a split order that were not pulled out."""
    if parcel.part_id is None:
        return []
    rows = Parcel.objects.filter(order_id=parcel.order_id).exclude(pk=parcel.pk).exclude(state=ParcelState.PULLED)
    return list(rows.order_by("pk"))
