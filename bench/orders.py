"""Every filter and search of the order list at a million orders: first page, and the page after row 50,000.

`python -m bench.orders [orders]`; the goal is under 50 ms of server time, for one shop and for five together.
"""

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from math import isnan, nan
from typing import Any

from bench.homes import bench_home, percentile, set_up_django

SHOPS = 5
DEEP = 50_000
_ORDERS = """
INSERT INTO orders_order (shop_id, channel, number, state, step, placed_at, placed_precision, paid_at, paid_precision,
    shipped_at, ship_by_at, sort_at, goods_amount, freight_amount, total_amount, paid_amount, refund_amount, refund_state,
    is_deposit, is_part_shipped, is_cod, has_buyer_note, is_held, status_text, close_reason, ship_method, title,
    piece_count, kind_count, seller_note, flag, flag_label, courier_name, waybill_no, payment_no, shop_label, extra,
    created_at, updated_at)
SELECT s.id, 'taobao', (4000000000000000000 + g)::text,
    CASE WHEN g %% 50 < 2 THEN 'paid' WHEN g %% 50 < 4 THEN 'unpaid' WHEN g %% 50 < 8 THEN 'shipped' WHEN g %% 50 < 10 THEN
    'closed' ELSE 'completed' END, CASE WHEN g %% 100 = 1 THEN 'checked' ELSE 'to_check' END, t.at, 's',
    t.at + interval '5 min', 's', NULL, t.at + interval '48 h', t.at, 99, 0, 99, 99, 0,
    CASE WHEN g %% 100 = 7 THEN 'refunded' ELSE 'none' END, false, false, g %% 97 = 0, g %% 9 = 0, g %% 150 = 0, '', '', '快递',
    '大豆香薰蜡烛', 1, 1, CASE WHEN g %% 60 = 1 THEN '加急发货' ELSE '' END, NULLIF(g %% 40, 0) %% 6, '', (ARRAY['中通快递','圆通速递','韵达快递'])[1 + g %% 3],
    'YT' || (1000000000000 + g), '', '', '{}', t.at, t.at
FROM generate_series(1, %s) g
JOIN shops_shop s ON s.id = (SELECT min(id) FROM shops_shop) + (g * 31 / 7) %% 5
CROSS JOIN LATERAL (SELECT now() - (g || ' seconds')::interval * 25 AS at) t
"""
_CONTACTS = """
INSERT INTO orders_ordercontact (order_id, shop_id, buyer_nick, receiver_name, mobile, phone, phone_tail, address, province,
    city, district, division_code, postcode, address_quality, address_reason, is_masked, buyer_note, invoice_title, extra,
    sort_at)
SELECT id, shop_id, 'buyer' || id %% 300000, substr('赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨', (1 + id %% 16)::int, 1) ||
    substr('伟芳娜敏静丽强磊军洋勇艳杰娟涛明', (1 + (id / 16) %% 16)::int, 1) ||
    substr('一子文宇佳雨晨思梓浩然欣怡轩涵诗', (1 + (id / 256) %% 16)::int, 1), '138' || lpad((id %% 100000000)::text, 8, '0'), '',
    lpad((id %% 10000)::text, 4, '0'), '浙江省杭州市余杭区', '浙江省', '杭州市', '余杭区', '330110', '', 'complete', '', false, '',
    '', '{}', sort_at
FROM orders_order
"""
_LINES = """
INSERT INTO orders_orderline (shop_id, order_id, position, sub_number, title, attributes, sku_code, item_code, sku_id,
    product_id, quantity, price, refund_state, status_text, waybill_no, extra, sort_at)
SELECT o.shop_id, o.id, 1, o.number, '大豆香薰蜡烛', '', 'S' || o.id %% 200, '', p.id, p.id, 1, 99, 'none', '', '', '{}', o.sort_at
FROM orders_order o
JOIN catalog_product p ON p.shop_id = o.shop_id AND p.item_code = 'P' || o.id %% 200
"""


