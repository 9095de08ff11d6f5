"""The shipped Olist mapping on a composed set of the same shape, and on the public files."""

import csv
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from zhanggui.channels.errors import OtherCurrency
from zhanggui.channels.tests.import_files import counters, make_shop, run
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.imports.models import ImportFinding
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order, OrderLine
from zhanggui.orders.services import check_orders
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
DATA = os.environ.get("ZHANGGUI_DATA")

ORDERS = [
    ("order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at",
     "order_delivered_carrier_date", "order_delivered_customer_date", "order_estimated_delivery_date"),
    ("a" * 32, "c1", "delivered", "2018-01-02 10:00:00", "2018-01-02 10:05:00", "2018-01-03 09:00:00",
     "2018-01-09 12:00:00", "2018-01-20 00:00:00"),
    ("b" * 32, "c2", "shipped", "2018-01-03 10:00:00", "2018-01-03 10:05:00", "2018-01-04 09:00:00", "",
     "2018-01-21 00:00:00"),
    ("c" * 32, "c3", "canceled", "2018-01-04 10:00:00", "", "", "", "2018-01-22 00:00:00"),
    ("d" * 32, "c4", "processing", "2018-01-05 10:00:00", "2018-01-05 10:05:00", "", "", "2018-01-23 00:00:00"),
    ("e" * 32, "c5", "created", "2018-01-06 10:00:00", "", "", "", "2018-01-24 00:00:00"),
]  # fmt: skip
ITEMS = [
    ("order_id", "order_item_id", "product_id", "seller_id", "shipping_limit_date", "price", "freight_value"),
    ("a" * 32, "1", "p1", "s1", "2018-01-08 10:00:00", "58.90", "13.29"),
    ("a" * 32, "2", "p2", "s1", "2018-01-07 10:00:00", "10.00", "1.01"),
    ("b" * 32, "1", "p1", "s1", "2018-01-09 10:00:00", "58.90", "13.29"),
    ("d" * 32, "1", "p2", "s2", "2018-01-10 10:00:00", "10.00", "7.00"),
    ("e" * 32, "1", "p2", "s2", "2018-01-11 10:00:00", "10.00", "7.00"),
]  # fmt: skip
CUSTOMERS = [
    ("customer_id", "customer_unique_id", "customer_zip_code_prefix", "customer_city", "customer_state"),
    *((f"c{number}", f"u{number}", f"0141{number}", "sao paulo", "SP") for number in range(1, 6)),
    ("c9", "u9", "99999", "nowhere", "XX"),
]
PAYMENTS = [
    ("order_id", "payment_sequential", "payment_type", "payment_installments", "payment_value"),
    ("a" * 32, "1", "credit_card", "2", "80.00"),
    ("a" * 32, "2", "voucher", "1", "3.20"),
    ("b" * 32, "1", "boleto", "1", "72.19"),
    ("d" * 32, "1", "boleto", "1", "17.00"),
]
PRODUCTS = [("product_id", "product_category_name", "product_photos_qty"), ("p1", "perfumaria", "1"), ("p2", "", "2")]


def write(folder: Path, name: str, rows: Sequence[Sequence[str]]) -> Path:
    path = folder / name
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def write_set(folder: Path) -> list[Path]:
    tables = {"orders": ORDERS, "items": ITEMS, "customers": CUSTOMERS, "payments": PAYMENTS, "products": PRODUCTS}
    return [write(folder, f"olist_{name}.csv", rows) for name, rows in tables.items()]


def brazil(code: str = "olist") -> ShopCard:
    return make_shop(code, currency="BRL", timezone="America/Sao_Paulo")


def test_five_files_become_orders_with_sums_of_joined_rows(tmp_path: Path) -> None:
    shop = brazil()

    report = run(shop, write_set(tmp_path), mapping="olist")

    assert counters(report) == {"rows": 22, "imported": 10, "skipped": 12}
    assert (report["orders_new"], report["lines_new"], report["errors"]) == (5, 5, [])
    states = dict(Order.objects.filter(shop_id=shop.id).values_list("number", "state"))
    assert [states[letter * 32] for letter in "abcde"] == ["completed", "shipped", "closed", "paid", "unpaid"]
    first = Order.objects.select_related("contact").get(number="a" * 32)
    assert (first.goods_amount, first.freight_amount) == (Decimal("68.90"), Decimal("14.30"))
    assert (first.total_amount, first.paid_amount) == (Decimal("83.20"), Decimal("83.20"))
    assert first.placed_at == datetime(2018, 1, 2, 12, 0, tzinfo=UTC)
    assert first.paid_at == datetime(2018, 1, 2, 12, 5, tzinfo=UTC)
    assert first.ship_by_at == datetime(2018, 1, 7, 12, 0, tzinfo=UTC)
    assert (first.title, first.piece_count, first.channel) == ("perfumaria", 2, "other")
    assert first.contact.address == "sao paulo, SP, 01411"
    assert (first.contact.city, first.contact.province, first.contact.postcode) == ("sao paulo", "SP", "01411")
    assert (first.contact.address_quality, first.contact.buyer_nick) == ("complete", "u1")
    assert first.extra == {"payment_type": "credit_card", "estimated_delivery": "2018-01-20 00:00:00"}
    lines = OrderLine.objects.filter(order=first).order_by("position")
    assert [(line.sub_number, line.sku_code, line.title, line.quantity, line.price) for line in lines] == [
        ("a" * 32 + "-1", "p1", "perfumaria", 1, Decimal("58.90")),
        ("a" * 32 + "-2", "p2", "p2", 1, Decimal("10.00")),
    ]
    closed = Order.objects.get(number="c" * 32)
    assert (closed.goods_amount, closed.paid_amount, closed.piece_count) == (None, None, None)


