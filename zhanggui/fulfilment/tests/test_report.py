from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader

from zhanggui.fulfilment.errors import NotOpen, SamePerson
from zhanggui.fulfilment.models import DailyReport
from zhanggui.fulfilment.queries import daily_report, not_shipped_rows, report_json
from zhanggui.fulfilment.services import (
    confirm_report,
    enter_waybill,
    export_report,
    pull_order,
    sign_report,
    unpack_parcel,
)
from zhanggui.fulfilment.services.set_aside import set_parcel_aside
from zhanggui.fulfilment.tests.factories import CLERK, KEEPER, MANAGER, NUMBERS, handed_over, packed, ready_shop
from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.models import Order
from zhanggui.orders.services import hold_orders
from zhanggui.orders.tests.factories import PAID_AT, make_order

pytestmark = pytest.mark.django_db

PAID_DAY = date(2026, 11, 20)
BATCH_DAY = date(2026, 11, 21)


def shipped_shop() -> int:
    shop_id = ready_shop()
    Order.objects.filter(number=NUMBERS[0]).update(seller_note="gift card", flag=1, is_cod=True)
    one, two, _three = packed(shop_id)
    enter_waybill(actor=KEEPER, shop_id=shop_id, number=one.number, waybill_no="SF1234567890123")
    unpack_parcel(actor=KEEPER, shop_id=shop_id, number=two.number)
    pull_order(actor=CLERK, shop_id=shop_id, number=two.number, reason="cancelled")
    return shop_id


def test_figures_of_the_day_that_orders_came_in() -> None:
    shop_id = ready_shop()
    make_order(shop_id, "next day", paid_at=PAID_AT + timedelta(hours=14))
    make_order(shop_id, "waits", step="to_check")
    hold_orders(actor=SYSTEM, shop_id=shop_id, numbers=[NUMBERS[2]], reason="wait")

    assert report_json(daily_report(shop_id, PAID_DAY)) == {
        "date": "2026-11-20",
        "shop": "qinghe",
        "state": "open",
        "batches": [],
        "orders_in": 4,
        "lines": 6,
        "pieces": 9,
        "parcels": 0,
        "amount": "512.00",
        "couriers": {},
        "requests": {},
        "shipped": 0,
        "open": {"manual": 1, "to_check": 1, "next_batch": 2},
        "not_shipped": [],
        "shortage": "",
        "damage": "",
        "signed_by": None,
        "confirmed_by": None,
    }


@pytest.mark.req("FUL-09")
def test_figures_of_the_batch_day_show_what_left_and_why_not() -> None:
    figures = daily_report(shipped_shop(), BATCH_DAY)

    assert figures.batches == ("B20261121-1",)
    assert (figures.parcels, figures.shipped, figures.couriers) == (2, 1, {"SF": 1})
    assert figures.open == {"to_ship": 1, "pulled": 1, "unstamped": 1}
    assert figures.requests == {"seller_note": 1, "cod": 1, "flag": 1}


@pytest.mark.req("FUL-08")
def test_signed_report_stays_as_it_is() -> None:
    shop_id = shipped_shop()

    signed = sign_report(actor=KEEPER, shop_id=shop_id, day=BATCH_DAY, shortage_note="1 tea", damage_note="")
    enter_waybill(actor=KEEPER, shop_id=shop_id, number="ZG26112100032", waybill_no="SF1234567890199")

    after = daily_report(shop_id, BATCH_DAY)
    assert after == signed
    assert (after.shipped, after.state, after.signed_by, after.shortage) == (1, "signed", "keeper", "1 tea")
    with pytest.raises(Conflict):
        sign_report(actor=KEEPER, shop_id=shop_id, day=BATCH_DAY)


