"""Every change to orders, one file a verb. Bringing orders in lies in `intake`."""

from zhanggui.orders.errors import (
    ConsentMissing,
    HoldNotOpen,
    OrderNotFound,
    OrdersMoved,
    OrdersNotChecked,
    OrdersNotWaiting,
    ReasonMissing,
)
from zhanggui.orders.services.batch_orders import batch_orders, pack_orders, unbatch_orders, unpack_orders
from zhanggui.orders.services.change_contact import change_contact
from zhanggui.orders.services.check_orders import check_orders, recheck_order
from zhanggui.orders.services.confirm_address import confirm_address
from zhanggui.orders.services.ensure_rules import ensure_rules
from zhanggui.orders.services.export_orders import export_orders
from zhanggui.orders.services.hold_orders import hold_orders
from zhanggui.orders.services.log_call import log_call
from zhanggui.orders.services.release_orders import release_hold, release_orders
from zhanggui.orders.services.reveal_contact import reveal_contact
from zhanggui.orders.services.send_back import send_back_to_check, undo_check
from zhanggui.orders.services.ship_orders import mark_shipped, ship_orders, unship_orders
from zhanggui.orders.services.write_note import set_flag, write_note

__all__ = [
    "ConsentMissing",
    "HoldNotOpen",
    "OrderNotFound",
    "OrdersMoved",
    "OrdersNotChecked",
    "OrdersNotWaiting",
    "ReasonMissing",
    "batch_orders",
    "change_contact",
    "check_orders",
    "confirm_address",
    "ensure_rules",
    "export_orders",
    "hold_orders",
    "log_call",
    "mark_shipped",
    "pack_orders",
    "recheck_order",
    "release_hold",
    "release_orders",
    "reveal_contact",
    "send_back_to_check",
    "set_flag",
    "ship_orders",
    "unbatch_orders",
    "undo_check",
    "unpack_orders",
    "unship_orders",
    "write_note",
]
