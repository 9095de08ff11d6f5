"""Tables of orders: the order and its facts, its lines, holds, checks, and the staging of imports."""

from zhanggui.orders.models.checking import CallLog, CheckResult, CheckRule, OrderHold
from zhanggui.orders.models.desk import OrderExport, SavedFilter
from zhanggui.orders.models.notes import FlagUse, OrderRemark
from zhanggui.orders.models.order import Order, OrderContact, OrderLine
from zhanggui.orders.models.staging import StagedLine, StagedOrder

__all__ = [
    "CallLog",
    "CheckResult",
    "CheckRule",
    "FlagUse",
    "Order",
    "OrderContact",
    "OrderExport",
    "OrderHold",
    "OrderLine",
    "OrderRemark",
    "SavedFilter",
    "StagedLine",
    "StagedOrder",
]
