"""What an order row may do to a stored order, field by field, as SQL conditions.

`s` is the staged row, `o` the stored order, `c` its contact; `x.older` says that the file is an
older snapshot than what is stored, `x.contact_is_ours`, `x.note_is_ours`, `x.flag_is_ours` that one of our people
changed these by hand. A condition that holds puts the field's name among `changed` or `conflicts`.
"""

RANKS = "ARRAY['unpaid','paid','shipped','completed','closed']::text[]"
TEXTS = (
    "status_text",
    "close_reason",
    "ship_method",
    "title",
    "courier_name",
    "waybill_no",
    "payment_no",
    "shop_label",
)
VALUES = ("payout_amount", "piece_count", "kind_count")
SWITCHES = ("is_deposit", "is_part_shipped")
LOOSE_TIMES = ("shipped_at", "completed_at", "ship_by_at")
AMOUNTS = ("goods_amount", "freight_amount", "total_amount")
MASKABLE = ("receiver_name", "mobile", "phone", "address")
CONTACT_TEXTS = (*MASKABLE, "buyer_nick", "postcode", "buyer_note", "invoice_title")
ADDRESS_GROUP = ("province", "city", "district", "division_code", "address_quality", "address_reason")
PERSONAL = (
    *CONTACT_TEXTS, *ADDRESS_GROUP, "phone_tail", "is_masked", "contact_extra", "seller_note"
)  # fmt: skip


def rank(value: str) -> str:
    """How far a state is; closed is the end."""
    return f"array_position({RANKS}, {value}::text)"


def width(precision: str) -> str:
    """How long a moment of that precision may last."""
    return f"CASE {precision} WHEN 'd' THEN interval '1 day' WHEN 'm' THEN interval '1 minute' ELSE interval '1 second' END"


def agrees(new: str, new_precision: str, old: str, old_precision: str) -> str:
    """Whether two moments are the same as far as the coarser one knows."""
    coarse_new = f"{old} >= {new} AND {old} < {new} + {width(new_precision)}"
    coarse_old = f"{new} >= {old} AND {new} < {old} + {width(old_precision)}"
    return f"(CASE WHEN {width(new_precision)} >= {width(old_precision)} THEN {coarse_new} ELSE {coarse_old} END)"


def is_given(name: str) -> str:
    """The file says something, and something else than what is stored.

    IS NOT NULL comes first everywhere: AND stops at false but goes on after NULL.
    """
    return f"s.{name} IS NOT NULL AND s.{name} <> '' AND s.{name} <> "


def mask_pattern(value: str) -> str:
    """A masked value as a LIKE pattern: each run of stars stands for anything."""
    quoted = f"replace(replace(replace({value}, '\\', '\\\\'), '%%', '\\%%'), '_', '\\_')"
    return rf"regexp_replace({quoted}, '\*+', '%%', 'g')"


def _text(name: str, *, ours: str = "false") -> str:
    return f"{is_given(name)} o.{name} AND (o.{name} = '' OR NOT (x.older OR {ours}))"


def _value(name: str, *, ours: str = "false") -> str:
    return f"s.{name} IS NOT NULL AND (o.{name} IS NULL OR s.{name} <> o.{name} AND NOT (x.older OR {ours}))"


def _loose_time(name: str) -> str:
    """Times without a stored precision: one that only lost seconds or the hour says nothing new."""
    same = f"s.{name} IN (o.{name}, date_trunc('minute', o.{name}), date_trunc('day', o.{name}, %(zone)s))"
    return f"s.{name} IS NOT NULL AND (o.{name} IS NULL OR s.{name} <> o.{name} AND NOT x.older AND NOT {same})"


def _moment(name: str, *, free: str) -> str:
    precision = name.replace("_at", "_precision")
    pair = (f"s.{name}", f"s.{precision}", f"o.{name}", f"o.{precision}")
    finer = f"{agrees(*pair)} AND {width(pair[1])} < {width(pair[3])}"
    differs = f"s.{name} <> o.{name} OR coalesce(s.{precision}, 's') <> o.{precision}"
    return f"s.{name} IS NOT NULL AND (o.{name} IS NULL OR ({differs}) AND ({finer} OR {free} AND NOT {agrees(*pair)}))"


def _moment_conflict(name: str, *, free: str) -> str:
    precision = name.replace("_at", "_precision")
    agreed = agrees(f"s.{name}", f"s.{precision}", f"o.{name}", f"o.{precision}")
    return f"s.{name} IS NOT NULL AND s.{name} <> o.{name} AND NOT {agreed} AND NOT ({free})"


