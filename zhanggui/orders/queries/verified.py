"""The mark of what a person verifies: it changes with goods, receiver and address (ORD-05)."""

PERSON, AUTOMATIC = "person", "auto"
# What a line says to the mark; lines come in the order of their places.
_LINE = "concat_ws('~', coalesce(l.sku_id, 0), l.sku_code, l.attributes, l.quantity)"
MARK_OF_LINES = f"string_agg({_LINE}, ';' ORDER BY l.position)"


def mark_over(lines: str) -> str:
    """The mark over the order `o`, its contact `c` and the text of its lines.

    Twelve digits tell a change; they cannot be turned back into an address.
    """
    return f"left(md5(concat_ws('|', o.id, c.receiver_name, c.mobile, c.phone, c.address, {lines})), 12)"


MARK = mark_over(f"(SELECT {MARK_OF_LINES} FROM orders_orderline l WHERE l.order_id = o.id)")
