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
from zhanggui.orders.services.agree_change import agree_change, undo_change
from zhanggui.orders.services.batch_orders import batch_orders, pack_orders, unbatch_orders, unpack_orders
from zhanggui.orders.services.check_orders import check_orders, recheck_order
from zhanggui.orders.services.confirm_address import confirm_address
from zhanggui.orders.services.decide_unreached import decide_unreached
from zhanggui.orders.services.difficult import close_difficult, follow_up, mark_difficult
from zhanggui.orders.services.ensure_rules import ensure_rules
from zhanggui.orders.services.export_orders import export_orders
from zhanggui.orders.services.hold_orders import hold_orders
from zhanggui.orders.services.instructions import (
    add_instruction,
    add_note_rule,
    change_note_rule,
    dismiss_instruction,
    ensure_note_rules,
    read_shop_notes,
    tick_instruction,
    untick_instruction,
)
from zhanggui.orders.services.joint.merge import merge_by_numbers, merge_orders, preview_merging
from zhanggui.orders.services.joint.split import let_parts_go, preview_splitting, split_by_number, split_order
from zhanggui.orders.services.joint.undo import undo_together
from zhanggui.orders.services.log_call import log_call
from zhanggui.orders.services.release_orders import release_hold, release_orders
from zhanggui.orders.services.request_export import (
    build_export,
    drop_expired_exports,
    export_obstacles,
    fetch_export,
    give_up_export,
    request_export,
    request_exports,
    settle_export,
    waiting_approval,
)
from zhanggui.orders.services.reveal_contact import reveal_contact
from zhanggui.orders.services.save_filter import change_filter_query, delete_filter, rename_filter, save_filter
from zhanggui.orders.services.send_back import send_back_to_check, undo_check
from zhanggui.orders.services.ship_orders import ship_orders, unship_orders
from zhanggui.orders.services.ship_parts import ship_parts, unship_parts
from zhanggui.orders.services.shortage.answering import answer_shortage, mark_shortage_told
from zhanggui.orders.services.shortage.choosing import choose_shortage, preview_shortage
from zhanggui.orders.services.shortage.leaving import let_arrived_go
from zhanggui.orders.services.shortage.paying_back import mark_paid_back, undo_paid_back
from zhanggui.orders.services.shortage.texts import set_buyer_text, set_buyer_texts
from zhanggui.orders.services.shortage.undoing import undo_shortage
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
    "add_instruction",
    "add_note_rule",
    "agree_change",
    "answer_shortage",
    "batch_orders",
    "build_export",
    "change_filter_query",
    "change_note_rule",
    "check_orders",
    "choose_shortage",
    "close_difficult",
    "confirm_address",
    "decide_unreached",
    "delete_filter",
    "dismiss_instruction",
    "drop_expired_exports",
    "ensure_note_rules",
    "ensure_rules",
    "export_obstacles",
    "export_orders",
    "fetch_export",
    "follow_up",
    "give_up_export",
    "hold_orders",
    "let_arrived_go",
    "let_parts_go",
    "log_call",
    "mark_difficult",
    "mark_paid_back",
    "mark_shortage_told",
    "merge_by_numbers",
    "merge_orders",
    "pack_orders",
    "preview_merging",
    "preview_shortage",
    "preview_splitting",
    "read_shop_notes",
    "recheck_order",
    "release_hold",
    "release_orders",
    "rename_filter",
    "request_export",
    "request_exports",
    "reveal_contact",
    "save_filter",
    "send_back_to_check",
    "set_buyer_text",
    "set_buyer_texts",
    "set_flag",
    "settle_export",
    "ship_orders",
    "ship_parts",
    "split_by_number",
    "split_order",
    "tick_instruction",
    "unbatch_orders",
    "undo_change",
    "undo_check",
    "undo_paid_back",
    "undo_shortage",
    "undo_together",
    "unpack_orders",
    "unship_orders",
    "unship_parts",
    "untick_instruction",
    "use_flag",
    "verify_by_ids",
    "verify_orders",
    "waiting_approval",
    "withdraw_remark",
    "write_note",
    "write_remark",
]
