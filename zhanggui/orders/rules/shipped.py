"""The rules that every shop starts with."""

from zhanggui.orders.rules.evaluation import Rule
from zhanggui.orders.values import HoldReason

# A masked address is also incomplete, but the rule about masked contacts says so better.
INCOMPLETE_REASONS = ["", "empty", "province_only", "city_only", "district_only", "street_only", "detail_too_short"]

SHIPPED_RULES: tuple[Rule, ...] = (
    Rule("note_present", HoldReason.BUYER_NOTE, {"all": [{"fact": "buyer_note", "op": "present"}]}),
    Rule("flag_present", HoldReason.FLAGGED, {"all": [{"fact": "flag", "op": "over", "value": 0}]}),
    Rule(
        "address_incomplete",
        HoldReason.ADDRESS_INCOMPLETE,
        {
            "all": [
                {"fact": "address_quality", "op": "equals", "value": "incomplete"},
                {"fact": "address_reason", "op": "in", "value": INCOMPLETE_REASONS},
            ]
        },
    ),
    Rule(
        "address_doubtful",
        HoldReason.ADDRESS_DOUBTFUL,
        {"all": [{"fact": "address_quality", "op": "equals", "value": "doubtful"}]},
    ),
    Rule("contact_masked", HoldReason.CONTACT_MASKED, {"all": [{"fact": "contact_masked", "op": "present"}]}),
    Rule(
        "items_unknown",
        HoldReason.ITEMS_UNKNOWN,
        {
            "any": [
                {"fact": "line_count", "op": "equals", "value": 0},
                {"fact": "unknown_line_count", "op": "over", "value": 0},
                {"fact": "missing_piece_count", "op": "over", "value": 0},
            ]
        },
    ),
    Rule(
        "unusual_quantity",
        HoldReason.UNUSUAL_QUANTITY,
        {"all": [{"fact": "max_line_quantity", "op": "over", "setting": "unusual_quantity"}]},
    ),
    Rule(
        "cod_without_call",
        HoldReason.COD_CALL,
        {"all": [{"fact": "is_cod", "op": "present"}, {"fact": "call_count", "op": "equals", "value": 0}]},
    ),
    Rule("refund_open", HoldReason.REFUND_OPEN, {"all": [{"fact": "refund_open", "op": "present"}]}),
    Rule(
        "stock_short",
        HoldReason.STOCK_SHORT,
        {"all": [{"fact": "short_items", "op": "present"}], "can_be_released": False},
    ),
)
