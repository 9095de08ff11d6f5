"""The public Tmall report: composed in its form, and whole when ZHANGGUI_DATA is set (section 6 of the formats)."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum

from zhanggui.channels.tests.import_files import counters, make_shop, run
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order, OrderHold
from zhanggui.orders.services import check_orders

pytestmark = pytest.mark.django_db
DATA = os.environ.get("ZHANGGUI_DATA")
REPORT = """订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额
1,178.8,0.0,上海,2020-02-21 00:00:00,2020-02-21 00:00:02,178.8
2,21.0,21.0,内蒙古自治区,2020-02-20 23:59:54,2020-02-21 00:00:02,0.0
3,37.0,0.0,安徽省,2020-02-20 23:59:35,,0.0
4,157.0,100.0,湖南省,2020-02-20 23:58:34,2020-02-20 23:58:44,57.0
"""
EXCEL = REPORT.replace(" ,", ",").replace("2020-02-20 23:58:34", "2020/2/20 23:58").replace("0.0", "0")


def test_report_makes_orders_without_items_and_holds_the_paid_ones(tmp_path: Path) -> None:
    shop = make_shop()
    path = tmp_path / "tmall_order_report.csv"
    path.write_text(REPORT, "utf-8", newline="\r\n")

    report = run(shop, [path])

    assert (report["kind"], counters(report)) == ("tmall_report", {"rows": 4, "imported": 4})
    rows = Order.objects.filter(shop_id=shop.id).order_by("number")
    assert [(row.state, row.refund_state, row.channel) for row in rows] == [
        ("closed", "refunded", "tmall"),
        ("paid", "none", "tmall"),
        ("unpaid", "none", "tmall"),
        ("paid", "refunded", "tmall"),
    ]
    assert [(row.total_amount, row.paid_amount, row.refund_amount) for row in rows] == [
        (Decimal("178.80"), Decimal("0.00"), Decimal("178.80")),
        (Decimal("21.00"), Decimal("21.00"), Decimal("0.00")),
        (Decimal("37.00"), Decimal("0.00"), Decimal("0.00")),
        (Decimal("157.00"), Decimal("100.00"), Decimal("57.00")),
    ]
    check_orders(actor=SYSTEM, shop_id=shop.id)
    held = OrderHold.objects.filter(reason="items_unknown", released_at=None).values_list("order__number", flat=True)
    assert sorted(held) == ["2", "4"]

    path.write_text(EXCEL, "utf-8")
    assert counters(run(shop, [path])) == {"rows": 4, "unchanged": 4}


@pytest.mark.skipif(not DATA, reason="ZHANGGUI_DATA is not set")
def test_public_report_comes_in_whole() -> None:
    shop = make_shop()
    path = Path(str(DATA)) / "tmall_orders" / "tmall_order_report.csv"

    report = run(shop, [path])

    assert counters(report) == {"rows": 20_621, "imported": 20_621}
    sums = Order.objects.filter(shop_id=shop.id).aggregate(paid=Sum("paid_amount"), total=Sum("total_amount"))
    lines = path.read_text("utf-8").splitlines()[1:]
    assert sums["total"] == sum((Decimal(line.split(",")[1]) for line in lines), Decimal(0))
    assert sums["paid"] == sum((Decimal(line.split(",")[2]) for line in lines), Decimal(0))
    assert counters(run(shop, [path])) == {"rows": 20_621, "unchanged": 20_621}
