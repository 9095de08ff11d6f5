"""The mark of what a person verifies: it changes with goods, receiver and address (ORD-05)."""

PERSON, AUTOMATIC = "person", "auto"
# Over the order `o` and its contact `c`. Twelve digits tell a change; they cannot be turned back into an address.
MARK = """left(md5(concat_ws('|', o.id, c.receiver_name, c.mobile, c.phone, c.address, (
    SELECT string_agg(concat_ws('~', coalesce(l.sku_id, 0), l.sku_code, l.attributes, l.quantity), ';' ORDER BY l.position)
    FROM orders_orderline l WHERE l.order_id = o.id))), 12)"""
