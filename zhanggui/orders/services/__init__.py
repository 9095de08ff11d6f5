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
from zhanggui.orders.services.request_export import (
    build_export,
    drop_expired_exports,
    export_obstacles,
    fetch_export,
    give_up_export,
    request_export,
    settle_export,
    waiting_approval,
)
from zhanggui.orders.services.reveal_contact import reveal_contact
from zhanggui.orders.services.save_filter import delete_filter, rename_filter, save_filter
from zhanggui.orders.services.send_back import send_back_to_check, undo_check
from zhanggui.orders.services.ship_orders import mark_shipped, ship_orders, unship_orders
from zhanggui.orders.services.use_flags import use_flag
from zhanggui.orders.services.verify_orders import verify_by_ids, verify_orders
from zhanggui.orders.services.write_note import set_flag, write_note
from zhanggui.orders.services.write_remark import withdraw_remark, write_remark

__all__ = [
    "ConsentMissing",
    "HoldNotOpen",
    "OrderNotFound",
    "OrdersMoved",
    "OrdersNotChecked",
    "OrdersNotWaiting",
    "ReasonMissing",
    "batch_orders",
    "build_export",
    "change_contact",
    "check_orders",
    "confirm_address",
    "delete_filter",
    "drop_expired_exports",
    "ensure_rules",
    "export_obstacles",
    "export_orders",
    "fetch_export",
    "give_up_export",
    "hold_orders",
    "log_call",
    "mark_shipped",
    "pack_orders",
    "recheck_order",
    "release_hold",
    "release_orders",
    "rename_filter",
    "request_export",
    "reveal_contact",
    "save_filter",
    "send_back_to_check",
    "set_flag",
    "settle_export",
    "ship_orders",
    "unbatch_orders",
    "undo_check",
    "unpack_orders",
    "unship_orders",
    "use_flag",
    "verify_by_ids",
    "verify_orders",
    "waiting_approval",
    "withdraw_remark",
    "write_note",
    "write_remark",
]
