"""Who verified what: a mark over goods, receiver and address tells whether it is still so (ORD-05)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from zhanggui.kernel.values import Actor
from zhanggui.orders.queries.verified import MARK, PERSON

_NOTE = f"""
INSERT INTO orders_checkresult (order_id, shop_id, checked_at, is_passed, verified_at, verified_by, verified_how,
    verified_mark)
SELECT o.id, o.shop_id, %(at)s, false, %(at)s, %(name)s, '{PERSON}', {MARK}
FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id WHERE o.id = ANY(%(ids)s)
ON CONFLICT (order_id) DO UPDATE SET verified_at = EXCLUDED.verified_at, verified_by = EXCLUDED.verified_by,
    verified_how = EXCLUDED.verified_how, verified_mark = EXCLUDED.verified_mark
"""
_FORGET = """
UPDATE orders_checkresult SET verified_at = NULL, verified_by = '', verified_how = '', verified_mark = ''
WHERE order_id = ANY(%s)
"""
_UNVERIFIED = f"""
SELECT o.id FROM orders_order o LEFT JOIN orders_checkresult r ON r.order_id = o.id
LEFT JOIN orders_ordercontact c ON c.order_id = o.id
WHERE o.id = ANY(%s) AND (r.verified_at IS NULL OR (o.updated_at > r.checked_at AND r.verified_mark <> {MARK}))
"""


def note_verified(actor: Actor, order_ids: Sequence[int], at: datetime) -> None:
    """Keep that a person verified orders as they lie here now."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"at": at, "name": actor.name, "ids": list(order_ids)})


def forget_verified(order_ids: Sequence[int]) -> None:
    """Orders that went back to checking must be verified again."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [list(order_ids)])


def unverified(order_ids: Sequence[int]) -> set[int]:
    """Those of the orders that nobody verified, or whose goods or address changed since."""
    with connection.cursor() as cursor:
        cursor.execute(_UNVERIFIED, [list(order_ids)])
        return {row[0] for row in cursor.fetchall()}
