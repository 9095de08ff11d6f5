import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from zhanggui.fulfilment.errors import (
    AlreadyShipped,
    NotHandedOver,
    OrderGone,
    ParcelNotFound,
    UnknownExport,
    WaybillForm,
    WaybillUsed,
    WrongState,
)
from zhanggui.fulfilment.events import ParcelShipped
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries import parcels_without_number
from zhanggui.fulfilment.services import close_batch, enter_waybill, export_waybills, pull_order
from zhanggui.fulfilment.services.export_waybills import TAOBAO_HEADER
from zhanggui.fulfilment.tests.factories import (
    AT,
    CLERK,
    KEEPER,
    NUMBERS,
    closed,
    handed_over,
    order_of,
    packed,
    ready_shop,
)
from zhanggui.inventory.tests.factories import stock_of
from zhanggui.kernel.errors import InvalidInput, NotAllowed
from zhanggui.kernel.events import announce
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order
from zhanggui.orders.services import release_orders
from zhanggui.orders.tests.factories import open_reasons, standing

pytestmark = pytest.mark.django_db

SF = "SF1234567890123"


@pytest.mark.req("FUL-14")
def test_number_ships_parcel_order_and_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    shop_id = ready_shop()
    parcel = packed(shop_id)[0]
    heard: list[ParcelShipped] = []
    monkeypatch.setitem(announce._SUBSCRIBERS, ParcelShipped, [heard.append])

    shipped = enter_waybill(
        actor=KEEPER, shop_id=shop_id, number=parcel.number, courier="顺丰", waybill_no=" sf1234567890123\t"
    )

    assert (shipped.state, shipped.courier, shipped.waybill_no) == ("shipped", "SF", SF)
    order = order_of(shop_id, NUMBERS[0])
    assert (order.state, order.waybill_no, order.courier_name) == ("shipped", SF, "顺丰")
    assert sorted(stock_of(shop_id).values()) == [(98, 4), (99, 2)]
    assert [(event.order_id, event.waybill_no) for event in heard] == [(order.pk, SF)]
    assert [row.position for row in parcels_without_number(shop_id)] == [2, 3]


def test_same_number_again_changes_nothing_and_another_is_refused() -> None:
    shop_id = ready_shop()
    one, two, _three = packed(shop_id)
    enter_waybill(actor=KEEPER, shop_id=shop_id, number=one.number, waybill_no=SF)

    assert enter_waybill(actor=KEEPER, shop_id=shop_id, number=one.number, waybill_no=SF).state == "shipped"
    with pytest.raises(AlreadyShipped):
        enter_waybill(actor=KEEPER, shop_id=shop_id, number=one.number, waybill_no="SF1234567890124")
    with pytest.raises(WaybillUsed):
        enter_waybill(actor=KEEPER, shop_id=shop_id, number=two.number, waybill_no=SF)
    assert Parcel.objects.filter(state="shipped").count() == 1


def test_unready_parcels_and_wrong_forms_are_refused() -> None:
    shop_id = ready_shop()
    batch = closed(shop_id)
    number = batch.parcels.get(position=1).number

    with pytest.raises(NotHandedOver):
        enter_waybill(actor=KEEPER, shop_id=shop_id, number=number, waybill_no=SF)
    batch.state = "handed_over"
    batch.save()
    with pytest.raises(WrongState) as unpacked:
        enter_waybill(actor=KEEPER, shop_id=shop_id, number=number, waybill_no=SF)
    assert unpacked.value.code == "fulfilment.not_packed"
    Parcel.objects.filter(number=number).update(state="packed")
    with pytest.raises(WaybillForm):
        enter_waybill(actor=KEEPER, shop_id=shop_id, number=number, courier="SF", waybill_no="YT1234567890123")
    with pytest.raises(ParcelNotFound):
        enter_waybill(actor=KEEPER, shop_id=shop_id, number="ZG0", waybill_no=SF)
    with pytest.raises(NotAllowed):
        enter_waybill(actor=CLERK, shop_id=shop_id, number=number, waybill_no=SF)
    Order.objects.filter(number=NUMBERS[0]).update(state="closed")
    with pytest.raises(OrderGone):
        enter_waybill(actor=KEEPER, shop_id=shop_id, number=number, waybill_no=SF)


