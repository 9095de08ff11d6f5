"""Orders as a file."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest

from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.errors import UnknownChoice, UnknownField
from zhanggui.orders.queries import OrderFilters
from zhanggui.orders.services import export_orders
from zhanggui.orders.tests.factories import PAID_AT, make_order, make_shop
from zhanggui.orders.values import EXPORT_ORDERS

pytestmark = pytest.mark.django_db
COLUMNS = ["number", "paid_at", "paid_amount", "receiver_name", "phone", "seller_note"]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_file_holds_the_listed_orders_masked_and_safe(file_format: str) -> None:
    shop = make_shop()
    make_order(shop.id, "2000000000000012345", seller_note="=HYPERLINK(1)", paid_amount=Decimal("-0.50"))
    make_order(shop.id, "2", seller_note="plain", placed_at=PAID_AT - timedelta(days=1))
    make_order(shop.id, "3", state="closed")
    out = io.BytesIO()

    count = export_orders(
        actor=SYSTEM,
        filters=OrderFilters(state="paid"),
        shops=[shop.id],
        out=out,
        columns=COLUMNS,
        file_format=file_format,
    )

    assert count == 2
    if file_format == "csv":
        rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[1:] == [
        ["2000000000000012345", "2026-11-20 10:00:00", "-0.50", "孙**", "138****5521", "'=HYPERLINK(1)"],
        ["2", "2026-11-20 10:00:00", "128.00", "孙**", "138****5521", "plain"],
    ]
    assert Event.objects.get(kind="orders.exported").data == {"rows": 2, "columns": COLUMNS, "format": file_format}


def test_an_export_needs_the_right_in_every_shop() -> None:
    shop, other = make_shop(), make_shop("other")

    with pytest.raises(NotAllowed):
        export_orders(
            actor=actor_with(EXPORT_ORDERS, shop_id=shop.id),
            filters=OrderFilters(),
            shops=[shop.id, other.id],
            out=io.BytesIO(),
        )


def test_unknown_columns_and_formats_are_refused() -> None:
    with pytest.raises(UnknownField):
        export_orders(actor=SYSTEM, filters=OrderFilters(), shops=[], out=io.BytesIO(), columns=["mobile"])
    with pytest.raises(UnknownChoice):
        export_orders(actor=SYSTEM, filters=OrderFilters(), shops=[], out=io.BytesIO(), file_format="pdf")
