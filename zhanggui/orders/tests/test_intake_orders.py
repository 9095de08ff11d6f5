"""What an order row does to a stored order, rule by rule."""

from decimal import Decimal
from typing import Any

import pytest

from zhanggui.kernel.events.models import Event
from zhanggui.orders.tests.intake_helpers import (
    NUMBER,
    bring_in,
    make_shop,
    moment,
    only_finding,
    order_row,
    outcome,
    stored,
)

pytestmark = pytest.mark.django_db
PAID = moment("2026-06-01 12:01:07")


@pytest.fixture
def shop() -> int:
    return make_shop()


@pytest.mark.req("ORD-13")
def test_new_order_is_imported_with_event_and_deadline(shop: int) -> None:
    batch, result = bring_in(shop, order_row())

    assert outcome(result) == "imported 1"
    assert (result.orders_new, result.orders_updated, result.lines_new) == (1, 0, 0)
    order = stored()
    assert (order["state"], order["step"], order["total_amount"]) == ("paid", "to_check", Decimal("199.00"))
    assert order["ship_by_at"] == moment("2026-06-03 12:01:07")
    assert (order["sort_at"], order["batch_id"], order["last_batch_id"]) == (order["placed_at"], batch.pk, batch.pk)
    assert (order["receiver_name"], order["phone_tail"]) == ("张三", "0001")
    event = Event.objects.get(subject_kind="order")
    assert (event.kind, event.data) == (
        "order.imported",
        {"batch": batch.number, "state": "paid", "channel": "taobao"},
    )


def test_same_row_again_is_unchanged_and_leaves_no_trace(shop: int) -> None:
    bring_in(shop, order_row())
    before = stored()

    _batch, result = bring_in(shop, order_row())

    assert outcome(result) == "unchanged 1"
    assert stored() == before
    assert Event.objects.filter(subject_kind="order").count() == 1


@pytest.mark.parametrize(
    ("case", "changes"),
    [
        ("missing columns", dict.fromkeys(("goods_amount", "paid_at", "title", "mobile", "extra", "placed_at"))),
        ("empty texts", {"title": "", "address": "", "seller_note": ""}),
        ("minute", {"placed_at": moment("2026-06-01 12:00:00"), "placed_precision": "m"}),
        ("day", {"paid_at": moment("2026-06-01 00:00:00"), "paid_precision": "d"}),
        ("masked name", {"receiver_name": "张**", "is_masked": True}),
        ("masked phone", {"mobile": "139****0001", "phone_tail": "0001", "is_masked": True}),
        ("masked address", {"address": "浙江省 杭州市 余杭区 ****", "is_masked": True}),
        (
            "older state",
            {"state": "unpaid", "paid_at": None, "paid_amount": Decimal("0.00"), "status_text": "等待买家付款"},
        ),
        ("no refund column", {"refund_amount": None}),
    ],
)
def test_coarser_row_that_agrees_is_unchanged(shop: int, case: str, changes: dict[str, Any]) -> None:
    bring_in(shop, order_row())
    before = stored()

    _batch, result = bring_in(shop, order_row(**changes))

    assert outcome(result) == "unchanged 1", case
    assert stored() == before


def test_finer_row_overwrites_coarser_values(shop: int) -> None:
    coarse = order_row(
        placed_at=moment("2026-06-01 00:00:00"),
        placed_precision="d",
        paid_at=moment("2026-06-01 12:01:00"),
        paid_precision="m",
        receiver_name="张*",
        mobile="139****0001",
        address="浙江省 ***",
        is_masked=True,
    )
    bring_in(shop, coarse)
    assert stored()["is_masked"]

    _batch, result = bring_in(shop, order_row())

    assert outcome(result) == "updated 1"
    order = stored()
    assert (order["placed_at"], order["placed_precision"]) == (moment("2026-06-01 12:00:05"), "s")
    assert (order["paid_at"], order["ship_by_at"]) == (PAID, moment("2026-06-03 12:01:07"))
    assert (order["receiver_name"], order["mobile"], order["is_masked"]) == ("张三", "13900000001", False)
    assert (order["district"], order["sort_at"]) == ("余杭区", moment("2026-06-01 12:00:05"))


@pytest.mark.parametrize(
    ("field", "changes", "shown"),
    [
        ("goods_amount", {"goods_amount": Decimal("189.00")}, ("199.00", "189.00")),
        ("freight_amount", {"freight_amount": Decimal("8.00")}, ("0.00", "8.00")),
        ("total_amount", {"total_amount": Decimal("207.00")}, ("199.00", "207.00")),
        ("paid_amount", {"paid_amount": Decimal("150.00")}, ("199.00", "150.00")),
        ("receiver_name", {"receiver_name": "李**", "is_masked": True}, ("张***", "李**")),
    ],
)
def test_different_value_is_a_conflict_and_nothing_is_applied(
    shop: int, field: str, changes: dict[str, Any], shown: tuple[str, str]
) -> None:
    bring_in(shop, order_row())
    before = stored()

    batch, result = bring_in(shop, order_row(seller_note="不应写入", **changes))

    assert outcome(result) == "conflict 1"
    assert stored() == before
    finding = only_finding(batch)
    assert (finding.code, finding.column, finding.row_no) == ("orders.conflict", field, 2)
    assert finding.params["fields"][field] == {"stored": shown[0], "new": shown[1]}
    assert "13900000001" not in str(finding.params)


