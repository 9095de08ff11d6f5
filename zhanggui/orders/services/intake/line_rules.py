"""What an item row may do to a stored line, as SQL conditions; see `order_rules` for the letters.

`l` is the stored line, `w.by_ordinal` says that it was found by its place in the order, `x.goods_are_ours` that its
goods were changed with the buyer's consent.
"""

from zhanggui.orders.services.intake.order_rules import agrees, is_given

# What a change agreed with the buyer rewrites; a later file does not take it back (ORD-07).
AGREED = ("title", "attributes", "sku_code")
TEXTS = (*AGREED, "item_code", "status_text", "waybill_no")
AMOUNTS = ("payable_amount", "paid_amount", "refund_amount")
FREE_PAYMENT = "o.state = 'unpaid'"


def _time_conflict(name: str, *, free: str) -> str:
    """The order's own times, as the item file gives them."""
    precision = name.replace("_at", "_precision")
    agreed = agrees(f"s.{name}", f"s.{precision}", f"o.{name}", f"o.{precision}")
    return f"s.{name} IS NOT NULL AND s.{name} <> o.{name} AND NOT {agreed} AND NOT ({free})"


CHANGES: dict[str, str] = {
    "sub_number": "s.sub_number IS NOT NULL AND s.sub_number <> '' AND l.sub_number = ''",
    **{name: f"{is_given(name)} l.{name} AND (l.{name} = '' OR NOT x.older)" for name in TEXTS},
    **{
        name: f"{is_given(name)} l.{name} AND (l.{name} = '' OR NOT x.older) AND NOT x.goods_are_ours"
        for name in AGREED
    },
    **{
        name: f"s.{name} IS NOT NULL AND (l.{name} IS NULL OR s.{name} <> l.{name} AND NOT x.older)" for name in AMOUNTS
    },
    "price": "l.price IS NULL AND s.price IS NOT NULL",
    "refund_state": "s.refund_state IS NOT NULL AND s.refund_state <> l.refund_state AND (NOT x.older OR l.refund_state = 'none')",
    "extra": "s.extra IS NOT NULL"
    " AND (CASE WHEN x.older THEN s.extra || l.extra ELSE l.extra || s.extra END) <> l.extra",
    "sku": "l.sku_id IS NULL AND w.sku_id IS NOT NULL",
}
ORDER_CONFLICTS: dict[str, str] = {
    "placed_at": _time_conflict("placed_at", free="false"),
    "paid_at": _time_conflict("paid_at", free=FREE_PAYMENT),
}
CONFLICTS: dict[str, str] = {
    "price": "s.price <> l.price",
    "quantity": "s.quantity <> l.quantity",
    "title": "w.by_ordinal AND s.title <> '' AND l.title <> '' AND s.title <> l.title AND NOT x.goods_are_ours",
    **ORDER_CONFLICTS,
}
