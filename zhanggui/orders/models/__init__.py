"""Tables of orders: the order and its facts, its lines, holds, checks, and the staging of imports."""

from zhanggui.orders.models.agreed import AgreedChange
from zhanggui.orders.models.checking import (
    BacktestOrders,
    CallLog,
    CheckedRuleSet,
    CheckResult,
    CheckRule,
    CheckRuleVersion,
    OrderHold,
    RuleBacktest,
    UsualPrice,
)
from zhanggui.orders.models.desk import OrderExport, SavedFilter
from zhanggui.orders.models.difficult import DifficultOrder, DifficultStep
from zhanggui.orders.models.instructions import NoteRule, OrderInstruction
from zhanggui.orders.models.joint import JointMember, JointShipment, OrderPart, OrderPartLine, OrderSplit
from zhanggui.orders.models.notes import FlagUse, OrderRemark
from zhanggui.orders.models.open_work import OpenWorkChange
from zhanggui.orders.models.order import Order, OrderContact, OrderLine
from zhanggui.orders.models.shortage import BuyerText, ShortageChoice
from zhanggui.orders.models.staging import StagedLine, StagedOrder

__all__ = [
    "AgreedChange",
    "BacktestOrders",
    "BuyerText",
    "CallLog",
    "CheckResult",
    "CheckRule",
    "CheckRuleVersion",
    "CheckedRuleSet",
    "DifficultOrder",
    "DifficultStep",
    "FlagUse",
    "JointMember",
    "JointShipment",
    "NoteRule",
    "OpenWorkChange",
    "Order",
    "OrderContact",
    "OrderExport",
    "OrderHold",
    "OrderInstruction",
    "OrderLine",
    "OrderPart",
    "OrderPartLine",
    "OrderRemark",
    "OrderSplit",
    "RuleBacktest",
    "SavedFilter",
    "ShortageChoice",
    "StagedLine",
    "StagedOrder",
    "UsualPrice",
]
