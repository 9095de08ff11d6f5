"""The work that `bench.checking` times: orders to check, the plain SQL that reads their rows, the check itself."""

from collections.abc import Sequence

from django.db import connection, transaction

from zhanggui.catalog.services import NewProduct, NewSku, enter_products
from zhanggui.inventory.services import set_stock
from zhanggui.inventory.values import StockRow
from zhanggui.kernel.arrays import id_array
from zhanggui.kernel.values import system_actor
from zhanggui.orders.rules import compile_rules
from zhanggui.orders.services import check_orders, ensure_rules
from zhanggui.orders.services.checking.around import look_around
from zhanggui.orders.services.checking.asked import asked_of
from zhanggui.orders.services.checking.facts import read_orders
from zhanggui.orders.services.checking.judging import Judge
from zhanggui.orders.services.checking.pausing import without_collecting
from zhanggui.orders.services.checking.prices import count_usual_prices
from zhanggui.orders.services.ensure_rules import rules_in_use
from zhanggui.orders.values import CheckSummary
from zhanggui.shops.queries import settings_of
from zhanggui.shops.services import create_shop

SKUS = 200
CHUNK = 10_000
_ORDERS = """
INSERT INTO orders_order (shop_id, channel, number, state, step, placed_at, placed_precision, paid_at, paid_precision,
    ship_by_at, sort_at, goods_amount, freight_amount, total_amount, paid_amount, refund_amount, refund_state, is_deposit,
    is_part_shipped, is_cod, has_buyer_note, is_held, status_text, close_reason, ship_method, title, piece_count, kind_count,
    seller_note, flag, flag_label, courier_name, waybill_no, payment_no, shop_label, extra, created_at, updated_at)
SELECT %(shop)s, 'taobao', (4000000000000000000 + g)::text, 'paid', 'to_check', t.at, 's', t.at + interval '5 min', 's',
    t.at + interval '48 h', t.at, 99, 0, 99, 99, 0, CASE WHEN g %% 100 = 7 THEN 'asked' ELSE 'none' END, false, false,
    g %% 33 = 0, g %% 9 = 0, false, '', '', '', '大豆香薰蜡烛', 2, 2, CASE WHEN g %% 60 = 1 THEN '加急发货' ELSE '' END,
    CASE WHEN g %% 40 = 0 THEN 1 END, '', '', '', '', '', '{}', t.at, t.at
FROM generate_series(1, %(count)s) g CROSS JOIN LATERAL (SELECT now() - (g || ' seconds')::interval * 2 AS at) t
"""
# One buyer in fifty comes twice, one door in a hundred has two buyers.
_CONTACTS = """
INSERT INTO orders_ordercontact (order_id, shop_id, buyer_nick, receiver_name, mobile, phone, phone_tail, address, province,
    city, district, division_code, postcode, address_quality, address_reason, is_masked, buyer_note, invoice_title, extra,
    sort_at)
SELECT id, shop_id, 'buyer' || b.n, '孙' || b.n, '138' || lpad(b.n::text, 8, '0'), '', right(lpad(b.n::text, 8, '0'), 4),
    '浙江省杭州市余杭区五常街道文一西路' || (id - CASE WHEN id %% 100 = 0 THEN 1 ELSE 0 END) || '号3幢501室', '浙江省', '杭州市',
    '余杭区', '330110', '', CASE WHEN id %% 25 = 0 THEN 'doubtful' ELSE 'complete' END, '', id %% 50 = 3,
    CASE WHEN has_buyer_note THEN '请发顺丰' ELSE '' END, '', '{}', sort_at
FROM orders_order CROSS JOIN LATERAL (SELECT id - CASE WHEN id %% 50 = 0 THEN 1 ELSE 0 END AS n) b WHERE shop_id = %(shop)s
"""
_LINES = """
INSERT INTO orders_orderline (shop_id, order_id, position, sub_number, title, attributes, sku_code, item_code, sku_id,
    product_id, quantity, price, refund_state, status_text, waybill_no, extra, sort_at)
SELECT o.shop_id, o.id, p.n, '', '大豆香薰蜡烛', '', s.code, '', s.id, s.product_id, 1,
    CASE WHEN o.id %% 500 = 0 THEN 9 ELSE 99 END, 'none', '', '', '{}', o.sort_at
FROM orders_order o CROSS JOIN generate_series(1, 2) p (n)
JOIN catalog_sku s ON s.shop_id = o.shop_id AND s.code = 'S' || (o.id + p.n) %% 200 WHERE o.shop_id = %(shop)s
"""
# What a check reads: order, contact, last result; goods with their usual price and stock; calls; holds; and the
# receivers of the orders around.
_FLOOR = (
    """
    SELECT o.id, o.number, o.is_held, o.has_buyer_note, o.flag, o.flag_label, o.is_cod, o.piece_count, o.refund_state,
        c.buyer_note, c.address_quality, c.address_reason, c.is_masked, o.seller_note, o.channel, o.courier_name,
        o.paid_amount, c.province, o.ship_by_at, o.paid_at, r.verified_how, r.verified_mark,
        c.receiver_name, c.mobile, c.phone, c.address, c.buyer_nick, c.phone_tail, o.sort_at
    FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
    LEFT JOIN orders_checkresult r ON r.order_id = o.id WHERE o.id = ANY(%s::bigint[])
    """,
    """
    SELECT l.order_id, l.sku_id, l.sku_code, l.attributes, l.quantity, l.refund_state, l.price, u.price
    FROM orders_orderline l LEFT JOIN orders_usualprice u ON u.shop_id = l.shop_id AND u.sku_id = l.sku_id
    WHERE l.order_id = ANY(%s::bigint[])
    """,
    "SELECT order_id, means, result FROM orders_calllog WHERE order_id = ANY(%s::bigint[])",
    "SELECT id, order_id, reason, rule_code, rule_version, cause FROM orders_orderhold WHERE order_id = ANY(%s::bigint[])",
)