def test_second_import_changes_nothing(tmp_path: Path) -> None:
    shop = brazil()
    files = write_set(tmp_path)
    run(shop, files, mapping="olist")

    again = run(shop, files, mapping="olist")

    assert counters(again) == {"rows": 22, "unchanged": 10, "skipped": 12}


def test_orders_to_ship_pass_the_check_when_stock_is_there(tmp_path: Path) -> None:
    shop = brazil()
    run(shop, write_set(tmp_path), mapping="olist")

    checked = check_orders(actor=SYSTEM, shop_id=shop.id)

    assert checked.held == {"stock_short": 1}


def test_products_may_be_left_out_but_not_payments(tmp_path: Path) -> None:
    shop = brazil()
    files = write_set(tmp_path)

    report = run(shop, files[:4], mapping="olist")
    assert report["orders_new"] == 5
    assert OrderLine.objects.filter(title="p1").count() == 2

    with pytest.raises(InvalidInput) as wrong:
        run(shop, files[:3], mapping="olist")
    assert wrong.value.code == "mappings.file_missing"
    assert wrong.value.params["file"] == "payments"


def test_other_currency_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    shop = make_shop("yuan")

    with pytest.raises(OtherCurrency) as wrong:
        run(shop, write_set(tmp_path), mapping="olist")

    assert (wrong.value.code, wrong.value.params) == (
        "mappings.other_currency",
        {"currency": "BRL", "shop_currency": "CNY"},
    )
    assert "BRL" in str(wrong.value)
    assert Order.objects.count() == 0


def test_bad_cells_name_file_and_column_and_only_their_row_stays_out(tmp_path: Path) -> None:
    shop = brazil()
    files = write_set(tmp_path)
    write(tmp_path, "olist_payments.csv", [*PAYMENTS[:3], ("b" * 32, "1", "boleto", "1", "7x.19"), PAYMENTS[4]])
    write(tmp_path, "olist_customers.csv", [CUSTOMERS[0], ("", *CUSTOMERS[1][1:]), *CUSTOMERS[2:]])

    report = run(shop, files, mapping="olist")

    assert [(e["file"], e["row"], e["column"], e["code"]) for e in report["errors"]] == [
        ("olist_orders.csv", 3, "payments.payment_value", "imports.amount_value"),
        ("olist_customers.csv", 2, "customer_id", "mappings.no_key"),
    ]
    assert counters(report) == {"rows": 22, "imported": 9, "skipped": 11, "quarantined": 2}


def test_a_file_that_fits_nothing_is_named(tmp_path: Path) -> None:
    shop = brazil()
    stray = write(tmp_path, "reviews.csv", [("review_id", "order_id"), ("1", "2")])

    with pytest.raises(InvalidInput) as wrong:
        run(shop, [*write_set(tmp_path), stray], mapping="olist")

    assert wrong.value.code == "mappings.no_file_fits"
    assert wrong.value.params["file"] == "reviews.csv"
    assert ImportFinding.objects.count() == 0


@pytest.mark.skipif(not DATA, reason="ZHANGGUI_DATA is not set")
def test_public_files_come_in_whole_and_a_second_import_changes_nothing() -> None:
    shop = brazil()
    folder = Path(str(DATA)) / "olist"
    files = [
        folder / f"olist_{name}_dataset.csv.gz" for name in ("orders", "order_items", "customers", "order_payments")
    ]

    report = run(shop, files, mapping="olist")

    assert (report["orders_new"], report["lines_new"], report["quarantined"]) == (23_015, 26_290, 0)
    assert report["rows"] == 23_015 + 26_290 + 23_015 + 24_063
    assert Order.objects.filter(shop_id=shop.id, state="completed").count() == 22_487
    again = run(shop, files, mapping="olist")
    assert (again["unchanged"], again["imported"], again["updated"]) == (23_015 + 26_290, 0, 0)
