"""Whole orders for ids: one statement each for contacts, lines and holds, whatever the count."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection

from zhanggui.customers.queries import mask_name, mask_phone
from zhanggui.kernel.arrays import id_array
from zhanggui.orders.queries.rows import NO_CONTACT, ContactRow, HoldRow, LineRow, OrderRow

ORDER_COLUMNS = (
    "id, shop_id, channel, number, state, step, is_held, placed_at, paid_at, ship_by_at, shipped_at, completed_at, sort_at,"
    " goods_amount, freight_amount, total_amount, paid_amount, refund_amount, payout_amount, refund_state, is_deposit,"
    " is_part_shipped, is_cod, has_buyer_note, status_text, close_reason, title, piece_count, seller_note, flag, flag_label,"
    " courier_name, waybill_no, updated_at, remark_count"
)
_CONTACTS = """
SELECT order_id, buyer_nick, receiver_name, mobile, phone, province, city, district, address, address_quality,
       address_reason, is_masked, buyer_note
FROM orders_ordercontact WHERE order_id = ANY(%s)
"""
_LINES = """
SELECT order_id, id, position, title, attributes, sku_code, sku_id, product_id, quantity, price, paid_amount,
       refund_amount, refund_state, status_text
FROM orders_orderline WHERE order_id = ANY(%s) ORDER BY order_id, position
"""
HOLD_COLUMNS = (
    "id, reason, cause, note, rule_code, rule_version, owner_position, until_at, placed_at, placed_by, released_at,"
    " released_by, release_reason"
)
_HOLDS = f"""
SELECT order_id, {HOLD_COLUMNS} FROM orders_orderhold WHERE order_id = ANY(%s) AND released_at IS NULL
ORDER BY order_id, id
"""


def complete_orders(rows: Sequence[tuple[Any, ...]], *, is_clear: bool = False) -> list[OrderRow]:
    """Add contact, lines and open holds to rows of ORDER_COLUMNS. Three statements."""
    if not rows:
        return []
    ids = id_array(row[0] for row in rows)
    lines: defaultdict[int, list[LineRow]] = defaultdict(list)
    holds: defaultdict[int, list[HoldRow]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_CONTACTS, [ids])
        contacts = {row[0]: contact_row(row[1:], is_clear=is_clear) for row in cursor.fetchall()}
        cursor.execute(_LINES, [ids])
        for order_id, *line in cursor.fetchall():
            lines[order_id].append(LineRow(*line))
        cursor.execute(_HOLDS, [ids])
        for order_id, *hold in cursor.fetchall():
            holds[order_id].append(hold_row(hold))
    return [
        OrderRow(*(*row, contacts.get(row[0], NO_CONTACT), tuple(lines[row[0]]), tuple(holds[row[0]]))) for row in rows
    ]


def contact_row(values: Sequence[Any], *, is_clear: bool) -> ContactRow:
    """A contact as stored, masked unless clear."""
    nick, name, mobile, phone, province, city, district, address, quality, reason, is_masked, note = values
    number = mobile or phone
    if not is_clear:
        # Parsing each address would cost more than the page: its division is stored beside it.
        name, number, nick = mask_name(name), mask_phone(number), mask_name(nick)
        address = f"{province}{city}{district}****" if address else ""
    return ContactRow(nick, name, number, province, city, district, address, quality, reason, is_masked, note)


def hold_row(values: Sequence[Any]) -> HoldRow:
    """A hold of HOLD_COLUMNS."""
    hold_id, reason, cause, *rest = values
    return HoldRow(hold_id, reason, json.loads(cause), *rest)
