"""Every filter and search of the order list at a million orders: first page, and the page after row 50,000.

`python -m bench.orders [orders]`; the goal is under 50 ms of server time, for one shop and for five together.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from bench.homes import bench_home, percentile, set_up_django

SHOPS = 5
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
    '大豆香薰蜡烛', 1, 1, '', NULLIF(g %% 40, 0) %% 6, '', (ARRAY['中通快递','圆通速递','韵达快递'])[1 + g %% 3],
    'YT' || (1000000000000 + g), '', '', '{}', t.at, t.at
FROM generate_series(1, %s) g
JOIN shops_shop s ON s.id = (SELECT min(id) FROM shops_shop) + g %% 5
CROSS JOIN LATERAL (SELECT now() - (g || ' seconds')::interval * 25 AS at) t
"""
_CONTACTS = """
INSERT INTO orders_ordercontact (order_id, shop_id, buyer_nick, receiver_name, mobile, phone, phone_tail, address, province,
    city, district, division_code, postcode, address_quality, address_reason, is_masked, buyer_note, invoice_title, extra,
    sort_at)
SELECT id, shop_id, 'buyer' || id %% 300000, substr('赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨', 1 + id %% 16::int, 1) ||
    substr('伟芳娜敏静丽强磊军洋勇艳杰娟涛明', 1 + (id / 16) %% 16::int, 1) ||
    substr('一子文宇佳雨晨思梓浩然欣怡轩涵诗', 1 + (id / 256) %% 16::int, 1), '138' || lpad((id %% 100000000)::text, 8, '0'), '',
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
        cursor.execute(_LINES, [])
        cursor.execute(
            "INSERT INTO orders_orderhold (shop_id, order_id, reason, cause, note, rule_code, owner_position, placed_at,"
            " placed_by, released_by, release_reason, sort_at) SELECT shop_id, id, 'buyer_note', '{}', '', '', 'checking_clerk',"
            " sort_at, 'system', '', '', sort_at FROM orders_order WHERE is_held"
        )
        cursor.execute("ANALYZE")
    return ids


def cases() -> dict[str, Any]:
    """The shipped filters and searches."""
    from zhanggui.orders.queries import OrderFilters  # noqa: PLC0415  reason: Django is set up late

    return {
        "all": OrderFilters(),
        "state": OrderFilters(state="shipped"),
        "to check": OrderFilters(state="paid", step="to_check"),
        "number": OrderFilters(number="4000000000000500000"),
        "phone tail": OrderFilters(phone_tail="4321"),
        "name of two": OrderFilters(receiver_name="赵伟"),
        "name prefix": OrderFilters(receiver_name="钱芳一"),
        "product": OrderFilters(product="商品 7"),
        "courier": OrderFilters(courier="中通快递"),
        "held": OrderFilters(hold="buyer_note"),
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
    """Print a row a case."""
    with bench_home():
        set_up_django()
        ids = fill(count)
        from zhanggui.orders.queries import list_orders  # noqa: PLC0415  reason: Django is set up late

        print(f"{count:,} orders; ms for: one shop first, after 50,000; five shops first, after 50,000")
        for name, filters in cases().items():
            row = []
            for shops in (ids[:1], ids):
                deep = list_orders(filters=filters, shops=shops, limit=50_000).next

                def page(cursor: str | None, shops: list[int] = shops, filters: Any = filters) -> float:
                    return milliseconds(lambda: list_orders(filters=filters, shops=shops, limit=50, cursor=cursor))

                row += [page(None), page(deep) if deep else float("nan")]
            print(f"{name:14}" + "".join(f"{value:9.1f}" for value in row))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