def fill(count: int) -> list[int]:
    """Five shops with a share each; returns their ids."""
    from django.db import connection  # noqa: PLC0415  reason: Django is set up late

    from zhanggui.catalog.services import NewProduct, NewSku, enter_products  # noqa: PLC0415  reason: as above
    from zhanggui.kernel.values import system_actor  # noqa: PLC0415  reason: as above
    from zhanggui.shops.queries import shop_cards  # noqa: PLC0415  reason: as above
    from zhanggui.shops.services import create_shop  # noqa: PLC0415  reason: as above

    actor = system_actor()
    for index in range(1, SHOPS):
        create_shop(actor=actor, code=f"bench{index}", name=f"Bench {index}")
    ids = sorted(card.id for card in shop_cards())
    for shop_id in ids:
        products = [NewProduct(f"商品 {n} 香薰", f"P{n}", (NewSku(f"S{n}"),)) for n in range(200)]
        enter_products(actor=actor, shop_id=shop_id, products=products)
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS, [count])
        cursor.execute(_CONTACTS, [])
        # Joining every order to its product must not fall into a loop over all products.
        cursor.execute("ANALYZE orders_order, catalog_product")
        cursor.execute(_LINES, [])
        cursor.execute(
            "INSERT INTO orders_orderhold (shop_id, order_id, reason, cause, note, rule_code, owner_position, placed_at,"
            " placed_by, released_by, release_reason, sort_at) SELECT shop_id, id,"
            " (ARRAY['buyer_note','stock_short','address_doubtful'])[1 + id % 3], '{}', '', '', 'checking_clerk',"
            " sort_at, 'system', '', '', sort_at FROM orders_order WHERE is_held"
        )
        cursor.execute("ANALYZE")
    return ids


def cases() -> dict[str, Any]:
    """The shipped filters and searches, those with few and those with very many orders."""
    from django.utils import timezone  # noqa: PLC0415  reason: Django is set up late

    from zhanggui.orders.queries import OrderFilters  # noqa: PLC0415  reason: as above

    now = timezone.now()
    month_ago, week_ago = now - timedelta(days=30), now - timedelta(days=7)
    return {
        "all": OrderFilters(),
        "to check": OrderFilters(state="paid", step="to_check"),
        "checked": OrderFilters(state="paid", step="checked"),
        "by promise": OrderFilters(state="paid", sort="promise"),
        "due soon": OrderFilters(state="paid", due_before=now, sort="promise"),
        "shipped": OrderFilters(state="shipped"),
        "completed": OrderFilters(state="completed"),
        "held": OrderFilters(is_held=True),
        "hold reason": OrderFilters(hold="stock_short"),
        "channel": OrderFilters(channel="taobao"),
        "channel, closed": OrderFilters(channel="taobao", state="closed"),
        "placed in a month": OrderFilters(placed_from=month_ago, placed_to=now),
        "paid in a week": OrderFilters(paid_from=week_ago, paid_to=now),
        "flag": OrderFilters(flag=3),
        "buyer's note": OrderFilters(has_note=True),
        "refunded": OrderFilters(refund_state="refunded"),
        "courier": OrderFilters(courier="中通快递"),
        "number": OrderFilters(number="4000000000000500000"),
        "number's end": OrderFilters(number="00777"),
        "phone tail": OrderFilters(phone="4321"),
        "phone": OrderFilters(phone="13800004321"),
        "name of two": OrderFilters(receiver_name="赵伟"),
        "name of three": OrderFilters(receiver_name="钱芳一"),
        "nick, one buyer": OrderFilters(buyer_nick="buyer123456"),
        "nick, many": OrderFilters(buyer_nick="buyer1"),
        "waybill": OrderFilters(waybill="YT1000000543210"),
        "product": OrderFilters(product_text="商品 17"),
        "products, many": OrderFilters(product_text="香薰"),
        "remark": OrderFilters(remark="加急"),
    }


def milliseconds(call: Callable[[], Any], times: int = 7) -> float:
    """Median over some calls."""
    found = []
    for _index in range(times):
        start = time.perf_counter()
        call()
        found.append((time.perf_counter() - start) * 1000)
    return percentile(found, 0.5)


def main(count: int) -> None:
    """Print a row a case, and the slowest figure."""
    with bench_home():
        set_up_django()
        ids = fill(count)
        from django.db import connection  # noqa: PLC0415  reason: Django is set up late
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  reason: as above

        from zhanggui.orders.queries import list_orders  # noqa: PLC0415  reason: as above

        print(f"{count:,} orders; ms for: one shop first, after {DEEP:,}; five shops first, after {DEEP:,}; statements")
        slowest = 0.0
        for name, filters in cases().items():
            row: list[float] = []
            statements: set[int] = set()
            for shops in (ids[:1], ids):
                for cursor in (None, list_orders(filters, shops, limit=DEEP).next):
                    if cursor is None and len(row) % 2:
                        row.append(nan)
                        continue
                    with CaptureQueriesContext(connection) as ran:
                        list_orders(filters, shops, cursor=cursor)
                    statements.add(len(ran))
                    row.append(milliseconds(partial(list_orders, filters, shops, cursor=cursor)))
            slowest = max([slowest, *(value for value in row if not isnan(value))])
            print(f"{name:20}" + "".join(f"{value:9.1f}" for value in row) + f"   {sorted(statements)}", flush=True)
        print(f"slowest {slowest:.0f} ms (goal 50)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
