"""One row an order: what the rules that are tried ask of it, its contact, its goods and its last check."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection

from zhanggui.kernel.arrays import id_array
from zhanggui.orders.queries.results import RESULT_COLUMNS
from zhanggui.orders.queries.verified import MARK_OF_LINES, PERSON, mark_over
from zhanggui.orders.services.checking.asked import Asked
from zhanggui.orders.services.checking.goods import GOODS_OF_LINES

# In the order of their ids, so that nobody closes or changes one meanwhile and no two checks wait for each other.
_LOCK = """
SELECT count(*) FROM (
    SELECT id FROM orders_order WHERE id = ANY(%s::bigint[]) AND shop_id = %s AND state = 'paid' AND step = 'to_check'
    ORDER BY id FOR NO KEY UPDATE
) o
"""
# Which facts need a column, the column, and what stands there when no rule asks: equal rows are judged once.
_COLUMNS: Sequence[tuple[tuple[str, ...], str, str]] = (
    (("buyer_note",), "COALESCE(c.buyer_note, '')", "''"),
    (("buyer_note",), "o.has_buyer_note", "false"),
    (("seller_note",), "o.seller_note", "''"),
    (("flag",), "COALESCE(o.flag, 0)", "0"),
    (("flag_label",), "o.flag_label", "''"),
    (("address_quality", "address_reason"), "COALESCE(c.address_quality, '')", "'complete'"),
    (("address_quality", "address_reason"), "COALESCE(c.address_reason, '')", "''"),
    (("contact_masked",), "COALESCE(c.is_masked, false)", "false"),
    (("province",), "COALESCE(c.province, '')", "''"),
    (("channel",), "o.channel", "''"),
    (("courier",), "o.courier_name", "''"),
    (("paid_amount",), "o.paid_amount", "NULL::numeric"),
    (("missing_piece_count",), "COALESCE(o.piece_count, 0)", "0"),
    (("is_cod", "is_first_cod"), "o.is_cod", "false"),
    (("refund_open",), "o.refund_state", "'none'"),
    (("price_off_percent",), "g.price_off", "NULL::int"),
)
_HOURS_LEFT = "floor(extract(epoch FROM o.ship_by_at - %(close)s) / 3600)::int"
# A present costs nothing and is no mistake, so lines without a price say nothing here.
_PRICE_OFF = """max(CASE WHEN l.price > 0 AND u.price > 0 AND l.refund_state <> 'refunded' THEN
    CASE WHEN l.price = u.price THEN 0 ELSE round(abs(l.price - u.price) * 100 / u.price)::int END END) AS price_off"""
_USUAL_PRICES = "LEFT JOIN orders_usualprice u ON u.shop_id = l.shop_id AND u.sku_id = l.sku_id"
_FROM = f"""
FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
LEFT JOIN orders_checkresult r ON r.order_id = o.id
LEFT JOIN (
    SELECT l.order_id, {GOODS_OF_LINES} AS goods {{more}}
    FROM orders_orderline l LEFT JOIN (
        SELECT q.line_id, sum(q.quantity) AS pieces FROM orders_ordersplit s
        JOIN orders_orderpart p ON p.split_id = s.id JOIN orders_orderpartline q ON q.part_id = p.id
        WHERE s.order_id = ANY(%(ids)s::bigint[]) AND s.undone_at IS NULL AND (p.is_later OR p.shipped_at IS NOT NULL)
        GROUP BY 1
    ) away ON away.line_id = l.id {{prices}}
    WHERE l.order_id = ANY(%(ids)s::bigint[]) GROUP BY l.order_id
) g ON g.order_id = o.id
WHERE o.id = ANY(%(ids)s::bigint[])
"""
_TO_CHECK = f"""
SELECT o.id, g.goods, o.is_held, o.updated_at >= %(at)s, {mark_over("g.mark")},
    CASE WHEN r.verified_how = '{PERSON}' THEN r.verified_mark END, r.order_id IS NOT NULL, {{columns}}
{_FROM} AND o.shop_id = %(shop)s AND o.state = 'paid' AND o.step = 'to_check'
"""
_PAST = f"""
SELECT o.id, g.goods, o.state, o.refund_state, o.ship_by_at, COALESCE(o.paid_at, o.sort_at), {RESULT_COLUMNS}, {{columns}}
{_FROM}
"""


def lock_orders(ids: Collection[int], shop_id: int) -> None:
    """Lock those of the orders that are to be checked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [id_array(ids), shop_id])


def rows_to_check(ids: Collection[int], asked: Asked) -> list[tuple[Any, ...]]:
    """Id, goods, is held, changed since the check began, mark, mark that a person verified, has a result; then what rules ask."""
    columns = [column if asked.asks(*facts) else unasked for facts, column, unasked in _COLUMNS]
    columns.append(_HOURS_LEFT if asked.asks("hours_left_at_close") else "NULL::int")
    return _fetch(_TO_CHECK, columns, f", {MARK_OF_LINES} AS mark", ids, asked)


def rows_of_past(ids: Collection[int], asked: Asked) -> list[tuple[Any, ...]]:
    """Id, goods, state, refund, promise, moment of paying, the four columns of the last result; then all columns."""
    return _fetch(_PAST, [column for _facts, column, _unasked in _COLUMNS], "", ids, asked)


def _fetch(query: str, columns: Sequence[str], more: str, ids: Collection[int], asked: Asked) -> list[tuple[Any, ...]]:
    asks_price = asked.is_past or asked.asks("price_off_percent")
    text = query.format(
        columns=", ".join(columns),
        more=f"{more}, {_PRICE_OFF}" if asks_price else more,
        prices=_USUAL_PRICES if asks_price else "",
    )
    facts: dict[str, Any] = {
        "ids": id_array(ids),
        "shop": asked.shop_id,
        "at": asked.at,
        "close": asked.closes.after(asked.at),
    }
    with connection.cursor() as cursor:
        cursor.execute(text, facts)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
