"""The rules that every shop starts with."""

from zhanggui.orders.rules.evaluation import Rule
from zhanggui.orders.values import CallStanding, HoldReason

# A masked address is also incomplete, but the rule about masked contacts says so better.
INCOMPLETE_REASONS = ["", "empty", "province_only", "city_only", "district_only", "street_only", "detail_too_short"]

# What the manager has decided, or a buyer who confirmed, opens the gate; so does one logged try unless the shop is strict.
CALL_MISSING = [
    CallStanding.NONE.value,
    CallStanding.UNREACHED.value,
    CallStanding.CHANGED.value,
    CallStanding.REFUSED.value,
    CallStanding.EXHAUSTED.value,
]

SHIPPED_RULES: tuple[Rule, ...] = (
    Rule("note_present", HoldReason.BUYER_NOTE, {"all": [{"fact": "buyer_note", "op": "present"}]}),
    Rule("flag_present", HoldReason.FLAGGED, {"all": [{"fact": "flag", "op": "present"}]}),
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
        {
            "all": [
                {"fact": "is_cod", "op": "present"},
                {"fact": "call_standing", "op": "in", "value": CALL_MISSING},
            ]
        },
        version=2,
    ),
    Rule(
        "price_far",
        HoldReason.PRICE_FAR,
        {"all": [{"fact": "price_off_percent", "op": "over", "setting": "price_far_percent"}]},
    ),
    # Off until a shop switches them on: each of these would hold more than it saves in an ordinary shop.
    # Every cash on delivery waits for a call above; this one wants a buyer who has never paid so to confirm.
    Rule(
        "first_cod",
        HoldReason.FIRST_COD,
        {
            "all": [
                {"fact": "is_first_cod", "op": "present"},
                {"fact": "call_standing", "op": "in", "value": [CallStanding.TRIED.value, *CALL_MISSING]},
            ]
        },
        is_on=False,
    ),
    # The desk itself writes seller's notes while it releases orders, and would hold them again.
    Rule(
        "seller_note_present",
        HoldReason.SELLER_NOTE,
        {"all": [{"fact": "seller_note", "op": "present"}]},
        is_on=False,
    ),
    # Orders of one buyer are proposed to be shipped together, where a clerk sees equal ones side by side.
    Rule(
        "possible_duplicate",
        HoldReason.DUPLICATE,
        {"all": [{"fact": "duplicate_count", "op": "over", "value": 0}]},
        is_on=False,
    ),
    # A household is a proposal to ship together more often than a reason to stop.
    Rule(
        "same_household",
        HoldReason.HOUSEHOLD,
        {"all": [{"fact": "household_score", "op": "over", "setting": "household_likeness"}]},
        is_on=False,
    ),
    # Holding what is late already makes it later.
    Rule(
        "promise_at_risk",
        HoldReason.PROMISE_RISK,
        {"all": [{"fact": "hours_left_at_close", "op": "under", "setting": "promise_risk_hours"}]},
        is_on=False,
    ),
    Rule("refund_open", HoldReason.REFUND_OPEN, {"all": [{"fact": "refund_open", "op": "present"}]}),
    Rule(
        "stock_short",
        HoldReason.STOCK_SHORT,
        {"all": [{"fact": "short_items", "op": "present"}], "can_be_released": False},
    ),
)
