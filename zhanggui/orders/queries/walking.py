"""Lists that only walking finds, one bounded stretch a page: a step of orders that are no longer paid.

A step stands in no index, so that our work rewrites none. Among paid orders, which are few, that costs nothing;
among a million completed ones a step that hardly any has would be looked for in all of them. So a page looks at
a stretch, says so, and its cursor goes on behind it even when nothing was found.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db import connection

from zhanggui.orders.queries.arms import page_query
from zhanggui.orders.queries.filters import Cursor, OrderFilters
from zhanggui.orders.values import OrderState

# Rows that one page looks at: about a tenth of a second.
STRETCH = 20_000
_END = "SELECT key, id FROM ({walk}) walk ORDER BY key DESC, id DESC OFFSET %s LIMIT 1"
# With one of these few orders are left to look at.
_TELLING = (
    "number", "numbers", "order_ids", "waybill", "phone", "receiver_name", "buyer_nick", "product_ids", "hold",
    "is_held",
)  # fmt: skip


def is_walked(filters: OrderFilters) -> bool:
    """Whether the list is looked through stretch by stretch."""
    is_past = filters.step is not None and filters.state not in {None, OrderState.PAID}
    return is_past and filters.order_of_rows != "promise" and not any(getattr(filters, name) for name in _TELLING)


def end_of_stretch(filters: OrderFilters, shops: Sequence[int], after: Cursor | None) -> Cursor | None:
    """The last row that a page behind `after` looks at; None when the orders end before. One statement."""
    walk, params = page_query(replace(filters, step=None), shops, STRETCH, after)
    with connection.cursor() as cursor:
        cursor.execute(_END.format(walk=walk), [*params, STRETCH - 1])
        row = cursor.fetchone()
    return Cursor(filters.order_of_rows, row[0], row[1]) if row else None
