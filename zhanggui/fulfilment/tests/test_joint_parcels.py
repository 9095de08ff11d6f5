"""Orders that leave together and orders that leave in parts, from the close to the courier."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zhanggui.couriers.tests.factories import register
from zhanggui.fulfilment.models import Batch, Parcel, ParcelLine, ShippingNotice
from zhanggui.fulfilment.queries import close_outlook, paper_counts
from zhanggui.fulfilment.queries.papers import paper_rows
from zhanggui.fulfilment.services import (
    close_extra_batch,
    enter_waybill,
    export_waybills,
    give_batch,
    pack_parcel,
    print_batch,
    pull_order,
    take_batch,
    unpack_parcel,
)
from zhanggui.fulfilment.tests.factories import AT, CLERK, KEEPER, NUMBERS, closed, handed_over, order_of, ready_shop
from zhanggui.fulfilment.tests.page_helpers import browser
from zhanggui.fulfilment.tests.paper_checks import page_texts
from zhanggui.inventory.models import Reservation, StockBalance
from zhanggui.inventory.tests.factories import ledger_sums, stock_of
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.imports.undo import undo_import
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.errors import OrdersMoved, TooLateToUndo
from zhanggui.orders.models import Order, OrderContact, OrderInstruction, OrderLine
from zhanggui.orders.queries import ready_order_ids
from zhanggui.orders.services import (
    hold_orders,
    let_parts_go,
    merge_orders,
    release_orders,
    split_order,
    undo_together,
)
from zhanggui.orders.values import Part
from zhanggui.shops.services import change_settings

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = NUMBERS
_MONEY = ("paid_amount", "total_amount", "freight_amount", "goods_amount", "refund_amount")


def _merged(shop_id: int) -> tuple[Order, Order]:
    first, second = order_of(shop_id, FIRST), order_of(shop_id, SECOND)
    merge_orders(actor=SYSTEM, shop_id=shop_id, order_ids=[first.pk, second.pk])
    return first, second


def _split(shop_id: int, *, is_later: bool = False) -> Order:
    order = order_of(shop_id, FIRST)
    tea, mug = OrderLine.objects.filter(order=order).order_by("position")
    parts = [Part({tea.pk: 1}), Part({tea.pk: 1, mug.pk: 1}, is_later)]
    split_order(actor=SYSTEM, shop_id=shop_id, order_id=order.pk, parts=parts)
    return order


def _ship(shop_id: int, parcel: Parcel, number: int, codes: list[str]) -> None:
    assert pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, codes=codes).complete
    enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcel.number, courier="YTO", waybill_no=f"YT{number:013d}")


def _totals(shop_id: int) -> list[tuple[Any, ...]]:
    orders = Order.objects.filter(shop_id=shop_id).order_by("pk").values_list(*_MONEY)
    lines = OrderLine.objects.filter(shop_id=shop_id).order_by("pk").values_list("quantity", "price", "paid_amount")
    return [*orders, *lines]


def _parcels(batch: Batch) -> list[Parcel]:
    return list(batch.parcels.order_by("position"))


@pytest.mark.req("ORD-17")
def test_merged_orders_leave_in_one_parcel_and_keep_their_money(tmp_path: Any) -> None:
    shop_id = ready_shop()
    money = _totals(shop_id)
    first, second = _merged(shop_id)

    batch = handed_over(shop_id)

    assert (batch.order_count, batch.parcel_count, batch.amount) == (3, 2, Decimal("384.00"))
    parcel = next(parcel for parcel in _parcels(batch) if parcel.order_id == first.pk)
    assert [other.order_number for other in parcel.others.all()] == [SECOND]
    assert sorted(ParcelLine.objects.filter(parcel=parcel).values_list("sku_code", "quantity")) == [
        ("mug", 1), ("mug", 1), ("tea", 2), ("tea", 2),
    ]  # fmt: skip
    row = next(row for row in paper_rows(batch) if row.parcel.pk == parcel.pk)
    assert row.others == (SECOND,)

    _ship(shop_id, parcel, 1, ["tea*4", "mug*2"])
    known = list(Order.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", "step", "waybill_no"))
    assert known == [("shipped", "packed", "YT0000000000001")] * 2
    assert not Reservation.objects.filter(order_id__in=[first.pk, second.pk]).exists()
    assert _totals(shop_id) == money
    assert f"{FIRST}、{SECOND}" in ShippingNotice.objects.get(parcel=parcel).text

    out = tmp_path / "up.csv"
    assert export_waybills(actor=KEEPER, shop_id=shop_id, out=out).parcels == 1
    told = out.read_bytes().decode("gb18030")
    assert (told.count(FIRST), told.count(SECOND), told.count("YT0000000000001")) == (1, 1, 2)


@pytest.mark.req("ORD-17")
def test_split_order_leaves_in_parts_and_is_shipped_with_the_last() -> None:
    shop_id = ready_shop(numbers=(FIRST,))
    money = _totals(shop_id)
    order = _split(shop_id, is_later=True)
    batch = handed_over(shop_id)
    (parcel,) = _parcels(batch)
    assert list(ParcelLine.objects.filter(parcel=parcel).values_list("sku_code", "quantity")) == [("tea", 1)]

    _ship(shop_id, parcel, 1, ["tea"])
    order.refresh_from_db()
    assert (order.state, order.step, order.is_part_shipped) == ("paid", "to_check", True)
    assert order.waybill_no == "YT0000000000001"
    assert StockBalance.objects.get(shop_id=shop_id, place="A-tea").on_hand == 99
    assert ready_order_ids(shop_id, AT) == []

    let_parts_go(actor=SYSTEM, shop_id=shop_id, order_id=order.pk)
    rest = closed(shop_id, period="2026-11-21#rest")
    Batch.objects.filter(pk=rest.pk).update(state="handed_over")
    (second,) = _parcels(rest)
    assert dict(ParcelLine.objects.filter(parcel=second).values_list("sku_code", "quantity")) == {"tea": 1, "mug": 1}
    _ship(shop_id, second, 2, ["tea", "mug"])

    order.refresh_from_db()
    assert (order.state, order.is_part_shipped) == ("shipped", False)
    assert order.waybill_no == "YT0000000000001,YT0000000000002"
    assert not Reservation.objects.exists()
    balances = dict(StockBalance.objects.values_list("place", "on_hand"))
    assert balances == {"A-tea": 98, "A-mug": 99}
    assert _totals(shop_id) == money


def test_two_parcels_at_once_make_the_order_packed_and_shipped_only_together() -> None:
    shop_id = ready_shop(numbers=(FIRST,))
    order = _split(shop_id)
    # Mugs lie first on the way, so the parcel with one is picked first.
    second, first = _parcels(handed_over(shop_id))

    pack_parcel(actor=KEEPER, shop_id=shop_id, number=first.number, codes=["tea"])
    order.refresh_from_db()
    assert order.step == "batched"
    unpack_parcel(actor=KEEPER, shop_id=shop_id, number=first.number)
    _ship(shop_id, first, 1, ["tea"])
    order.refresh_from_db()
    assert (order.state, order.step, order.is_part_shipped) == ("paid", "batched", True)
    _ship(shop_id, second, 2, ["tea", "mug"])
    order.refresh_from_db()
    assert (order.state, order.step, order.is_part_shipped) == ("shipped", "packed", False)


def test_undoing_a_waybill_file_brings_parts_back_parcel_by_parcel(tmp_path: Path) -> None:
    shop_id = ready_shop(numbers=(FIRST,))
    order = _split(shop_id, is_later=True)
    stock = stock_of(shop_id)
    (first,) = _parcels(handed_over(shop_id))
    pack_parcel(actor=KEEPER, shop_id=shop_id, number=first.number, codes=["tea"])

    def bring(parcel: Parcel, number: int) -> str:
        path = tmp_path / f"{number}.csv"
        path.write_text(f"包裹号,快递公司,运单号\n{parcel.number},圆通,YT{number:013d}\n", encoding="gb18030")
        return str(import_report(run_import(actor=SYSTEM, shop_id=shop_id, files=[path]))["batch"])

    def facts() -> tuple[Any, ...]:
        order.refresh_from_db()
        promised = sum(Reservation.objects.filter(order_id=order.pk).values_list("quantity", flat=True))
        return order.state, order.step, order.is_part_shipped, order.waybill_no, order.courier_name, promised

    file = bring(first, 1)
    assert facts() == ("paid", "to_check", True, "YT0000000000001", "圆通", 0)
    undo_import(actor=SYSTEM, shop_id=shop_id, number=file)
    assert facts() == ("paid", "packed", False, "", "", 1)
    assert stock_of(shop_id) == ledger_sums(shop_id) == stock
    assert [parcel.state for parcel in _parcels(first.batch)] == ["packed"]

    bring(first, 1)
    let_parts_go(actor=SYSTEM, shop_id=shop_id, order_id=order.pk)
    rest = closed(shop_id, period="2026-11-21#rest")
    Batch.objects.filter(pk=rest.pk).update(state="handed_over")
    (second,) = _parcels(rest)
    pack_parcel(actor=KEEPER, shop_id=shop_id, number=second.number, codes=["tea", "mug"])
    last = bring(second, 2)
    assert facts() == ("shipped", "packed", False, "YT0000000000001,YT0000000000002", "圆通", 0)
    undo_import(actor=SYSTEM, shop_id=shop_id, number=last)
    assert facts() == ("paid", "packed", True, "YT0000000000001", "圆通", 2)
    assert stock_of(shop_id) == ledger_sums(shop_id)

    last = bring(second, 2)
    Order.objects.filter(pk=order.pk).update(state="completed")
    with pytest.raises(OrdersMoved):
        undo_import(actor=SYSTEM, shop_id=shop_id, number=last)
    second.refresh_from_db()
    assert (second.state, facts()[3]) == ("shipped", "YT0000000000001,YT0000000000002")


def test_pulled_parcel_takes_all_its_orders_and_all_parts_out() -> None:
    shop_id = ready_shop()
    first, second = _merged(shop_id)
    batch = closed(shop_id)
    parcel = next(parcel for parcel in _parcels(batch) if parcel.order_id == first.pk)

    pull_order(actor=CLERK, shop_id=shop_id, number=parcel.number, reason="buyer cancels")

    assert set(Order.objects.filter(pk__in=[first.pk, second.pk]).values_list("step", "is_held")) == {
        ("to_check", True)
    }


@pytest.mark.req("ORD-17")
def test_merge_and_split_are_undone_in_a_closed_batch_until_it_is_printed() -> None:
    shop_id = ready_shop()
    first, _second = _merged(shop_id)
    batch = closed(shop_id)
    assert batch.parcel_count == 2

    undo_together(actor=SYSTEM, shop_id=shop_id, order_id=first.pk)

    batch.refresh_from_db()
    assert batch.parcel_count == 3
    assert sorted(batch.parcels.values_list("order_number", flat=True)) == list(NUMBERS)
    assert sorted(Parcel.objects.values_list("position", flat=True)) == sorted(
        set(Parcel.objects.values_list("position", flat=True))
    )

    other = ready_shop("moli", numbers=(FIRST,))
    order = _split(other)
    late = closed(other)
    Batch.objects.filter(pk=late.pk).update(state="printed")
    with pytest.raises(TooLateToUndo):
        undo_together(actor=SYSTEM, shop_id=other, order_id=order.pk)
    assert late.parcels.count() == 2


@pytest.mark.req("ORD-17")
def test_companions_bring_their_own_invoice_note_wish_and_requests(tmp_path: Path) -> None:
    shop_id = ready_shop()
    change_settings(actor=SYSTEM, shop_id=shop_id, invoice_next="26110098", invoice_last="26110101")
    first, second = _merged(shop_id)
    OrderContact.objects.filter(order=second).update(invoice_title="杭州青禾家居有限公司", buyer_note="门口有狗")
    register(shop_id, "YTO")
    register(shop_id, "SF")
    OrderInstruction.objects.create(
        shop_id=shop_id,
        order=second,
        kind="courier_wish",
        courier="顺丰",
        source="person",
        created_at=AT,
        created_by="王芳",
    )

    batch = closed(shop_id)
    parcel = next(parcel for parcel in _parcels(batch) if parcel.order_id == first.pk)
    assert parcel.chosen_courier == "SF"
    files = {file.kind: file for file in print_batch(actor=CLERK, batch_id=batch.pk, out_dir=tmp_path)}

    assert (files["invoice"].items, paper_counts(batch)["invoice"]) == (1, 1)
    (sheet,) = page_texts(Path(files["invoice"].path))
    assert (SECOND in sheet, FIRST in sheet, parcel.number in sheet) == (True, False, True)
    assert ("".join(sheet.split()).count("Tea"), parcel.lines.count()) == (2, 4)
    assert next(row for row in paper_rows(batch) if row.parcel.pk == parcel.pk).receiver.buyer_note == "门口有狗"

    give_batch(actor=CLERK, batch_id=batch.pk)
    take_batch(actor=KEEPER, batch_id=batch.pk)
    Parcel.objects.filter(pk=parcel.pk).update(state="packed", packed_at=AT)
    path = tmp_path / "numbers.csv"
    path.write_text(f"包裹号,快递公司,运单号\n{parcel.number},顺丰,SF1234567890123\n", encoding="gb18030")
    report = import_report(run_import(actor=SYSTEM, shop_id=shop_id, files=[path]))
    assert [(error["code"], SECOND in error["message"]) for error in report["errors"]] == [
        ("fulfilment.instructions_open", True)
    ]
    OrderInstruction.objects.update(ticked_at=AT)
    assert import_report(run_import(actor=SYSTEM, shop_id=shop_id, files=[path]))["imported"] == 1
    assert set(Order.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", flat=True)) == {"shipped"}


def test_close_page_names_the_order_that_keeps_its_companion_back() -> None:
    shop_id = ready_shop()
    first, second = _merged(shop_id)
    hold_orders(actor=SYSTEM, shop_id=shop_id, numbers=[SECOND], reason="call first")

    page = browser("order_clerk", shop_id=shop_id).get("/desk/close")

    blocked = {row["row"].reason: row for row in page.context["blocked"]}
    assert (page.context["outlook"].ready, blocked["companion"]["row"].orders, page.context["waiting"]) == (1, 1, 1)
    (waiting,) = blocked["companion"]["orders"]
    assert (waiting.number, SECOND in waiting.title, blocked["manual"]["row"].orders) == (FIRST, True, 1)
    release_orders(actor=SYSTEM, shop_id=shop_id, numbers=[SECOND], reason="called")
    assert close_outlook(shop_id, AT).ready == 3
    batch = close_extra_batch(actor=CLERK, shop_id=shop_id, numbers=[SECOND])
    assert [(parcel.order_id, parcel.others.get().order_id) for parcel in _parcels(batch)] == [(first.pk, second.pk)]
    assert close_extra_batch(actor=CLERK, shop_id=shop_id, numbers=[FIRST]).pk == batch.pk
