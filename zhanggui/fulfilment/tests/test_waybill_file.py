from pathlib import Path
from typing import Any

import pytest

from zhanggui.fulfilment.errors import AlreadyPostedBack
from zhanggui.fulfilment.kinds import WaybillKind
from zhanggui.fulfilment.models import Parcel, StagedWaybill
from zhanggui.fulfilment.services import close_batch, export_waybills, pack_parcel
from zhanggui.fulfilment.tests.factories import AT, CLERK, KEEPER, NUMBERS, handed_over, order_of, packed, ready_shop
from zhanggui.inventory.tests.factories import ledger_sums, stock_of
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.imports.undo import undo_import
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.services import check_orders
from zhanggui.orders.tests.factories import make_order, make_stocked_sku, standing

pytestmark = pytest.mark.django_db

A, B, C = "SF1234567890123", "SF1234567890124", "SF1234567890125"
HEADER = "订单编号,物流公司,运单号"


@pytest.fixture
def bring(tmp_path: Path) -> Any:
    """Write rows as a file and import them; the JSON of the command."""

    def run(shop_id: int, *rows: str, header: str = HEADER, **options: Any) -> dict[str, Any]:
        path = tmp_path / "waybills.csv"
        path.write_text("\n".join([header, *rows]), encoding="gb18030")
        return import_report(run_import(actor=SYSTEM, shop_id=shop_id, files=[path], **options))

    return run


def outcome(report: dict[str, Any]) -> dict[str, int]:
    names = ("imported", "unchanged", "skipped", "conflict", "quarantined")
    return {name: report[name] for name in names if report[name]}


def codes(report: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(error["row"], error["column"], error["code"]) for error in report["errors"]]


@pytest.mark.req("FUL-14")
def test_numbers_of_packed_parcels_ship_them(bring: Any) -> None:
    shop_id = ready_shop()
    packed(shop_id)

    report = bring(shop_id, f'="{NUMBERS[0]}",顺丰速运,{A}', f"{NUMBERS[1]},顺丰,\t{B.lower()} ")

    assert (report["kind"], report["rows"], outcome(report)) == ("waybills", 2, {"imported": 2})
    assert list(Parcel.objects.order_by("position").values_list("state", "courier", "waybill_no")) == [
        ("shipped", "SF", A),
        ("shipped", "SF", B),
        ("packed", "", ""),
    ]
    assert standing(order_of(shop_id, NUMBERS[0]))[0] == "shipped"
    assert order_of(shop_id, NUMBERS[1]).courier_name == "顺丰"
    assert not StagedWaybill.objects.exists()


def test_parcel_numbers_without_courier_take_the_likeliest(bring: Any) -> None:
    shop_id = ready_shop()
    parcel = packed(shop_id)[0]

    report = bring(shop_id, f"{parcel.number.lower()},{A}", header="包裹号,快递单号")

    assert outcome(report) == {"imported": 1}
    assert Parcel.objects.get(pk=parcel.pk).courier == "SF"


def test_same_file_again_is_unchanged_and_another_number_a_conflict(bring: Any) -> None:
    shop_id = ready_shop()
    packed(shop_id)
    bring(shop_id, f"{NUMBERS[0]},顺丰,{A}")

    again = bring(shop_id, f"{NUMBERS[0]},顺丰,{A}", f"{NUMBERS[0]},顺丰,{B}")

    assert outcome(again) == {"unchanged": 1, "conflict": 1}
    assert codes(again) == [(3, "运单号", "fulfilment.shipped_with_other_number")]
    assert A in again["errors"][0]["message"]
    assert B in again["errors"][0]["message"]
    assert Parcel.objects.exclude(waybill_no="").get().waybill_no == A


