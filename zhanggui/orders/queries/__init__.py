"""Reading orders: lists, one order whole, counts, search, and what is ready for a batch."""

from zhanggui.orders.queries.ready import orders_for_papers, ready_order_ids, ready_orders

__all__ = [
    "orders_for_papers",
    "ready_order_ids",
    "ready_orders",
]
