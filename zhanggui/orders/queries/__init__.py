"""Reading orders: lists, one order whole, counts, search, and what is ready for a batch."""

from zhanggui.orders.queries.as_json import order_detail_json, order_json, orders_page_json, read_fields
from zhanggui.orders.queries.comparison import (
    ComparedRow,
    Figures,
    Period,
    compare,
    comparison_json,
    read_period,
    totals,
)
from zhanggui.orders.queries.counts import (
    COUNT_CAP,
    DeskFigures,
    Figure,
    desk_figures,
    hold_counts,
    hold_figures,
    open_counts,
    view_counts,
)
from zhanggui.orders.queries.detail import order_detail, order_detail_by_id, order_number
from zhanggui.orders.queries.exports import ExportRow, export_row, exports_of
from zhanggui.orders.queries.filters import OrderFilters
from zhanggui.orders.queries.flags import (
    FlagPolicy,
    FlagUseRow,
    detail_without_hidden_flags,
    flag_policies,
    flag_uses,
    shops_seeing,
    without_hidden_flags,
)
from zhanggui.orders.queries.instructions import (
    instructions_of,
    numbers_with_open_instructions,
    open_instructions,
)
from zhanggui.orders.queries.joint import (
    MergeCandidate,
    Together,
    candidates_json,
    companions_of,
    due_parts,
    leads_of,
    merge_candidates,
    preview_json,
    shipping_facts,
    together_json,
    together_of,
)
from zhanggui.orders.queries.lists import list_orders
from zhanggui.orders.queries.open_figures import held_before_close, pressing_promises, work_by_channel
from zhanggui.orders.queries.ready import (
    missing_companion,
    orders_for_papers,
    parcel_conditions,
    ready_order_ids,
    ready_orders,
)
from zhanggui.orders.queries.remarks import RemarkRow
from zhanggui.orders.queries.rows import (
    CallRow,
    ContactRow,
    HoldRow,
    LineRow,
    OrderDetail,
    OrderPage,
    OrderRow,
)
from zhanggui.orders.queries.saved import SavedRow, saved_filters
from zhanggui.orders.queries.search import Hit, search

__all__ = [
    "COUNT_CAP",
    "CallRow",
    "ComparedRow",
    "ContactRow",
    "DeskFigures",
    "ExportRow",
    "Figure",
    "Figures",
    "FlagPolicy",
    "FlagUseRow",
    "Hit",
    "HoldRow",
    "LineRow",
    "MergeCandidate",
    "OrderDetail",
    "OrderFilters",
    "OrderPage",
    "OrderRow",
    "Period",
    "RemarkRow",
    "SavedRow",
    "Together",
    "candidates_json",
    "companions_of",
    "compare",
    "comparison_json",
    "desk_figures",
    "detail_without_hidden_flags",
    "due_parts",
    "export_row",
    "exports_of",
    "flag_policies",
    "flag_uses",
    "held_before_close",
    "hold_counts",
    "hold_figures",
    "instructions_of",
    "leads_of",
    "list_orders",
    "merge_candidates",
    "missing_companion",
    "numbers_with_open_instructions",
    "open_counts",
    "open_instructions",
    "order_detail",
    "order_detail_by_id",
    "order_detail_json",
    "order_json",
    "order_number",
    "orders_for_papers",
    "orders_page_json",
    "parcel_conditions",
    "pressing_promises",
    "preview_json",
    "read_fields",
    "read_period",
    "ready_order_ids",
    "ready_orders",
    "saved_filters",
    "search",
    "shipping_facts",
    "shops_seeing",
    "together_json",
    "together_of",
    "totals",
    "view_counts",
    "without_hidden_flags",
    "work_by_channel",
]