@pytest.mark.req("FUL-14")
def test_rows_that_cannot_leave_are_quarantined_with_the_reason(bring: Any) -> None:
    shop_id = ready_shop()
    batch = handed_over(shop_id)
    first = batch.parcels.get(position=1)
    pack_parcel(actor=KEEPER, shop_id=shop_id, number=first.number, codes=["tea*2", "mug"])
    make_order(shop_id, "35000000000000009", [(make_stocked_sku(shop_id, "late"), 1)])
    check_orders(actor=SYSTEM, shop_id=shop_id)
    close_batch(actor=CLERK, shop_id=shop_id, at=AT)

    report = bring(
        shop_id,
        f"35000000000000777,顺丰,{B}",
        f"35000000000000009,顺丰,{B}",
        f"{NUMBERS[1]},顺丰,{B}",
        f"{NUMBERS[0]},圆通,{A}",
        f"{NUMBERS[0]},顺丰,",
        f",顺丰,{C}",
        f"3.5E+16,顺丰,{C}",
        f"{NUMBERS[0]},顺丰,{A}",
    )

    assert outcome(report) == {"imported": 1, "quarantined": 7}
    assert codes(report) == [
        (2, "订单编号", "fulfilment.unknown_parcel"),
        (3, "订单编号", "fulfilment.not_handed_over"),
        (4, "订单编号", "fulfilment.not_packed"),
        (5, "运单号", "fulfilment.waybill_form"),
        (6, "运单号", "fulfilment.waybill_form"),
        (7, "订单编号", "fulfilment.no_parcel"),
        (8, "订单编号", "imports.lost_digits"),
    ]
    assert report["repair_file"]


def test_one_number_for_two_parcels_is_quarantined(bring: Any) -> None:
    shop_id = ready_shop()
    packed(shop_id)

    report = bring(shop_id, f"{NUMBERS[0]},顺丰,{A}", f"{NUMBERS[1]},顺丰,{A}", f"{NUMBERS[0]},顺丰,{A}")

    assert outcome(report) == {"imported": 1, "unchanged": 1, "quarantined": 1}
    assert codes(report) == [(3, "运单号", "fulfilment.waybill_used")]


def test_dry_run_says_the_same_and_ships_nothing(bring: Any) -> None:
    shop_id = ready_shop()
    packed(shop_id)

    report = bring(shop_id, f"{NUMBERS[0]},顺丰,{A}", f"x,顺丰,{B}", dry_run=True)

    assert outcome(report) == {"imported": 1, "quarantined": 1}
    assert not Parcel.objects.filter(state="shipped").exists()


def test_undo_takes_parcels_orders_and_stock_back(bring: Any) -> None:
    shop_id = ready_shop()
    packed(shop_id)
    before = stock_of(shop_id)
    report = bring(shop_id, f"{NUMBERS[0]},顺丰,{A}")
    assert stock_of(shop_id) != before

    assert undo_import(actor=SYSTEM, shop_id=shop_id, number=report["batch"]) == {"orders": 1, "lines": 0, "parcels": 1}

    assert set(Parcel.objects.values_list("state", "waybill_no")) == {("packed", "")}
    assert standing(order_of(shop_id, NUMBERS[0])) == ("paid", "packed", False)
    assert stock_of(shop_id) == ledger_sums(shop_id) == before
    assert outcome(bring(shop_id, f"{NUMBERS[0]},顺丰,{A}")) == {"imported": 1}


def test_undo_after_posting_back_is_refused(bring: Any, tmp_path: Path) -> None:
    shop_id = ready_shop()
    packed(shop_id)
    report = bring(shop_id, f"{NUMBERS[0]},顺丰,{A}")
    export_waybills(actor=KEEPER, shop_id=shop_id, out=tmp_path / "up.csv")

    with pytest.raises(AlreadyPostedBack):
        undo_import(actor=SYSTEM, shop_id=shop_id, number=report["batch"])

    assert Parcel.objects.get(waybill_no=A).state == "shipped"


@pytest.mark.parametrize(
    ("header", "is_known"),
    [
        pytest.param(["包裹号", "快递公司", "运单号"], True, id="parcels"),
        pytest.param(["订单编号 ", "物流公司", "物流单号 "], True, id="orders with stray spaces"),
        pytest.param(["订单编号", "物流公司"], False, id="no number"),
        pytest.param(["物流公司", "物流单号"], False, id="no parcel"),
        pytest.param(["订单编号", "订单状态", "物流单号", "物流公司"], False, id="an order export"),
        pytest.param(WaybillKind().template_header(), True, id="our template"),
    ],
)
def test_waybill_files_are_told_from_order_exports(header: list[str], is_known: bool) -> None:
    assert (WaybillKind().recognise(header) > 0) is is_known
