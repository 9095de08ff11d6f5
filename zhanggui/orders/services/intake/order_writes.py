"""The statements that write orders and their contacts."""

from zhanggui.orders.services.intake import order_rules as rules

_PLAIN_TEXTS = (*rules.TEXTS, "seller_note", "flag_label")
_PLAIN_VALUES = (*rules.AMOUNTS, *rules.VALUES, "paid_amount", "refund_amount", "flag", "shipped_at", "completed_at")
_SWITCHES = (*rules.SWITCHES, "is_cod")
_SHIP_BY = "%(hours)s * interval '1 hour'"
SOME_STATE = "CASE WHEN {}.paid_at IS NOT NULL THEN 'paid' ELSE 'unpaid' END"


def _precision(name: str) -> str:
    moment = f"{name}_at"
    return f"CASE WHEN s.{moment} IS NULL THEN '' ELSE coalesce(s.{name}_precision, 's') END"


def _insert(table: str, columns: dict[str, str]) -> str:
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())}"
        " FROM intake_order w JOIN orders_stagedorder s ON s.id = w.staged_id WHERE w.is_new"
    )


INSERT_ORDERS = _insert(
    "orders_order",
    {
        "id": "w.order_id",
        "shop_id": "%(shop)s",
        "channel": "s.channel",
        "number": "s.number",
        "state": f"coalesce(s.state, {SOME_STATE.format('s')})",
        "step": "'to_check'",
        "placed_at": "s.placed_at",
        "placed_precision": _precision("placed"),
        "paid_at": "s.paid_at",
        "paid_precision": _precision("paid"),
        "ship_by_at": f"coalesce(s.ship_by_at, s.paid_at + {_SHIP_BY})",
        "sort_at": "coalesce(s.placed_at, %(now)s)",
        **{name: f"s.{name}" for name in _PLAIN_VALUES},
        **{name: f"coalesce(s.{name}, '')" for name in _PLAIN_TEXTS},
        **{name: f"coalesce(s.{name}, false)" for name in _SWITCHES},
        "refund_state": "coalesce(s.refund_state, 'none')",
        "has_buyer_note": "coalesce(s.buyer_note, '') <> ''",
        "is_held": "false",
        "extra": "coalesce(s.extra, '{}')",
        "batch_id": "%(batch)s",
        "last_batch_id": "%(batch)s",
        "created_at": "%(now)s",
        "updated_at": "%(now)s",
    },
)
_IS_MASKED = "strpos(concat(s.receiver_name, s.mobile, s.phone, s.address), '*') > 0"
INSERT_CONTACTS = _insert(
    "orders_ordercontact",
    {
        "order_id": "w.order_id",
        "shop_id": "%(shop)s",
        **{name: f"coalesce(s.{name}, '')" for name in (*rules.CONTACT_TEXTS, *rules.ADDRESS_GROUP, "phone_tail")},
        "is_masked": f"coalesce(s.is_masked, {_IS_MASKED})",
        "extra": "coalesce(s.contact_extra, '{}')",
        "sort_at": "coalesce(s.placed_at, %(now)s)",
    },
)


def _taken(name: str, *, target: str, new: str = "", when: str = "") -> str:
    """`name = new` if the field (or the one it goes with) is among the changed ones."""
    return f"{name} = CASE WHEN '{when or name}' = ANY(w.changed) THEN {new or f's.{name}'} ELSE {target}.{name} END"


def _extra(staged: str, stored: str) -> str:
    return f"CASE WHEN w.older THEN {staged} || {stored} ELSE {stored} || {staged} END"


_SET_SHIP_BY = f"""
ship_by_at = CASE WHEN 'ship_by_at' = ANY(w.changed) THEN s.ship_by_at
    WHEN 'paid_at' = ANY(w.changed) AND (o.ship_by_at IS NULL OR o.ship_by_at = o.paid_at + {_SHIP_BY})
    THEN s.paid_at + {_SHIP_BY} ELSE o.ship_by_at END"""
_ORDER_SET = (
    *(_taken(name, target="o") for name in (*_PLAIN_VALUES, *_PLAIN_TEXTS, *_SWITCHES)),
    _taken("state", target="o"),
    _taken("refund_state", target="o"),
    _taken("placed_at", target="o"),
    _taken("paid_at", target="o"),
    _taken("placed_precision", target="o", new=_precision("placed"), when="placed_at"),
    _taken("paid_precision", target="o", new=_precision("paid"), when="paid_at"),
    _taken("sort_at", target="o", new="s.placed_at", when="placed_at"),
    _taken("has_buyer_note", target="o", new="true", when="buyer_note"),
    _taken("extra", target="o", new=_extra("s.extra", "o.extra")),
    _SET_SHIP_BY,
    "last_batch_id = %(batch)s",
    "updated_at = %(now)s",
)
_FROM = "FROM intake_order w JOIN orders_stagedorder s ON s.id = w.staged_id"
_WHERE = "w.repeat = %(repeat)s AND w.verdict = 'updated'"
UPDATE_ORDERS = f"UPDATE orders_order o SET {', '.join(_ORDER_SET)} {_FROM} WHERE o.id = w.order_id AND {_WHERE}"


def _resulting(name: str) -> str:
    return f"CASE WHEN '{name}' = ANY(w.changed) THEN s.{name} ELSE c.{name} END"


_ALL_MASKABLE = ", ".join(_resulting(name) for name in rules.MASKABLE)
_CONTACT_SET = (
    *(_taken(name, target="c") for name in rules.CONTACT_TEXTS),
    *(_taken(name, target="c", new=f"coalesce(s.{name}, '')", when="address") for name in rules.ADDRESS_GROUP),
    "phone_tail = CASE WHEN w.changed && '{mobile,phone}'::text[] THEN coalesce(s.phone_tail, '') ELSE c.phone_tail END",
    f"is_masked = strpos(concat({_ALL_MASKABLE}), '*') > 0",
    _taken("extra", target="c", new=_extra("s.contact_extra", "c.extra"), when="contact_extra"),
)
UPDATE_CONTACTS = (
    f"UPDATE orders_ordercontact c SET {', '.join(_CONTACT_SET)} {_FROM}"
    f" WHERE c.order_id = w.order_id AND {_WHERE} AND w.changed && %(names)s"
)