def test_export_writes_gbk_ids_as_text_once(tmp_path: Path) -> None:
    shop_id = ready_shop()
    enter_waybill(actor=KEEPER, shop_id=shop_id, number=packed(shop_id)[0].number, waybill_no=SF)
    out = tmp_path / "up" / "ship.csv"

    first = export_waybills(actor=KEEPER, shop_id=shop_id, out=out)

    assert (first.file, first.parcels) == (str(out), 1)
    rows = list(csv.reader(io.StringIO(out.read_bytes().decode("gbk"))))
    assert rows == [list(TAOBAO_HEADER), [f'="{NUMBERS[0]}"', "顺丰速运", f'="{SF}"']]
    assert Parcel.objects.exclude(posted_back_at=None).count() == 1
    assert export_waybills(actor=KEEPER, shop_id=shop_id, out=out).parcels == 0
    assert len(out.read_bytes().splitlines()) == 1


def test_export_as_workbook_keeps_ids_as_text(tmp_path: Path) -> None:
    shop_id = ready_shop()
    enter_waybill(actor=KEEPER, shop_id=shop_id, number=packed(shop_id)[0].number, waybill_no=SF)

    export_waybills(actor=KEEPER, shop_id=shop_id, out=tmp_path / "ship.xlsx")

    rows = list(load_workbook(tmp_path / "ship.xlsx").active.values)
    assert rows == [TAOBAO_HEADER, (NUMBERS[0], "顺丰速运", SF)]


def test_export_that_cannot_be_written_marks_nothing(tmp_path: Path) -> None:
    shop_id = ready_shop()
    enter_waybill(actor=KEEPER, shop_id=shop_id, number=packed(shop_id)[0].number, waybill_no=SF)
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(InvalidInput):
        export_waybills(actor=KEEPER, shop_id=shop_id, out=tmp_path / "file" / "ship.csv")
    with pytest.raises(UnknownExport):
        export_waybills(actor=KEEPER, shop_id=shop_id, out=tmp_path / "x.csv", kind="jd")
    assert Parcel.objects.filter(posted_back_at=None).count() == 3


@pytest.mark.req("FUL-20")
def test_pulled_order_is_held_and_may_be_batched_again() -> None:
    shop_id = ready_shop()
    batch = handed_over(shop_id)
    parcel = batch.parcels.get(position=2)

    pull_order(actor=CLERK, shop_id=shop_id, number=parcel.slip_number, reason="buyer cancels")

    parcel.refresh_from_db()
    order = order_of(shop_id, NUMBERS[1])
    assert (parcel.state, parcel.pulled_reason) == ("pulled", "buyer cancels")
    assert (standing(order), open_reasons(order)) == (("paid", "to_check", True), ["manual"])
    release_orders(actor=SYSTEM, shop_id=shop_id, numbers=[NUMBERS[1]], reason="stays")
    again = close_batch(actor=CLERK, shop_id=shop_id, at=AT)
    assert again.parcels.get().order_number == NUMBERS[1]


@pytest.mark.req("FUL-20")
def test_packed_parcel_cannot_be_pulled_nor_one_without_reason() -> None:
    shop_id = ready_shop()
    parcel = packed(shop_id)[0]

    with pytest.raises(WrongState):
        pull_order(actor=CLERK, shop_id=shop_id, number=parcel.number, reason="late")
    with pytest.raises(InvalidInput):
        pull_order(actor=CLERK, shop_id=shop_id, number=parcel.number, reason=" ")
    assert order_of(shop_id, NUMBERS[0]).paid_amount == Decimal("128.00")
    assert standing(order_of(shop_id, NUMBERS[0])) == ("paid", "packed", False)
