"""Reading orders: lists, one order whole, counts, search, and what is ready for a batch."""

from zhanggui.orders.queries.as_json import order_detail_json, order_json
from zhanggui.orders.queries.counts import (
    COUNT_CAP,
    DeskFigures,
    Figure,
    desk_figures,
    hold_counts,
    view_counts,
)
from zhanggui.orders.queries.detail import order_detail, order_detail_by_id, order_number
from zhanggui.orders.queries.filters import OrderFilters
from zhanggui.orders.queries.lists import list_orders
from zhanggui.orders.queries.ready import orders_for_papers, ready_order_ids, ready_orders
from zhanggui.orders.queries.rows import (
    CallRow,
    ContactRow,
    HoldRow,
    LineRow,
    OrderDetail,
    OrderPage,
    OrderRow,
)
from zhanggui.orders.queries.search import Hit, search

__all__ = [
    "COUNT_CAP",
    "CallRow",
    "ContactRow",
    "DeskFigures",
    "Figure",
    "Hit",
    "HoldRow",
    "LineRow",
    "OrderDetail",
    "OrderFilters",
    "OrderPage",
    "OrderRow",
    "desk_figures",
    "hold_counts",
    "list_orders",
    "order_detail",
    "order_detail_by_id",
    "order_detail_json",
    "order_json",
    "order_number",
    "orders_for_papers",
    "ready_order_ids",
    "ready_orders",
    "search",
    "view_counts",
]