@pytest.mark.req("FUL-08")
def test_keeper_says_why_each_parcel_has_not_left_and_it_stays_said() -> None:
    shop_id = shipped_shop()
    told = {"zg26112100032": "no box of that size"}

    sign_report(actor=KEEPER, shop_id=shop_id, day=BATCH_DAY, reasons=told)
    enter_waybill(actor=KEEPER, shop_id=shop_id, number="ZG26112100032", waybill_no="SF1234567890199")

    assert report_json(daily_report(shop_id, BATCH_DAY))["not_shipped"] == [
        {"order": NUMBERS[1], "parcel": "ZG26112100025", "state": "pulled", "reason": "cancelled"},
        {"order": NUMBERS[2], "parcel": "ZG26112100032", "state": "packed", "reason": "no box of that size"},
    ]


def test_reason_for_a_parcel_that_left_is_refused() -> None:
    shop_id = shipped_shop()

    with pytest.raises(NotOpen):
        sign_report(actor=KEEPER, shop_id=shop_id, day=BATCH_DAY, reasons={"ZG26112100018": "x"})

    assert daily_report(shop_id, BATCH_DAY).state == "open"


def test_parcel_that_was_set_aside_tells_its_trouble() -> None:
    shop_id = ready_shop()
    parcel = handed_over(shop_id).parcels.order_by("position")[0]
    facts = {"kind": "damaged", "sku_code": "mug", "quantity": 1, "note": "chipped"}
    set_parcel_aside(actor=KEEPER, shop_id=shop_id, number=parcel.number, **facts)

    with override("en"):
        rows = not_shipped_rows(shop_id, BATCH_DAY)

    title = parcel.lines.get(sku_code="mug").title
    assert rows[0].reason == f"Damaged or not as described: {title} ×1, chipped"
    assert [row.reason for row in rows[1:]] == ["", ""]


@pytest.mark.req("FUL-08")
def test_somebody_else_confirms_a_signed_report() -> None:
    shop_id = shipped_shop()
    both = actor_with("report.sign", "report.confirm", name="both", user_id=9)

    with pytest.raises(Conflict):
        confirm_report(actor=MANAGER, shop_id=shop_id, day=BATCH_DAY)
    sign_report(actor=both, shop_id=shop_id, day=BATCH_DAY)
    with pytest.raises(SamePerson):
        confirm_report(actor=both, shop_id=shop_id, day=BATCH_DAY)
    confirmed = confirm_report(actor=MANAGER, shop_id=shop_id, day=BATCH_DAY)

    assert (confirmed.state, confirmed.signed_by, confirmed.confirmed_by) == ("confirmed", "both", "manager")


def test_rights_are_needed_and_the_system_may_do_both() -> None:
    shop_id = ready_shop()

    with pytest.raises(NotAllowed):
        sign_report(actor=MANAGER, shop_id=shop_id, day=BATCH_DAY)
    with pytest.raises(NotAllowed):
        confirm_report(actor=KEEPER, shop_id=shop_id, day=BATCH_DAY)
    assert not DailyReport.objects.exists()
    sign_report(actor=SYSTEM, shop_id=shop_id, day=BATCH_DAY)
    assert confirm_report(actor=SYSTEM, shop_id=shop_id, day=BATCH_DAY).confirmed_by == "system"


@pytest.mark.req("FUL-09")
def test_report_is_written_as_workbook_and_pdf(tmp_path: Path) -> None:
    shop_id = shipped_shop()
    sign_report(actor=KEEPER, shop_id=shop_id, day=BATCH_DAY, shortage_note="少一盒茶")

    book = export_report(actor=MANAGER, shop_id=shop_id, day=BATCH_DAY, out=tmp_path / "r.xlsx")
    pdf = export_report(actor=MANAGER, shop_id=shop_id, day=BATCH_DAY, out=tmp_path / "r.pdf")

    sheets = load_workbook(book).worksheets
    assert ("B20261121-1") in [row[1] for row in sheets[0].values]
    assert [row[0] for row in sheets[1].values][1:] == [NUMBERS[1], NUMBERS[2]]
    text = PdfReader(pdf).pages[0].extract_text()
    assert "R20261121" in text
    assert "少一盒茶" in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.pdf", "r.xlsx"]
    with pytest.raises(InvalidInput):
        export_report(actor=MANAGER, shop_id=shop_id, day=BATCH_DAY, out=tmp_path / "r.doc")
