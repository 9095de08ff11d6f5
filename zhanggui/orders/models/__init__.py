"""Tables of orders: the order and its facts, its lines, holds, checks, and the staging of imports."""

from zhanggui.orders.models.checking import CallLog, CheckResult, CheckRule, OrderHold
from zhanggui.orders.models.order import Order, OrderContact, OrderLine
from zhanggui.orders.models.staging import StagedLine, StagedOrder

__all__ = [
    "CallLog",
    "CheckResult",
    "CheckRule",
    "Order",
    "OrderContact",
    "OrderHold",
    "OrderLine",
    "StagedLine",
    "StagedOrder",
]