@pytest.mark.parametrize("name", ["placed_at", "paid_at"])
def test_different_time_beyond_its_precision_is_a_conflict(shop: int, name: str) -> None:
    bring_in(shop, order_row())
    precision = name.replace("_at", "_precision")

    batch, result = bring_in(shop, order_row(**{name: moment("2026-06-01 13:00:00"), precision: "m"}))

    assert outcome(result) == "conflict 1"
    assert only_finding(batch).column == name


def test_progress_is_updated_with_names_and_states_in_the_event(shop: int) -> None:
    bring_in(shop, order_row())

    batch, result = bring_in(
        shop, order_row(state="shipped", status_text="卖家已发货，等待买家确认", waybill_no="YT1", seller_note="已核对")
    )

    assert outcome(result) == "updated 1"
    order = stored()
    assert (order["state"], order["waybill_no"], order["seller_note"]) == ("shipped", "YT1", "已核对")
    assert order["last_batch_id"] == batch.pk
    event = Event.objects.get(kind="order.updated")
    assert event.data == {
        "batch": batch.number,
        "changed": ["seller_note", "state", "status_text", "waybill_no"],
        "before": "paid",
        "after": "shipped",
    }


def test_refund_keeps_gross_and_updates_net(shop: int) -> None:
    bring_in(shop, order_row())

    _batch, result = bring_in(shop, order_row(paid_amount=Decimal("100.00"), refund_amount=Decimal("99.00")))

    assert outcome(result) == "updated 1"
    assert (stored()["paid_amount"], stored()["refund_amount"]) == (Decimal("100.00"), Decimal("99.00"))


def test_payment_of_an_unpaid_order_is_progress(shop: int) -> None:
    unpaid = {"state": "unpaid", "paid_at": None, "paid_precision": None, "paid_amount": Decimal("0.00")}
    bring_in(shop, order_row(**unpaid))
    assert stored()["ship_by_at"] is None

    _batch, result = bring_in(shop, order_row())

    assert outcome(result) == "updated 1"
    assert (stored()["state"], stored()["paid_at"], stored()["paid_amount"]) == ("paid", PAID, Decimal("199.00"))
    assert stored()["ship_by_at"] == moment("2026-06-03 12:01:07")


def test_closed_order_stays_closed(shop: int) -> None:
    bring_in(shop, order_row(state="closed"))

    _batch, result = bring_in(shop, order_row(state="completed", title="别的标题"))

    assert outcome(result) == "unchanged 1"
    assert (stored()["state"], stored()["title"]) == ("closed", "测试商品 纯棉T恤")


def test_number_repeated_in_one_batch_is_merged_in_file_order(shop: int) -> None:
    _batch, result = bring_in(
        shop, order_row(2), order_row(3), order_row(4, state="shipped"), order_row(5, total_amount=Decimal("1.00"))
    )

    assert outcome(result) == "imported 1, updated 1, unchanged 1, conflict 1"
    assert (result.orders_new, result.orders_updated) == (1, 0)
    assert stored()["state"] == "shipped"


def test_same_number_in_another_shop_or_channel_is_another_order(shop: int) -> None:
    bring_in(shop, order_row())

    _batch, result = bring_in(shop, order_row(channel="tmall"))

    assert outcome(result) == "imported 1"


def test_dry_run_tells_the_same_and_writes_nothing(shop: int) -> None:
    bring_in(shop, order_row())
    before = stored()

    batch, result = bring_in(
        shop, order_row(total_amount=Decimal("1.00")), order_row(3, number="33000002", title="新"), dry_run=True
    )

    assert outcome(result) == "imported 1, conflict 1"
    assert stored() == before
    assert only_finding(batch).params["number"] == NUMBER


def test_empty_stored_value_is_filled(shop: int) -> None:
    bring_in(shop, order_row(goods_amount=None, title=None, mobile=None, extra=None))

    _batch, result = bring_in(shop, order_row(extra={"a": "1"}))

    assert outcome(result) == "updated 1"
    order = stored()
    assert (order["goods_amount"], order["title"], order["mobile"]) == (
        Decimal("199.00"),
        "测试商品 纯棉T恤",
        "13900000001",
    )
    assert order["extra"] == {"a": "1"}