def fill(count: int, code: str) -> tuple[int, list[int]]:
    """A shop with so many paid orders of two lines each, all rules on, stock for all; its id and theirs."""
    actor = system_actor()
    shop_id = create_shop(actor=actor, code=code, name=code).id
    products = [NewProduct(f"香薰 {n}", f"P{n}", (NewSku(f"S{n}"),)) for n in range(SKUS)]
    ids = enter_products(actor=actor, shop_id=shop_id, products=products)
    set_stock(actor=actor, shop_id=shop_id, rows=[StockRow(sku_id, count * 4) for sku_id in ids.values()])
    ensure_rules(shop_id)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_checkrule SET is_on = true WHERE shop_id = %s", [shop_id])
        for statement in (_ORDERS, _CONTACTS, _LINES):
            cursor.execute(statement, {"shop": shop_id, "count": count})
        cursor.execute("ANALYZE")
        cursor.execute("SELECT id FROM orders_order WHERE shop_id = %s ORDER BY ship_by_at, id", [shop_id])
        found = [row[0] for row in cursor.fetchall()]
    count_usual_prices(shop_id)
    return shop_id, found


def _chunks(ids: Sequence[int]) -> list[list[int]]:
    return [list(ids[place : place + CHUNK]) for place in range(0, len(ids), CHUNK)]


def read_floor(ids: Sequence[int]) -> None:
    """The plain SQL, fetched into Python."""
    with connection.cursor() as cursor:
        for some in _chunks(ids):
            for query in _FLOOR:
                cursor.execute(query, [id_array(some)])
                cursor.fetchall()


def read_and_judge(shop_id: int, ids: Sequence[int]) -> int:
    """Everything that a check does but promise stock and write; returns how many rules were tried."""
    settings = settings_of(shop_id)
    rules = compile_rules(rules_in_use(shop_id), settings)
    asked = asked_of(shop_id, rules, settings)
    around = look_around(asked, ids)
    for some in _chunks(ids):
        judge = Judge(rules).anew()
        with transaction.atomic(), without_collecting():
            for order in read_orders(some, asked, around):
                judge.add_stock(judge.before_stock(order), {})
    return len(rules)


def check_all(shop_id: int) -> CheckSummary:
    """The whole check with its results, holds, stock and events."""
    return check_orders(actor=system_actor(), shop_id=shop_id)
