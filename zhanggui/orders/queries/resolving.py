"""Conditions that name something beside the order, turned into ids before the list is found."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import connection

from zhanggui.orders.lifecycle import NEVER_TOGETHER
from zhanggui.orders.ports import orders_of_parcel
from zhanggui.orders.queries.filters import OrderFilters
from zhanggui.orders.queries.goods import products_called

_MOST_PARCELS = 200


def resolved(filters: OrderFilters, shops: Sequence[int]) -> OrderFilters | None:
    """The conditions with ids for goods and parcels; None when nothing can fit them."""
    if not shops or is_impossible(filters):
        return None
    if filters.product_text and not filters.product_ids:
        found = products_called(filters.product_text, shops)
        if not found:
            return None
        filters = replace(filters, product_ids=found)
    if filters.parcel.strip() and not filters.order_ids:
        ids = _in_parcel(filters.parcel.strip(), shops)
        if not ids:
            return None
        filters = replace(filters, order_ids=tuple(ids))
    return filters


def is_impossible(filters: OrderFilters) -> bool:
    """Whether no order can ever stand there: what comes after payment is asked of unpaid ones."""
    return (filters.state, filters.step) in NEVER_TOGETHER


def _in_parcel(text: str, shops: Sequence[int]) -> list[int]:
    """Orders by the courier's number, or by our own number of parcel or slip."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.id FROM unnest(%s::bigint[]) AS s (id) CROSS JOIN LATERAL (SELECT id FROM orders_order"
            " WHERE shop_id = s.id AND waybill_no = %s AND NOT (waybill_no = '') LIMIT %s) o",
            [list(shops), text, _MOST_PARCELS],
        )
        found = [int(row[0]) for row in cursor.fetchall()]
    return sorted({*found, *orders_of_parcel(shops, text)})