UNPAID = "o.state = 'unpaid' AND NOT x.older"
_GROSS_AGREES = (
    "(s.paid_amount + coalesce(s.refund_amount, 0) = o.paid_amount + coalesce(o.refund_amount, 0)"
    " OR (s.refund_amount IS NULL OR o.refund_amount IS NULL) AND s.paid_amount = o.paid_amount)"
)
_PAID_CONFLICT = (
    f"s.paid_amount IS NOT NULL AND NOT {_GROSS_AGREES} AND o.state <> 'unpaid' AND coalesce(s.state, '') <> 'unpaid'"
)
_REFUND = (
    "s.refund_amount IS NOT NULL AND (s.refund_amount <> o.refund_amount AND NOT x.older"
    " OR o.refund_amount IS NULL AND (NOT x.older OR o.paid_amount IS NULL OR s.paid_amount = o.paid_amount))"
)
_STATE = (
    f"s.state IS NOT NULL AND s.state <> o.state AND {rank('s.state')} > {rank('o.state')} AND o.state <> 'completed'"
)
_REFUND_STATE = (
    "s.refund_state IS NOT NULL AND s.refund_state <> o.refund_state AND NOT x.older AND NOT EXISTS (SELECT 1 FROM orders_orderline l"
    " WHERE l.order_id = o.id AND l.refund_state <> 'none')"
)


def contact_value_agrees(name: str) -> str:
    """Whether a masked value and a full one, or two masked ones, can be the same."""
    return (
        f"(strpos(s.{name}, '*') > 0 AND c.{name} LIKE {mask_pattern(f's.{name}')}"
        f" OR strpos(c.{name}, '*') > 0 AND strpos(s.{name}, '*') > 0 AND s.{name} LIKE {mask_pattern(f'c.{name}')})"
    )


def _contact(name: str) -> str:
    agreed = contact_value_agrees(name) if name in (*MASKABLE, "buyer_nick") else "false"
    return (
        f"{is_given(name)} c.{name} AND (c.{name} = ''"
        f" OR NOT (x.older OR x.contact_is_ours) AND NOT {agreed} AND NOT {_hides(name)})"
    )


def _hides(name: str) -> str:
    """A masked value where the full one is known."""
    return f"(strpos(s.{name}, '*') > 0 AND strpos(c.{name}, '*') = 0)" if name in MASKABLE else "false"


def _contact_conflict(name: str) -> str:
    return (
        f"{is_given(name)} c.{name} AND c.{name} <> '' AND {_hides(name)}"
        f" AND NOT (x.older OR x.contact_is_ours) AND NOT {contact_value_agrees(name)}"
    )


def merged_extra(staged: str, stored: str) -> str:
    """Two bags of further columns as one; the newer file's values win."""
    return f"CASE WHEN x.older THEN {staged} || {stored} ELSE {stored} || {staged} END"


# What was erased for good stays empty, however often an old file is imported again.
_NOT_ERASED = "NOT jsonb_exists(c.extra, 'erased_on')"
CHANGES: dict[str, str] = {
    "state": _STATE,
    "placed_at": _moment("placed_at", free="false"),
    "paid_at": _moment("paid_at", free=UNPAID),
    **{name: _loose_time(name) for name in LOOSE_TIMES},
    # A promise that we only reckoned from the payment time gives way to the marketplace's own.
    "ship_by_at": f"{_loose_time('ship_by_at')} OR s.ship_by_at <> o.ship_by_at AND o.ship_by_at = o.paid_at"
    " + %(hours)s * interval '1 hour'",
    **{name: f"o.{name} IS NULL AND s.{name} IS NOT NULL" for name in AMOUNTS},
    "paid_amount": _value("paid_amount"),
    "refund_amount": _REFUND,
    "refund_state": _REFUND_STATE,
    **{name: _value(name) for name in VALUES},
    "flag": _value("flag", ours="x.flag_is_ours"),
    **{name: f"s.{name} <> o.{name} AND NOT x.older" for name in SWITCHES},
    "is_cod": "s.is_cod <> o.is_cod AND (s.is_cod OR NOT x.older)",
    **{name: _text(name) for name in TEXTS},
    "flag_label": _text("flag_label", ours="x.flag_is_ours"),
    "seller_note": f"{_NOT_ERASED} AND ({_text('seller_note', ours='x.note_is_ours')})",
    "extra": f"s.extra IS NOT NULL AND ({merged_extra('s.extra', 'o.extra')}) <> o.extra",
}
CONTACT_CHANGES: dict[str, str] = {
    **{name: f"{_NOT_ERASED} AND {_contact(name)}" for name in CONTACT_TEXTS},
    "contact_extra": f"{_NOT_ERASED} AND s.contact_extra IS NOT NULL"
    f" AND ({merged_extra('s.contact_extra', 'c.extra')}) <> c.extra",
}
CONFLICTS: dict[str, str] = {
    "state": "o.state = 'completed' AND s.state = 'closed'",
    **{name: f"s.{name} <> o.{name}" for name in AMOUNTS},
    "paid_amount": _PAID_CONFLICT,
    "refund_amount": _PAID_CONFLICT,
    "placed_at": _moment_conflict("placed_at", free="false"),
    "paid_at": _moment_conflict("paid_at", free="o.state = 'unpaid'"),
}
CONTACT_CONFLICTS: dict[str, str] = {name: _contact_conflict(name) for name in MASKABLE}


def names_where(conditions: dict[str, str]) -> str:
    """An array of the names whose condition holds."""
    cases = ", ".join(f"CASE WHEN {condition} THEN '{name}' END" for name, condition in conditions.items())
    return f"array_remove(ARRAY[{cases}]::text[], NULL)"
