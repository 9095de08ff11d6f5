"""Composes whole Taobao exports, seeded: for the demo shop, the tests and the benches."""

from zhanggui.channels.connectors.taobao.compose.files import (
    write_item_file,
    write_order_file,
    write_pair,
)
from zhanggui.channels.connectors.taobao.compose.mix import Mix
from zhanggui.channels.connectors.taobao.compose.orders import compose_orders, iterate_orders
from zhanggui.channels.connectors.taobao.compose.products import compose_skus
from zhanggui.channels.connectors.taobao.compose.shapes import (
    ComposedLine,
    ComposedOrder,
    ComposedSku,
)

__all__ = [
    "ComposedLine",
    "ComposedOrder",
    "ComposedSku",
    "Mix",
    "compose_orders",
    "compose_skus",
    "iterate_orders",
    "write_item_file",
    "write_order_file",
    "write_pair",
]
